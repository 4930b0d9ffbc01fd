"""Prints what `backbeat foley` did."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from backbeat.foley.confidence import percent
from backbeat.v1.foley_pb2 import FoleyAdaptResult, FoleyCue, FoleyResult

_SHOWN_CUES = 40
_SHOWN_WORDS = 34


def print_result(result: FoleyResult) -> None:
    """Prints a result for a reader: what was placed, what is a proposal, how loud, how exact."""
    placed = [cue for cue in result.cues if cue.placed]
    proposed = len(result.cues) - len(placed)
    print(f"{Path(result.path).name}: {_counted(len(placed), 'sound')} placed, {proposed} proposed")
    for cue in result.cues[:_SHOWN_CUES]:
        _print_cue(cue)
    if len(result.cues) > _SHOWN_CUES:
        left = len(result.cues) - _SHOWN_CUES
        print(f"  ... and {left} more; --json, --report and --cue-sheet have all")
    _print_measured(result, placed)
    for warning in result.warnings:
        print(f"note: {warning}")
    for path in _written(result):
        print(f"written   {path}")


def print_adapted(result: FoleyAdaptResult) -> None:
    """Prints what became of the detector."""
    if result.paths:
        print(
            f"{_counted(result.impacts, 'impact')} heard in {_counted(len(result.paths), 'file')}"
        )
        print(f"  F on parts held back: {result.f_before:.2f} before, {result.f_after:.2f} after")
    print(result.reason)


def _print_cue(cue: FoleyCue) -> None:
    what = cue.description or cue.kind
    if len(what) > _SHOWN_WORDS:
        what = f"{what[: _SHOWN_WORDS - 1]}…"
    if cue.placed:
        temporary = ", temp" if cue.sound.temporary else ""
        sound = f"{cue.sound.name} ({cue.sound.source}{temporary})"
    else:
        sound = f"marker, {percent(cue.confidence)}"
    print(f"  {cue.number:>4}  {cue.timecode}  {what:<{_SHOWN_WORDS}}  {cue.layer:<8}{sound}")
    if cue.problem:
        print(f"        {cue.problem}")


def _print_measured(result: FoleyResult, placed: list[FoleyCue]) -> None:
    evidence = Counter(cue.evidence[0].kind if cue.evidence else "nothing" for cue in result.cues)
    if evidence:
        print("  evidence   " + ", ".join(f"{count} by {kind}" for kind, count in evidence.items()))
    errors = [abs(cue.hit_error_ms) for cue in placed if cue.HasField("hit_error_ms")]
    if errors:
        print(f"  hits       {len(errors)} measured, {max(errors):.1f} ms from their cues at most")
    for layer in result.layers:
        if layer.HasField("lufs"):
            wanted = f"{layer.low_lufs:.0f} to {layer.high_lufs:.0f}"
            print(f"  {layer.layer:<9}  {layer.lufs:.1f} LUFS ({wanted}), {layer.sounds} sounds")
    coverage = result.coverage
    if result.HasField("coverage") and coverage.events:
        print(
            f"  coverage   {coverage.covered} of {coverage.events} sounds of the original are "
            f"covered"
        )
    if result.HasField("coverage") and coverage.unsure:
        print(f"  coverage   {coverage.unsure}")


def _written(result: FoleyResult) -> list[str]:
    paths = [
        result.output_path,
        result.stem_path,
        result.mix_path,
        result.cue_sheet_path,
        result.credits_path,
        *result.report_paths,
    ]
    return [path for path in paths if path]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
