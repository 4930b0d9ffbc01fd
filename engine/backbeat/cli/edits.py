"""The user's corrections of the music: a file, and single beats from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import InputError
from backbeat.files.given import check_given

if TYPE_CHECKING:
    from backbeat.v1.music_pb2 import MusicEdits

_MAX_BYTES = 16 << 20


def music_edits(
    file: str | None,
    beats: Iterable[float],
    downbeats: Iterable[float],
    removed: Iterable[float] = (),
) -> MusicEdits | None:
    """All corrections together; None when there are none.

    Args:
        file: path of a MusicEdits in protobuf's JSON mapping; None for no file.
        beats: times of beats, in seconds. The nearest beat moves to each.
        downbeats: times of downbeats, in seconds. Likewise.
        removed: times of beats that are none, in seconds.

    Raises:
        InputError: the file cannot be read, or does not hold a MusicEdits.
    """
    from backbeat.v1.music_pb2 import MusicEdits, UserBeat

    edits = _read(Path(file).expanduser()) if file is not None else MusicEdits()
    edits.beats.extend(UserBeat(time_s=time, moves=True) for time in beats)
    edits.beats.extend(UserBeat(time_s=time, downbeat=True, moves=True) for time in downbeats)
    edits.removed_beats_s.extend(removed)
    return edits if edits.ByteSize() else None


def _read(path: Path) -> MusicEdits:
    from google.protobuf import json_format

    from backbeat.v1.music_pb2 import MusicEdits

    try:
        check_given(path, "a file of music edits", _MAX_BYTES)
        parsed = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(parsed, dict):
            raise ValueError("it is JSON, but not an object")
        edits = MusicEdits()
        json_format.ParseDict(parsed, edits)
        return edits
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (json_format.ParseError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise InputError(
            f"{path} is not a file of music edits: {reason}.",
            'Write it as {"beats": [{"timeS": 1.5, "downbeat": true}]}.',
        ) from error
