"""Rules on model names and model versions."""
