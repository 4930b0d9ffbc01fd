"""Building the edit of a sync map again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.files import sha256_of
from backbeat.footage.cache import seen_before
from backbeat.media.spooled import spooled_audio
from backbeat.music import RATE
from backbeat.progress import Progress
from backbeat.v1.assembly_pb2 import CutRequest, CutResult
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.workflows.cut.again import check_only_again
from backbeat.workflows.cut.outputs import all_paths, outputs_of
from backbeat.workflows.cut.relinking import places_of, relinked
from backbeat.workflows.cut.sync_maps import read_sync_map
from backbeat.workflows.cut.views import Known
from backbeat.workflows.cut.writing import built, write_edit
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing

_NAMED = 10


@dataclass(frozen=True)
class _Changes:
    """What of the media is not as it was."""

    missing: list[Path]
    changed: list[Path]


def rebuild(request: CutRequest, progress: Progress) -> CutResult:
    """Writes the timeline that a sync map was made with: the same bytes, if all is as it was.

    Media that is missing is refused; media of other content is named in the warnings.

    Raises:
        RequestError: the request asks for something that a sync map decides.
        InputError: the sync map cannot be read, or media is missing.
        OutputError: the outputs cannot be written.
        CancelledError: the job was asked to stop.
    """
    if request.replacements:
        raise RequestError(
            "A shot is replaced in an edit, not in its sync map.", "Name the edit as well."
        )
    check_only_again(request, "Name the sync map and the output only, or cut anew.")
    source = Path(request.sync_map_path)
    outputs = outputs_of(request)
    sync_map = read_sync_map(source)
    places = places_of(built(sync_map, source)[0], request.media_paths)
    if request.media_paths.relink:
        sync_map, places = relinked(sync_map, places), {}
    media = [Path(medium.path) for medium in sync_map.media]
    # The sync map that is read is the one that belongs to the edit, and may be replaced by itself.
    beside = [one.sync_map for one in outputs]
    inputs = Inputs((*media, *(() if _is_one_of(source, beside) else (source,))))
    with (
        writing(inputs, all_paths(outputs), request.overwrite) as written,
        ExitStack() as opened,
    ):
        changes = _changes(sync_map, places, progress.part(0, 0.5))
        if changes.missing:
            raise InputError(
                f"{_list(changes.missing)} {_is(changes.missing)} missing.",
                "Put the media back, or say where it is with --map-path FROM=TO or --search DIR.",
            )
        warnings = [
            f"{path.name} is not what it was when the edit was assembled."
            for path in changes.changed
        ]
        result = CutResult(warnings=warnings)
        known = _known(sync_map, places, opened) if outputs else Known()
        own = outputs[0] if outputs else None
        done = write_edit(sync_map, own, written, known, progress.part(0.5, 1))
        result.edits.append(done.edit)
        result.warnings.extend((*sync_map.warnings, *done.notes))
    progress(1, "Done")
    return result


def _known(sync_map: SyncMap, places: Mapping[str, Path], opened: ExitStack) -> Known:
    """The song, decoded, and what is kept of clips that were looked at before, for the report."""
    footage = {}
    for medium in sync_map.media[1:]:
        seen = seen_before(places.get(medium.path, Path(medium.path)))
        if seen is not None:
            footage[medium.path] = seen
    path = places.get(sync_map.spine.path, Path(sync_map.spine.path))
    return Known(footage, opened.enter_context(spooled_audio(path, RATE, channels=1)))


def _changes(sync_map: SyncMap, places: Mapping[str, Path], progress: Progress) -> _Changes:
    changes = _Changes([], [])
    for index, medium in enumerate(sync_map.media):
        path = places.get(medium.path, Path(medium.path))
        progress(index / len(sync_map.media), f"Comparing {path.name}")
        try:
            if sha256_of(path) != medium.sha256:
                changes.changed.append(path)
        except OSError:
            changes.missing.append(path)
    return changes


def _is_one_of(path: Path, others: list[Path]) -> bool:
    return any(path.resolve() == other.resolve() for other in others)


def _list(paths: list[Path]) -> str:
    names = ", ".join(str(path) for path in paths[:_NAMED])
    more = len(paths) - _NAMED
    return f"{names} and {more} more" if more > 0 else names


def _is(paths: list[Path]) -> str:
    return "is" if len(paths) == 1 else "are"
