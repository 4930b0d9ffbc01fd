"""Recordings whose place is known, found by their sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.media.decode import read_audio
from backbeat.sync.align import RATE, Alignment, Reference, by_sound, heard, reference_of
from tests.sampling import sampled
from tests.scenes import Mono, in_bad_room, recorded, scene

EVENT = scene(60)
MUSIC = ("asap_Bach_Fugue_bwv_846", "gtzan_rock_00001", "gtzan_pop_00002", "gtzan_reggae_00000")
PAIRS = [(one, two) for one in MUSIC for two in MUSIC if one != two]


@pytest.fixture(scope="module")
def event() -> Reference:
    return reference_of(heard(EVENT))


def errors(found: Alignment, offset_s: float, ppm: float) -> tuple[float, float]:
    """Of the only piece: at its middle in ms, and of the drift in ppm."""
    (piece,) = found.pieces
    middle = (piece.start_s + piece.end_s) / 2
    truth = offset_s + middle * (1 + ppm * 1e-6)
    return abs(piece.in_reference(middle) - truth) * 1000, abs(piece.drift * 1e6 - ppm)


@settings(max_examples=6)
@given(st.floats(-4, 30), st.sampled_from([0, 20, -50, 200, -500, 1001]), st.integers(0, 99))
def test_clean_within_a_millisecond_and_20_ppm(offset_s: float, ppm: float, seed: int) -> None:
    reference = reference_of(heard(EVENT))
    found = by_sound(reference, heard(recorded(EVENT, offset_s, ppm, 28, seed=seed)))
    off_ms, off_ppm = errors(found, offset_s, ppm)
    assert off_ms < 1 and off_ppm < 20 and found.confidence > 0.9


@pytest.mark.parametrize(("noise_db", "least"), [(-10, 0.9), (0, 0.9), (5, 0.5)])
def test_under_noise_within_a_millisecond(event: Reference, noise_db: float, least: float) -> None:
    found = by_sound(event, heard(recorded(EVENT, 7.3, 120, 45, noise_db)))
    off_ms, off_ppm = errors(found, 7.3, 120)
    assert off_ms < 1 and off_ppm < 20 and found.confidence > least


@pytest.mark.parametrize("seed", range(4))
def test_in_a_bad_room_within_25_ms_and_250_ppm(event: Reference, seed: int) -> None:
    take = in_bad_room(recorded(EVENT, 4.2, -80, 50), seed)
    off_ms, off_ppm = errors(by_sound(event, heard(take)), 4.2, -80)
    assert off_ms < 25 and off_ppm < 250


@pytest.mark.parametrize("seconds", [1.5, 3, 7])
def test_short_takes(event: Reference, seconds: float) -> None:
    off_ms, _ = errors(by_sound(event, heard(recorded(EVENT, 33.3, 0, seconds, -20))), 33.3, 0)
    assert off_ms < 1


def test_the_other_may_be_the_longer_one() -> None:
    reference = reference_of(heard(recorded(EVENT, 21.0, 0, 6)))
    found = by_sound(reference, heard(EVENT))
    assert errors(found, -21.0, 0)[0] < 1


def test_the_other_may_begin_before_the_reference(event: Reference) -> None:
    off_ms, _ = errors(by_sound(event, heard(recorded(EVENT, -6.0, 30, 30))), -6.0, 30)
    assert off_ms < 1


def test_a_microphone_of_the_other_polarity(event: Reference) -> None:
    assert errors(by_sound(event, heard(-recorded(EVENT, 5.0, 0, 30))), 5.0, 0)[0] < 1


def test_an_edit_has_a_piece_for_each_part(event: Reference) -> None:
    edited = np.concatenate([EVENT[30 * RATE : 48 * RATE], EVENT[2 * RATE : 20 * RATE]])
    first, second = by_sound(event, heard(edited)).pieces
    assert abs(first.offset_s - 30) < 0.001 and abs(second.offset_s - (2 - 18)) < 0.001
    assert abs(first.end_s - 18) < 0.5 and abs(second.start_s - 18) < 0.5
    assert first.end_s <= second.start_s


def test_what_was_inserted_is_in_no_piece(event: Reference) -> None:
    inserted = scene(8, seed=77)
    edited = np.concatenate([EVENT[: 20 * RATE], inserted, EVENT[20 * RATE : 45 * RATE]])
    first, second = by_sound(event, heard(edited)).pieces
    assert abs(first.end_s - 20) < 1 and abs(second.start_s - 28) < 1
    assert abs(second.offset_s + 8) < 0.001


def test_buffers_that_a_codec_drops(event: Reference) -> None:
    drop = 1024 * RATE // 48000
    parts = [EVENT[n * 15 * RATE + n * drop : (n + 1) * 15 * RATE + n * drop] for n in range(4)]
    pieces = by_sound(event, heard(np.concatenate(parts))).pieces
    assert [round(piece.offset_s * RATE) for piece in pieces] == [n * drop for n in range(4)]


def test_a_loop_fits_several_times() -> None:
    loop = np.tile(scene(4), 10)
    found = by_sound(reference_of(heard(loop)), heard(loop[12 * RATE : 28 * RATE]))
    assert "repeats" in found.reason and "4.000 s" in found.reason
    assert found.confidence < 0.3


@pytest.mark.parametrize(
    "other",
    [
        scene(30, seed=5),
        np.zeros(20 * RATE, np.float32),
        np.zeros(0, np.float32),
        EVENT[: RATE // 2],
        np.random.default_rng(0).standard_normal(20 * RATE).astype("f4"),
        np.sin(np.arange(20 * RATE) * 0.2).astype("f4"),
    ],
    ids=["another event", "silence", "nothing", "half a second", "noise", "a tone"],
)
def test_what_was_never_recorded_together_is_not_placed(event: Reference, other: Mono) -> None:
    found = by_sound(event, heard(other))
    assert not found.placed and found.confidence == 0 and found.reason.endswith(".")


@pytest.mark.parametrize("below_db", [-24, -18, -12, -8])
def test_a_bed_of_music_under_other_speech_does_not_place(below_db: float) -> None:
    bed = scene(30, seed=9) * 10 ** (below_db / 20)
    one, two = scene(30, seed=1), scene(30, seed=2)
    found = by_sound(reference_of(heard(one + bed)), heard(two + bed))
    assert not found.placed


def mono(path: Path) -> Mono:
    return read_audio(path, RATE, channels=1).samples[:, 0]


@pytest.mark.shared
@pytest.mark.parametrize(("one", "two"), sampled(PAIRS, lambda place, pair: place < 3))
def test_other_songs_are_not_placed(shared: Path, one: str, two: str) -> None:
    songs = [mono(shared / f"data/beats/{name}.flac") for name in (one, two)]
    assert not by_sound(reference_of(heard(songs[0])), heard(songs[1][: 20 * RATE])).placed


@pytest.mark.shared
def test_real_speech_in_noise_and_rooms(shared: Path) -> None:
    names = ("librivox_0870", "librivox_0890", "librivox_0920", "eluosi")
    voices = [mono(shared / f"data/lips/speech/{name}.wav") for name in names]
    said = np.concatenate(voices)
    reference = reference_of(heard(said))
    for number, (change, most_ms, most_ppm) in enumerate(
        ((lambda take: take, 1, 20), (in_bad_room, 25, 250))
    ):
        take = change(recorded(said, 2.7, 150, len(said) / RATE - 4, seed=number))
        off_ms, off_ppm = errors(by_sound(reference, heard(take)), 2.7, 150)
        assert off_ms < most_ms and off_ppm < most_ppm
    # Other words by the same reader.
    assert not by_sound(reference_of(heard(voices[0])), heard(voices[1])).placed
