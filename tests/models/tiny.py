"""The smallest models of others: a Beat This and a SyncNet.

Beat This answers with the mean of each frame, less a number; SyncNet with weighted sums of the
means of its pictures and of its cepstra. Written field by field from onnx.proto, since neither
PyTorch nor the `onnx` package is a dependency.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

BANDS = 128


def _varint(number: int) -> bytes:
    low = number & 0x7F
    return bytes([low]) if number < 0x80 else bytes([low | 0x80]) + _varint(number >> 7)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _value(name: bytes, *sizes: int | bytes) -> bytes:
    parts = (_number(1, one) if isinstance(one, int) else _bytes(2, one) for one in sizes)
    shape = b"".join(_bytes(1, part) for part in parts)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, shape)))


def _constant(name: bytes, value: float) -> bytes:
    return _number(2, 1) + _bytes(8, name) + _bytes(9, struct.pack("<f", value))


def _node(kind: bytes, inputs: list[bytes], output: bytes, *attributes: bytes) -> bytes:
    wired = b"".join(_bytes(1, name) for name in inputs) + _bytes(2, output) + _bytes(4, kind)
    return wired + b"".join(_bytes(5, attribute) for attribute in attributes)


def beat_this(beat: float, downbeat: float, spect: bytes = b"spect") -> bytes:
    """An ONNX file that answers mean - `beat` and mean - `downbeat`."""
    axes = _bytes(1, b"axes") + _number(8, 2) + _number(20, 7)
    keep = _bytes(1, b"keepdims") + _number(3, 0) + _number(20, 2)
    nodes = (
        _node(b"ReduceMean", [spect], b"mean", axes, keep),
        _node(b"Sub", [b"mean", b"b"], b"beat"),
        _node(b"Sub", [b"mean", b"d"], b"downbeat"),
    )
    graph = b"".join(_bytes(1, node) for node in nodes) + _bytes(2, b"g")
    graph += _bytes(5, _constant(b"b", beat)) + _bytes(5, _constant(b"d", downbeat))
    graph += _bytes(11, _value(spect, 1, b"time", BANDS))
    graph += _bytes(12, _value(b"beat", 1, b"time")) + _bytes(12, _value(b"downbeat", 1, b"time"))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13))


def syncnet(
    lips: NDArray[np.float32],
    voice: NDArray[np.float32],
    *,
    batch: int | bytes = b"n",
    side: int = 224,
    voice_first: bool = False,
    voice_out_first: bool = False,
    of_lips: bytes = b"a",
) -> bytes:
    """An ONNX file with the inputs and outputs of a SyncNet.

    Args:
        lips: weights of each picture's mean blue, green and red, shape (15, size): the five means
            of blue come first.
        voice: weights of the cepstra, shape (260, size): the 20 frames of the first come first.
        batch: a fixed number of points; else the name of any.
        side: of a picture.
        voice_first: whether the input of the voice comes first.
        voice_out_first: whether the points of the voice come first.
        of_lips: what the points of lips are made of: "a", the pictures, or "b", the voice.
    """
    axes = _bytes(1, b"axes") + _number(8, 3) + _number(8, 4) + _number(20, 7)
    keep = _bytes(1, b"keepdims") + _number(3, 0) + _number(20, 2)
    nodes = (
        _node(b"ReduceMean", [b"a"], b"means", axes, keep),
        _node(b"Flatten", [b"means"], b"flat_a"),
        _node(b"Flatten", [b"b"], b"flat_b"),
        _node(b"MatMul", [b"flat_" + of_lips, b"wa"], b"seen"),
        _node(b"MatMul", [b"flat_b", b"wb"], b"heard"),
    )
    inputs = [_value(b"a", batch, 3, 5, side, side), _value(b"b", batch, 1, 13, 20)]
    outputs = [_value(name, batch, lips.shape[1]) for name in (b"seen", b"heard")]
    graph = b"".join(_bytes(1, node) for node in nodes) + _bytes(2, b"g")
    graph += _bytes(5, _matrix(b"wa", lips)) + _bytes(5, _matrix(b"wb", voice))
    graph += b"".join(_bytes(11, one) for one in (inputs[::-1] if voice_first else inputs))
    graph += b"".join(_bytes(12, one) for one in (outputs[::-1] if voice_out_first else outputs))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13))


def _matrix(name: bytes, values: NDArray[np.float32]) -> bytes:
    sizes = b"".join(_number(1, size) for size in values.shape)
    return sizes + _number(2, 1) + _bytes(8, name) + _bytes(9, values.astype("<f4").tobytes())
