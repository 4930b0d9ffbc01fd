"""Checks SyncNet models in ONNX, and exports the published checkpoint if PyTorch is installed."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path
from typing import Any

from backbeat.errors import InputError
from backbeat.models.onnx_files import existing, opened_alone
from backbeat.models.syncnet import LIPS, VOICE, SyncNet

_CHECKPOINTS = (".model", ".pt", ".pth", ".ckpt")
_SIZE, _HIDDEN = 1024, 512
_LIPS_LAYERS = (
    (3, 96, (5, 7, 7), (1, 2, 2), (0, 0, 0), ((1, 3, 3), (1, 2, 2), (0, 0, 0))),
    (96, 256, (1, 5, 5), (1, 2, 2), (0, 1, 1), ((1, 3, 3), (1, 2, 2), (0, 1, 1))),
    (256, 256, (1, 3, 3), (1, 1, 1), (0, 1, 1), None),
    (256, 256, (1, 3, 3), (1, 1, 1), (0, 1, 1), None),
    (256, 256, (1, 3, 3), (1, 1, 1), (0, 1, 1), ((1, 3, 3), (1, 2, 2), (0, 0, 0))),
    (256, 512, (1, 6, 6), (1, 1, 1), (0, 0, 0), None),
)
"""Convolutions over time and picture: channels in and out, size, stride, padding; and the pooling
that follows: size, stride, padding. Each is normalised and rectified."""
_VOICE_LAYERS = (
    (1, 64, (3, 3), (1, 1), (1, 1), ((1, 1), (1, 1), (0, 0))),
    (64, 192, (3, 3), (1, 1), (1, 1), ((3, 3), (1, 2), (0, 0))),
    (192, 384, (3, 3), (1, 1), (1, 1), None),
    (384, 256, (3, 3), (1, 1), (1, 1), None),
    (256, 256, (3, 3), (1, 1), (1, 1), ((3, 3), (2, 2), (0, 0))),
    (256, 512, (5, 4), (1, 1), (0, 0), None),
)
"""The same over cepstra and time."""


def as_onnx(file: Path, folder: Path) -> Path:
    """The checked ONNX model: `file` itself, or its export in `folder` where it is a checkpoint.

    Raises:
        InputError: the file is no SyncNet model, or PyTorch is missing.
    """
    given = existing(file)
    model = _exported(given, folder) if file.suffix.lower() in _CHECKPOINTS else given
    SyncNet(opened_alone(model, file), str(file))
    return model


def _exported(file: Path, folder: Path) -> Path:
    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"{file} is a checkpoint, and to convert it {' and '.join(missing)} must be installed.",
            "Once: pip install torch onnx (they are not needed afterwards).",
        )
    import torch

    target = folder / "syncnet.onnx"
    names = ["lips", "voice", "lips_point", "voice_point"]
    try:
        saved = torch.load(file, map_location="cpu", weights_only=True)
        network = _network()
        network.load_state_dict(saved)
        with warnings.catch_warnings():
            # The tracer warns that its successor is preferred.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network.eval(),
                (torch.zeros(2, *LIPS), torch.zeros(2, *VOICE)),
                str(target),
                input_names=names[:2],
                output_names=names[2:],
                dynamic_axes={name: {0: "points"} for name in names},
                dynamo=False,
                opset_version=17,
            )
    except Exception as error:
        # Whatever PyTorch raises on a file that is none of its own.
        raise InputError(
            f"{file} cannot be converted: {(str(error) or type(error).__name__).splitlines()[0]}.",
            "Give the published checkpoint of SyncNet, or an ONNX file.",
        ) from error
    return target


def _network() -> Any:
    """SyncNet without weights, its parts named and numbered as in the published checkpoint."""
    import torch
    from torch import nn

    def convolutions(layers: Any, kind: str) -> Any:
        parts = []
        for inside, outside, size, stride, padding, pooling in layers:
            convolution = getattr(nn, f"Conv{kind}")
            parts.append(convolution(inside, outside, size, stride=stride, padding=padding))
            parts += [getattr(nn, f"BatchNorm{kind}")(outside), nn.ReLU()]
            if pooling is not None:
                pooled, step, around = pooling
                parts.append(getattr(nn, f"MaxPool{kind}")(pooled, stride=step, padding=around))
        return nn.Sequential(*parts)

    def connected() -> Any:
        return nn.Sequential(
            nn.Linear(_HIDDEN, _HIDDEN),
            nn.BatchNorm1d(_HIDDEN),
            nn.ReLU(),
            nn.Linear(_HIDDEN, _SIZE),
        )

    class Network(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.netcnnlip = convolutions(_LIPS_LAYERS, "3d")
            self.netcnnaud = convolutions(_VOICE_LAYERS, "2d")
            self.netfclip, self.netfcaud = connected(), connected()

        def forward(self, lips: Any, voice: Any) -> Any:
            seen = self.netfclip(self.netcnnlip(lips).flatten(1))
            return seen, self.netfcaud(self.netcnnaud(voice).flatten(1))

    return Network()
