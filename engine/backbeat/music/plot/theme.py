"""Colours of a drawing: muted ones for the signal, saturated ones for events."""

from __future__ import annotations

from backbeat.v1.music_pb2 import EnergyLevel

WAVE = "#a3aab8"
WAVE_BODY = "#5f6a80"
BEAT = "#85858c"
BAR = "#2f2f35"
USER = "#1259c3"
DROP = "#d4203a"
BUILD = "#e8830c"
ACCENT = "#8a3ffc"

LEVELS = {
    EnergyLevel.ENERGY_LEVEL_LOW: "#b9d3ea",
    EnergyLevel.ENERGY_LEVEL_MEDIUM: "#f2d48a",
    EnergyLevel.ENERGY_LEVEL_HIGH: "#ec9a7c",
}
"""Of low, medium and high energy."""

NAMED = {
    "intro": "#c9ced6",
    "outro": "#c9ced6",
    "chorus": "#f6b26b",
    "breakdown": "#a9c9ee",
    "build": "#f7dc6f",
    "drop": "#f08a80",
}
"""Of sections with a role."""
_LETTERS = (
    "#9ed3b5", "#c3b4e8", "#e9c3d6", "#b9d98f", "#8fd0d8", "#dcc7a1", "#b8c2ee", "#e5b6b0",
)  # fmt: skip


def section_color(label: str) -> str:
    """The colour of a section label; sections of one letter share it."""
    if label in NAMED:
        return NAMED[label]
    number = sum(map(ord, label)) - ord("A") if label else 0
    return _LETTERS[number % len(_LETTERS)]
