"""Where an impact of a drawn clip is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.foley.actors import Actor, Camera
from training.foley.casts import HITTING, VARIED, cast_of
from training.foley.shapes import Picture, Random, disc
from training.foley.stage import Stage, staged
from training.foley.visibility import places

_HIT_S = 1.0


def _falling(x: float) -> Actor:
    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        at = np.array([x, 100 - 200 * abs(t - _HIT_S)])
        disc(picture, camera(at), 12 * scale, 255)

    return Actor("falling", draw, [_HIT_S])


def _staged(random: Random, cast: list[Actor]) -> Stage:
    _, stage = staged(random, cast)
    dark = np.full_like(stage.here, 30)
    return replace(stage, here=dark, there=dark, front=None, cut=None, noise=1.0)


def _still_camera(cast: list[Actor]) -> Stage:
    seed = next(s for s in range(50) if _kind(s, cast) == "still")
    return _staged(np.random.default_rng(seed), cast)


def _kind(seed: int, cast: list[Actor]) -> str:
    return staged(np.random.default_rng(seed), cast)[1].camera.kind


def test_a_hit_is_seen_where_it_happens() -> None:
    found = places(_still_camera([_falling(200)]))
    assert found[0] == pytest.approx([100, 48], abs=5)


def test_a_hit_outside_the_picture_is_not_seen() -> None:
    assert np.isnan(places(_still_camera([_falling(-60)]))).all()


def test_a_hit_behind_something_else_is_not_seen() -> None:
    def wall(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        picture[:] = 80

    assert np.isnan(places(_still_camera([_falling(200), Actor("wall", wall)]))).all()


@pytest.mark.parametrize("kind", sorted(HITTING))
def test_every_kind_shows_most_of_its_hits(kind: str) -> None:
    shown, every = 0, 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        _, stage = staged(random, cast_of(random, kind))
        found = places(stage)
        shown += int(np.isfinite(found[:, 0]).sum())
        every += len(found)
    assert shown >= 0.6 * every


def test_varied_casts_have_kinds_that_others_do_not() -> None:
    kinds: set[str] = set()
    for seed in range(60):
        kinds |= {actor.kind for actor in cast_of(np.random.default_rng(seed), VARIED)}
    assert {"typing", "gun", "close ball"} & kinds
    plain = {a.kind for s in range(60) for a in cast_of(np.random.default_rng(s))}
    assert not {"typing", "gun", "close ball", "waving"} & plain
