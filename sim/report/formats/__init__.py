"""Files: whole or not at all, of a bounded size; Parquet and CSV."""
