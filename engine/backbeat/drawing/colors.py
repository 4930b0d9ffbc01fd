"""Colours that every drawing of this product shares."""

from __future__ import annotations

GROUND = "#fbfbfc"
PANEL = "#f1f2f4"
RULE = "#d5d7dc"
INK = "#1d1d1f"
DIM = "#5d5d63"
ENERGY = "#3f7f8c"
MOMENTARY = "#9cc3ca"
