"""Corrections of beats, kept in a file beside the song: the one that `--edits` reads."""

from __future__ import annotations

import json
import math
from pathlib import Path

from google.protobuf import json_format

from backbeat.errors import InputError, RequestError
from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.jobs.paths import check_paths
from backbeat.panel.files import readable
from backbeat.v1.music_pb2 import MusicEdits
from backbeat.v1.panel_pb2 import (
    LoadMusicEditsRequest,
    SavedMusicEdits,
    SaveMusicEditsRequest,
)
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import json_of, output_path, writing

_SUFFIX = ".edits.json"
_LATEST_S = 7 * 24 * 3600.0


def edits_path(song: Path) -> Path:
    """Where the corrections of a song are kept."""
    return song.with_name(song.name + _SUFFIX)


def save_edits(request: SaveMusicEditsRequest) -> SavedMusicEdits:
    """Writes corrections, all or nothing.

    Raises:
        RequestError, NotFoundError: the song is no file here, or a time makes no sense.
        AlreadyExistsError: somebody else's file is in the way.
        OutputError: it cannot be written.
    """
    song = readable(request.path)
    check_paths(request)
    _check_times(request.edits)
    target = output_path(request.output_path, (".json",)) or edits_path(song)
    edits = MusicEdits()
    edits.CopyFrom(request.edits)
    edits.written_by = MARK
    with writing(Inputs((song,)), (target,), request.overwrite) as written:
        write_text(written.at(target), json_of(edits))
    return SavedMusicEdits(path=str(target), edits=request.edits)


def load_edits(request: LoadMusicEditsRequest) -> SavedMusicEdits:
    """The corrections beside a song; none where there is no file.

    Raises:
        RequestError, NotFoundError: the song is no file here.
        InputError: the file beside it is something else.
    """
    path = edits_path(readable(request.path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return SavedMusicEdits()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read.", "Move it away, or repair it.") from error
    edits = MusicEdits()
    try:
        json_format.ParseDict(json.loads(text), edits)
    except (json_format.ParseError, ValueError, TypeError, RecursionError) as error:
        raise InputError(
            f"{path} holds no corrections of beats.", "Move it away, or repair it."
        ) from error
    edits.written_by = ""
    return SavedMusicEdits(path=str(path), edits=edits)


def _check_times(edits: MusicEdits) -> None:
    times = [
        *(beat.time_s for beat in edits.beats),
        *edits.removed_beats_s,
        *(one.time_s for one in edits.emphasis),
        *(time for one in edits.energy for time in (one.start_s, one.end_s)),
    ]
    if not all(math.isfinite(time) and 0 <= time <= _LATEST_S for time in times):
        raise RequestError("A correction lies outside the song.", "Give seconds of the song.")
