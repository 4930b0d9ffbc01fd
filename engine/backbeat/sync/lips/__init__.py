"""Lips against voice: by how much the sound of a speaking face is early or late."""
