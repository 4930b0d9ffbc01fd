"""Writes a trained recogniser as ONNX, built by hand so that no exporter has a say.

    python -m training.visemes.export whole|stream WEIGHTS.pt OUT.onnx

Both take `frames`, shape (1, 2 n, BANDS), already with the frames before and after (`network`), and
give `kinds`, shape (n, kinds), probabilities. The stream's also takes and gives the `state` of its
unit, shape (1, 1, hidden), so that sound can come in parts.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from backbeat.lipsync.visemes.sounds import SOUNDS
from backbeat.speech.spectrum import BANDS
from training.visemes import network


def exported(weights: dict[str, torch.Tensor], hidden: int, both_ways: bool) -> onnx.ModelProto:
    """The model of `network.Recogniser` with these weights."""
    values = {name: value.numpy().astype(np.float32) for name, value in weights.items()}
    directions = 1 + both_ways
    constants = {
        "mean": np.float32(network.MEAN),
        "spread": np.float32(network.SPREAD),
        "window_w": values["window.weight"],
        "window_b": values["window.bias"],
        "mix_w": values["mix.weight"],
        "mix_b": values["mix.bias"],
        "kinds_w": values["kinds.weight"].T.copy(),
        "kinds_b": values["kinds.bias"],
        **_unit(values, both_ways),
    }
    nodes = [
        helper.make_node("Sub", ["frames", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "spread"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["bands"], perm=[0, 2, 1]),
        helper.make_node("Conv", ["bands", "window_w", "window_b"], ["c1"], strides=[2]),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("Conv", ["r1", "mix_w", "mix_b"], ["c2"]),
        helper.make_node("Relu", ["c2"], ["r2"]),
        helper.make_node("Transpose", ["r2"], ["steps"], perm=[2, 0, 1]),
        helper.make_node(
            "GRU",
            ["steps", "unit_w", "unit_r", "unit_b", "", "" if both_ways else "state"],
            ["heard", "" if both_ways else "next_state"],
            hidden_size=hidden,
            linear_before_reset=1,
            direction="bidirectional" if both_ways else "forward",
        ),
        # (n, directions, 1, hidden) to (n, directions * hidden).
        helper.make_node("Reshape", ["heard", "flat"], ["flattened"]),
        helper.make_node("MatMul", ["flattened", "kinds_w"], ["m"]),
        helper.make_node("Add", ["m", "kinds_b"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["kinds"], axis=1),
    ]
    constants["flat"] = np.array([-1, directions * hidden], np.int64)
    state = [1, 1, hidden]
    inputs = [helper.make_tensor_value_info("frames", TensorProto.FLOAT, [1, "frames", BANDS])]
    outputs = [helper.make_tensor_value_info("kinds", TensorProto.FLOAT, ["steps", len(SOUNDS)])]
    if not both_ways:
        inputs.append(helper.make_tensor_value_info("state", TensorProto.FLOAT, state))
        outputs.append(helper.make_tensor_value_info("next_state", TensorProto.FLOAT, state))
    graph = helper.make_graph(
        nodes,
        "visemes",
        inputs,
        outputs,
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def _unit(values: dict[str, np.ndarray], both_ways: bool) -> dict[str, np.ndarray]:
    """The GRU's weights in ONNX's order of gates: update, reset, new; PyTorch's is reset, update."""

    def ordered(name: str) -> np.ndarray:
        reset, update, new = np.split(values[name], 3)
        return np.concatenate([update, reset, new])

    ends = ("", "_reverse") if both_ways else ("",)
    return {
        "unit_w": np.stack([ordered(f"unit.weight_ih_l0{end}") for end in ends]),
        "unit_r": np.stack([ordered(f"unit.weight_hh_l0{end}") for end in ends]),
        "unit_b": np.stack(
            [
                np.concatenate([ordered(f"unit.bias_ih_l0{end}"), ordered(f"unit.bias_hh_l0{end}")])
                for end in ends
            ]
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=("whole", "stream"))
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    recogniser = getattr(network, arguments.network)()
    weights = torch.load(arguments.weights)
    recogniser.load_state_dict(weights)
    recogniser.eval()
    model = exported(weights, recogniser.unit.hidden_size, recogniser.unit.bidirectional)
    arguments.out.write_bytes(model.SerializeToString())
    print(arguments.out, arguments.out.stat().st_size)


if __name__ == "__main__":
    main()
