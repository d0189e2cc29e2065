"""Whether the simulated firm is the client: the starting year and what to change."""
