"""Mouths of a speaker that were seen while something was heard, to take other words from."""
