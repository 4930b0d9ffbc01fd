"""What a generator runs on, and why on nothing faster."""

from __future__ import annotations

from dataclasses import dataclass

from backbeat.errors import RequestError
from backbeat.models.providers import CPU, candidates, has_nvidia_driver, usable_providers

DEVICES = {
    "cpu": CPU,
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
"""Providers of ONNX Runtime by the names that users give."""
_PREFERRED = ("cuda", "directml", "coreml", "cpu")
"""In this order. TensorRT builds an engine for minutes for each size, so it is only asked for."""


@dataclass(frozen=True)
class Device:
    """A provider, and why it was chosen."""

    provider: str
    reason: str
    """Why it is no faster one; empty where it is the fastest."""


def device_for(name: str = "") -> Device:
    """The device to run on, of those that have run a model on this machine.

    Args:
        name: one of `DEVICES`; empty: the fastest that works.

    Raises:
        RequestError: there is no such device, or it does not work here.
    """
    usable = usable_providers()
    if name:
        if name not in DEVICES:
            raise RequestError(
                f"There is no device called {name}.", f"Choose from: {', '.join(DEVICES)}."
            )
        if DEVICES[name] not in usable:
            raise RequestError(f"{name} does not work here. {why_not()}", "Choose cpu, or none.")
        return Device(DEVICES[name], "It was asked for." if name == "cpu" else "")
    for one in _PREFERRED:
        if DEVICES[one] in usable:
            return Device(DEVICES[one], why_not() if one == "cpu" else "")
    return Device(CPU, why_not())


def why_not() -> str:
    """Why no accelerator is used, in a sentence."""
    if not candidates():
        return "The processor is used: no driver of an NVIDIA card was found."
    tried = ", ".join(candidates())
    if has_nvidia_driver():
        return (
            f"The processor is used: {tried} did not run a model, as where the libraries of CUDA "
            "and cuDNN are missing (pip install 'backbeat[cuda]')."
        )
    return f"The processor is used: {tried} did not run a model."
