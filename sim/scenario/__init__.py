"""What a scenario file may say: schema, reading, overriding."""
