"""OpenTimelineIO timelines: read, edited in place, saved with everything else untouched."""

from backbeat.timeline.document import Container, Document, load, save

__all__ = ["Container", "Document", "load", "save"]
