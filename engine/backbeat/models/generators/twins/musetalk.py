"""The graphs of MuseTalk 1.5 (Zhang et al. 2024) with random weights.

The denoiser of Stable Diffusion 1 (Rombach et al. 2022) with eight channels in and attention to 384
numbers of a voice, run once; its autoencoder; and the encoder of Whisper tiny.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.models.generators.twins.layers import (
    attended,
    convolved,
    linear,
    normalised,
    residual,
    swish,
    transformed,
)
from backbeat.models.onnx_writing import Graph

_CROSS = 384
_LATENT = 4
_EMBEDDED = 4
"""Lengths of the step's vector, in channels of the first stage."""
_VOICE_STATES, _VOICE_HEADS = 5, 6
_VOICE_ROWS = 1500


@dataclass(frozen=True)
class Widths:
    """How many channels the twins have."""

    denoiser: int = 320
    """Of its first stage; those after have 2, 4 and 4 times as many."""
    autoencoder: int = 128
    """Of its first stage; those after have 2, 4 and 4 times as many."""
    heads: int = 8
    voice_layers: int = 4
    """Of the voice's encoder, which always gives five states: the last ones are the same where it
    has fewer layers."""


FULL = Widths()
"""As published: 850 million weights in the denoiser, 84 in the autoencoder."""
SMALL = Widths(denoiser=16, autoencoder=8, heads=2, voice_layers=1)
"""For tests: the same graph with few channels."""


def musetalk_twin(folder: Path, widths: Widths = FULL, batch: int | str = "n") -> dict[str, int]:
    """Writes the four models; returns how many weights each has, by its role.

    Args:
        folder: of the files, each named for its role.
        widths: how many channels they have.
        batch: pictures in one call: a number, or the name of any.
    """
    return {
        "denoiser": denoiser(folder / "denoiser.onnx", widths, batch),
        "encoder": picture_encoder(folder / "encoder.onnx", widths, batch),
        "decoder": picture_decoder(folder / "decoder.onnx", widths, batch),
        "voice": voice_encoder(folder / "voice.onnx", widths),
    }


def denoiser(path: Path, widths: Widths, batch: int | str) -> int:
    """Writes the denoiser; returns how many weights it has."""
    # Its weights are more than a model file holds.
    graph = Graph("denoiser", 1, beside=f"{path.name}.data" if widths == FULL else "")
    base, heads = widths.denoiser, widths.heads
    step = graph.weights(1, _EMBEDDED * base)
    given = graph.input("latents", (batch, 2 * _LATENT, 32, 32))
    voice = graph.input("voice", (batch, 50, _CROSS))
    channels = [base, 2 * base, 4 * base, 4 * base]
    now = convolved(graph, given, 2 * _LATENT, base)
    skips, width = [(now, base)], base

    def block(given: str, into: int, out: int, *, attends: bool) -> str:
        made = residual(graph, given, into, out, (step, _EMBEDDED * base))
        return transformed(graph, made, out, heads, voice, _CROSS) if attends else made

    for level, out in enumerate(channels):
        for _ in range(2):
            now, width = block(now, width, out, attends=level < 3), out
            skips.append((now, out))
        if level < 3:
            now = convolved(graph, now, out, out, stride=2)
            skips.append((now, out))
    now = block(now, width, width, attends=True)
    now = block(now, width, width, attends=False)
    for level, out in reversed(list(enumerate(channels))):
        for _ in range(3):
            skip, more = skips.pop()
            now = graph.node("Concat", now, skip, axis=1)
            now, width = block(now, width + more, out, attends=level < 3), out
        if level > 0:
            now = _larger(graph, now, out)
    now = convolved(graph, swish(graph, normalised(graph, now, base)), base, _LATENT)
    graph.output("made", now, (batch, _LATENT, 32, 32))
    graph.save(path)
    return graph.parameters


