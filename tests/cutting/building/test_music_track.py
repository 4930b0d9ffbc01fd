"""The song in an assembled edit, where it was made to fit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backbeat.cutting.building.music_track import music_track
from backbeat.v1 import cutting_pb2 as pb
from backbeat.v1.music_pb2 import (
    CROSSFADE_CURVE_EQUAL_GAIN,
    CROSSFADE_CURVE_EQUAL_POWER,
    SongJoin,
)

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60)]


def fitted(rate: Fraction, start_s: float, crossfade_s: float, curve: Any) -> Any:
    """The music track of a song with one join."""
    song = pb.Medium(
        path="/song.wav",
        rate=pb.FrameRate(numerator=48000, denominator=1),
        length=48000 * 100,
        sound_channels=2,
    )
    stretches = [
        pb.Placement(path=song.path, duration_s=start_s),
        pb.Placement(
            path=song.path, timeline_start_s=start_s, source_start_s=3.3, duration_s=90 - start_s
        ),
    ]
    sync_map = pb.SyncMap(
        rate=pb.FrameRate(numerator=rate.numerator, denominator=rate.denominator),
        duration_frames=int(90 * rate),
        media=[song],
        spine=pb.Spine(path=song.path, placements=stretches),
        joins=[SongJoin(crossfade_s=crossfade_s, curve=curve)],
    )
    return music_track(sync_map)["children"]


def test_a_crossfade_has_the_curve_of_its_join() -> None:
    curves = (CROSSFADE_CURVE_EQUAL_POWER, CROSSFADE_CURVE_EQUAL_GAIN)
    names = [fitted(Fraction(25), 10.0, 0.05, curve)[1]["name"] for curve in curves]
    assert names == ["Cross Fade +3 dB", "Cross Fade 0 dB"]


@given(st.sampled_from(RATES), st.integers(10**6, 8 * 10**7), st.floats(0.01, 0.2, allow_nan=False))
def test_a_crossfade_is_over_when_that_of_the_song_is(
    rate: Fraction, start_us: int, crossfade_s: float
) -> None:
    start_s = start_us / 10**6
    before, fade, after = fitted(rate, start_s, crossfade_s, CROSSFADE_CURVE_EQUAL_POWER)
    cut = before["source_range"]["duration"]["value"]
    end = (cut + fade["out_offset"]["value"]) / float(rate)
    assert end <= start_s + crossfade_s / 2 + 1e-5
    assert fade["in_offset"]["value"] >= 1
    # The song is where it was, to the sample.
    source_s = after["source_range"]["start_time"]["value"] / float(rate)
    assert abs(source_s - cut / float(rate) - (3.3 - start_s)) < 1e-5


def test_a_stretch_on_a_frame_starts_there() -> None:
    rate = Fraction(30000, 1001)
    before, _, _ = fitted(rate, float(301 / rate), 0.05, CROSSFADE_CURVE_EQUAL_POWER)
    assert before["source_range"]["duration"]["value"] == 301
