"""The smallest Beat This: its answers are the mean of each frame, less a number.

Written field by field from onnx.proto, since neither PyTorch nor the `onnx` package is a
dependency.
"""

from __future__ import annotations

import struct

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
