from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.sounds.timbre import RATE, SIZE, Scale, timbre
from tests.sounds import made

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]


def ring(hz: float, decay_s: float, seed: int = 0) -> Vector:
    """A struck tone with a little noise."""
    time = np.arange(int(RATE * 0.8)) / RATE
    noise = np.random.default_rng(seed).standard_normal(len(time)) * 0.01
    tone = sum(np.sin(2 * np.pi * hz * ratio * time) / ratio for ratio in (1, 2.7, 5.1))
    return np.asarray((tone + noise) * np.exp(-time / decay_s), np.float32)


@settings(max_examples=25)
@given(
    st.integers(0, 6000),
    st.sampled_from([0.0, 1e-30, 1e-4, 1.0]),
    st.floats(0.05, 1.0),
)
def test_any_sound_has_a_vector(length: int, level: float, hum: float) -> None:
    noise = np.random.default_rng(length).standard_normal(length) * level
    vector = timbre((noise + hum * level).astype(np.float32))
    assert vector.shape == (SIZE,)
    assert np.isfinite(vector).all()


def test_level_and_silence_around_do_not_matter() -> None:
    sound = ring(440, 0.2)
    louder = np.concatenate([np.zeros(3000, np.float32), sound * 0.1, np.zeros(2000, np.float32)])
    assert np.abs(timbre(sound) - timbre(louder)).mean() < 0.05 * np.abs(timbre(sound)).mean()


def test_like_sounds_are_nearer_than_others() -> None:
    families = [
        [ring(hz * factor, decay, seed) for seed, factor in enumerate((0.95, 1.0, 1.06))]
        for hz, decay in ((180, 0.05), (900, 0.4), (2500, 0.1))
    ]
    noises = [made.hit(0.0, 0.8, 0.02, seed=seed)[:, 0] for seed in range(3)]
    families.append(noises)
    vectors = np.array([timbre(sound) for family in families for sound in family])
    scaled = Scale.of(vectors).applied(vectors)
    near = scaled @ scaled.T - 2 * np.eye(len(scaled))
    for place, row in enumerate(near):
        assert int(row.argmax()) // 3 == place // 3
