"""Runs the smallest model on one provider; exit status 0 when it ran there.

Started by `providers.py` as a process of its own.
"""

from __future__ import annotations

import sys

import numpy as np

from backbeat.models.runtime import runtime, session_options


def _varint(number: int) -> bytes:
    return (
        bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + _varint(number >> 7)
    )


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def tiny_model() -> bytes:
    """An ONNX model that computes y = x · x for a 2x2 float matrix.

    Written field by field from onnx.proto, since the `onnx` package is not needed for more.
    """
    dimension = _bytes(1, _number(1, 2))
    tensor = _bytes(1, _number(1, 1) + _bytes(2, dimension * 2))

    def value(name: bytes) -> bytes:
        return _bytes(1, name) + _bytes(2, tensor)

    node = _bytes(1, b"x") * 2 + _bytes(2, b"y") + _bytes(4, b"MatMul")
    graph = _bytes(1, node) + _bytes(2, b"g") + _bytes(11, value(b"x")) + _bytes(12, value(b"y"))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13))


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
