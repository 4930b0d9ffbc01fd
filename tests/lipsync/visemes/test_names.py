"""The sets of shapes."""

from __future__ import annotations

import pytest

from backbeat.errors import RequestError
from backbeat.lipsync.visemes.names import SETS, shape_set
from backbeat.lipsync.visemes.sounds import SOUNDS

_PUBLISHED = {
    "rhubarb": set("ABCDEFGHX"),
    "preston-blair": {"AI", "E", "etc", "FV", "L", "MBP", "O", "rest", "U", "WQ"},
    "oculus": {
        "sil",
        "PP",
        "FF",
        "TH",
        "DD",
        "kk",
        "CH",
        "SS",
        "nn",
        "RR",
        "aa",
        "E",
        "ih",
        "oh",
        "ou",
    },
}
_ARKIT = {
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "eyeLookDownLeft",
    "eyeLookDownRight",
    "eyeLookInLeft",
    "eyeLookInRight",
    "eyeLookOutLeft",
    "eyeLookOutRight",
    "eyeLookUpLeft",
    "eyeLookUpRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "eyeWideLeft",
    "eyeWideRight",
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthFunnel",
    "mouthLeft",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "noseSneerLeft",
    "noseSneerRight",
    "tongueOut",
}


@pytest.mark.parametrize("name", _PUBLISHED)
def test_every_published_shape_and_no_other(name: str) -> None:
    assert set(SETS[name].shapes) == _PUBLISHED[name]


def test_blend_shapes_are_those_of_arkit() -> None:
    assert len(_ARKIT) == 52
    arkit = SETS["arkit"]
    assert {blend for weights in arkit.weights.values() for blend in weights} <= _ARKIT
    assert set(arkit.weights) == set(arkit.shapes)
    for shape, weights in arkit.weights.items():
        assert all(0 < weight <= 1 for weight in weights.values())
        # A mouth that is named after one side moves on both.
        for blend, weight in weights.items():
            other = blend.replace("Left", "Right")
            assert weights[other] == weight, (shape, blend)


@pytest.mark.parametrize("chosen", SETS.values(), ids=SETS)
def test_every_sound_has_one_shape(chosen: object) -> None:
    grouping = chosen.grouping()  # type: ignore[attr-defined]
    assert grouping.shape[0] == len(SOUNDS)
    assert grouping.sum() == len(SOUNDS)
    assert (grouping.sum(axis=1) == 1).all()
    assert grouping[0, 0] == 1


def test_closed_lips_are_alone_in_their_shape() -> None:
    for chosen in SETS.values():
        assert chosen.grouping()[:, chosen.closed].sum() == 1


def test_an_unknown_set() -> None:
    assert shape_set("").name == "rhubarb"
    with pytest.raises(RequestError, match="no set of mouth shapes called 'disney'"):
        shape_set("disney")
