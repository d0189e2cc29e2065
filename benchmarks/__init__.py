"""What a month costs: engines, memory, start-up and growth with size. Run with `make bench`."""
