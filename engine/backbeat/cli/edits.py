"""What the user says about the music: a file, and single beats from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import InputError

if TYPE_CHECKING:
    from backbeat.v1.music_pb2 import MusicEdits

_MAX_BYTES = 64 << 20


def music_edits(
    file: str | None, beats: Iterable[float], downbeats: Iterable[float]
) -> MusicEdits | None:
    """Everything the user said; None for nothing.

    Args:
        file: a MusicEdits in protobuf's JSON mapping.
        beats: in seconds.
        downbeats: in seconds.

    Raises:
        InputError: the file cannot be read, or is no such JSON.
    """
    from backbeat.v1.music_pb2 import MusicEdits, UserBeat

    edits = _read(Path(file).expanduser()) if file is not None else MusicEdits()
    edits.beats.extend(UserBeat(time_s=time) for time in beats)
    edits.beats.extend(UserBeat(time_s=time, downbeat=True) for time in downbeats)
    return edits if edits.ByteSize() else None


def _read(path: Path) -> MusicEdits:
    from google.protobuf import json_format

    from backbeat.v1.music_pb2 import MusicEdits

    try:
        if path.is_file() and path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path} is too large for edits of music.", "Name another file.")
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is not a file.", "Name a .json file of edits.")
        said = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(said, dict):
            raise ValueError("it is JSON, but no object")
        edits = MusicEdits()
        json_format.ParseDict(said, edits)
        return edits
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (json_format.ParseError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise InputError(
            f"{path} holds no edits of music: {reason}.",
            'Write it as {"beats": [{"timeS": 1.5, "downbeat": true}]}.',
        ) from error
