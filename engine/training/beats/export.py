"""Exports a checkpoint as the model in the wheel.

Weights are kept in half precision and widened when the model is opened, which halves the file and
moves no logit by more than a hundredth; the weights given to rare classes in training are taken
back out, so that the logits are honest log-odds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from backbeat.models.sessions import open_session
from backbeat.music.mel import BANDS
from training.beats.network import POOL, BeatNetwork
from training.beats.train import POSITIVE_WEIGHTS

_MIN_HALVED = 64
_TOLERANCE = 0.05


def export(checkpoint: Path, model: Path, card: dict[str, str]) -> None:
    """Writes `model` and the card beside it.

    Raises:
        RuntimeError: ONNX Runtime answers otherwise than PyTorch.
    """
    network = BeatNetwork()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["kept"])
    with torch.no_grad():
        network.answer.bias -= torch.log(torch.tensor(POSITIVE_WEIGHTS))
    network.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                (torch.randn(1, 50 * POOL, BANDS),),
                str(whole),
                input_names=["mel"],
                output_names=["logits"],
                dynamic_axes={"mel": {1: "frames"}, "logits": {1: "frames"}},
                dynamo=False,
                opset_version=17,
            )
        graph = onnx.load(whole)
    halve(graph)
    onnx.checker.check_model(graph)
    model.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, model)
    _compare(network, model)
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


def _compare(network: BeatNetwork, model: Path) -> None:
    mel = torch.rand(1, 400 * POOL, BANDS) * 4
    with torch.no_grad():
        wanted = network(mel).numpy()
    session = open_session(model)
    (got,) = session.run(None, {"mel": mel.numpy()})
    off = float(np.abs(got - wanted).max())
    print(f"{model.stat().st_size} bytes, logits off by at most {off:.4f}")
    if off > _TOLERANCE:
        raise RuntimeError(f"The exported model is off by {off}.")


def main() -> None:
    """Exports one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    card = {
        "name": "beats",
        "purpose": "beats and downbeats",
        "licence": "Apache-2.0",
        "source": "engine/training/beats: trained only on music we generate ourselves",
    }
    export(arguments.checkpoint, arguments.model, card)


if __name__ == "__main__":
    main()
