"""What a scenario file may say, section by section, and what its values must be to each other."""
