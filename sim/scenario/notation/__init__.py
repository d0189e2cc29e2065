"""How scenario files write values and places, and how their problems are worded."""
