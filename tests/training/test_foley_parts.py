"""Parts of drawn clips, as the impact detector is trained on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.foley.parts import PICTURES, Clips, part
from training.foley.wear import worn


def _folder(folder: Path, place: tuple[float, float]) -> Clips:
    """One clip, with a hit every half second, all of them seen at one place."""
    random = np.random.default_rng(3)
    moments = np.arange(0.5, 4, 0.5)
    np.save(folder / "a.pictures.npy", random.integers(0, 255, (1, 240, 90, 160), np.uint8))
    np.save(folder / "a.impacts.npy", np.append(moments, np.nan)[np.newaxis])
    np.save(folder / "a.places.npy", np.full((1, len(moments) + 1, 2), place, np.float32))
    return Clips(folder)


def test_hits_in_the_middle_of_the_picture_are_asked_for(tmp_path: Path) -> None:
    clips = _folder(tmp_path, (80, 45))
    parts = [part(clips, np.random.default_rng(seed)) for seed in range(12)]
    assert all(one.seen.shape == (PICTURES, 90, 160) for one in parts)
    assert all(one.seen.dtype == np.float32 for one in parts)
    assert all(one.target.max() > 0.8 for one in parts)
    assert np.mean([one.weight.mean() for one in parts]) > 0.9


def test_nothing_is_asked_where_a_hit_cannot_be_seen(tmp_path: Path) -> None:
    clips = _folder(tmp_path, (np.nan, np.nan))
    for seed in range(12):
        made = part(clips, np.random.default_rng(seed))
        assert made.target.max() == 0
        assert 0 < made.weight.mean() < 1


def test_a_hit_at_the_edge_is_lost_in_some_views_and_kept_in_others(tmp_path: Path) -> None:
    clips = _folder(tmp_path, (3, 3))
    asked = [part(clips, np.random.default_rng(seed)).target.max() for seed in range(40)]
    assert 5 < np.sum(np.array(asked) > 0.5) < 38


def test_a_part_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    clips = _folder(tmp_path, (80, 45))
    one, again = (part(clips, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one.seen, again.seen)
    assert np.array_equal(one.target, again.target)


def test_hits_are_where_they_are_seen_in_every_view(tmp_path: Path) -> None:
    pictures = np.full((1, 240, 90, 160), 40, np.uint8)
    pictures[0, :, 18:25, 110:117] = 250
    np.save(tmp_path / "a.pictures.npy", pictures)
    np.save(tmp_path / "a.impacts.npy", np.arange(0.2, 4, 0.4)[np.newaxis])
    np.save(tmp_path / "a.places.npy", np.tile(np.float32([113, 21]), (1, 10, 1)))
    clips = Clips(tmp_path)
    found = []
    for seed in range(60):
        made = part(clips, np.random.default_rng(seed))
        for moment, x, y in made.hits:
            picture = made.seen[int(np.clip(round(moment), 0, PICTURES - 1))]
            there = picture[int(y), int(x)]
            found.append(abs(there - np.median(picture)) > 0.5 * np.ptp(picture))
    assert len(found) > 100
    # The mark fills a few points only: what a view that trembles rounds off may miss it.
    assert np.mean(found) > 0.9


@pytest.mark.parametrize("rate", [15, 20, 25, 50])
def test_hits_of_filmed_clips_are_asked_for_when_they_are_seen(tmp_path: Path, rate: int) -> None:
    """Each picture that shows a hit is white; nothing else is."""
    moments = np.arange(0.4, 4, 0.4)
    pictures = np.zeros((1, 4 * rate, 90, 160), np.uint8)
    pictures[0, np.round(moments * rate).astype(int)] = 255
    np.save(tmp_path / "a.pictures.npy", pictures)
    np.save(tmp_path / "a.impacts.npy", moments[np.newaxis])
    np.save(tmp_path / "a.places.npy", np.full((1, len(moments), 2), (80, 45), np.float32))
    clips = Clips(tmp_path)
    assert clips.rate(0) == rate
    found = []
    for seed in range(40):
        made = part(clips, np.random.default_rng(seed))
        brightness = made.seen.mean((1, 2))
        # Of 50 pictures a second one in two is seen, and it may be all the others.
        white = np.abs(brightness - np.median(brightness)) > max(0.08, 0.3 * np.ptp(brightness))
        found += [bool(made.target[at] > 0.8) for at in np.nonzero(white)[0].tolist()]
    assert len(found) > 50
    # Two parts that are seen beside each other differ in contrast.
    assert np.mean(found) > 0.9


@pytest.mark.parametrize("seed", range(6))
def test_worn_pictures_are_still_pictures(seed: int) -> None:
    seen = np.random.default_rng(0).random((8, 90, 160), np.float32)
    made = worn(seen, np.random.default_rng(seed))
    assert made.shape == seen.shape
    assert made.dtype == np.float32
    assert 0 <= made.min() <= made.max() <= 1
