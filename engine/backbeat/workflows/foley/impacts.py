"""Impacts that are seen in the picture of a timeline, as hints for spotting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.foley.cues import EvidenceKind
from backbeat.foley.impacts.detecting import impacts_in
from backbeat.foley.impacts.impact import Impact, Watched
from backbeat.foley.impacts.recognising import told
from backbeat.foley.spine import PictureClip, Spine
from backbeat.foley.spotting.hints import Hint
from backbeat.media.probe import probe
from backbeat.models.impacts import ImpactNetwork
from backbeat.progress import SILENT, Progress
from backbeat.threads import processors
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.workflows.foley.adapted import Used, head_in_use
from backbeat.workflows.foley.looking import watched_video
from backbeat.workflows.foley.recognisers import Recogniser, open_recogniser, recognised_in

_STEPS = ("FEET", "FOLYFeet")
"""Beginnings of the categories of steps."""
_AROUND_S, _MOST = 14, 0.6
"""Seconds more than is used that looking at a part takes, and the share of the whole from which on
the whole is looked at."""
_TICKS = 100_000
"""Parts of a second that moments are rounded to."""


@dataclass(frozen=True, slots=True)
class Detector:
    """What told the impacts."""

    sha256: str
    adapted: bool


def hints_of(
    request: FoleyRequest, spine: Spine, progress: Progress = SILENT
) -> tuple[list[Hint], Detector, list[str]]:
    """Impacts in the picture of a timeline, in order; what told them; and warnings.

    Args:
        request: says whether the detector is used as it comes, and names a recogniser.
        spine: the picture.
        progress: may cancel.

    Raises:
        InputError: the recogniser or its mapping cannot be used.
        MediaError: a file that is there cannot be read.
        CancelledError: the job was cancelled.
    """
    network = ImpactNetwork()
    used = head_in_use(network, request.unadapted)
    recogniser = None
    if request.recogniser_path:
        recogniser = open_recogniser(Path(request.recogniser_path), Path(request.mapping_path))
    warnings = [used.warning] if used.warning else []
    clips, problems = _seen_clips(spine)
    hints: list[Hint] = []
    parts = _parts(clips)
    watched: dict[tuple[str, _Part], Watched] = {}
    for number, clip in enumerate(clips):
        step = progress.part(number / len(clips), (number + 1) / len(clips))
        key = (clip.media, parts[clip])
        if key not in watched:
            share = step.part(0, 0.5 if recogniser else 1)
            watched[key] = watched_video(
                Path(clip.media), network, *parts[clip], share, threads=processors()
            )
        found = _impacts_of(clip, watched[key], used, recogniser, step.part(0.5, 1))
        hints += [_hint(impact, clip) for impact in found]
    hints.sort(key=lambda hint: hint.time)
    return hints, Detector(used.sha256, used.adapted), [*warnings, *problems]


def _seen_clips(spine: Spine) -> tuple[list[PictureClip], list[str]]:
    """The clips whose pictures can be looked at, and what is said of the others."""
    clips: list[PictureClip] = []
    problems: list[str] = []
    known: dict[str, bool] = {}
    for clip in spine.clips:
        if not clip.media or not clip.speed:
            continue
        if clip.media not in known:
            path = Path(clip.media)
            known[clip.media] = path.is_file() and not _is_still(path)
            if not path.is_file():
                problems.append(
                    f"{clip.media} is not here: no impacts are looked for in its picture."
                )
        if not known[clip.media]:
            continue
        if clip.retimed:
            problems.append(
                f"The speed of {clip.name} changes: no impacts are looked for in its picture."
            )
            continue
        clips.append(clip)
    return clips, problems


def _is_still(path: Path) -> bool:
    return probe(path).video is None


_Part = tuple[Fraction, Fraction]


def _parts(clips: Sequence[PictureClip]) -> dict[PictureClip, _Part]:
    """Which part of its media is looked at for each clip: the same for all clips of one file where
    they use most of it, so that nothing is decoded twice."""
    own = {clip: _used_part(clip) for clip in clips}
    parts: dict[PictureClip, _Part] = {}
    for clip in clips:
        others = [own[one] for one in clips if one.media == clip.media]
        first, last = min(start for start, _ in others), max(end for _, end in others)
        used = sum(end - start + _AROUND_S for start, end in others)
        parts[clip] = (first, last) if used > _MOST * (last - first) else own[clip]
    return parts


def _used_part(clip: PictureClip) -> _Part:
    start, end = sorted((clip.decoded_time(clip.start), clip.decoded_time(clip.end)))
    return max(Fraction(0), start), max(Fraction(0), end)


def _impacts_of(
    clip: PictureClip, seen: Watched, used: Used, recogniser: Recogniser | None, progress: Progress
) -> list[Impact]:
    start, end = _used_part(clip)
    found = impacts_in(seen, used.head)
    impacts = [one for one in found if float(start) <= one.time_s < float(end)]
    if not recogniser or not impacts:
        return impacts
    windows = recognised_in(Path(clip.media), recogniser, start, end, progress)
    return told(impacts, windows)


def _hint(impact: Impact, clip: PictureClip) -> Hint:
    time = clip.time_of(Fraction(round(impact.time_s * _TICKS), _TICKS))
    return Hint(
        EvidenceKind.MOTION,
        time,
        impact.confidence,
        impact.strength,
        impact.ucs,
        impact.words,
        step_like=impact.ucs.startswith(_STEPS),
        detail=clip.name,
    )
