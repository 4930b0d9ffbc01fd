"""What a job said, read back from the JSON that Backbeat wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.v1.cutting_pb2 import Cut, SnapResult, SyncMap
from backbeat.v1.jobs_pb2 import JobResult
from backbeat.v1.music_pb2 import MusicEdits

_Message = TypeVar("_Message", bound=Message)
_MAX_BYTES = 256 << 20
_REPORT = ".report.html"
_SYNC_MAP = ".syncmap.json"
_KINDS = [field.name for field in JobResult.DESCRIPTOR.oneofs_by_name["kind"].fields]


def result_of(path: Path) -> tuple[JobResult, tuple[str, ...]]:
    """The result in a file, and what to know of it; for a report, that in the JSON beside it.

    Raises:
        InputError: the file is no result of Backbeat.
    """
    path = _data_of(path)
    said = _read(path)
    warnings: tuple[str, ...] = ()
    if isinstance(said, list) and said:
        if len(said) > 1:
            warnings = (f"{path.name} holds {len(said)} results; the first is shown.",)
        said = said[0]
    if not isinstance(said, dict):
        raise _unknown(path)
    found = [parsed for kind in _KINDS if (parsed := _parsed(kind, said)) is not None]
    if (sync_map := _message(SyncMap(), said)) is not None:
        found.append((_unsaid(sync_map, said), JobResult(snap=_snapped(sync_map))))
    if not found and _message(MusicEdits(), said) is not None:
        raise InputError(
            f"{path} holds corrections of beats, and no result.", "Open the song they belong to."
        )
    if not found:
        raise _unknown(path)
    return min(found, key=lambda one: one[0])[1], warnings


def _data_of(path: Path) -> Path:
    if path.suffix.lower() != ".html":
        return path
    beside = [path.with_suffix(".json")]
    if path.name.endswith(_REPORT):
        beside.insert(0, path.with_name(path.name.removesuffix(_REPORT) + _SYNC_MAP))
    for candidate in beside:
        if candidate.is_file():
            return candidate
    raise InputError(
        f"{path} is a page to look at in a browser, and its data is not beside it.",
        f"Open the page itself, or put {beside[0].name} beside it.",
    )


def _read(path: Path) -> Any:
    try:
        check_given(path, "a result", _MAX_BYTES)
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Check its permissions."
        ) from error
    except (ValueError, RecursionError) as error:
        raise _unknown(path) from error


def _parsed(kind: str, said: dict[str, Any]) -> tuple[int, JobResult] | None:
    """A result of a kind, and how much of it the JSON leaves out; None: it is of another kind."""
    result = JobResult()
    message = _message(getattr(result, kind), said)
    return None if message is None else (_unsaid(message, said), result)


def _message(message: _Message, said: dict[str, Any]) -> _Message | None:
    """The message, if it has every field that the JSON has, and the JSON has any; else None."""
    try:
        json_format.ParseDict(said, message)
    except (json_format.ParseError, ValueError, TypeError, RecursionError, AttributeError):
        return None
    message.SetInParent()
    return message if said else None


def _unsaid(message: Message, said: dict[str, Any]) -> int:
    """Fields that the JSON lacks. Backbeat writes every field, so its kind lacks the fewest."""
    return sum(
        field.json_name not in said and field.name not in said
        for field in message.DESCRIPTOR.fields
        if not field.has_presence
    )


def _snapped(sync_map: SyncMap) -> SnapResult:
    actions = [cut.action for cut in sync_map.cuts]
    return SnapResult(
        sync_map=sync_map,
        moved=actions.count(Cut.ACTION_MOVED),
        kept=actions.count(Cut.ACTION_KEPT),
        skipped=actions.count(Cut.ACTION_SKIPPED),
        through_edits=actions.count(Cut.ACTION_THROUGH_EDIT),
        warnings=sync_map.warnings,
    )


def _unknown(path: Path) -> InputError:
    return InputError(
        f"{path} is no result that Backbeat wrote.",
        "Open a timeline, a song, a video, or the .json of a job.",
    )
