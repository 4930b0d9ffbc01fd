"""Backbeat puts sound and picture in step, inside the timeline you already have."""

from backbeat.version import __version__

__all__ = ["__version__"]
