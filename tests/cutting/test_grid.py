"""Which beats cuts may go to."""

from __future__ import annotations

import pytest

from backbeat.cutting.grid import Song, place_beats
from backbeat.v1.cutting_pb2 import DRUM_KICK, DRUM_ONSET, DRUM_SNARE, Drum, SnapOptions
from backbeat.v1.music_pb2 import Beat, MusicAnalysis, Onset


@pytest.mark.parametrize(
    ("drum", "eligible"),
    [
        (DRUM_KICK, [0, 2]),
        (DRUM_SNARE, [1]),
        (DRUM_ONSET, [0, 1, 4]),
    ],
)
def test_beats_on_which_something_is_heard(drum: Drum.ValueType, eligible: list[int]) -> None:
    kicks, snares = (0.9, 0.1, 0.6, 0.0, 0.0), (0.0, 0.8, 0.2, 0.0, 0.4)
    analysis = MusicAnalysis(
        duration_s=5,
        beats_per_bar=4,
        beats=[
            Beat(time_s=index, bar=1, beat=1 + index, kick=kick, snare=snare)
            for index, (kick, snare) in enumerate(zip(kicks, snares, strict=True))
        ],
        onsets=[Onset(time_s=time) for time in (0.02, 0.5, 0.97, 2.06, 4.0)],
    )
    beats = place_beats([Song(analysis)], SnapOptions(drum=drum))
    assert [index for index, beat in enumerate(beats) if beat.eligible] == eligible
