"""What the clips of a picture look like: their shots, scenes, and fast moves of the camera."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError
from backbeat.foley.spine import PictureClip, Spine
from backbeat.foley.spotting.hints import Hint
from backbeat.foley.spotting.scenes import Scene, Shot, scenes_of, shots_of
from backbeat.foley.spotting.whooshes import NamedTransition, from_camera, from_transitions
from backbeat.footage.cache import looked_at
from backbeat.footage.footage import Footage
from backbeat.progress import SILENT, Progress
from backbeat.timeline.model import Edit
from backbeat.timeline.time import seconds_of


@dataclass(frozen=True)
class Seen:
    """What cuts and looks say."""

    cuts: tuple[Fraction, ...]
    """Where shots begin, in seconds from the timeline's first frame, but for the first."""
    scenes: tuple[Scene, ...]
    whooshes: tuple[Hint, ...]
    warnings: tuple[str, ...] = ()


def seen_in(spine: Spine, edit: Edit, progress: Progress = SILENT) -> Seen:
    """Looks at every clip of a picture, each file once; what was seen before is kept.

    Args:
        spine: the picture.
        edit: its timeline.
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    footage, warnings = _footage(spine, progress)
    inside = sorted(cut for clip in spine.clips for cut in _cuts_of(clip, footage))
    shots = [_with_looks(shot, spine, footage) for shot in shots_of(spine, inside)]
    cuts = tuple(shot.start for shot in shots[1:])
    hints = [*from_transitions(_transitions(edit))]
    for clip in spine.clips:
        hints += _whips(clip, footage, cuts)
    return Seen(cuts, scenes_of(shots, spine.duration), tuple(hints), tuple(warnings))


def _footage(spine: Spine, progress: Progress) -> tuple[dict[str, Footage], list[str]]:
    paths = list(dict.fromkeys(clip.media for clip in spine.clips if clip.media))
    found: dict[str, Footage] = {}
    warnings = []
    for number, path in enumerate(paths):
        if not Path(path).is_file():
            continue
        share = progress.part(number / len(paths), (number + 1) / len(paths))
        try:
            found[path] = looked_at(path, share)
        except MediaError as error:
            warnings.append(f"{error.message} Its shots and scenes are not known.")
    return found, warnings


def _cuts_of(clip: PictureClip, footage: dict[str, Footage]) -> Iterator[Fraction]:
    """Cuts inside a clip, in seconds of the timeline."""
    seen = footage.get(clip.media)
    if seen is None or clip.retimed or not clip.speed:
        return
    for cut in seen.cuts_s:
        time = clip.time_of(_exact(cut))
        if clip.start < time < clip.end:
            yield time


def _with_looks(shot: Shot, spine: Spine, footage: dict[str, Footage]) -> Shot:
    seen = footage.get(shot.media)
    clip = next((one for one in spine.clips if one.start <= shot.start < one.end), None)
    if seen is None or clip is None or not len(seen.looks):
        return shot
    if seen.still or clip.retimed or not clip.speed:
        return replace(shot, looks=seen.looks)
    ends = sorted(float(clip.decoded_time(time)) for time in (shot.start, shot.end))
    own = seen.looks[(seen.looks_s >= ends[0]) & (seen.looks_s < ends[1])]
    if not len(own):
        own = seen.looks[[int(np.argmin(np.abs(seen.looks_s - ends[0])))]]
    return replace(shot, looks=own)


def _whips(
    clip: PictureClip, footage: dict[str, Footage], cuts: Sequence[Fraction]
) -> Sequence[Hint]:
    seen = footage.get(clip.media)
    if seen is None or seen.still or clip.retimed or not clip.speed:
        return ()
    ends = sorted(float(clip.decoded_time(time)) for time in (clip.start, clip.end))
    shown = np.flatnonzero((seen.times_s >= ends[0]) & (seen.times_s < ends[1]))
    times = [clip.time_of(_exact(float(seen.times_s[at]))) for at in shown]
    camera = seen.camera[shown] * abs(float(clip.speed))
    if clip.speed < 0:
        times, camera = times[::-1], camera[::-1]
    own = [clip.start, *(cut for cut in cuts if clip.start < cut < clip.end)]
    return from_camera(camera, times, own, clip.name)


def _transitions(edit: Edit) -> list[NamedTransition]:
    found = []
    for track in edit.video_tracks:
        for at, transition in track.transitions.items():
            with contextlib.suppress(IndexError):
                cut = track.items[at].start
                middle = cut + (transition.after - transition.before) / Fraction(2)
                time = seconds_of(middle, edit.rate)
                found.append(NamedTransition(max(Fraction(0), time), transition.name))
    return found


def _exact(seconds: float) -> Fraction:
    return Fraction(round(seconds * 1_000_000), 1_000_000)
