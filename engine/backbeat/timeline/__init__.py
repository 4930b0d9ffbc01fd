"""OpenTimelineIO timelines: read, edited in place, saved with everything else untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backbeat.timeline.document import Container, Document, load, save

if TYPE_CHECKING:
    from backbeat.timeline.model import Edit

__all__ = ["Container", "Document", "Edit", "load", "save"]
