"""What a comparison is as tables: declared once, written and read back to the bit."""
