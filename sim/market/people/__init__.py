"""Who the people are and who talks to whom: population, network, what they meet."""
