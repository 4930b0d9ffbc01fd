"""Mixing: clip levels and fades, track roles, and ducking."""
