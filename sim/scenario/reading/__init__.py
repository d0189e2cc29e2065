"""From a file to a scenario: text, tree, inheritance."""
