"""Windows of speech."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.footage.speech import spans_of
from backbeat.models.speech import FRAME, RATE
from backbeat.speech.windows import windows_of


@given(
    runs=st.lists(st.tuples(st.booleans(), st.integers(1, 2000)), min_size=1, max_size=12),
    seed=st.integers(0, 9),
)
def test_windows_hold_all_speech_and_no_more_than_whisper_reads(
    runs: list[tuple[bool, int]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    probability = np.concatenate(
        [
            np.clip((0.9 if speaks else 0.05) + rng.normal(0, 0.03, frames), 0, 1)
            for speaks, frames in runs
        ]
    ).astype(np.float32)
    samples = len(probability) * FRAME - 100
    spans = spans_of(probability)
    windows = windows_of(spans, probability, samples)
    ends = [0.0]
    for window in windows:
        assert window.start_s >= ends[-1] - 1e-9
        assert 0 < window.samples <= 30 * RATE
        ends.append(window.end_s)
    assert ends[-1] <= samples / RATE
    for span in spans:
        middle = np.arange(max(span.start_s, 0), min(span.end_s, samples / RATE) - 1e-3, 0.05)
        covered = np.zeros(len(middle), bool)
        for window in windows:
            covered |= (middle >= window.start_s - 1e-3) & (middle <= window.end_s + 1e-3)
        assert covered.all()


def test_unbroken_speech_is_cut_where_it_is_weakest() -> None:
    probability = np.full(1500, 0.95, np.float32)
    probability[700:706] = 0.6
    windows = windows_of(spans_of(probability), probability, 1500 * FRAME)
    assert len(windows) == 2
    assert abs(windows[1].first / FRAME - 703) < 3
