"""Prints what `backbeat lipsync` did."""

from __future__ import annotations

from pathlib import Path

from backbeat.v1.lipsync_pb2 import LipSyncResult

_SHOWN_SHOTS = 20
_SHOWN_SPANS = 6


def print_result(result: LipSyncResult) -> None:
    """Prints a result for a reader: what was made, how well, what stayed and why."""
    name = Path(result.path).name
    preview = ", a preview" if result.preview else ""
    made = f"{result.frames_changed} of {result.frames} frames have a new mouth"
    by = f" ({result.backend}{preview})" if result.backend else ""
    print(f"{name}: {made}{by}")
    if result.changed:
        print(f"  changed    {_spans(result)}")
    print(f"  in sync    {_offset(result)}")
    if result.closures:
        closed = round(result.closure_rate * result.closures)
        print(
            f"  p, b, m    lips close at {closed} of {result.closures} ({result.closure_rate:.0%})"
        )
    copied = f", {result.frames_copied} frames copied as they were" if result.frames_copied else ""
    print(f"  picture    {result.codec}{copied}")
    if result.device:
        why = f": {result.device_reason}" if result.device_reason else ""
        print(f"  computed   by {result.device}{why}")
    if result.licence:
        print(f"  licence    {result.licence}")
    if result.mark:
        print(f"  mark       says that it was generated, as {result.mark}")
    _print_shots(result)
    for warning in result.warnings:
        print(f"note: {warning}")
    if result.timeline_path:
        print(f"written   {result.timeline_path}  ({result.clip} on {result.track})")
    print(f"written   {result.path}")
    for path in result.report_paths:
        print(f"written   {path}")


def _print_shots(result: LipSyncResult) -> None:
    from backbeat.drawing.lettering import clock

    told = [shot for shot in result.shots if shot.reason] if len(result.shots) > 1 else result.shots
    for shot in told[:_SHOWN_SHOTS]:
        face = f"face {shot.face}" if shot.face else "no face"
        reason = f"  {shot.reason}" if shot.reason else ""
        print(
            f"  {clock(shot.start_s, 1)}–{clock(shot.end_s, 1)}  {face}, "
            f"{shot.frames_changed} frames{reason}"
        )
    if len(told) > _SHOWN_SHOTS:
        print(f"  ... and {len(told) - _SHOWN_SHOTS} more shots; --json and --report have all")


def _spans(result: LipSyncResult) -> str:
    spans = [f"{span.start_s:.2f}–{span.end_s:.2f} s" for span in result.changed]
    more = f" and {len(spans) - _SHOWN_SPANS} more" if len(spans) > _SHOWN_SPANS else ""
    return ", ".join(spans[:_SHOWN_SPANS]) + more


def _offset(result: LipSyncResult) -> str:
    if not result.HasField("offset_ms"):
        return "cannot be told"
    offset = round(result.offset_ms)
    if not offset:
        return f"0 ms (confidence {result.offset_confidence:.0%})"
    side = "late" if offset > 0 else "early"
    return f"the sound is {abs(offset)} ms {side} (confidence {result.offset_confidence:.0%})"
