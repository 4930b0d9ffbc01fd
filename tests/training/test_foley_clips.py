"""Drawn clips that the impact detector is trained on."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from backbeat.models.impacts import ImpactNetwork
from training.foley.actors import Motion, by_hand, to_and_fro
from training.foley.calibrate import Peak, threshold_of, without_calibration, worsened
from training.foley.casts import BY_HAND, FREE, HITTING, SUDDEN, UNSEEN
from training.foley.clips import clip


def test_a_seed_gives_the_same_clip_again() -> None:
    one, again = clip(41, "stamp"), clip(41, "stamp")
    assert len(one.impacts)
    assert (np.diff(one.impacts) > 0).all()
    assert one.impacts[0] > 0
    assert one.impacts[-1] < 4
    assert np.array_equal(one.pictures, again.pictures)
    assert np.array_equal(one.impacts, again.impacts)
    assert one.pictures.shape == (240, 90, 160)
    assert one.pictures.dtype == np.uint8


def test_what_hits_nothing_has_no_impacts() -> None:
    for kind in (*FREE, *SUDDEN):
        assert not len(clip(7, kind).impacts)


def test_kinds_that_are_held_back_are_never_drawn_for_training() -> None:
    assert not set(UNSEEN) & set(HITTING)
    assert not set(UNSEEN) & set(FREE)


def test_what_an_arm_swings_takes_its_time_to_stop() -> None:
    stops = [_quickest_stop_s(by_hand(np.random.default_rng(seed))) for seed in range(60)]
    assert min(stops) > 0.06
    sudden = [_quickest_stop_s(to_and_fro(np.random.default_rng(seed))) for seed in range(60)]
    assert min(sudden) < 0.03


def test_what_an_arm_swings_stays_between_its_ends() -> None:
    for seed in range(60):
        near = by_hand(np.random.default_rng(seed))
        places = [near(moment) for moment in np.arange(0, 4, 0.01).tolist()]
        assert min(places) >= -1e-9
        assert max(places) <= 1 + 1e-9
        assert max(places) - min(places) > 0.1, "it moves"


def test_swings_of_an_arm_are_all_that_differs() -> None:
    """Until a clip has a free swing, it is the same clip."""
    kinds = [(clip(seed).kinds, clip(seed, BY_HAND).kinds) for seed in range(300, 306)]
    assert all(one == other for one, other in kinds if "free swing" not in one)


def _quickest_stop_s(near: Motion) -> float:
    """Seconds from where it is fastest, about, to where it stands, at the quickest of its stops."""
    step = 1 / 500
    speed = np.abs(np.diff([near(moment) for moment in np.arange(0, 4, step).tolist()])) / step
    inner = speed[1:-1]
    tops = np.flatnonzero((inner >= speed[:-2]) & (inner > speed[2:]) & (inner > speed.max() / 3))
    stops = []
    for top in (tops + 1).tolist():
        slow = np.flatnonzero(speed[top:] < speed[top] / 10)
        stops += [slow[0] * step] if len(slow) else []
    return float(min(stops, default=np.inf))


def test_worse_pictures_are_still_pictures() -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (6, 90, 160), np.uint8)
    worse = worsened(pictures, np.random.default_rng(1))
    assert worse.shape == pictures.shape
    assert worse.dtype == np.uint8
    assert not np.array_equal(worse, pictures)


def test_the_threshold_is_where_the_f_measure_is_best() -> None:
    found = [Peak(10.0 - at / 10, True, 0.0) for at in range(40)]
    found += [Peak(5.9 - at / 10, at % 10 == 0, 0.0) for at in range(40)]
    assert 5.8 <= threshold_of(found, 50) <= 6.2


def test_where_the_f_measure_is_flat_its_middle_is_taken() -> None:
    """Of 80 impacts 40 are found without one that is wrong, or 60 with 40 that are."""
    found = [Peak(10.0 - at / 10, True, 0.0) for at in range(40)]
    found += [Peak(5.9 - at / 10, at % 3 == 2, 0.0) for at in range(60)]
    found += [Peak(-0.1 - at / 10, False, 0.0) for at in range(40)]
    assert threshold_of(found, 80) == pytest.approx(3.05, abs=0.3)


def test_a_model_without_its_calibration_is_as_it_was_exported() -> None:
    content = (resources.files("backbeat.models") / "weights" / "impacts.onnx").read_bytes()
    bare = without_calibration(content)
    assert b"propose_from" not in bare
    assert without_calibration(bare) == bare
    calibrated, exported = ImpactNetwork(content).shipped, ImpactNetwork(bare).shipped
    assert np.array_equal(exported.weights, calibrated.weights)
    assert exported.early == 0 != calibrated.early
