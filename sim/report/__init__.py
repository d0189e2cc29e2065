"""How results look: the verdict in words, tables as text, charts."""
