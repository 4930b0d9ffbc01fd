"""Runs the smallest model on one provider; exit status 0 when it ran there.

Started by `providers.py` as a process of its own.
"""

from __future__ import annotations

import sys

import numpy as np

from backbeat.models.onnx_writing import bytes_field, number_field
from backbeat.models.runtime import runtime, session_options


def tiny_model() -> bytes:
    """An ONNX model that computes y = x · x for a 2x2 float matrix.

    Written field by field from onnx.proto, since the `onnx` package is not needed for more.
    """
    dimension = bytes_field(1, number_field(1, 2))
    tensor = bytes_field(1, number_field(1, 1) + bytes_field(2, dimension * 2))

    def value(name: bytes) -> bytes:
        return bytes_field(1, name) + bytes_field(2, tensor)

    node = bytes_field(1, b"x") * 2 + bytes_field(2, b"y") + bytes_field(4, b"MatMul")
    graph = (
        bytes_field(1, node)
        + bytes_field(2, b"g")
        + bytes_field(11, value(b"x"))
        + bytes_field(12, value(b"y"))
    )
    return number_field(1, 8) + bytes_field(7, graph) + bytes_field(8, number_field(2, 13))


def runs_on(provider: str) -> bool:
    """Whether a session on `provider` does not fall back, and computes the right product."""
    onnxruntime = runtime()
    if provider not in onnxruntime.get_available_providers():
        return False
    # CUDA's and cuDNN's libraries may live in their own wheels, off the loader's path.
    if hasattr(onnxruntime, "preload_dlls") and provider != "CPUExecutionProvider":
        onnxruntime.preload_dlls()
    session = onnxruntime.InferenceSession(tiny_model(), session_options(), providers=[provider])
    x = np.array([[1, 2], [3, 4]], dtype=np.float32)
    (y,) = session.run(None, {"x": x})
    return bool(session.get_providers()[0] == provider and np.allclose(y, x @ x, atol=1e-2))


if __name__ == "__main__":
    sys.exit(0 if runs_on(sys.argv[1]) else 1)
