"""Prints what `backbeat foley --conform` did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backbeat.drawing.lettering import clock
from backbeat.v1.foley_pb2 import ConformedCue, FoleyConformResult

_SHOWN_CUES = 40
_SHOWN_WORDS = 30


def print_conformed(result: FoleyConformResult) -> None:
    """Prints a result for a reader: first what somebody has to look at."""
    counts = [
        f"{count} {name}"
        for name, count in (
            ("kept", result.kept),
            ("moved", result.moved),
            ("split", result.split),
            ("cut", result.cut),
            ("for review", result.review),
        )
        if count
    ]
    print(f"{Path(result.new_path).name}: {', '.join(counts) or 'no cues'}")
    told = [cue for cue in result.cues if cue.outcome in ("review", "cut", "split")]
    _print_cues(told)
    _print_cues([cue for cue in result.cues if cue.outcome == "moved"], _SHOWN_CUES - len(told))
    for warning in result.warnings:
        print(f"note: {warning}")
    for path in (result.output_path, result.cue_sheet_path, *result.report_paths):
        if path:
            print(f"written   {path}")


def _print_cues(cues: Sequence[ConformedCue], most: int = _SHOWN_CUES) -> None:
    for cue in cues[: max(most, 0)]:
        words = cue.description
        if len(words) > _SHOWN_WORDS:
            words = f"{words[: _SHOWN_WORDS - 1]}…"
        new = ", ".join(clock(time, 2) for time in cue.new_times_s) or "–"
        print(
            f"  {cue.number:>4}  {cue.outcome:<6}  {words:<{_SHOWN_WORDS}}  "
            f"{clock(cue.old_time_s, 2)} > {new}"
        )
        in_place = [round(time, 2) for time in cue.new_times_s] == [round(cue.old_time_s, 2)]
        if in_place or cue.outcome in ("review", "cut"):
            print(f"        {cue.reason}")
    left = len(cues) - max(most, 0)
    if left > 0:
        print(f"  ... and {left} more; --json and --report have all")
