"""From a timeline to placed sounds: what should sound, which sound it gets, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.foley.cues import Cue
from backbeat.foley.found import Choice, Placed
from backbeat.foley.landing.again import continued, swapped
from backbeat.foley.landing.reading import Landed, withdrawn
from backbeat.foley.placement import Options, Scene, place
from backbeat.foley.spine import Spine
from backbeat.foley.spotting import scenes as places
from backbeat.foley.spotting.asked import LeftOut
from backbeat.foley.spotting.hints import Hint
from backbeat.progress import Progress
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.workflows.foley.beside_work import meanwhile
from backbeat.workflows.foley.closeness import closeness_of
from backbeat.workflows.foley.landing import earlier_foley
from backbeat.workflows.foley.picture import spine_of
from backbeat.workflows.foley.sources.opening import open_sources


@dataclass(frozen=True)
class Foley:
    """What a run made, before anything is written."""

    document: Document
    edit: Edit
    spine: Spine
    placed: Sequence[Placed]
    unplaced: Sequence[Choice]
    """Proposals, and cues without a sound: they become markers."""
    kept: Sequence[Landed] = ()
    """Clips of earlier runs that stay."""
    kept_markers: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()
    warnings: list[str] = field(default_factory=list)
    place_from: float = 0.0
    detector_sha256: str = ""
    detector_adapted: bool = False


def made(request: FoleyRequest, document: Document, folder: Path, progress: Progress) -> Foley:
    """Spots, chooses and places; or, of a timeline with foley, places the sounds that are swapped.

    Args:
        request: what is asked for.
        document: the timeline.
        folder: for temporary files.
        progress: may cancel.

    Raises:
        RequestError, InputError, MediaError, TimelineError, CancelledError: as `job.run`.
    """
    edit, earlier = earlier_foley(document)
    spine = spine_of(document, folder)
    if request.swaps and any(one.sound is not None for one in earlier):
        return _swapped(request, document, edit, spine, earlier, progress)
    return _spotted(request, document, edit, spine, earlier, folder, progress)


def _swapped(
    request: FoleyRequest,
    document: Document,
    edit: Edit,
    spine: Spine,
    earlier: Sequence[Landed],
    progress: Progress,
) -> Foley:
    sounds = {swap.cue: swap.sound for swap in request.swaps}
    changed = swapped(earlier, sounds, Path(request.path).name)
    placed, unplaced, warnings = _placed(request, changed.cues, spine, _scenes((), spine), progress)
    return Foley(
        document,
        edit,
        spine,
        placed,
        unplaced,
        changed.kept,
        changed.kept_markers,
        warnings=warnings,
    )


def _spotted(
    request: FoleyRequest,
    document: Document,
    edit: Edit,
    spine: Spine,
    earlier: Sequence[Landed],
    folder: Path,
    progress: Progress,
) -> Foley:
    from backbeat.workflows.foley.impacts import Detector, hints_of
    from backbeat.workflows.foley.spotting.asking import MOTION, asked_by
    from backbeat.workflows.foley.spotting.spotted import spotted

    asking = asked_by(request)

    def watch(part: Progress) -> tuple[list[Hint], Detector, list[str]]:
        if MOTION not in asking.spot:
            return [], Detector("", False), []
        return hints_of(request, spine, part)

    with meanwhile(watch, progress.part(0.35, 0.7)) as seen:
        found = spotted(
            document,
            edit,
            spine,
            asking,
            folder,
            lambda: seen()[0],
            [one.cue for one in earlier],
            progress.part(0, 0.35),
        )
        _, detector, warnings = seen()
    again = continued(
        _with_swaps(found.cues, request), earlier, edit.rate, withdrawn(document, edit, earlier)
    )
    scenes = _scenes(found.scenes, spine)
    placed, unplaced, said = _placed(request, again.cues, spine, scenes, progress.part(0.7, 1))
    return Foley(
        document,
        edit,
        spine,
        placed,
        unplaced,
        again.kept,
        left_out=found.left_out,
        warnings=[*warnings, *found.warnings, *again.notes, *said],
        place_from=asking.options.place_from,
        detector_sha256=detector.sha256,
        detector_adapted=detector.adapted,
    )


def _placed(
    request: FoleyRequest,
    cues: Sequence[Cue],
    spine: Spine,
    scenes: Sequence[Scene],
    progress: Progress,
) -> tuple[list[Placed], list[Choice], list[str]]:
    proposals = [Choice(cue, None) for cue in cues if not cue.placed]
    wanted = [cue for cue in cues if cue.placed]
    if not wanted:
        return [], proposals, []
    names, folders = list(request.sources), list(request.library_paths)
    with open_sources(
        names, folders, request.commercial, request.seed, progress.part(0, 0.5)
    ) as sources:
        choices = sources.choose(wanted)
        options = Options(
            seed=request.seed, level_db=request.level_db, perspective=request.perspective
        )
        placement = place(
            choices,
            spine,
            scenes,
            sources.hear,
            options,
            sources.named,
            closeness_of(wanted) if request.perspective else None,
            progress.part(0.5, 1),
        )
        silent = [choice for choice in choices if choice.sound is None]
        return placement.placed, [*proposals, *silent, *placement.unplaced], list(sources.warnings)


def _with_swaps(cues: Sequence[Cue], request: FoleyRequest) -> Sequence[Cue]:
    """The cues of a first run, with the sounds that are asked for by their numbers."""
    sounds = {swap.cue: swap.sound for swap in request.swaps}
    known = {cue.number for cue in cues}
    for number in sounds:
        if number not in known:
            raise RequestError(
                f"There is no cue {number}.", "Run it without --swap first: it lists the cues."
            )
    return [
        replace(cue, sound=sounds[cue.number], placed=True) if cue.number in sounds else cue
        for cue in cues
    ]


def _scenes(found: Sequence[places.Scene], spine: Spine) -> Sequence[Scene]:
    if not found:
        return (Scene(spine.duration * 0, spine.duration),)
    return [Scene(scene.start, scene.end) for scene in found]
