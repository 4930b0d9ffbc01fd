"""The figures and sentences at the head of the page."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import PurePath

from backbeat.cutting.report.assembled.edit import LEVELS, AssembledEdit
from backbeat.cutting.report.summary import quantity

_ON_BEAT_FRAMES = 2
"""Farthest, in frames, that motion lies from a beat that it is said to be on."""


@dataclass(frozen=True)
class AssembledSummary:
    """The figures; shares and means are None where there is nothing to count."""

    shots: int
    mean_s: float
    """Mean length of a shot."""
    mean_by_level: tuple[tuple[str, float], ...]
    """The same by the music's energy, from low to high."""
    on_downbeats: float | None
    """Share of the cuts, the first shot's start left out, that lie on a downbeat."""
    largest_error_ms: float | None
    """Of a cut against its beat."""
    peaks: int
    """Shots with a moment of strong motion."""
    peaks_on_beat: int
    """Those where it is within two frames of its beat."""
    clips: int
    """Different files that are shown."""
    dissolves: int


def summarize_assembled(edit: AssembledEdit) -> AssembledSummary:
    """Counts and measures the shots."""
    slots, rate = edit.slots, edit.rate
    lengths = [(slot.end_frame - slot.start_frame) / rate for slot in slots]
    by_level = []
    for level, name in LEVELS.items():
        own = [length for slot, length in zip(slots, lengths, strict=True) if slot.level == level]
        if own:
            by_level.append((name, statistics.fmean(own)))
    later = slots[1:]
    errors = [abs(slot.start_frame / rate - slot.start_s) * 1000 for slot in later]
    peaks = [abs(s.shot.peak_error_ms) for s in slots if s.shot.HasField("peak_error_ms")]
    near = _ON_BEAT_FRAMES * 1000 / rate
    return AssembledSummary(
        shots=len(slots),
        mean_s=statistics.fmean(lengths) if lengths else 0.0,
        mean_by_level=tuple(by_level),
        on_downbeats=sum(slot.beat == 1 for slot in later) / len(later) if later else None,
        largest_error_ms=max(errors, default=None),
        peaks=len(peaks),
        peaks_on_beat=sum(peak <= near + 1e-6 for peak in peaks),
        clips=len({slot.shot.path for slot in slots if slot.shot.path}),
        dissolves=sum(slot.dissolve_frames > 0 for slot in slots),
    )


def figures(summary: AssembledSummary) -> list[tuple[str, str, str]]:
    """Term, figure and unit."""
    share = summary.on_downbeats
    error = summary.largest_error_ms
    return [
        ("Shots", f"{summary.shots:,}", ""),
        ("Clips", f"{summary.clips:,}", ""),
        ("Mean shot", f"{summary.mean_s:.1f}", " s"),
        (
            "On downbeats",
            "–" if share is None else f"{100 * share:.0f}",
            "" if share is None else " %",
        ),
        ("Motion on the beat", f"{summary.peaks_on_beat}", f" of {summary.peaks}"),
        ("Largest error", "–" if error is None else f"{error:.1f}", "" if error is None else " ms"),
    ]


def assembled_sentences(edit: AssembledEdit, summary: AssembledSummary) -> list[str]:
    """The same in words."""
    if not summary.shots:
        return ["There is no shot in this edit."]
    lines = [
        f"{quantity(summary.shots, 'shot')} of {quantity(summary.clips, 'clip')}, "
        f"{summary.mean_s:.1f} s long on average."
    ]
    if len(summary.mean_by_level) > 1:
        *others, last = (f"{length:.1f} s in {name}" for name, length in summary.mean_by_level)
        lines.append(
            f"By the energy of the music, the mean shot is {', '.join(others)} and {last} parts."
        )
    if summary.dissolves:
        are = "cut is a dissolve" if summary.dissolves == 1 else "cuts are dissolves"
        lines.append(f"{summary.dissolves:,} {are}.")
    if summary.peaks:
        lines.append(
            f"Of {quantity(summary.peaks, 'shot')} with a moment of strong motion, "
            f"{summary.peaks_on_beat:,} {'has' if summary.peaks_on_beat == 1 else 'have'} it "
            f"within {_ON_BEAT_FRAMES} frames of a beat."
        )
    lines.append(
        f"At {edit.rate:.5g} fps the nearest whole frame can be {500 / edit.rate:.3g} ms from a "
        "beat."
    )
    return lines


def clip_name(path: str, name: str) -> str:
    """What a clip is called: its name, else that of its file."""
    return name or PurePath(path.replace("\\", "/")).name
