"""Fitting: hazards from cohorts, the rest by simulation, with intervals and months held back."""
