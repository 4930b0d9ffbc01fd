from __future__ import annotations

import numpy as np

from backbeat.sounds.loops import loops
from backbeat.sounds.sync_points import envelope_of
from tests.sounds.made import RATE, Samples, hit, hum


def looping(samples: Samples) -> bool:
    end = RATE // 4
    return loops(envelope_of(samples, RATE), (samples[:end, 0], samples[-end:, 0]))


def test_whole_waves_loop() -> None:
    assert looping(hum(3.0))


def test_a_wave_that_is_cut_does_not_loop() -> None:
    samples = hum(3.0)
    assert not looping(samples[: -RATE // 480])


def test_noise_that_goes_on_loops_and_one_that_fades_does_not() -> None:
    noise = np.random.default_rng(2).standard_normal((4 * RATE, 1)).astype(np.float32) / 8
    assert looping(noise)
    fade = np.minimum(1, np.linspace(0, 8, len(noise)))[:, np.newaxis].astype(np.float32)
    assert not looping(noise * fade)
    assert not looping(noise * fade[::-1])


def test_hits_and_short_sounds_do_not_loop() -> None:
    assert not looping(hit(0.1, 2.0))
    assert not looping(hum(0.5))
    assert not looping(np.zeros((2 * RATE, 1), np.float32))
