"""The version of Backbeat."""

__version__ = "0.1.0"
