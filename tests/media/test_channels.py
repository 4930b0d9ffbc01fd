from __future__ import annotations

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.loudness.layouts import places
from backbeat.media.channels import conversion, converted, in_words


def through(layout: str, wanted: str, **levels: float) -> list[float]:
    named = places(
        layout, len(places(layout, {"5.1": 6, "stereo": 2, "mono": 1, "7.1": 8}[layout]))
    )
    block = np.array([[levels.get(place, 0.0) for place in named]], np.float32)
    return [float(value) for value in converted(block, conversion(named, wanted))[0]]


def test_surround_to_stereo_follows_bs_775() -> None:
    assert through("5.1", "stereo", FL=1) == [1, 0]
    assert through("5.1", "stereo", FC=1) == pytest.approx([0.70711] * 2, abs=1e-5)
    assert through("5.1", "stereo", BL=1) == pytest.approx([0.70711, 0], abs=1e-5)
    assert through("5.1", "stereo", LFE=1) == [0, 0]
    assert through("7.1", "stereo", SR=1, BR=1) == pytest.approx([0, 1.41421], abs=1e-5)


def test_stereo_to_mono_is_the_mean_and_mono_goes_to_both_sides() -> None:
    assert through("stereo", "mono", FL=1, FR=0.5) == [0.75]
    assert through("mono", "stereo", FC=0.5) == [0.5, 0.5]


def test_what_is_already_so_is_left_alone() -> None:
    assert conversion(("FL", "FR"), "stereo") is None
    assert conversion(("FC",), "mono") is None
    block = np.ones((3, 2), np.float32)
    assert converted(block, None) is block


def test_what_nobody_states_is_refused() -> None:
    with pytest.raises(RequestError, match=r"cannot be made 5\.1"):
        conversion(("FL", "FR"), "5.1")
    with pytest.raises(RequestError, match="channels 1, 2, 3"):
        conversion(("1", "2", "3"), "stereo")


def test_it_is_said_in_words() -> None:
    assert in_words(("FL", "FR"), "mono") == "mono = (L + R) / 2"
    assert "0.707 FC" in in_words(places("5.1", 6), "stereo")
