"""Replacing shots of an edit that was assembled before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.cutting.assembly import Pin, Wishes, reassemble
from backbeat.cutting.building.media import rate_of
from backbeat.cutting.building.recovery import assembly_of
from backbeat.cutting.building.replacement import spliced, with_shots
from backbeat.errors import InputError, MediaError, RequestError
from backbeat.footage import Footage
from backbeat.media.spooled import SpooledAudio, spooled_audio
from backbeat.music import RATE
from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.v1.assembly_pb2 import CutRequest, CutResult
from backbeat.v1.cutting_pb2 import Medium, SyncMap
from backbeat.workflows.cut.again import check_only_again
from backbeat.workflows.cut.ducked import duck
from backbeat.workflows.cut.material import Material, look_at
from backbeat.workflows.cut.outputs import all_paths, outputs_of, sync_map_beside
from backbeat.workflows.cut.relinking import places_of, relinked
from backbeat.workflows.cut.sync_maps import read_sync_map
from backbeat.workflows.cut.views import Known
from backbeat.workflows.cut.wishes import time_in
from backbeat.workflows.cut.words import with_words
from backbeat.workflows.cut.writing import write_document
from backbeat.workflows.inputs import inputs_of
from backbeat.workflows.media_places import placed
from backbeat.workflows.outputs import writing


def replace_shots(request: CutRequest, progress: Progress) -> CutResult:
    """Shows other clips in some slots of an edit; every other byte of its timeline stays.

    The edit's sync map stands beside it, and a changed one is written beside the output.

    Raises:
        RequestError: the request asks for nothing, or for a slot or clip that is not there.
        InputError: the sync map cannot be read, or a clip cannot be used.
        TimelineError: the timeline cannot be read, or the slot was changed elsewhere.
        OutputError: the outputs cannot be written.
        CancelledError: the job was asked to stop.
    """
    _check(request)
    outputs = outputs_of(request)
    edit_path = Path(request.edit_path)
    progress(0, "Reading the edit")
    document = placed(documents.load(edit_path), request.media_paths)
    sync_map_path = sync_map_beside(edit_path)
    if not sync_map_path.exists():
        raise InputError(
            f"{edit_path} has no sync map beside it: {sync_map_path.name} is missing.",
            "Keep the two files that backbeat cut wrote together.",
        )
    sync_map = read_sync_map(sync_map_path)
    places = dict(document.places)
    if request.media_paths.relink:
        sync_map = relinked(sync_map, places_of(documents.load(edit_path), request.media_paths))
    clips = [replacement.clip for replacement in request.replacements]
    inputs = inputs_of(document, request.edit_path, str(sync_map_path), *clips)
    with (
        writing(inputs, all_paths(outputs), request.overwrite) as written,
        ExitStack() as opened,
    ):
        material = look_at(_looked_at(sync_map, clips, places), progress.part(0.05, 0.7))
        if sync_map.format.clip_sound:
            material = with_words(material, progress.part(0.7, 0.75))
        changed = _changed(request, sync_map, material, places)
        numbers = sorted({one.slot for one in request.replacements})
        song = _song(sync_map, places, opened)
        if changed.format.clip_sound and song is not None:
            duck(changed, song, progress.part(0.75, 0.8), numbers)
        after = spliced(document, changed, numbers)
        known = Known({str(one.path): one for one in material.footage}, song)
        own = outputs[0] if outputs else None
        done = write_document(after, changed, own, written, known, progress.part(0.8, 1))
    progress(1, "Done")
    new = [warning for warning in changed.warnings if warning not in sync_map.warnings]
    return CutResult(edits=[done.edit], warnings=(*new, *done.notes))


def _song(sync_map: SyncMap, places: Mapping[str, Path], opened: ExitStack) -> SpooledAudio | None:
    """The song, for the report; None where it is not here."""
    path = places.get(sync_map.spine.path, Path(sync_map.spine.path))
    try:
        return opened.enter_context(spooled_audio(path, RATE, channels=1))
    except MediaError:
        return None


def _check(request: CutRequest) -> None:
    if request.sync_map_path:
        raise RequestError(
            "Replacing a shot takes the edit, whose sync map lies beside it.",
            "Leave out the sync map.",
        )
    check_only_again(request, "Name the edit, the slots and the new clips only, or cut anew.")
    if not request.replacements:
        raise RequestError("No slot is named.", "Name one: --replace 12=CLIP.")
    seen = [one.slot for one in request.replacements]
    for slot in seen:
        if seen.count(slot) > 1:
            raise RequestError(f"Slot {slot} is replaced twice.", "Name it once.")


def _looked_at(sync_map: SyncMap, clips: list[str], places: Mapping[str, Path]) -> list[Path]:
    """The new clips, and those of the edit that are here."""
    named = [medium.path for medium in sync_map.media[1:]]
    here = [path for path in (places.get(name, Path(name)) for name in named) if path.is_file()]
    for clip in clips:
        if not Path(clip).is_file():
            raise InputError(f"{clip} does not exist.", "Check the path.")
    return list(dict.fromkeys([*map(Path, clips), *here]))


def _changed(
    request: CutRequest, sync_map: SyncMap, material: Material, places: Mapping[str, Path]
) -> SyncMap:
    by_path = {str(one.path): one for one in material.footage}
    for named, found in places.items():
        if str(found) in by_path:
            by_path[named] = replace(by_path[str(found)], path=Path(named))
    pins = []
    for one in request.replacements:
        if one.clip not in by_path:
            raise InputError(
                f"{Path(one.clip).name} cannot be used: {material.unreadable[Path(one.clip)]}"
            )
        clip = by_path[one.clip]
        pins.append(Pin(one.slot, clip.path, time_in(one.time, clip) if one.time else None))
    assembly = assembly_of(sync_map, _with_placeholders(sync_map, by_path))
    wishes = Wishes(seed=sync_map.format.seed, keep_words_whole=sync_map.format.clip_sound)
    after = reassemble(assembly, pins, material.footage, wishes)
    slots = {one.slot for one in request.replacements}
    shots = [shot for shot in after.shots if shot.slot.number in slots]
    changed = with_shots(sync_map, shots, material.sound_channels)
    changed.warnings.extend(
        warning for warning in after.warnings if warning not in changed.warnings
    )
    return changed


def _with_placeholders(sync_map: SyncMap, footage: Mapping[str, Footage]) -> dict[str, Footage]:
    """The footage of the edit; media that is not here is taken to be calm and without flaws."""
    rate = rate_of(sync_map.rate)
    return {
        medium.path: footage.get(medium.path) or _placeholder(medium, rate)
        for medium in sync_map.media[1:]
    }


def _placeholder(medium: Medium, rate: Fraction) -> Footage:
    own = rate_of(medium.rate)
    pictures = 1 if medium.still else max(1, medium.length)
    level = np.full(pictures, 0.5, np.float32)
    return Footage(
        path=Path(medium.path),
        sha256=medium.sha256,
        still=medium.still,
        width=medium.width,
        height=medium.height,
        rate=Fraction(0) if medium.still else own,
        variable=medium.variable_rate,
        times_s=np.arange(pictures) / float(own or rate),
        duration_s=float("inf") if medium.still else pictures / float(own),
        start_timecode=None,
        has_sound=bool(medium.sound_channels),
        action=np.zeros(pictures, np.float32),
        camera=np.zeros(pictures, np.float32),
        brightness=level,
        sharpness=level,
        peaks=(),
        cuts_s=(),
        flaws=(),
        speech=(),
        faces=None,
        warnings=(),
    )