def picture_encoder(path: Path, widths: Widths, batch: int | str) -> int:
    """Writes the autoencoder's first half: mean and log variance of latents, in this order."""
    graph, base = Graph("encoder", 2), widths.autoencoder
    now = graph.input("picture", (batch, 3, 256, 256))
    channels = [base, 2 * base, 4 * base, 4 * base]
    now, width = convolved(graph, now, 3, base), base
    for level, out in enumerate(channels):
        for _ in range(2):
            now, width = residual(graph, now, width, out), out
        if level < 3:
            now = convolved(graph, now, out, out, stride=2)
    now = _middle(graph, now, width)
    now = convolved(graph, swish(graph, normalised(graph, now, width)), width, 8)
    moments = convolved(graph, now, 8, 8, size=1)
    graph.output("moments", moments, (batch, 8, 32, 32))
    graph.save(path)
    return graph.parameters


def picture_decoder(path: Path, widths: Widths, batch: int | str) -> int:
    """Writes the autoencoder's second half."""
    graph, base = Graph("decoder", 3), widths.autoencoder
    given = graph.input("latents", (batch, _LATENT, 32, 32))
    width = 4 * base
    now = convolved(graph, given, _LATENT, _LATENT, size=1)
    now = _middle(graph, convolved(graph, now, _LATENT, width), width)
    for level, out in enumerate([4 * base, 4 * base, 2 * base, base]):
        for _ in range(3):
            now, width = residual(graph, now, width, out), out
        if level < 3:
            now = _larger(graph, now, out)
    now = convolved(graph, swish(graph, normalised(graph, now, width)), width, 3)
    graph.output("picture", now, (batch, 3, 256, 256))
    graph.save(path)
    return graph.parameters


def voice_encoder(path: Path, widths: Widths) -> int:
    """Writes Whisper tiny's encoder: what goes into each of its layers, and what comes out."""
    graph = Graph("voice", 4)
    now = graph.input("mel", (1, 80, 2 * _VOICE_ROWS))
    for into, stride in ((80, 1), (_CROSS, 2)):
        weights = graph.weights(_CROSS, into, 3, deviation=(2 / (3 * into)) ** 0.5)
        now = graph.node(
            "Conv", now, weights, graph.weights(_CROSS, deviation=0.01), strides=[stride],
            pads=[1, 1], kernel_shape=[3],
        )  # fmt: skip
        now = _gelu(graph, now)
    now = graph.node("Transpose", now, perm=[0, 2, 1])
    now = graph.node("Add", now, graph.weights(_VOICE_ROWS, _CROSS, deviation=0.1))
    states = [now]
    for layer in range(widths.voice_layers):
        asked = _levelled(graph, now)
        now = graph.node("Add", now, attended(graph, asked, asked, _CROSS, _CROSS, _VOICE_HEADS))
        wide = _gelu(graph, linear(graph, _levelled(graph, now), _CROSS, 4 * _CROSS))
        now = graph.node("Add", now, linear(graph, wide, 4 * _CROSS, _CROSS))
        states.append(now if layer < widths.voice_layers - 1 else _levelled(graph, now))
    states += states[-1:] * (_VOICE_STATES - len(states))
    one = graph.integers(1)
    stacked = graph.node("Concat", *(graph.node("Unsqueeze", s, one) for s in states), axis=1)
    graph.output("states", stacked, (1, _VOICE_STATES, _VOICE_ROWS, _CROSS))
    graph.save(path)
    return graph.parameters


def _middle(graph: Graph, given: str, width: int) -> str:
    now = residual(graph, given, width, width)
    return residual(graph, transformed(graph, now, width, 1, "", 0), width, width)


def _larger(graph: Graph, given: str, width: int) -> str:
    scales = graph.constant([1, 1, 2, 2])
    twice = graph.node(
        "Resize", given, "", scales, mode="nearest", coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )  # fmt: skip
    return convolved(graph, twice, width, width)


def _levelled(graph: Graph, given: str) -> str:
    scale, shift = graph.constant([1.0] * _CROSS), graph.constant([0.0] * _CROSS)
    return graph.node("LayerNormalization", given, scale, shift, axis=-1)


def _gelu(graph: Graph, given: str) -> str:
    scaled = graph.node("Mul", given, graph.constant([2**-0.5]))
    share = graph.node("Add", graph.node("Erf", scaled), graph.constant([1.0]))
    return graph.node("Mul", graph.node("Mul", given, share), graph.constant([0.5]))
