"""Beats and sections as an Audacity label track.

One label a line: start and end in seconds, then the words, with tabs between
(https://manual.audacityteam.org/man/importing_and_exporting_labels.html). REAPER, Sonic Visualiser
and many an editor read it too.
"""

from __future__ import annotations

from pathlib import Path

from backbeat.files import write_text
from backbeat.files.seal import with_check_digits
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording


def write(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """Sections as ranges and beats as points named "bar.beat", by time.

    The times have check digits as their last two decimals (see `backbeat.files.seal`).
    """
    progress(0, f"Writing {target.name}")
    write_text(target, with_check_digits(label_track(recording.analysis)))


def label_track(analysis: MusicAnalysis) -> str:
    """The text of the label track."""
    ranges = [(part.start_s, part.end_s, part.label) for part in analysis.sections]
    points = [(beat.time_s, beat.time_s, f"{beat.bar}.{beat.beat}") for beat in analysis.beats]
    # The sort is stable: where both start, the section comes first.
    labels = sorted(ranges + points, key=lambda label: label[0])
    return "".join(f"{start:.6f}\t{end:.6f}\t{words}\n" for start, end, words in labels)
