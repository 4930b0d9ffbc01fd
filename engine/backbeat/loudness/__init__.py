"""Loudness: the meter, what deliveries ask for, and whether a recording meets it."""

from backbeat.loudness.meter import Measured, Meter, measure

__all__ = ["Measured", "Meter", "measure"]
