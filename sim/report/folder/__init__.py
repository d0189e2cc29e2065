"""The folder of a result: written, opened, reproduced."""
