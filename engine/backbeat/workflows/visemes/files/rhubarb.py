"""Mouth shapes in the formats of Rhubarb Lip Sync 1.13, which rigs and plugins read."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from backbeat.files import write_text
from backbeat.files.seal import MARK, with_check_digits
from backbeat.v1.speech_pb2 import VisemeTrack


def write_tsv(track: VisemeTrack, target: Path) -> None:
    """A row a shape: its start in seconds, a tab and its name; the last row is the end, at rest.

    The times have check digits as their last two decimals (see `backbeat.files.seal`).
    """
    rest = _rest(track)
    rows = [f"{viseme.start_s:.6f}\t{viseme.name}" for viseme in track.visemes]
    rows.append(f"{track.duration_s:.6f}\t{rest}")
    write_text(target, with_check_digits("\n".join(rows) + "\n"))


def write_xml(track: VisemeTrack, target: Path) -> None:
    """A `mouthCue` a shape, with its start and end in seconds."""
    cues = "".join(
        f'    <mouthCue start="{viseme.start_s:.3f}" end="{viseme.end_s:.3f}">'
        f"{escape(viseme.name)}</mouthCue>\n"
        for viseme in track.visemes
    )
    write_text(
        target,
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<!-- {MARK} -->\n"
        "<rhubarbResult>\n"
        "  <metadata>\n"
        f"    <soundFile>{escape(track.path)}</soundFile>\n"
        f"    <duration>{track.duration_s:.2f}</duration>\n"
        "  </metadata>\n"
        "  <mouthCues>\n"
        f"{cues}"
        "  </mouthCues>\n"
        "</rhubarbResult>\n",
    )


def _rest(track: VisemeTrack) -> str:
    from backbeat.lipsync.visemes.names import shape_set

    return shape_set(track.set).shapes[0]
