"""Two exports of one network, mixed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="what training needs is not installed")


def _model(name: str, values: list[float]) -> Any:
    weights = onnx.numpy_helper.from_array(np.array(values, np.float16), name)
    shape = [len(values)]
    face = [onnx.helper.make_tensor_value_info(end, 1, shape) for end in ("x", "y")]
    nodes = [
        onnx.helper.make_node("Cast", [name], ["wide"], to=1),
        onnx.helper.make_node("Add", ["x", "wide"], ["y"]),
    ]
    return onnx.helper.make_model(
        onnx.helper.make_graph(nodes, "added", face[:1], face[1:], [weights])
    )


def test_weights_lie_between_the_two() -> None:
    from training.beats.blending import blended

    old, new = _model("w", [0, 4]), _model("w", [8, 0])
    (mixed,) = blended(old, new, 0.75).graph.initializer
    values = onnx.numpy_helper.to_array(mixed)
    assert values.dtype == np.float16
    assert values.tolist() == [6, 1]
    assert onnx.numpy_helper.to_array(new.graph.initializer[0]).tolist() == [8, 0]


def test_other_networks_are_refused() -> None:
    from training.beats.blending import blended

    with pytest.raises(ValueError, match="exports of one network"):
        blended(_model("w", [0, 4]), _model("v", [8, 0]), 0.5)
