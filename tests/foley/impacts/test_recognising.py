"""Mappings of a user's recogniser, and what it says of impacts."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError
from backbeat.foley.impacts.impact import Impact
from backbeat.foley.impacts.mapping import Input, Label, Mapping, read_mapping
from backbeat.foley.impacts.recognising import (
    Recognised,
    batch_of,
    probabilities,
    recognised,
    told,
)

_LABELS = [{"label": "chopping", "ucs": "WOODImpt", "words": "axe wood"}, {"label": "nothing"}]


def test_json_says_all() -> None:
    text = json.dumps(
        {
            "input": {
                "layout": "NTHWC", "frames": 8, "width": 64, "height": 48, "fps": 12.5,
                "mean": [0, 0, 0], "std": [1, 1, 1], "colours": "bgr",
            },
            "output": "probabilities",
            "labels": _LABELS,
        }
    )  # fmt: skip
    mapping = read_mapping(text, "labels.json")
    assert mapping.input == Input("NTHWC", 8, 64, 48, 12.5, (0, 0, 0), (1, 1, 1), "BGR")
    assert mapping.output == "probabilities"
    assert mapping.labels == (Label("chopping", "WOODImpt", "axe wood"), Label("nothing"))


def test_what_is_left_out_is_as_the_recogniser_states() -> None:
    mapping = read_mapping(json.dumps({"labels": _LABELS}), "a.json", (1, 3, None, 224, 200))
    assert (mapping.input.frames, mapping.input.height, mapping.input.width) == (16, 224, 200)


def test_csv_lists_labels() -> None:
    text = "\ufefflabel,ucs,words\nwalking,FEETHmn,footstep\ntalking,,\n"
    assert read_mapping(text, "LABELS.CSV").labels == (
        Label("walking", "FEETHmn", "footstep"),
        Label("talking"),
    )


def test_what_is_wrong_is_named() -> None:
    labels = {"labels": _LABELS}
    wrong = {
        "a.json": ["{", "[]", "{}", '{"labels": [3]}', '{"labels": [{"ucs": "WOODImpt"}]}'],
        "b.csv": ["", "name,ucs\nx,y\n"],
    }
    wrong["a.json"] += [
        json.dumps({**labels, **more})
        for more in (
            {"output": "guess"},
            {"input": {"layout": "THWC"}},
            {"input": {"size": 3}},
            {"input": {"frames": "many"}},
            {"input": {"frames": 0}},
            {"input": {"fps": 0}},
            {"input": {"std": [1, 0, 1]}},
            {"input": {"mean": [1, 2]}},
            {"input": {"colours": "YUV"}},
        )
    ]
    for name, texts in wrong.items():
        for text in texts:
            with pytest.raises(InputError) as caught:
                read_mapping(text, name)
            assert name in str(caught.value), text


@given(st.sampled_from(["NCTHW", "NTHWC", "NTCHW"]), st.sampled_from(["RGB", "BGR"]))
def test_axes_and_colours_are_as_asked(layout: str, colours: str) -> None:
    wanted = Input(layout, 4, 6, 5, 8, (0.5, 0.4, 0.3), (0.2, 0.3, 0.4), colours)
    pictures = np.random.default_rng(0).integers(0, 256, (4, 5, 6, 3), np.uint8)
    batch = batch_of(pictures, wanted)
    sizes = {"N": 1, "C": 3, "T": 4, "H": 5, "W": 6}
    assert batch.shape == tuple(sizes[axis] for axis in layout)
    at = {"N": 0, "C": 0, "T": 2, "H": 3, "W": 1}
    value = batch[tuple(at[axis] for axis in layout)]
    stored = pictures[2, 3, 1, 0 if colours == "RGB" else 2]
    assert value == pytest.approx((stored / 255 - 0.5) / 0.2, rel=1e-5)


def test_answers_become_probabilities() -> None:
    answer = np.array([2.0, 0.0, -1.0], np.float32)
    assert probabilities(answer, "logits").sum() == pytest.approx(1)
    assert probabilities(answer, "independent logits")[1] == pytest.approx(0.5)
    assert probabilities(answer, "probabilities").tolist() == [1, 0, 0]


def test_a_window_is_what_its_surest_label_says() -> None:
    mapping = Mapping((Label("chopping", "WOODImpt"), Label("idle")), Input(frames=2, fps=4))
    pictures = np.zeros((2, 112, 112, 3), np.uint8)
    answers = iter(np.array([[3, 0], [0, 3], [9, 0]], np.float32))
    windows = [(0.0, pictures), (0.5, pictures), (1.0, pictures)]
    found = list(recognised(windows, mapping, lambda batch: next(answers)))
    assert [(one.start_s, one.end_s, one.ucs) for one in found] == [
        (0.0, 0.5, "WOODImpt"),
        (1.0, 1.5, "WOODImpt"),
    ]
    assert found[0].words == "chopping"


def test_impacts_are_told_by_the_surest_window_around_them() -> None:
    windows = [
        Recognised(0, 2, "step", "FEETHmn", "footstep", 0.5),
        Recognised(1, 3, "chop", "WOODImpt", "axe", 0.9),
    ]
    impacts = [Impact(0.5, 0.7), Impact(1.5, 0.6, 0.4), Impact(5, 0.9)]
    one, two, three = told(impacts, windows)
    assert (one.ucs, one.words, one.words_confidence) == ("FEETHmn", "footstep", 0.5)
    assert (two.ucs, two.time_s, two.confidence, two.strength) == ("WOODImpt", 1.5, 0.6, 0.4)
    assert three == impacts[2]
