"""Mouths by networks of others: what these are given, and what is done with what they give."""
