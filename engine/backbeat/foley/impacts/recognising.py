"""Asks a recogniser of the user's what happens in a video, and what is hit by that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.impact import Impact
from backbeat.foley.impacts.mapping import Input, Mapping

Float32s = NDArray[np.float32]
LEAST = 0.3
"""Probability under which a label says nothing."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a recogniser says of a window."""

    start_s: float
    end_s: float
    label: str
    ucs: str
    words: str
    probability: float


def batch_of(pictures: NDArray[np.uint8], wanted: Input) -> Float32s:
    """Pictures as a recogniser takes them, with an axis of one before.

    Args:
        pictures: RGB, shape (frames, height, width, 3), of the size that is wanted.
        wanted: how they are wanted.
    """
    colours = pictures if wanted.colours == "RGB" else pictures[..., ::-1]
    mean, std = np.array(wanted.mean, np.float32), np.array(wanted.std, np.float32)
    scaled = (colours.astype(np.float32) / np.float32(255) - mean) / std
    order = {"NCTHW": (3, 0, 1, 2), "NTHWC": (0, 1, 2, 3), "NTCHW": (0, 3, 1, 2)}[wanted.layout]
    return np.ascontiguousarray(scaled.transpose(order)[np.newaxis], np.float32)


def probabilities(answer: Float32s, output: str) -> Float32s:
    """What a recogniser answers, as probabilities.

    Args:
        answer: shape (labels,).
        output: what it is, of `mapping.OUTPUTS`.
    """
    if output == "probabilities":
        return np.clip(answer, 0, 1).astype(np.float32)
    if output == "independent logits":
        return (1 / (1 + np.exp(-np.clip(answer, -60, 60)))).astype(np.float32)
    raised = np.exp(answer - answer.max())
    return np.asarray(raised / raised.sum(), np.float32)


def recognised(
    windows: Iterable[tuple[float, NDArray[np.uint8]]],
    mapping: Mapping,
    answer: Callable[[Float32s], Float32s],
) -> Iterator[Recognised]:
    """What is said of each window: its likeliest label that says something of a sound.

    Args:
        windows: when each starts, in seconds, and its pictures as for `batch_of`.
        mapping: what labels mean.
        answer: the recogniser, from a batch to shape (labels,).
    """
    speaking = np.array([bool(one.ucs or one.words) for one in mapping.labels])
    for start_s, pictures in windows:
        chances = probabilities(answer(batch_of(pictures, mapping.input)), mapping.output)
        best = int(np.argmax(chances))
        # What is likelier than all that sounds speaks against them.
        if not speaking[best] or chances[best] < LEAST:
            continue
        label = mapping.labels[best]
        end_s = start_s + mapping.input.seconds
        yield Recognised(
            start_s, end_s, label.label, label.ucs, label.words or label.label,
            float(chances[best]),
        )  # fmt: skip


def told(impacts: Sequence[Impact], windows: Sequence[Recognised]) -> list[Impact]:
    """Impacts with what a recogniser says of the windows they are in: that of the surest."""
    done = []
    for impact in impacts:
        around = [one for one in windows if one.start_s <= impact.time_s <= one.end_s]
        if not around:
            done.append(impact)
            continue
        best = max(around, key=lambda one: (one.probability, -one.start_s))
        done.append(
            replace(impact, ucs=best.ucs, words=best.words, words_confidence=best.probability)
        )
    return done
