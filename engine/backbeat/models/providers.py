"""The ONNX Runtime providers that run a model on this machine.

`get_available_providers()` lists what the wheel was built with, not what works: without a driver
the runtime falls back to the processor with two lines on stderr and no exception. So a provider
counts only after a model has run on it, in a process of its own: a driver that crashes, or keeps
memory on the card, does so there.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import subprocess
import sys

CPU = "CPUExecutionProvider"
"""The processor: always available, and the last choice."""
_ON_NVIDIA = ("TensorrtExecutionProvider", "CUDAExecutionProvider")
_PROBE_LIMIT_S = 60.0


@functools.cache
def usable_providers() -> tuple[str, ...]:
    """Providers that run a model on this machine, best first; empty without ONNX Runtime.

    The first call takes seconds where there is an accelerator to try; the result is cached.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        return ()
    return (*(name for name in candidates() if _runs(name)), CPU)


def candidates() -> tuple[str, ...]:
    """Accelerators worth trying on this system, best first."""
    if sys.platform == "darwin":
        return ("CoreMLExecutionProvider",)
    nvidia = _ON_NVIDIA if has_nvidia_driver() else ()
    return (*nvidia, "DmlExecutionProvider") if sys.platform == "win32" else nvidia


def has_nvidia_driver() -> bool:
    """Whether NVIDIA's driver is installed and sees a card."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        count = ctypes.c_int(0)
        return (
            driver.cuInit(0) == 0
            and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
            and count.value > 0
        )
    except (OSError, AttributeError):
        return False


def _runs(provider: str) -> bool:
    try:
        probe = subprocess.run(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "backbeat.models.probe", provider],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PROBE_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return probe.returncode == 0
