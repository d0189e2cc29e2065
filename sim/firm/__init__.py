"""Who decides and on what: designs, offers, insight, levers, delivery, and the agents who do it."""
