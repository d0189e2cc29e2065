"""Who the customers are: rules, draws, population, network, and the engine that runs them."""
