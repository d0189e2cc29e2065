"""Many runs: replications in parallel, comparisons of designs, and the statistics of both."""
