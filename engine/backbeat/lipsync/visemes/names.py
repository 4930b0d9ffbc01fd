"""Sets of mouth shapes, and the shape that each kind of sound has in them.

Every set groups the same kinds of sounds (`sounds.SOUNDS`), so one recognition serves them all.
The tables are our own, after the published descriptions of the shapes: Rhubarb Lip Sync's six
basic and three further shapes of Hanna-Barbera, Preston Blair's ten, the fifteen visemes of the
Oculus audio SDK (which are those of MPEG-4), and the blend shapes of Apple's ARKit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.lipsync.visemes.sounds import SOUNDS


@dataclass(frozen=True)
class ShapeSet:
    """The names that a rig gives to the shapes of a mouth."""

    name: str
    of_sound: Mapping[str, str]
    """The shape of each of `SOUNDS`."""
    weights: Mapping[str, Mapping[str, float]]
    """Of blend shapes that make up a shape, 0 to 1; empty for sets of drawings."""

    @property
    def shapes(self) -> tuple[str, ...]:
        """The shapes, that of rest first."""
        return tuple(dict.fromkeys(self.of_sound[sound] for sound in SOUNDS))

    @property
    def closed(self) -> int:
        """The index in `shapes` of the shape with closed lips."""
        return self.shapes.index(self.of_sound["pbm"])

    def grouping(self) -> NDArray[np.float32]:
        """1 where a kind of sound has a shape, shape (kinds, shapes)."""
        shapes = self.shapes
        grouped = np.zeros((len(SOUNDS), len(shapes)), np.float32)
        for number, sound in enumerate(SOUNDS):
            grouped[number, shapes.index(self.of_sound[sound])] = 1
        return grouped


_RHUBARB = {
    "rest": "X",
    "pbm": "A",
    "fv": "G",
    "th": "B",
    "td": "B",
    "kg": "B",
    "sh": "B",
    "sz": "B",
    "n": "B",
    "l": "H",
    "r": "B",
    "w": "F",
    "ee": "B",
    "eh": "C",
    "aa": "D",
    "er": "E",
    "oh": "E",
    "oo": "F",
}
_PRESTON_BLAIR = {
    "rest": "rest",
    "pbm": "MBP",
    "fv": "FV",
    "th": "etc",
    "td": "etc",
    "kg": "etc",
    "sh": "etc",
    "sz": "etc",
    "n": "etc",
    "l": "L",
    "r": "etc",
    "w": "WQ",
    "ee": "E",
    "eh": "E",
    "aa": "AI",
    "er": "E",
    "oh": "O",
    "oo": "U",
}
_OCULUS = {
    "rest": "sil",
    "pbm": "PP",
    "fv": "FF",
    "th": "TH",
    "td": "DD",
    "kg": "kk",
    "sh": "CH",
    "sz": "SS",
    "n": "nn",
    "l": "nn",
    "r": "RR",
    "w": "ou",
    "ee": "ih",
    "eh": "E",
    "aa": "aa",
    "er": "RR",
    "oh": "oh",
    "oo": "ou",
}
# A shape is called by the blend shape that leads it; those with one leader differ in weights, so
# each kind of sound that looks like another shares its shape.
_ARKIT = {
    "rest": "neutral",
    "pbm": "mouthClose",
    "fv": "mouthRollLower",
    "th": "tongueOut",
    "td": "mouthShrugUpper",
    "kg": "mouthShrugUpper",
    "sh": "mouthShrugLower",
    "sz": "mouthStretchLeft",
    "n": "mouthShrugUpper",
    "l": "mouthUpperUpLeft",
    "r": "mouthShrugLower",
    "w": "mouthPucker",
    "ee": "mouthSmileLeft",
    "eh": "mouthLowerDownLeft",
    "aa": "jawOpen",
    "er": "mouthShrugLower",
    "oh": "mouthFunnel",
    "oo": "mouthPucker",
}
_ARKIT_WEIGHTS = {
    "neutral": {},
    "mouthClose": {
        "mouthClose": 0.1,
        "jawOpen": 0.1,
        "mouthPressLeft": 0.5,
        "mouthPressRight": 0.5,
    },
    "mouthRollLower": {
        "mouthRollLower": 0.6,
        "jawOpen": 0.08,
        "mouthUpperUpLeft": 0.25,
        "mouthUpperUpRight": 0.25,
    },
    "tongueOut": {
        "tongueOut": 0.3,
        "jawOpen": 0.15,
        "mouthLowerDownLeft": 0.2,
        "mouthLowerDownRight": 0.2,
    },
    "mouthShrugUpper": {
        "mouthShrugUpper": 0.2,
        "jawOpen": 0.12,
        "mouthLowerDownLeft": 0.25,
        "mouthLowerDownRight": 0.25,
    },
    "mouthShrugLower": {
        "mouthShrugLower": 0.4,
        "mouthFunnel": 0.35,
        "mouthPucker": 0.2,
        "jawOpen": 0.1,
    },
    "mouthStretchLeft": {
        "mouthStretchLeft": 0.3,
        "mouthStretchRight": 0.3,
        "mouthLowerDownLeft": 0.3,
        "mouthLowerDownRight": 0.3,
        "jawOpen": 0.05,
    },
    "mouthUpperUpLeft": {
        "mouthUpperUpLeft": 0.25,
        "mouthUpperUpRight": 0.25,
        "mouthLowerDownLeft": 0.25,
        "mouthLowerDownRight": 0.25,
        "jawOpen": 0.22,
    },
    "mouthPucker": {"mouthPucker": 0.75, "mouthFunnel": 0.2, "jawOpen": 0.1},
    "mouthSmileLeft": {
        "mouthSmileLeft": 0.35,
        "mouthSmileRight": 0.35,
        "mouthStretchLeft": 0.2,
        "mouthStretchRight": 0.2,
        "jawOpen": 0.12,
    },
    "mouthLowerDownLeft": {
        "mouthLowerDownLeft": 0.4,
        "mouthLowerDownRight": 0.4,
        "jawOpen": 0.3,
    },
    "jawOpen": {"jawOpen": 0.6, "mouthLowerDownLeft": 0.3, "mouthLowerDownRight": 0.3},
    "mouthFunnel": {"mouthFunnel": 0.6, "jawOpen": 0.35, "mouthPucker": 0.2},
}
SETS = {
    found.name: found
    for found in (
        ShapeSet("rhubarb", _RHUBARB, {}),
        ShapeSet("preston-blair", _PRESTON_BLAIR, {}),
        ShapeSet("arkit", _ARKIT, _ARKIT_WEIGHTS),
        ShapeSet("oculus", _OCULUS, {}),
    )
}
"""By name; the first is the default."""


def shape_set(name: str) -> ShapeSet:
    """The set of that name; empty: the default.

    Raises:
        RequestError: there is none.
    """
    if not name:
        return SETS["rhubarb"]
    if name not in SETS:
        raise RequestError(
            f"There is no set of mouth shapes called {name!r}.", f"Choose from: {', '.join(SETS)}."
        )
    return SETS[name]
