"""Checks Beat This models in ONNX, and exports checkpoints to ONNX where PyTorch is installed."""

from __future__ import annotations

import importlib.util
import inspect
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.errors import InputError
from backbeat.models.onnx_files import existing, opened_alone

BANDS = 128
INPUT, OUTPUTS = "spect", ("beat", "downbeat")
_CHECKPOINTS = (".ckpt", ".pt", ".pth")
_FRAMES = (100, 1500)


def as_onnx(file: Path, folder: Path) -> Path:
    """The checked ONNX model: `file` itself, or its export in `folder` where it is a checkpoint.

    Raises:
        InputError: the file is no Beat This model, or PyTorch is missing.
    """
    given = existing(file)
    model = _exported(given, folder) if file.suffix.lower() in _CHECKPOINTS else given
    _check(opened_alone(model, file), file)
    return model


def _check(session: Any, file: Path) -> None:
    """The contract: log-mel (1, time, 128) in; two rows of logits (1, time) out, for any time."""
    names = [one.name for one in session.get_inputs()], [one.name for one in session.get_outputs()]
    if names == ([INPUT], list(OUTPUTS)):
        try:
            shapes = [
                [out.shape for out in session.run(None, {INPUT: np.zeros((1, n, BANDS), "f4")})]
                for n in _FRAMES
            ]
        except Exception:
            # ONNX Runtime's exceptions share no base but this.
            shapes = []
        if shapes == [[(1, n)] * 2 for n in _FRAMES]:
            return
    raise InputError(
        f"{file} is no Beat This model: it wants one input `spect` (1, time, {BANDS}) and the "
        "outputs `beat` and `downbeat` (1, time).",
        "Export it anew, or give the checkpoint itself.",
    )


def _exported(file: Path, folder: Path) -> Path:
    missing = [name for name in ("torch", "beat_this") if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"{file} is a checkpoint, and to convert it {' and '.join(missing)} must be installed.",
            "Once: pip install torch beat-this onnx (they are not needed afterwards).",
        )
    import torch
    from beat_this.model.beat_tracker import BeatThis

    class Both(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, network: Any) -> None:
            super().__init__()
            self.network = network

        def forward(self, spect: Any) -> Any:
            out = self.network(spect)
            return out["beat"], out["downbeat"]

    target = folder / "beat_this.onnx"
    axes = {name: {1: "time"} for name in (INPUT, *OUTPUTS)}
    try:
        saved = torch.load(file, map_location="cpu", weights_only=True)
        known = inspect.signature(BeatThis).parameters
        network = BeatThis(**{k: v for k, v in saved["hyper_parameters"].items() if k in known})
        weights = {k.removeprefix("model."): v for k, v in saved["state_dict"].items()}
        network.load_state_dict({k.replace("_orig_mod.", ""): v for k, v in weights.items()})
        with warnings.catch_warnings():
            # The tracer warns of shapes that are the same for every recording.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Both(network).eval(),
                (torch.zeros(1, _FRAMES[1], BANDS),),
                str(target),
                input_names=[INPUT],
                output_names=list(OUTPUTS),
                dynamic_axes=axes,
                dynamo=False,
                opset_version=17,
            )
    except Exception as error:
        # Whatever PyTorch raises on a file that is none of its own.
        raise InputError(
            f"{file} cannot be converted: {(str(error) or type(error).__name__).splitlines()[0]}.",
            "Give a checkpoint of Beat This, or an ONNX file.",
        ) from error
    return target
