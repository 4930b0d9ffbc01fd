from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.sounds.facts import CuePoint, SyncFrom
from backbeat.sounds.sync_points import envelope_of
from backbeat.sounds.takes import takes_of
from tests.sounds.made import RATE, hit, hits, hum


@settings(max_examples=20)
@given(st.lists(st.floats(0.5, 0.9), min_size=1, max_size=6), st.floats(0.0, 0.3))
def test_every_hit_that_stands_alone_is_a_take(gaps: list[float], first: float) -> None:
    moments = first + np.concatenate([[0.0], np.cumsum(gaps)])
    takes, _ = takes_of(envelope_of(hits(moments, moments[-1] + 0.5), RATE))
    assert [take.sync_s for take in takes] == pytest.approx(list(moments), abs=0.0015)
    for take, following in pairwise(takes):
        assert take.end_s <= following.start_s
    assert all(take.start_s <= take.sync_s < take.end_s for take in takes)


def test_one_hit_is_one_take_from_end_to_end() -> None:
    takes, found_by = takes_of(envelope_of(hit(0.2, 0.6), RATE))
    assert len(takes) == 1
    assert (takes[0].start_s, takes[0].end_s) == pytest.approx((0.0, 0.6), abs=0.001)
    assert found_by is SyncFrom.ATTACK


def test_hits_that_ring_into_one_another_are_one_take() -> None:
    takes, _ = takes_of(envelope_of(hits([0.1, 0.22, 0.34, 0.46], 1.2, decay_s=0.1), RATE))
    assert len(takes) == 1


def test_a_bed_and_a_marked_sound_are_not_split() -> None:
    envelope = envelope_of(hits([0.2, 1.2, 2.2], 3), RATE)
    assert len(takes_of(envelope)[0]) == 3
    assert len(takes_of(envelope, is_bed=True)[0]) == 1
    takes, found_by = takes_of(envelope, (CuePoint(1.2, "SYNC"),))
    assert (len(takes), takes[0].sync_s, found_by) == (1, 1.2, SyncFrom.CUE)


def test_weak_noises_between_hits_are_no_takes() -> None:
    samples = hits([0.2, 1.4], 2.4) + 0.02 * hits([0.8], 2.4)
    assert len(takes_of(envelope_of(samples, RATE))[0]) == 2


def test_steps_over_a_noise_floor_are_split() -> None:
    noise = 0.001 * np.random.default_rng(5).standard_normal((3 * RATE, 1))
    samples = (hits([0.3, 1.1, 2.0], 3) + noise).astype(np.float32)
    assert len(takes_of(envelope_of(samples, RATE))[0]) == 3


def test_what_sounds_all_the_time_is_one_take() -> None:
    assert len(takes_of(envelope_of(hum(3.0), RATE))[0]) == 1
    assert len(takes_of(envelope_of(np.zeros((RATE, 1), np.float32), RATE))[0]) == 1
