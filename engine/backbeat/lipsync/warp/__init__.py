"""Mouths by moving the pixels of the own picture: a preview, for silent or short footage."""
