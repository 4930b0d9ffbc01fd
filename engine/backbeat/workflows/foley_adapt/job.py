"""The `foley_adapt` job: fits the detector of impacts to footage that has its own sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.files.scratch import scratch_folder
from backbeat.foley.impacts.adapting import LEAST_IMPACTS, Adaptation, adapt
from backbeat.foley.impacts.fitting import Stretch
from backbeat.foley.impacts.heads import Head
from backbeat.models.impacts import ImpactNetwork
from backbeat.progress import SILENT, Progress
from backbeat.threads import processors
from backbeat.v1.foley_pb2 import FoleyAdaptRequest, FoleyAdaptResult
from backbeat.version import __version__
from backbeat.workflows.foley.adapted import forget, head_in_use, keep
from backbeat.workflows.foley.looking import watched_video
from backbeat.workflows.foley.opening import is_timeline

SCHEMA_VERSION = 1
_SURE, _LOUD = 0.3, 0.4
"""Confidence, or strength, of an onset that counts as a hit: whoever gives the footage says that
its sound is that of its picture, so that even hits in a steady rhythm are no music."""


@dataclass(frozen=True)
class _Footage:
    stretch: Stretch
    sha256: str


def run(request: FoleyAdaptRequest, progress: Progress = SILENT) -> FoleyAdaptResult:
    """Fits the detector, and keeps what is better; or forgets what was fitted before.

    Hits in a file's own sound say when something is hit in its picture. What is better is better
    on parts of the footage that it was not fitted to; what is not is not kept, and what was kept
    before stays.

    Raises:
        RequestError: there is no footage, or too little is hit in it.
        MediaError: a file cannot be read, or lacks picture or sound.
        OutputError: the user's home cannot be written to.
        CancelledError: the job was cancelled.
    """
    network = ImpactNetwork()
    if request.reset and not request.paths:
        return _forgotten(network)
    if not request.paths:
        raise RequestError("There is no footage.", "Give videos with their own sound.")
    paths = [Path(path) for path in request.paths]
    share = 1 / len(paths)
    footage = [
        _seen_and_heard(path, network, progress.part(at * share, (at + 1) * share))
        for at, path in enumerate(paths)
    ]
    impacts = sum(len(one.stretch.impacts_s) for one in footage)
    head = Head.shipped(network.shipped)
    try:
        found = adapt([one.stretch for one in footage], head)
    except ValueError as error:
        raise RequestError(
            f"Too little is heard to be hit in this footage: {impacts} hits.",
            f"Give some minutes of it, with {LEAST_IMPACTS} hits at least that are seen and heard.",
        ) from error
    if found.better:
        digests = {path.name: one.sha256 for path, one in zip(paths, footage, strict=True)}
        keep(found, network, digests)
    elif request.reset:
        forget()
    return _result(request, found, network)


def _seen_and_heard(path: Path, network: ImpactNetwork, progress: Progress) -> _Footage:
    if is_timeline(path):
        raise RequestError(f"{path} is a timeline.", "Give the videos themselves.")
    step = progress.part(0, 0.8)
    seen = watched_video(path, network, progress=step, threads=processors())
    heard = _hits_heard(path, progress.part(0.8, 1))
    return _Footage(Stretch(seen.features, seen.happened_s, heard), sha256_of(path))


def _hits_heard(path: Path, progress: Progress) -> tuple[float, ...]:
    """Hits in the sound of a video, in seconds from its first picture."""
    from backbeat.errors import MediaError
    from backbeat.timeline.reading import read_edit
    from backbeat.workflows.foley.opening import opened
    from backbeat.workflows.foley.picture import spine_of
    from backbeat.workflows.foley.spotting.guide import guide_of, hits_in

    document = opened(path)
    with scratch_folder() as folder:
        spine = spine_of(document, folder)
        guide = guide_of(document, read_edit(document), spine, [], folder)
        if not guide.tracks:
            raise MediaError(
                f"{path} has no sound, which says when something is hit.",
                "Give footage with the sound that was recorded with it.",
            )
        hints = hits_in(guide, spine, folder, progress)
    return tuple(
        float(hint.time) for hint in hints if hint.confidence >= _SURE or hint.strength >= _LOUD
    )


def _forgotten(network: ImpactNetwork) -> FoleyAdaptResult:
    was_there = forget()
    reason = "What was adapted is forgotten." if was_there else "Nothing was adapted before."
    return FoleyAdaptResult(
        schema_version=SCHEMA_VERSION,
        reason=reason,
        detector_sha256=head_in_use(network).sha256,
        written_by=f"backbeat {__version__}",
    )


def _result(
    request: FoleyAdaptRequest, found: Adaptation, network: ImpactNetwork
) -> FoleyAdaptResult:
    return FoleyAdaptResult(
        schema_version=SCHEMA_VERSION,
        paths=list(request.paths),
        impacts=found.impacts,
        f_before=found.f_before,
        f_after=found.f_after,
        kept=found.better,
        reason=found.reason,
        detector_sha256=head_in_use(network).sha256,
        written_by=f"backbeat {__version__}",
    )
