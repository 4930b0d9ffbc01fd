"""Exports a network as a model in the wheel: half the size, checked, with its card beside it."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from backbeat.models.sessions import open_session

_MIN_HALVED = 64
_TOLERANCE = 0.05


@dataclass(frozen=True)
class Face:
    """How a model is called: one input, the output `logits`, both of any length along axis 1."""

    input: str
    length: str
    """Name of axis 1."""


def export(
    network: nn.Module, face: Face, tried: list[Tensor], model: Path, card: dict[str, str]
) -> None:
    """Writes `model` and the card beside it.

    Args:
        network: in evaluation mode.
        face: names.
        tried: inputs on which the model has to answer as the network does.
        model: the file; the card's ends in `.json`.
        card: all but the file and its digest.

    Raises:
        RuntimeError: ONNX Runtime answers otherwise than PyTorch.
    """
    graph = _graph(network, face, tried[0])
    halve(graph)
    onnx.checker.check_model(graph)
    model.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, model)
    for given in tried:
        _compare(network, face, given, model)
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    text = json.dumps({**card, "file": model.name, "sha256": digest}, indent=2)
    model.with_suffix(".json").write_text(text + "\n")


def halve(graph: onnx.ModelProto) -> None:
    """Keeps weights in half precision, widened when the model is opened; in place."""
    casts = []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _MIN_HALVED:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))
    nodes = list(graph.graph.node)
    del graph.graph.node[:]
    graph.graph.node.extend([*casts, *nodes])
    graph.producer_name, graph.producer_version, graph.doc_string = "backbeat", "", ""


def _graph(network: nn.Module, face: Face, given: Tensor) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(
            network,
            (given,),
            str(whole),
            input_names=[face.input],
            output_names=["logits"],
            dynamic_axes={face.input: {1: face.length}, "logits": {1: face.length}},
            dynamo=False,
            opset_version=17,
        )
        return onnx.load(whole)


def _compare(network: nn.Module, face: Face, given: Tensor, model: Path) -> None:
    with torch.no_grad():
        wanted = network(given).numpy()
    (got,) = open_session(model).run(None, {face.input: given.numpy()})
    off = float(np.abs(got - wanted).max())
    size = model.stat().st_size
    print(f"{size} bytes, {given.shape[1]} {face.length}: logits off by at most {off:.4f}")
    if off > _TOLERANCE:
        raise RuntimeError(f"The exported model is off by {off}.")
