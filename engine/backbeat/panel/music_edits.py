"""Corrections of beats, kept in a file beside the song: the one that `--edits` reads."""

from __future__ import annotations

import json
from pathlib import Path

from google.protobuf import json_format

from backbeat import roots
from backbeat.errors import InputError
from backbeat.files import write_text
from backbeat.files.given import check_given
from backbeat.files.seal import MARK
from backbeat.jobs.paths import check_paths
from backbeat.media.probe import probe
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
_LONGEST_S = 7 * 24 * 3600.0
_BEYOND_S = 1.0
"""Headers state lengths that are that much too short."""
_MAX_BYTES = 16 << 20


def edits_path(song: Path) -> Path:
    """Where the corrections of a song are kept."""
    return song.with_name(song.name + _SUFFIX)


def save_edits(request: SaveMusicEditsRequest) -> SavedMusicEdits:
    """Writes corrections, all or nothing.

    Raises:
        RequestError, NotFoundError: the song is no file here, or a time lies outside it.
        MediaError: the song has no sound.
        AlreadyExistsError: somebody else's file is in the way.
        OutputError: it cannot be written.
    """
    from backbeat.music.edits import check

    song = readable(request.path)
    check_paths(request)
    edits = _in_order(request.edits)
    check(edits, _length_s(song) + _BEYOND_S)
    target = output_path(request.output_path, (".json",)) or edits_path(song)
    answer = SavedMusicEdits(path=str(target), edits=edits)
    edits.written_by = MARK
    with writing(Inputs((song,)), (target,), request.overwrite) as written:
        write_text(written.at(target), json_of(edits))
    return answer


def load_edits(request: LoadMusicEditsRequest) -> SavedMusicEdits:
    """The corrections beside a song; none where there is no file.

    Raises:
        RequestError, NotFoundError: the song is no file here.
        InputError: the file beside it is something else.
    """
    path = edits_path(readable(request.path))
    roots.check_read(path)
    try:
        check_given(path, "a file of corrections", _MAX_BYTES)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return SavedMusicEdits()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read.", "Move it away, or repair it.") from error
    edits = MusicEdits()
    try:
        said = json.loads(text)
        if not isinstance(said, dict):
            raise ValueError("it is no object")
        json_format.ParseDict(said, edits)
    except (json_format.ParseError, ValueError, TypeError, RecursionError) as error:
        raise InputError(
            f"{path} holds no corrections of beats.", "Move it away, or repair it."
        ) from error
    edits.written_by = ""
    return SavedMusicEdits(path=str(path), edits=edits)


def _in_order(asked: MusicEdits) -> MusicEdits:
    """A copy in order of time, so that equal corrections are equal files."""
    edits = MusicEdits()
    edits.CopyFrom(asked)
    edits.written_by = ""
    edits.beats.sort(key=lambda beat: beat.time_s)
    edits.removed_beats_s.sort()
    edits.emphasis.sort(key=lambda one: one.time_s)
    # Stretches of energy stay: where two overlap, the later one in the list wins.
    return edits


def _length_s(song: Path) -> float:
    """Length of the song; a week where its file does not state it."""
    info = probe(song)
    info.sound(0)
    return float(info.duration) if info.duration else _LONGEST_S
