"""What moves in the clips of an edit, looked up for slips."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import CancelledError, MediaError, TimelineError
from backbeat.footage import Footage
from backbeat.footage.cache import looked_at
from backbeat.progress import Progress
from backbeat.timeline.document import Document, media_path
from backbeat.timeline.model import Edit, ItemKind


class ClipActions:
    """A `backbeat.cutting.modes.action.ActionLookup` that looks at each file once.

    Args:
        document, edit: the timeline.
        folder: where media packed inside an .otioz may be unpacked to.
        progress: notified while clips are looked at; may cancel.
    """

    def __init__(self, document: Document, edit: Edit, folder: Path, progress: Progress) -> None:
        self._document, self._folder, self._progress = document, folder, progress
        self._found: dict[str, Footage | str] = {}
        self._expected = len(
            {
                item.media_url
                for track in edit.video_tracks
                for item in track.items
                if item.kind is ItemKind.CLIP
            }
        )

    def __call__(self, url: str) -> Footage | str:
        """What was seen in the media at a URL; or why nothing was."""
        if url not in self._found:
            done = len(self._found) / max(1, self._expected)
            part = self._progress.part(done, min(1, done + 1 / max(1, self._expected)))
            self._found[url] = self._looked_at(url, part)
        return self._found[url]

    def _looked_at(self, url: str, progress: Progress) -> Footage | str:
        try:
            path = media_path(self._document, url, self._folder) if url else None
            if path is None or not path.is_file():
                return "its media is missing"
            return looked_at(path, progress)
        except CancelledError:
            raise
        except (MediaError, TimelineError) as error:
            return f"its media cannot be read: {error.message.rstrip('.')}"
