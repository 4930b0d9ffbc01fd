"""Shots of one place are one scene, also where they alternate with others."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backbeat.foley.spine import PictureClip, Spine
from backbeat.foley.spotting.scenes import Shot, scene_at, scenes_of, shots_of
from backbeat.footage.looks import SIZE


def _look(place: int) -> np.ndarray:
    drawn = np.random.default_rng(place).normal(0, 1, SIZE)
    noise = np.random.default_rng().normal(0, 0.002, (4, SIZE))
    return (drawn / np.linalg.norm(drawn) * 0.5 + noise).astype(np.float32)


def _shots(places: str, seconds: float = 3.0) -> list[Shot]:
    length = Fraction(str(seconds))
    return [
        Shot(at * length, (at + 1) * length, _look(ord(place)), place)
        for at, place in enumerate(places)
    ]


def _scenes(places: str, seconds: float = 3.0) -> list[int]:
    shots = _shots(places, seconds)
    return [scene.shots for scene in scenes_of(shots, shots[-1].end)]


def test_alternating_shots_are_one_scene() -> None:
    assert _scenes("ABAB") == [4]
    assert _scenes("ABACADCD") == [8]
    assert _scenes("AABBCC") == [2, 2, 2]
    assert _scenes("ABABCDCDC") == [4, 5]


def test_a_place_that_comes_back_much_later_is_a_new_scene() -> None:
    assert _scenes("ABCDEFGHIJKLA") == [1] * 13
    assert _scenes("ABA", seconds=60) == [1, 1, 1]


def test_a_flash_begins_no_scene() -> None:
    shots = _shots("AB")
    flash = Shot(Fraction(3), Fraction(31, 10), _look(99), "F")
    later = Shot(Fraction(31, 10), Fraction(6), _look(ord("B")), "B")
    assert [scene.shots for scene in scenes_of([shots[0], flash, later], Fraction(6))] == [2, 1]


def test_scenes_cover_the_timeline_without_gaps() -> None:
    shots = [Shot(Fraction(1), Fraction(2), _look(1)), Shot(Fraction(4), Fraction(5), _look(2))]
    scenes = scenes_of(shots, Fraction(8))
    assert [(scene.start, scene.end) for scene in scenes] == [(0, 4), (4, 8)]
    assert scene_at(scenes, Fraction(3)) == 1 and scene_at(scenes, Fraction(9)) == 0
    assert len(scenes_of([], Fraction(5))) == 1


def test_clips_are_split_at_cuts_inside_them() -> None:
    clip = PictureClip("a", "/a.mov", Fraction(2), Fraction(6), Fraction(10))
    spine = Spine(Fraction(25), Fraction(6), (clip,))
    shots = shots_of(spine, [Fraction(4), Fraction(1), Fraction(4), Fraction(6)])
    assert [(shot.start, shot.end, shot.media_start) for shot in shots] == [(2, 4, 10), (4, 6, 12)]


def test_a_take_that_was_split_is_one_scene_even_unseen() -> None:
    shots = [Shot(Fraction(at), Fraction(at + 1), None, "/a.mov") for at in range(3)]
    assert [scene.shots for scene in scenes_of(shots, Fraction(3))] == [3]
