"""From a scenario to text: resolved, edited, compared, as JSON Schema, as a client's own."""
