"""What reading an edit needs of a document, so that a document's writers may read it too."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol


class Source(Protocol):
    """A timeline: OpenTimelineIO JSON, the objects read from it, and where it comes from."""

    @property
    def path(self) -> Path:
        """The path it was read from."""

    @property
    def data(self) -> bytes:
        """The JSON text."""

    @property
    def root(self) -> Any:
        """OpenTimelineIO's object for the whole text."""

    @property
    def media_folder(self) -> Path:
        """The folder that relative media paths start from."""
