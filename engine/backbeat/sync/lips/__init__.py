"""Lips against voice: by how much the sound of a speaking face is early or late."""

from backbeat.sync.lips.expected import Expected, by_features, by_spectrum
from backbeat.sync.lips.offset import lip_offset

__all__ = ["Expected", "by_features", "by_spectrum", "lip_offset"]
