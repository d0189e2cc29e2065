"""How names and tables are written, whatever they are of: letters, columns, HTML, rounding."""
