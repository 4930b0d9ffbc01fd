"""The recogniser on Whisper's features: what the small networks are held against, and the better choice
where the speech model is there.

    python -m training.visemes.teacher features FOLDER          # beside each sound, its features
    python -m training.visemes.teacher train FOLDER OUT.onnx    # with PyTorch
"""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.speech.spectrum import Float32s

if TYPE_CHECKING:
    from training.visemes.score import Truth

STEPS = 400
WIDTH = 512


def features(folder: Path) -> None:
    """Writes the features of every sound in the folder, and its kinds."""
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import speech_features

    model = Whisper()
    for path in sorted(folder.glob("*.npz")):
        out = path.with_suffix(".npy")
        if out.exists():
            continue
        rows, kinds = [], []
        with np.load(path) as kept:
            for name in sorted(name for name in kept.files if name.startswith("sound")):
                samples = kept[name].astype(np.float32) / 32768
                row = speech_features(samples, model)[:STEPS]
                rows.append(np.pad(row, ((0, STEPS - len(row)), (0, 0))).astype(np.float16))
                kind = kept["kinds" + name[5:]][:STEPS].astype(np.int64)
                kinds.append(np.pad(kind, (0, STEPS - len(kind)), constant_values=-1))
        np.save(out.with_suffix(".kinds.npy"), np.stack(kinds))
        np.save(out, np.stack(rows))
        print(path, flush=True)


def train(folder: Path, out: Path, epochs: int) -> None:
    """Trains the two layers on the features, and writes them as ONNX."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(7)
    paths = sorted(path for path in folder.glob("*.npy") if not path.name.endswith(".kinds.npy"))
    rows = torch.from_numpy(np.concatenate([np.load(path) for path in paths]))
    kinds = torch.from_numpy(np.concatenate([np.load(p.with_suffix(".kinds.npy")) for p in paths]))
    valid = torch.arange(len(rows)) % 12 == 0
    flat = rows[~valid].float().flatten(0, 1)
    mean, spread = flat.mean(0), flat.std(0) + 1e-3
    del flat
    head = nn.Sequential(
        nn.Conv1d(WIDTH, 128, 1), nn.ReLU(), nn.Dropout(0.3), nn.Conv1d(128, 128, 9, padding=4),
        nn.ReLU(), nn.Dropout(0.3), nn.Conv1d(128, 18, 1),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=1e-2)
    seen, right = rows[~valid], kinds[~valid]
    steps = epochs * -(-len(seen) // 16)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    for epoch in range(epochs):
        head.train()
        for batch in torch.randperm(len(seen)).split(16):
            x = (seen[batch].float() - mean) / spread
            x = x + torch.randn_like(x) * 0.3
            loss = nn.functional.cross_entropy(
                head(x.transpose(1, 2)), right[batch], ignore_index=-1
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        head.eval()
        with torch.no_grad():
            found = head(((rows[valid].float() - mean) / spread).transpose(1, 2)).argmax(1)
        known = kinds[valid] >= 0
        share = (found == kinds[valid])[known].float().mean()
        print(f"{epoch} loss {float(loss):.3f} valid {float(share):.4f}", flush=True)
    _export(head, mean, spread, out)


def _export(head, mean, spread, out: Path) -> None:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    # The first layer takes the scaling in.
    weight = (head[0].weight[:, :, 0] / spread).detach().numpy()
    bias = (head[0].bias - (head[0].weight[:, :, 0] * (mean / spread)).sum(1)).detach().numpy()
    constants = {
        "w0": weight.T.copy(),
        "b0": bias,
        "w1": head[3].weight.detach().numpy(),
        "b1": head[3].bias.detach().numpy(),
        "w2": head[6].weight.detach().numpy(),
        "b2": head[6].bias.detach().numpy(),
    }
    node = helper.make_node
    nodes = [
        node("MatMul", ["features", "w0"], ["m0"]),
        node("Add", ["m0", "b0"], ["a0"]),
        node("Relu", ["a0"], ["r0"]),
        node("Transpose", ["r0"], ["t0"], perm=[0, 2, 1]),
        node("Conv", ["t0", "w1", "b1"], ["c1"], pads=[4, 4]),
        node("Relu", ["c1"], ["r1"]),
        node("Conv", ["r1", "w2", "b2"], ["c2"]),
        node("Softmax", ["c2"], ["s"], axis=1),
        node("Transpose", ["s"], ["kinds"], perm=[0, 2, 1]),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "visemes_features",
        [value("features", TensorProto.FLOAT, [1, "steps", WIDTH])],
        [value("kinds", TensorProto.FLOAT, [1, "steps", 18])],
        [numpy_helper.from_array(np.asarray(v, np.float32), name) for name, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    out.write_bytes(model.SerializeToString())
    print(out, out.stat().st_size)


@cache
def _whisper():
    from backbeat.models.visemes import SoundsOfFeatures
    from backbeat.models.whisper import Whisper

    return Whisper(), SoundsOfFeatures()


def by_whisper(truth: Truth) -> tuple[Float32s, float]:
    """The recogniser on the features."""
    from backbeat.speech.features import stream_features

    model, head = _whisper()
    features = stream_features([truth.samples], model)
    return np.concatenate(list(head.probabilities(features))), 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("features")
    first.add_argument("folder", type=Path)
    second = commands.add_parser("train")
    second.add_argument("folder", type=Path)
    second.add_argument("out", type=Path)
    second.add_argument("--epochs", type=int, default=12)
    arguments = parser.parse_args()
    if arguments.command == "features":
        features(arguments.folder)
    else:
        train(arguments.folder, arguments.out, arguments.epochs)


if __name__ == "__main__":
    main()
