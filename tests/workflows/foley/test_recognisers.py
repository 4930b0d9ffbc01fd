"""A recogniser of the user's, run over a video: bright pictures have one label, dark another."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError
from backbeat.models.onnx_writing import Graph
from backbeat.workflows.foley.recognisers import open_recogniser, recognised_in
from tests.footage.clips import encode

_SIZE, _FRAMES = 16, 4


def _model(path: Path, labels: int = 2) -> Path:
    """Answers the mean of what it sees, and its opposite."""
    graph = Graph("brightness")
    seen = graph.input("clip", [1, 3, "t", _SIZE, _SIZE])
    mean = graph.node("ReduceMean", seen, axes=[1, 2, 3, 4], keepdims=0)
    column = graph.node("Unsqueeze", mean, graph.integers(1))
    signs = graph.constant(np.array([[8, -8, 0][:labels]], np.float32))
    graph.output("scores", graph.node("MatMul", column, signs), [1, labels])
    return graph.save(path)


def _mapping(path: Path, **more: object) -> Path:
    values = {
        "input": {"frames": _FRAMES, "fps": 8, "mean": [0.5] * 3, "std": [0.25] * 3},
        "labels": [{"label": "bright", "ucs": "GLASImpt"}, {"label": "dark", "words": "thud"}],
        **more,
    }
    path.write_text(json.dumps(values))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two seconds bright, two dark."""
    shades = [220] * 50 + [20] * 50
    pictures = [np.full((72, 128, 3), shade, np.uint8) for shade in shades]
    return encode(tmp_path / "video.mp4", pictures, Fraction(25))


def test_windows_say_what_is_seen_in_them(video: Path, tmp_path: Path) -> None:
    recogniser = open_recogniser(_model(tmp_path / "m.onnx"), _mapping(tmp_path / "m.json"))
    found = recognised_in(video, recogniser)
    assert all(one.probability > 0.9 for one in found if one.end_s <= 2 or one.start_s >= 2)
    assert {one.label for one in found if one.end_s <= 2} == {"bright"}
    assert {one.label for one in found if one.start_s >= 2} == {"dark"}
    starts = [one.start_s for one in found]
    assert starts[0] == 0
    assert np.diff(starts).max() <= 2 * _FRAMES / 8 / 2 + 1e-9
    assert found[-1].end_s >= 3.9
    late = recognised_in(video, recogniser, Fraction(5, 2), Fraction(7, 2))
    assert {one.label for one in late} == {"dark"}
    assert 2.5 <= late[0].start_s < 2.6


def test_files_that_do_not_suit_are_named(video: Path, tmp_path: Path) -> None:
    model, mapping = _model(tmp_path / "m.onnx"), _mapping(tmp_path / "m.json")
    with pytest.raises(InputError, match=r"gone\.onnx"):
        open_recogniser(tmp_path / "gone.onnx", mapping)
    with pytest.raises(InputError, match=r"m\.json"):
        open_recogniser(mapping, mapping)
    three = open_recogniser(_model(tmp_path / "3.onnx", 3), mapping)
    with pytest.raises(InputError, match="3 numbers"):
        recognised_in(video, three)
    wide = _mapping(tmp_path / "wide.json", input={"width": 32, "frames": _FRAMES})
    with pytest.raises(InputError, match="fails on pictures"):
        recognised_in(video, open_recogniser(model, wide))


def test_what_is_no_recogniser_is_refused(tmp_path: Path) -> None:
    graph = Graph("flat")
    seen = graph.input("x", [1, 4])
    graph.output("y", graph.node("Relu", seen), [1, 4])
    with pytest.raises(InputError, match="five axes"):
        open_recogniser(graph.save(tmp_path / "flat.onnx"), _mapping(tmp_path / "m.json"))
