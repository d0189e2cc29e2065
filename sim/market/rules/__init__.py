"""The rulebook, how it is compiled, its random numbers and its counts."""
