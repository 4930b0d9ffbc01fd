"""Visemes: the shapes of a mouth that speaks, in time."""
