"""What is said of a video's effects, as a sync report."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.sync.effects.judging import EffectsJudgement, grades_of, jumps
from backbeat.sync.lips.judging import STATED
from backbeat.sync.lips.reporting import VERDICTS
from backbeat.v1.sync_pb2 import SyncGrade, SyncJump, SyncPair, SyncReport, SyncShot

METHOD = "impacts"


def report_of(
    whole: EffectsJudgement, parts: Sequence[EffectsJudgement], rate: float
) -> SyncReport:
    """The report, without what identifies the video.

    Args:
        whole: of all of it.
        parts: of its stretches, in order; none of a short one.
        rate: pictures a second.
    """
    report = SyncReport(
        schema_version=1,
        rate=rate,
        method=METHOD,
        verdict=VERDICTS[whole.verdict],
        confidence=round(whole.confidence, 3),
        impacts_seen=whole.seen,
        hits_heard=whole.heard,
        shots=[_shot(part, rate) for part in parts or (whole,)],
    )
    offset = whole.offset
    if offset is not None and whole.verdict in STATED:
        report.offset_ms = round(offset.offset_s * 1000, 1)
        report.offset_low_ms = round(offset.low_s * 1000, 1)
        report.offset_high_ms = round(offset.high_s * 1000, 1)
        report.grades.extend(
            SyncGrade(standard=grade.standard, **{"pass": grade.met}, grade=grade.grade)
            for grade in grades_of(offset.offset_s, rate)
        )
        report.pairs.extend(
            SyncPair(
                seen_s=round(pair.seen_s, 3),
                heard_s=round(pair.heard_s, 3),
                offset_ms=round((pair.heard_s - pair.seen_s) * 1000, 1),
                confidence=round(pair.weight, 3),
            )
            for pair in offset.pairs
        )
    report.jumps.extend(
        SyncJump(time_s=round(at, 3), from_ms=round(before * 1000, 1), to_ms=round(after * 1000, 1))
        for at, before, after in jumps(parts, rate)
    )
    return report


def _shot(part: EffectsJudgement, rate: float) -> SyncShot:
    message = SyncShot(
        start_s=round(part.start_s, 3),
        end_s=round(part.end_s, 3),
        verdict=VERDICTS[part.verdict],
        confidence=round(part.confidence, 3),
        reason=part.reason,
    )
    if part.offset is not None and part.verdict in STATED:
        message.offset_ms = round(part.offset.offset_s * 1000, 1)
        message.offset_frames = round(part.offset.offset_s * rate, 2)
    return message
