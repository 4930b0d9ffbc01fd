"""Mouths in step with speech: their shapes in time."""
