"""Sound that is read slice by slice is the sound that an array of it would be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat import sliced_sound
from backbeat.sliced_sound import FirstChannel, is_silent, peak, stretches


def sound(length: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(length).normal(0, 0.3, (length, channels)).astype(np.float32)


@given(length=st.integers(0, 60), stretch=st.integers(1, 25), multiple_of=st.integers(1, 12))
def test_parts_make_up_the_whole(length: int, stretch: int, multiple_of: int) -> None:
    whole = sound(length)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sliced_sound, "STRETCH", stretch)
        parts = list(stretches(whole, multiple_of))
    assert all(len(part) for part in parts)
    assert np.array_equal(np.concatenate([whole[:0], *parts]), whole)
    assert all(len(part) <= max(stretch, multiple_of) for part in parts)
    assert all(len(part) % multiple_of == 0 for part in parts[:-1])


@given(length=st.integers(0, 60), stretch=st.integers(1, 25))
def test_the_peak_is_that_of_the_whole(length: int, stretch: int) -> None:
    whole = sound(length)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sliced_sound, "STRETCH", stretch)
        assert peak(whole) == float(np.abs(whole).max(initial=0.0))
        assert peak(FirstChannel(whole)) == float(np.abs(whole[:, 0]).max(initial=0.0))


@given(length=st.integers(1, 60), stretch=st.integers(1, 25), data=st.data())
def test_one_sample_breaks_the_silence(length: int, stretch: int, data: st.DataObject) -> None:
    whole = np.zeros(length, np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sliced_sound, "STRETCH", stretch)
        assert is_silent(whole)
        whole[data.draw(st.integers(0, length - 1))] = -1e-30
        assert not is_silent(whole)


def test_the_first_channel_is_read_like_an_array() -> None:
    whole = sound(50, 3)
    channel = FirstChannel(whole)
    assert len(channel) == 50
    for part in (slice(None), slice(3, 9), slice(40, 99), slice(-5, None), slice(9, 3)):
        assert np.array_equal(channel[part], whole[part, 0])
    double = FirstChannel(whole.astype(np.float64))
    assert double[3:9].dtype == np.float32
