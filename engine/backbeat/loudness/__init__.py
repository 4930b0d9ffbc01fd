"""Loudness: the meter, the limiter, what deliveries ask for, and whether a recording meets it."""

from backbeat.loudness.limiter import Limited, limit
from backbeat.loudness.meter import Measured, Meter, measure

__all__ = ["Limited", "Measured", "Meter", "limit", "measure"]
