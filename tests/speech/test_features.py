"""Features of recordings longer than what the encoder hears at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.media.decode import read_audio
from backbeat.models.whisper import Whisper
from backbeat.speech.features import ROWS_PER_S, speech_features, stream_features

Float32s = NDArray[np.float32]


@pytest.fixture(scope="module")
def speech(shared: Path) -> Float32s:
    path = shared / "data" / "lips" / "video" / "latentsync_demo3.mp4"
    return read_audio(path, 16000, 1).samples[:, 0]


def test_blocks_of_any_size_give_the_same(whisper: Whisper, speech: Float32s) -> None:
    whole = speech_features(speech, whisper)
    assert whole.shape == (-(-len(speech) // 320), 512) and whole.dtype == np.float32
    for size in (7000, 16000 * 17):
        blocks = [speech[at : at + size] for at in range(0, len(speech), size)]
        parts = list(stream_features(blocks, whisper))
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_joins_do_not_show(whisper: Whisper, speech: Float32s) -> None:
    """Rows change no more where windows meet, every 10 s from 12 s on, than elsewhere."""
    rows = speech_features(np.concatenate([speech, speech]), whisper)
    change = np.linalg.norm(np.diff(rows, axis=0), axis=1)
    for join_s in (12.5, 22.5, 32.5):
        at = round(join_s * ROWS_PER_S)
        assert change[at - 30 : at + 30].max() < np.percentile(change, 99.5)


def test_what_is_there_is_heard_wherever_it_is(whisper: Whisper, speech: Float32s) -> None:
    """A row is more like the same moment heard from elsewhere than like any other second's."""
    later = speech_features(speech[3 * 16000 :], whisper)
    rows = speech_features(speech, whisper)[3 * ROWS_PER_S :][: len(later)]
    rows = rows - rows.mean(axis=0)
    later = later - later.mean(axis=0)
    same = (rows * later).sum(axis=1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(later, axis=1)
    other = np.roll(later, ROWS_PER_S, axis=0)
    else_ = (
        (rows * other).sum(axis=1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(other, axis=1)
    )
    assert np.mean(same > else_) > 0.95


def test_the_shortest_sound_has_a_row(whisper: Whisper) -> None:
    assert speech_features(np.zeros(1, np.float32), whisper).shape == (1, 512)
    assert speech_features(np.zeros(0, np.float32), whisper).shape == (0, 512)
