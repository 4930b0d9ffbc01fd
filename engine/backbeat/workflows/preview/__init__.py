"""A small film of a timeline, so that a person can watch it."""
