"""Writes ONNX models field by field from onnx.proto, without the `onnx` package.

Enough for networks of convolutions and attention with random weights, by which speed and shapes are
measured where nobody's trained weights are at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OPSET = 17
_IR = 8
_FLOAT, _INT64 = 1, 7
Size = int | str
"""Of a dimension: a number, or the name of any."""


def varint(number: int) -> bytes:
    """A number as Protocol Buffers write it; negative ones in ten bytes."""
    number &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def number_field(field: int, value: int) -> bytes:
    """A field that holds a number."""
    return varint(field << 3) + varint(value)


def bytes_field(field: int, value: bytes | str) -> bytes:
    """A field that holds bytes, text or a message."""
    content = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(content)) + content


class Graph:
    """A graph that grows node by node; methods return the names of what nodes make.

    Args:
        name: of the graph.
        seed: of its random weights.
        beside: name of a file beside the model that holds the weights, for models over 2 GB; empty:
            they are in the model. All weights share that file's first bytes.
    """

    def __init__(self, name: str, seed: int = 0, beside: str = "") -> None:
        self._name, self._beside = name, beside
        self._rng = np.random.default_rng(seed)
        self._parts: list[bytes] = []
        self._count = 0
        self._longest = 0
        self.parameters = 0
        """Numbers in all weights."""

    def input(self, name: str, sizes: Sequence[Size]) -> str:
        """An input of floats."""
        self._parts.append(bytes_field(11, _value(name, sizes)))
        return name

    def output(self, name: str, of: str, sizes: Sequence[Size]) -> None:
        """Names something an output, of floats."""
        self._node("Identity", [of], [name], ())
        self._parts.append(bytes_field(12, _value(name, sizes)))

    def node(self, kind: str, *inputs: str, **attributes: int | float | str | list[int]) -> str:
        """A node with one output."""
        made = self._fresh()
        self._node(kind, inputs, [made], [_attribute(*one) for one in attributes.items()])
        return made

    def weights(self, *sizes: int, deviation: float = 1.0) -> str:
        """Random floats, normally distributed."""
        name, count = self._fresh(), int(np.prod(sizes))
        self.parameters += count
        if self._beside:
            self._longest = max(self._longest, count)
            places = [("location", self._beside), ("offset", "0"), ("length", str(4 * count))]
            where = b"".join(
                bytes_field(13, bytes_field(1, key) + bytes_field(2, value))
                for key, value in places
            )
            content = where + number_field(14, 1)
        else:
            values = self._rng.standard_normal(count, np.float32) * np.float32(deviation)
            content = bytes_field(9, values.tobytes())
        self._tensor(name, sizes, _FLOAT, content)
        return name

    def constant(self, values: Sequence[float] | NDArray[np.float32]) -> str:
        """Given floats, as weights are."""
        array = np.asarray(values, np.float32)
        name = self._fresh()
        self.parameters += array.size
        self._tensor(name, array.shape, _FLOAT, bytes_field(9, array.tobytes()))
        return name

    def integers(self, *values: int) -> str:
        """A vector of whole numbers, such as a shape."""
        name = self._fresh()
        self._tensor(
            name, (len(values),), _INT64, bytes_field(9, np.array(values, np.int64).tobytes())
        )
        return name

    def save(self, path: Path) -> Path:
        """Writes the model, and the file of its weights beside it; returns `path`."""
        graph = bytes_field(2, self._name) + b"".join(self._parts)
        opset = bytes_field(8, number_field(2, OPSET))
        path.write_bytes(number_field(1, _IR) + bytes_field(7, graph) + opset)
        if self._beside:
            values = self._rng.standard_normal(self._longest, np.float32) * np.float32(0.01)
            (path.parent / self._beside).write_bytes(values.tobytes())
        return path

    def _fresh(self) -> str:
        self._count += 1
        return f"v{self._count}"

    def _node(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], attributes: Sequence[bytes]
    ) -> None:
        parts = [bytes_field(1, one) for one in inputs] + [bytes_field(2, one) for one in outputs]
        parts += [bytes_field(4, kind), *(bytes_field(5, one) for one in attributes)]
        self._parts.append(bytes_field(1, b"".join(parts)))

    def _tensor(self, name: str, sizes: Sequence[int], kind: int, content: bytes) -> None:
        head = b"".join(number_field(1, size) for size in sizes) + number_field(2, kind)
        self._parts.append(bytes_field(5, head + bytes_field(8, name) + content))


def _value(name: str, sizes: Sequence[Size]) -> bytes:
    shape = b"".join(
        bytes_field(1, number_field(1, one) if isinstance(one, int) else bytes_field(2, one))
        for one in sizes
    )
    tensor = number_field(1, _FLOAT) + bytes_field(2, shape)
    return bytes_field(1, name) + bytes_field(2, bytes_field(1, tensor))


def _attribute(name: str, value: int | float | str | list[int]) -> bytes:
    head = bytes_field(1, name)
    if isinstance(value, list):
        return head + b"".join(number_field(8, one) for one in value) + number_field(20, 7)
    if isinstance(value, str):
        return head + bytes_field(4, value) + number_field(20, 3)
    if isinstance(value, float):
        return head + varint(2 << 3 | 5) + np.float32(value).tobytes() + number_field(20, 1)
    return head + number_field(3, value) + number_field(20, 2)
