"""Where an impact is seen in a simulated clip, and whether anybody can see it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.foley.actors import Actor, Camera
from training.foley.shapes import SEEN, Picture
from training.foley.stage import MERGED_S, Stage

_AROUND_S = 0.07
"""What moves within this of its impact is what one sees of it."""
_LEAST_STEP = 5.0
"""Of luma, of 255: a change of less is not noticed."""
_LEAST_POINTS = 12
"""Of the small picture, that change: of less nobody can say that something was hit."""


def places(stage: Stage) -> NDArray[np.float64]:
    """Where each impact of a stage is seen: what hits is moved alone, all else being held.

    Returns:
        x and y in pixels of the small picture, shape (n, 2), a row for each of `stage.impacts`. NaN
        where what hits is outside the picture, behind something, or hardly moves.
    """
    found = np.full((len(stage.impacts), 2), np.nan)
    most = np.full(len(found), _LEAST_POINTS - 1)
    for actor in stage.cast:
        for moment in actor.impacts:
            # The last impact that began before: `stage.impacts` merges those that follow at once.
            row = int(np.searchsorted(stage.impacts, moment + 1e-9)) - 1
            if row < 0 or moment - stage.impacts[row] > MERGED_S:
                continue
            changed = _changed(stage, actor, moment)
            count = int(changed.sum())
            if count > most[row]:
                down, across = np.nonzero(changed)
                found[row], most[row] = (across.mean(), down.mean()), count
    return found


def _changed(stage: Stage, actor: Actor, moment: float) -> NDArray[np.bool_]:
    """Points of the small picture that change before or after an impact since one actor moves."""
    before, at, after = (
        cv2.resize(_with(stage, actor, moment, shift), SEEN, interpolation=cv2.INTER_AREA)
        for shift in (-_AROUND_S, 0.0, _AROUND_S)
    )
    least = max(_LEAST_STEP, stage.noise)
    earlier, later = np.abs(before - at) > least, np.abs(after - at) > least
    return earlier if earlier.sum() >= later.sum() else later


def _with(stage: Stage, actor: Actor, moment: float, shift: float) -> Picture:
    """The stage at a moment, but for one actor, who is seen as he is a little earlier or later."""

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        actor.draw(picture, t + shift, camera, scale)

    cast = [Actor(one.kind, draw) if one is actor else one for one in stage.cast]
    return replace(stage, cast=cast).drawn(moment)
