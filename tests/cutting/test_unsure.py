"""Which songs are cut to when it is not sure that they have a beat."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from backbeat.cutting import Song, snap
from backbeat.v1.cutting_pb2 import SNAP_TARGET_MARKERS, Placement, SnapOptions
from backbeat.v1.music_pb2 import UNSURE_BARS, UNSURE_NO_BEAT, MusicAnalysis
from tests import edits
from tests.edits import Piece


def unsure(*doubts: int, confidence: float = 0.1) -> MusicAnalysis:
    analysis = edits.analysis(120, duration_s=4)
    analysis.unsure.extend(doubts)  # type: ignore[arg-type]
    analysis.confidence = confidence
    return analysis


def songs() -> list[Song]:
    """A song for four seconds, then speech for four."""
    return [
        Song(
            unsure(UNSURE_BARS, confidence=0.9), "/m/song.wav", placements=[Placement(duration_s=4)]
        ),
        Song(
            unsure(UNSURE_NO_BEAT),
            "/m/talk.wav",
            placements=[Placement(duration_s=4, timeline_start_s=4)],
        ),
    ]


def test_only_beats_of_the_song_are_cut_to(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(27), Piece(100), Piece(40)]]), tmp_path)
    result = snap(document, songs(), SnapOptions())
    assert [cut.to_frame for cut in result.sync_map.cuts] == [25, 127]
    assert all(beat.time_s < 4 for beat in result.sync_map.grid)
    assert result.warnings[0].startswith("Hardly a beat is heard in talk.wav")
    assert result.missed == ""
    assert list(result.sync_map.unsure) == [UNSURE_NO_BEAT, UNSURE_BARS]
    assert result.sync_map.beat_confidence == 0.1


def test_all_are_cut_to_when_told_so(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(27), Piece(100), Piece(40)]]), tmp_path)
    result = snap(document, songs(), SnapOptions(even_if_unsure=True))
    assert [cut.to_frame for cut in result.sync_map.cuts] == [25, 125]
    assert not any("Hardly" in warning for warning in result.warnings)
    assert UNSURE_NO_BEAT in result.sync_map.unsure


def test_markers_are_not_doubted(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(27), Piece(100)]])
    made.tracks.markers.append(otio.schema.Marker("hit", edits.span(24, 1), "RED"))
    document = edits.document(made, tmp_path)
    result = snap(document, songs(), SnapOptions(target=SNAP_TARGET_MARKERS))
    assert not any("Hardly" in warning for warning in result.warnings)
    assert not result.sync_map.unsure and not result.sync_map.HasField("beat_confidence")


def test_an_analysis_that_was_not_judged_says_nothing(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(27), Piece(100)]]), tmp_path)
    result = snap(document, edits.analysis(120))
    assert not result.sync_map.HasField("beat_confidence")
