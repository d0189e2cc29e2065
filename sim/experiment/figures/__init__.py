"""The figures of a run and of a year: headlines, and what customers are worth."""
