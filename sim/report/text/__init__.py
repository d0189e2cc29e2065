"""Answers in words and tables: as text for a terminal, as HTML, as plain data."""
