"""How sure figures are: means, paired differences, intervals, who wins."""
