"""Fuzzing of what reads files and requests of strangers: `python -m tests.fuzz TARGET`."""
