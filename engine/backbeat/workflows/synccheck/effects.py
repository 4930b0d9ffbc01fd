"""Measures a video's effects: what is seen to hit, what is heard to, and how they lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.files import sha256_of, write_text
from backbeat.files.scratch import scratch_folder
from backbeat.foley.impacts.detecting import impacts_in
from backbeat.foley.spine import Spine
from backbeat.loudness.mix.envelope import Envelope
from backbeat.loudness.mix.roles import Role
from backbeat.media.probe import MediaInfo
from backbeat.models.impacts import ImpactNetwork
from backbeat.progress import Progress
from backbeat.sync.effects.judging import judged, stretches
from backbeat.sync.effects.matching import Moments
from backbeat.sync.effects.reporting import report_of
from backbeat.threads import processors
from backbeat.v1.sync_pb2 import SyncReport
from backbeat.workflows.foley.adapted import head_in_use
from backbeat.workflows.foley.looking import watched_video
from backbeat.workflows.foley.spotting.guide import RATE, Guide, hits_in
from backbeat.workflows.outputs import write_json
from backbeat.workflows.render.mixdown import MixTrack
from backbeat.workflows.render.sound_parts import Part

_LEAST_SEEN = 0.05
"""Confidence from which an impact counts; the less sure it is, the less it counts."""
_USUAL_RATE = Fraction(25)


@dataclass(frozen=True, eq=False)
class MeasuredEffects:
    """A video whose effects were measured."""

    report: SyncReport
    source: Path
    rate: Fraction
    seen: Moments
    heard: Moments
    reach_s: float


def measured_effects(
    source: Path, voice: Path, info: MediaInfo, reach_s: float, progress: Progress
) -> MeasuredEffects:
    """Measures how the hits in a sound lie against the impacts in a picture.

    Args:
        source: the video.
        voice: the video itself, or other sound that begins with its first picture.
        info: of the video.
        reach_s: longest offset that is looked for.
        progress: may cancel.

    Raises:
        MediaError: the files cannot be read.
        CancelledError: the job was cancelled.
    """
    network = ImpactNetwork()
    used = head_in_use(network)
    step = progress.part(0, 0.8)
    watched = watched_video(source, network, progress=step, threads=processors())
    impacts = impacts_in(watched, used.head, _LEAST_SEEN)
    seen = Moments(
        np.array([one.time_s for one in impacts]), np.array([one.confidence for one in impacts])
    )
    video = info.video
    rate = (video.rate if video is not None else None) or _USUAL_RATE
    last = float(watched.times_s[-1]) + float(1 / rate)
    heard = heard_hits(voice, last + reach_s, progress.part(0.8, 1))
    report = _report(seen, heard, rate, last, reach_s)
    report.path, report.sha256 = str(source.absolute()), sha256_of(source)
    report.duration_s = round(last, 3)
    if used.warning:
        report.warnings.append(used.warning)
    return MeasuredEffects(report, source, rate, seen, heard, reach_s)


def again(found: MeasuredEffects, sound: Path, progress: Progress) -> SyncReport:
    """The report of another sound to the same picture."""
    heard = heard_hits(sound, found.report.duration_s + found.reach_s, progress)
    return _report(found.seen, heard, found.rate, found.report.duration_s, found.reach_s)


def heard_hits(path: Path, seconds: float, progress: Progress) -> Moments:
    """The hits in a sound, by what the guide of `foley` goes by: no speech, and little of music.

    Raises:
        MediaError: it cannot be read.
        CancelledError: the job was cancelled.
    """
    count = round(seconds * RATE)
    part = Part(path.name, path, 0, count, Fraction(0), Fraction(1), False, (), Envelope())
    guide = Guide((MixTrack(Role.EFFECTS, [part]),), path.name)
    spine = Spine(Fraction(25), Fraction(count, RATE), ())
    with scratch_folder() as folder:
        hints = hits_in(guide, spine, folder, progress)
    times = np.array([float(hint.time) for hint in hints])
    return Moments(times, np.array([hint.confidence for hint in hints]))


def _report(
    seen: Moments, heard: Moments, rate: Fraction, last: float, reach_s: float
) -> SyncReport:
    whole = judged(seen, heard, float(rate), (0.0, last), reach_s)
    parts = [judged(seen, heard, float(rate), span, reach_s) for span in stretches(last)]
    return report_of(whole, parts, float(rate))


def _json(found: MeasuredEffects, target: Path) -> None:
    write_json(found.report, target)


def _csv(found: MeasuredEffects, target: Path) -> None:
    from backbeat.sync.lips.table import csv_of

    write_text(target, csv_of([found.report]))


def _html(found: MeasuredEffects, target: Path) -> None:
    from backbeat.sync.effects.page import page

    write_text(target, page(found.report, found.seen, found.heard))


WRITERS: dict[str, Callable[[MeasuredEffects, Path], None]] = {
    ".json": _json,
    ".csv": _csv,
    ".html": _html,
}
"""By the ending of the file."""
