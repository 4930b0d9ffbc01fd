"""Exports a checkpoint of the second hearing as the model in the wheel, in half precision."""

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

from backbeat.models.sessions import open_session
from training.beats.export import halve
from training.metre.features import SIZE
from training.metre.network import MetreNetwork

_TOLERANCE = 0.05


def loaded(checkpoint: Path) -> MetreNetwork:
    """The averaged weights of a checkpoint."""
    network = MetreNetwork()
    average = torch.load(checkpoint, weights_only=True)["average"]
    network.load_state_dict(
        {
            key.removeprefix("module."): value
            for key, value in average.items()
            if key != "n_averaged"
        }
    )
    return network.eval()


def export(checkpoint: Path, model: Path) -> None:
    """Writes `model` and the card beside it.

    Raises:
        RuntimeError: ONNX Runtime answers otherwise than PyTorch.
    """
    network = loaded(checkpoint)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(
            network,
            (torch.randn(1, 200, SIZE),),
            str(whole),
            input_names=["features"],
            output_names=["logits"],
            dynamic_axes={"features": {1: "pulses"}, "logits": {1: "pulses"}},
            dynamo=False,
            opset_version=17,
        )
        graph = onnx.load(whole)
    halve(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, model)
    for count in (17, 300, 700):
        features = torch.randn(1, count, SIZE)
        with torch.no_grad():
            wanted = network(features).numpy()
        (got,) = open_session(model).run(None, {"features": features.numpy()})
        off = float(np.abs(got - wanted).max())
        print(f"{model.stat().st_size} bytes, {count} pulses: logits off by at most {off:.4f}")
        if off > _TOLERANCE:
            raise RuntimeError(f"The exported model is off by {off}.")
    card = {
        "name": "metre",
        "purpose": "which half beats are beats and downbeats",
        "licence": "Apache-2.0",
        "source": "engine/training/metre: trained only on music we generate ourselves",
        "file": model.name,
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
    }
    model.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")


def main() -> None:
    """Exports one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.model)


if __name__ == "__main__":
    main()
