"""Fitting a scenario to a firm's own data: cohorts, payments, profit and loss, NPS."""
