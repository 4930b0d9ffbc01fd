"""What holds for every assembled edit."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np

from backbeat.cutting.assembly import Assembly, Shot
from backbeat.footage import FlawKind
from backbeat.timeline.time import nearest_frame


def source(shot: Shot, rate: Fraction) -> tuple[Fraction, Fraction]:
    """What a shot shows of its clip, in seconds."""
    return shot.source_start, shot.source_start + (shot.end_frame - shot.start_frame) / rate


def assert_whole(edit: Assembly, end_s: Fraction, shortest: int = 6) -> None:
    """No gaps, cuts on their beats, sources inside their media and on pictures."""
    rate = edit.rate
    assert edit.shots[0].start_frame == 0
    assert edit.shots[-1].end_frame == nearest_frame(end_s, rate)[0]
    for number, shot in enumerate(edit.shots, 1):
        assert shot.slot.number == number
        assert shot.end_frame - shot.start_frame >= shortest
        assert abs(Fraction(shot.start_frame) / rate - shot.slot.start_s) <= 1 / (2 * rate)
        start, end = source(shot, rate)
        assert start >= 0
        assert shot.reason.endswith(".")
        if shot.footage.still:
            continue
        assert float(end) <= shot.footage.duration_s + 1e-6
        # A file may state an even rate that a picture of it does not keep to.
        even = not shot.footage.variable and (start * shot.footage.rate).denominator == 1
        assert even or float(start) in shot.footage.times_s
        assert np.abs(shot.footage.times_s - float(start)).min() < 0.002
        if shot.beat_s is not None:
            assert shot.peak_s is not None
            peak = shot.peak_s * float(rate)
            assert shot.start_frame - 1e-6 <= peak < shot.end_frame + 1e-6
            assert shot.slot.start_s <= shot.beat_s < shot.slot.end_s
        half = Fraction(shot.dissolve_frames, 2) / rate
        assert start - half >= 0
    for left, right in pairwise(edit.shots):
        assert left.end_frame == right.start_frame
        assert left.slot.end_s == right.slot.start_s
        if not left.footage.still:
            half = Fraction(right.dissolve_frames, 2) / rate
            assert float(source(left, rate)[1] + half) <= left.footage.duration_s + 1e-6


def assert_no_cut_inside(edit: Assembly) -> None:
    """No shot, dissolves counted, shows a cut of its clip."""
    for at, shot in enumerate(edit.shots):
        start, end = source(shot, edit.rate)
        after = edit.shots[at + 1].dissolve_frames if at + 1 < len(edit.shots) else 0
        low = float(start - Fraction(shot.dissolve_frames, 2) / edit.rate)
        high = float(end + Fraction(after, 2) / edit.rate)
        assert not any(low < cut < high for cut in shot.footage.cuts_s)


def assert_no_flaw(edit: Assembly) -> None:
    """No shot shows a flaw that rules a stretch out."""
    for shot in edit.shots:
        start, end = (float(moment) for moment in source(shot, edit.rate))
        for flaw in shot.footage.flaws:
            costs_only = flaw.kind in (FlawKind.DARK, FlawKind.SHAKY)
            if flaw.start_s < flaw.end_s and not costs_only:
                assert end <= flaw.start_s + 1e-6 or start >= flaw.end_s - 1e-6
