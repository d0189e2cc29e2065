"""Who the people are and which of them talk to each other: population, network, what they meet."""
