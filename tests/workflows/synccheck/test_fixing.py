"""Sound that is moved by whole samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.workflows.synccheck.fixing import moved


def _blocks(sound: np.ndarray, sizes: list[int]) -> Iterator[np.ndarray]:
    at = 0
    for size in sizes:
        yield sound[at : at + size]
        at += size
    if at < len(sound):
        yield sound[at:]


@given(
    count=st.integers(1, 400),
    samples=st.integers(-300, 300),
    sizes=st.lists(st.integers(1, 90), max_size=8),
)
def test_sound_moves_by_whole_samples_and_keeps_its_length(
    count: int, samples: int, sizes: list[int]
) -> None:
    sound = np.arange(1, 2 * count + 1, dtype=np.float32).reshape(count, 2)
    found = np.concatenate(list(moved(_blocks(sound, sizes), samples, 2)))
    expected = np.zeros_like(sound)
    if samples >= 0:
        expected[: max(0, count - samples)] = sound[samples:]
    elif -samples < count:
        expected[-samples:] = sound[: count + samples]
    assert found.shape == sound.shape
    assert (found == expected).all()
