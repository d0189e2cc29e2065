"""Runs: one, many in processes of their own, and how they are kept."""
