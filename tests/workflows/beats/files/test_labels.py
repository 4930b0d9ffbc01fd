"""Audacity labels: three columns, by time, sections before the beats they start on."""

from __future__ import annotations

from backbeat.v1.music_pb2 import MusicAnalysis, Section
from backbeat.workflows.beats.files.labels import label_track
from tests import edits


def test_columns() -> None:
    analysis = edits.analysis(duration_s=4, metre=3)
    analysis.sections.extend(
        [Section(start_s=0, end_s=1.5, label="intro"), Section(start_s=1.5, end_s=4, label="A")]
    )
    rows = [line.split("\t") for line in label_track(analysis).splitlines()]
    assert rows[:3] == [
        ["0.000000", "1.500000", "intro"],
        ["0.000000", "0.000000", "1.1"],
        ["0.500000", "0.500000", "1.2"],
    ]
    assert rows[4:6] == [["1.500000", "4.000000", "A"], ["1.500000", "1.500000", "2.1"]]
    assert len(rows) == len(analysis.beats) + 2
    starts = [float(row[0]) for row in rows]
    assert starts == sorted(starts)


def test_nothing_heard() -> None:
    assert label_track(MusicAnalysis(duration_s=1)) == ""
