"""The graph of Wav2Lip's generator (Prajwal et al. 2020) with random weights.

Normalisation is folded into the convolutions, as exports do: 36.3 million weights.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backbeat.models.onnx_writing import Graph

_FACE: tuple[tuple[Any, ...], ...] = (
    ((6, 16, 7, 1, 3),),
    ((16, 32, 3, 2, 1), 32, 32),
    ((32, 64, 3, 2, 1), 64, 64, 64),
    ((64, 128, 3, 2, 1), 128, 128),
    ((128, 256, 3, 2, 1), 256, 256),
    ((256, 512, 3, 2, 1), 512),
    ((512, 512, 3, 1, 0), (512, 512, 1, 1, 0)),
)
"""Stages of the picture's encoder: convolutions by channels in and out, size, stride and padding;
a number alone is one of 3x3 whose input is added to what it gives."""
_VOICE: tuple[tuple[Any, ...], ...] = (
    ((1, 32, 3, 1, 1), 32, 32),
    ((32, 64, 3, (3, 1), 1), 64, 64),
    ((64, 128, 3, 3, 1), 128, 128),
    ((128, 256, 3, (3, 2), 1), 256),
    ((256, 512, 3, 1, 0), (512, 512, 1, 1, 0)),
)
_UP = (
    ((1024, 512, 1, 0, 0), 1),
    ((1024, 512, 2, 1, 1), 2),
    ((768, 384, 2, 1, 1), 2),
    ((512, 256, 2, 1, 1), 2),
    ((320, 128, 2, 1, 1), 2),
    ((160, 64, 2, 1, 1), 2),
)
"""Stages of the decoder: channels in and out, stride, padding and further padding of a transposed
convolution of 3x3; and how many residual ones follow."""


def wav2lip_twin(path: Path, batch: int | str = "n") -> int:
    """Writes the model; returns how many weights it has.

    Args:
        path: of the ONNX file.
        batch: pictures in one call: a number, or the name of any.
    """
    graph = Graph("wav2lip")
    mel = graph.input("mel", (batch, 1, 80, 16))
    face = graph.input("face", (batch, 6, 96, 96))
    seen = []
    for stage in _FACE:
        face = _stage(graph, face, stage)
        seen.append(face)
    for stage in _VOICE:
        mel = _stage(graph, mel, stage)
    made = _convolved(graph, mel, (512, 512, 1, 1, 0))
    made = graph.node("Concat", made, seen.pop(), axis=1)
    for (into, out, stride, padding, further), further_ones in _UP:
        made = graph.node(
            "Relu",
            graph.node(
                "ConvTranspose", made,
                graph.weights(into, out, 3, 3, deviation=(2 * stride**2 / (9 * into)) ** 0.5),
                graph.weights(out, deviation=0.01),
                strides=[stride] * 2, pads=[padding] * 4, output_padding=[further] * 2,
                kernel_shape=[3, 3],
            ),
        )  # fmt: skip
        for _ in range(further_ones):
            made = _residual(graph, made, out)
        made = graph.node("Concat", made, seen.pop(), axis=1)
    made = _convolved(graph, made, (80, 32, 3, 1, 1))
    made = _convolution(graph, made, (32, 3, 1, 1, 0))
    graph.output("lips", graph.node("Sigmoid", made), (batch, 3, 96, 96))
    graph.save(path)
    return graph.parameters


def _stage(graph: Graph, given: str, stage: tuple[Any, ...]) -> str:
    for one in stage:
        given = (
            _residual(graph, given, one) if isinstance(one, int) else _convolved(graph, given, one)
        )
    return given


def _convolved(graph: Graph, given: str, layer: tuple[Any, ...]) -> str:
    return graph.node("Relu", _convolution(graph, given, layer))


def _residual(graph: Graph, given: str, channels: int) -> str:
    new = _convolution(graph, given, (channels, channels, 3, 1, 1), gain=0.3)
    return graph.node("Relu", graph.node("Add", new, given))


def _convolution(graph: Graph, given: str, layer: tuple[Any, ...], gain: float = 1.0) -> str:
    into, out, size, stride, padding = layer
    strides = list(stride) if isinstance(stride, tuple) else [stride, stride]
    deviation = gain * (2 / (into * size * size)) ** 0.5
    return graph.node(
        "Conv", given,
        graph.weights(out, into, size, size, deviation=deviation),
        graph.weights(out, deviation=0.01),
        strides=strides, pads=[padding] * 4, kernel_shape=[size, size],
    )  # fmt: skip
