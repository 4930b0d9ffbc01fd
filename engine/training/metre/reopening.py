"""Opens the shipped second hearing for more training."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch

from training.metre.network import MetreNetwork
from training.reopening import weights_of


def reopened(model: Path) -> MetreNetwork:
    """The network of `model`, which answers as it does.

    Args:
        model: as `export` wrote it, its weights under their own names, but those of linear layers,
            which are turned round and named after the product they are in.

    Raises:
        RuntimeError: the model is of another network.
    """
    graph = onnx.load(model).graph
    values = weights_of(graph)
    products = {
        f"{_module(node.name)}.weight": values.pop(node.input[1]).T
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in values
    }
    network = MetreNetwork()
    untold = {"scale.num_batches_tracked": torch.tensor(0)}
    network.load_state_dict(values | products | untold)
    return network


def _module(node: str) -> str:
    """`/blocks.0/alone/alone.3/MatMul` is the module `blocks.0.alone.3`."""
    path: list[str] = []
    for part in node.strip("/").split("/")[:-1]:
        if path and part.startswith(path[-1] + "."):
            path.pop()
        path.append(part)
    return ".".join(path)
