"""The object engine: one Mesa agent a person, the same month to the bit."""
