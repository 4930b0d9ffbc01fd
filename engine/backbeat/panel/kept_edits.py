"""Timelines that were drawn, kept so that opening one again costs a look at its media only."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from backbeat.panel.edit_view import DrawnEdit, edit_view
from backbeat.panel.media_look import MediaLook, Signature, signature_of

_MOST = 6

_State = tuple[tuple[str, Signature], ...]


class KeptEdits:
    """Timelines as they are drawn; thread-safe.

    Args:
        look: looks at their media.
    """

    def __init__(self, look: MediaLook) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._kept: OrderedDict[Path, tuple[_State, DrawnEdit]] = OrderedDict()

    def get(self, path: Path) -> DrawnEdit:
        """A timeline as its file and its media are now.

        Raises:
            TimelineError: the file holds no timeline that can be read.
        """
        state = _state(path)
        with self._lock:
            kept = self._kept.get(path)
        if kept is not None and state and kept[0] == state and self._holds(kept[1]):
            return kept[1]
        drawn = edit_view(path, self._look)
        with self._lock:
            self._kept[path] = state, drawn
            self._kept.move_to_end(path)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return drawn

    def _holds(self, drawn: DrawnEdit) -> bool:
        """Whether its media is still what it was."""
        if drawn.late:
            return False
        there, late = self._look.there(drawn.media)
        return not late and drawn.media == {path: there.get(path) for path in drawn.media}


def _state(path: Path) -> _State:
    """Stands for the content of a file, or of the files right in a bundle; empty: unknown."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
    except OSError:
        return ()
    return tuple((file.name, sign) for file in files if (sign := signature_of(file)) is not None)
