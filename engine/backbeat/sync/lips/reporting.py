"""Puts the judgements of all shots of a video together to a sync report."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backbeat.sync.lips.drift import Line, line_through
from backbeat.sync.lips.grades import grades_of
from backbeat.sync.lips.judging import STATED, Judgement, Verdict
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_ANOTHER_VOICE,
    SYNC_VERDICT_CANNOT_TELL,
    SYNC_VERDICT_IN_SYNC,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncGrade,
    SyncJump,
    SyncReport,
    SyncShot,
    SyncWindow,
)

VERDICTS = {
    Verdict.IN_SYNC: SYNC_VERDICT_IN_SYNC,
    Verdict.OUT_OF_SYNC: SYNC_VERDICT_OUT_OF_SYNC,
    Verdict.CANNOT_TELL: SYNC_VERDICT_CANNOT_TELL,
    Verdict.ANOTHER_VOICE: SYNC_VERDICT_ANOTHER_VOICE,
}
_JUMP_MS = 60.0
_SURE_WINDOW = 0.8
_LEAST_WINDOWS, _LEAST_SPAN_S = 6, 15.0
"""Windows that do not overlap, and the time they cover, for a statement on drift."""
_WIDEST_PPM = 1500.0
"""Half the width of bounds around 0, above which a drift cannot be told."""


@dataclass(frozen=True)
class JudgedShot:
    """A shot with the face that was judged in it."""

    start_s: float
    end_s: float
    face: int
    """Number of the face; 0: none is seen."""
    judgement: Judgement


def report_of(shots: Sequence[JudgedShot], rate: Fraction, method: str) -> SyncReport:
    """The report, without what identifies the video.

    Args:
        shots: in order.
        rate: frames per second of the video.
        method: "features" or "spectrum".
    """
    report = SyncReport(schema_version=1, rate=float(rate), method=method)
    report.shots.extend(_shot(shot, rate) for shot in shots)
    stated = [shot for shot in shots if shot.judgement.verdict in STATED]
    _decide(report, shots, stated)
    if stated:
        offset_ms = _offset_ms(stated)
        report.offset_ms = round(offset_ms, 1)
        report.grades.extend(
            SyncGrade(standard=grade.standard, **{"pass": grade.met}, grade=grade.grade)
            for grade in grades_of(offset_ms, rate)
        )
    _add_jumps(report, stated)
    if (line := drift_of(stated)) is not None:
        report.drift_ppm = round(line.slope * 1e6, 1)
        report.drift_low_ppm = round(line.slope_low * 1e6, 1)
        report.drift_high_ppm = round(line.slope_high * 1e6, 1)
    return report


def drift_of(shots: Sequence[JudgedShot]) -> Line | None:
    """The line through the sure windows of all shots; None where it cannot be told.

    Windows overlap by half, so that every second one is left out.
    """
    points = [
        ((window.start_s + window.end_s) / 2, window.match.offset_s)
        for shot in shots
        for window in shot.judgement.windows[::2]
        if window.match is not None and window.confidence >= _SURE_WINDOW
    ]
    if len(points) < _LEAST_WINDOWS or points[-1][0] - points[0][0] < _LEAST_SPAN_S:
        return None
    times, offsets = np.array(points).T
    line = line_through(times, offsets)
    if line is None:
        return None
    may_be_none = line.slope_low <= 0 <= line.slope_high
    is_wide = (line.slope_high - line.slope_low) / 2 > _WIDEST_PPM / 1e6
    return None if may_be_none and is_wide else line


def _decide(report: SyncReport, shots: Sequence[JudgedShot], stated: Sequence[JudgedShot]) -> None:
    others = [s for s in shots if s.judgement.verdict is Verdict.ANOTHER_VOICE]
    if stated:
        out = any(s.judgement.verdict is Verdict.OUT_OF_SYNC for s in stated)
        report.verdict = SYNC_VERDICT_OUT_OF_SYNC if out else SYNC_VERDICT_IN_SYNC
        deciding = [s for s in stated if not out or s.judgement.verdict is Verdict.OUT_OF_SYNC]
    else:
        report.verdict = SYNC_VERDICT_ANOTHER_VOICE if others else SYNC_VERDICT_CANNOT_TELL
        deciding = others or list(shots)
    if deciding:
        report.confidence = round(max(s.judgement.confidence for s in deciding), 3)


def _offset_ms(stated: Sequence[JudgedShot]) -> float:
    """The offset of the video: the median over the time in which it is known."""
    offsets = np.array([s.judgement.match.offset_s for s in stated if s.judgement.match])
    weights = np.array([s.judgement.match.seen_s for s in stated if s.judgement.match])
    order = np.argsort(offsets)
    reached = np.cumsum(weights[order]) >= weights.sum() / 2
    return float(offsets[order][int(reached.argmax())]) * 1000


def _add_jumps(report: SyncReport, stated: Sequence[JudgedShot]) -> None:
    for before, after in itertools.pairwise(stated):
        if before.judgement.match is None or after.judgement.match is None:
            continue
        from_ms = before.judgement.match.offset_s * 1000
        to_ms = after.judgement.match.offset_s * 1000
        if abs(to_ms - from_ms) > _JUMP_MS:
            report.jumps.append(
                SyncJump(
                    time_s=round(after.start_s, 3), from_ms=round(from_ms, 1), to_ms=round(to_ms, 1)
                )
            )


def _shot(shot: JudgedShot, rate: Fraction) -> SyncShot:
    found = shot.judgement
    message = SyncShot(
        start_s=round(shot.start_s, 3),
        end_s=round(shot.end_s, 3),
        face=shot.face,
        verdict=VERDICTS[found.verdict],
        confidence=round(found.confidence, 3),
        reason=found.reason,
        voice_fits=round(found.own, 3),
    )
    if found.verdict in STATED and found.match is not None:
        message.offset_ms = round(found.match.offset_s * 1000, 1)
        message.offset_frames = round(found.match.offset_s * float(rate), 2)
    for window in found.windows:
        row = SyncWindow(
            start_s=round(window.start_s, 3),
            end_s=round(window.end_s, 3),
            confidence=round(window.confidence, 3),
        )
        if window.match is not None:
            row.offset_ms = round(window.match.offset_s * 1000, 1)
        message.windows.append(row)
    return message
