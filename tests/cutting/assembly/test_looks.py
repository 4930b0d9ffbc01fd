"""Neighbours that look alike: avoided where the bin allows it, whatever their files are called."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from backbeat.cutting.assembly import Wishes, assemble, reassemble
from backbeat.cutting.assembly.conformed import conform
from backbeat.cutting.assembly.looks import Looks
from backbeat.cutting.assembly.wishes import Pin
from backbeat.footage import Footage
from backbeat.footage.looks import SIZE
from tests.cutting.assembly.material import clip, slots

_RATE = Fraction(30)


def _filmed(footage: Footage, scene: int, until_s: float = np.inf, then: int = 0) -> Footage:
    """A clip that shows one scene, and another one from `until_s` on."""
    times = np.arange(0, footage.duration_s, 0.25)
    looks = np.zeros((len(times), SIZE), np.float32)
    looks[np.arange(len(times)), np.where(times < until_s, scene, then)] = 0.7
    return replace(footage, looks=looks, looks_s=times)


@pytest.mark.parametrize("seed", range(4))
def test_clips_of_one_scene_are_kept_apart(seed: int) -> None:
    # Two cameras' clips of each of four scenes, in an order that has them side by side.
    material = [_filmed(clip(f"{n}.mp4"), n // 2) for n in range(8)]
    scene_of = {footage.path: n // 2 for n, footage in enumerate(material)}
    edit = assemble(slots([4] * 24), material, Wishes(seed=seed), _RATE)
    scenes = [scene_of[shot.footage.path] for shot in edit.shots]
    assert all(left != right for left, right in pairwise(scenes))
    # What the test would not see if clips never came side by side anyway.
    blind = [replace(f, looks=f.looks[:0], looks_s=f.looks_s[:0]) for f in material]
    unseen = assemble(slots([4] * 24), blind, Wishes(seed=seed), _RATE)
    scenes = [scene_of[shot.footage.path] for shot in unseen.shots]
    assert any(left == right for left, right in pairwise(scenes))


def test_the_pictures_at_the_cut_count() -> None:
    material = [
        conform(_filmed(clip("a.mp4"), 1, until_s=6, then=2), _RATE, ()),
        conform(_filmed(clip("b.mp4"), 2), _RATE, ()),
        conform(clip("unknown.mp4"), _RATE, ()),
    ]
    looks = Looks(material, _RATE)
    ends = looks.at_end(np.array([0, 0, 2]), np.array([150, 240, 150]))
    starts = looks.at_start(np.array([1, 0, 0, 2]), np.array([0, 0, 210, 0]))
    expected = [[0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert looks.alike(ends, starts) == pytest.approx(np.array(expected), abs=1e-9)


def test_a_replacement_looks_unlike_its_neighbours() -> None:
    material = [_filmed(clip(f"{n}.mp4"), n) for n in range(3)]
    edit = assemble(slots([4, 4, 4]), material, Wishes(), _RATE)
    beside = edit.shots[0].footage
    scene = int(beside.looks[0].argmax())
    new = _filmed(clip("new.mp4"), scene, until_s=6, then=9)
    changed = reassemble(edit, [Pin(2, new.path, None)], [*material, new], Wishes())
    assert changed.shots[1].source_start > 5.5
