"""Compare organisations and ways of delivering in a simulated market."""
