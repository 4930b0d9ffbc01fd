"""Where the lips are during each phone, and between them.

A table of phonetics, not of measurements: how far the lips are open, the jaw is down and the lips
are rounded or spread for each symbol of the IPA, and how firmly the phone insists on it. Between
phones the firmer one wins, earlier for rounding than for opening: the dominance functions of Cohen
and Massaro (1993), "Modeling coarticulation in synthetic visual speech". Closures of the lips
insist most, and hold exactly as long as they are heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.lips.espeak import Phone

STEP_S = 0.01
"""From one frame of targets to the next."""


@dataclass(frozen=True)
class Pose:
    """Targets of one phone, and how firmly it holds them."""

    opening: float
    """Of the lips: 0 closed, 1 as in a wide "a"."""
    jaw: float
    rounding: float
    """−1 spread as in "ee", 1 round and put forward as in "oo"."""
    opening_firm: float = 1.0
    jaw_firm: float = 1.0
    rounding_firm: float = 1.0
    tucked: float = 0.0
    """The lower lip under the teeth, as in "f"."""


def _vowel(opening: float, rounding: float) -> Pose:
    return Pose(opening, opening, rounding, 1.0, 1.0, 1.2)


_REST = Pose(0.06, 0.05, 0.0, 0.5, 0.5, 0.3)
_CLOSED = Pose(0.0, 0.25, 0.0, 12.0, 0.5, 0.15)
_TUCKED = Pose(0.12, 0.2, -0.1, 5.0, 0.6, 0.2, 1.0)
_TONGUE_TIP = Pose(0.25, 0.22, -0.1, 0.6, 0.9, 0.1)
_HISS = Pose(0.22, 0.05, -0.25, 0.9, 2.5, 0.3)
_HUSH = Pose(0.32, 0.1, 0.6, 0.9, 2.0, 1.2)
_BACK = Pose(0.3, 0.3, 0.0, 0.25, 0.3, 0.05)
_BREATH = Pose(0.4, 0.4, 0.0, 0.08, 0.08, 0.05)
_GLIDE_W = Pose(0.1, 0.15, 1.0, 2.0, 0.8, 2.5)
_GLIDE_J = Pose(0.25, 0.15, -0.5, 0.8, 0.8, 0.8)
_R = Pose(0.25, 0.25, 0.35, 0.5, 0.6, 0.6)
_FRONT_ROUND_GLIDE = Pose(0.12, 0.15, 0.9, 1.5, 0.8, 2.0)

_POSES: dict[str, Pose] = {
    **dict.fromkeys("pbmɓ", _CLOSED),
    **dict.fromkeys("fvɱⱱ", _TUCKED),
    "ʋ": Pose(0.15, 0.2, 0.1, 2.0, 0.6, 0.3, 0.6),
    "β": Pose(0.06, 0.25, 0.1, 4.0, 0.5, 0.3),
    "ɸ": Pose(0.06, 0.2, 0.2, 4.0, 0.5, 0.3),
    **dict.fromkeys("tdnlɾrɬɮʈɖɳɽɭɗǀ", _TONGUE_TIP),
    **dict.fromkeys("θð", Pose(0.28, 0.2, -0.15, 0.9, 1.4, 0.2)),
    **dict.fromkeys("szɕʑ", _HISS),
    **dict.fromkeys("ʃʒʂʐ", _HUSH),
    **dict.fromkeys("kɡgŋxɣqɢχʁɴʀɧ", _BACK),
    **dict.fromkeys("cɟɲʎçʝ", Pose(0.25, 0.18, -0.35, 0.5, 0.6, 0.4)),
    **dict.fromkeys("hɦʔʕħ", _BREATH),
    **dict.fromkeys("wʍ", _GLIDE_W),
    "ɥ": _FRONT_ROUND_GLIDE,
    "j": _GLIDE_J,
    "ɰ": _BACK,
    **dict.fromkeys("ɹɻ", _R),
    "i": _vowel(0.28, -0.9),
    "ɪ": _vowel(0.36, -0.6),
    "ᵻ": _vowel(0.34, -0.4),
    "ɨ": _vowel(0.3, -0.4),
    "e": _vowel(0.45, -0.7),
    "ɛ": _vowel(0.62, -0.5),
    "æ": _vowel(0.85, -0.5),
    "a": _vowel(1.0, -0.2),
    "ɐ": _vowel(0.75, -0.15),
    "ɑ": _vowel(0.95, 0.05),
    "ɒ": _vowel(0.75, 0.45),
    "ʌ": _vowel(0.65, -0.1),
    "ə": Pose(0.42, 0.4, 0.0, 0.5, 0.5, 0.3),
    "ɚ": Pose(0.35, 0.35, 0.35, 0.6, 0.6, 0.6),
    "ɜ": Pose(0.45, 0.42, 0.25, 0.9, 0.9, 0.7),
    "ɝ": Pose(0.38, 0.38, 0.4, 0.9, 0.9, 0.8),
    "ɘ": _vowel(0.42, -0.3),
    "ɵ": _vowel(0.35, 0.6),
    "ɔ": _vowel(0.6, 0.6),
    "o": _vowel(0.42, 0.8),
    "ɤ": _vowel(0.45, -0.1),
    "u": _vowel(0.18, 1.0),
    "ʊ": _vowel(0.28, 0.65),
    "ʉ": _vowel(0.2, 0.85),
    "ɯ": _vowel(0.28, -0.4),
    "y": _vowel(0.18, 0.95),
    "ʏ": _vowel(0.26, 0.75),
    "ø": _vowel(0.34, 0.8),
    "œ": _vowel(0.52, 0.65),
}
_REACH_S = {"opening": 0.055, "jaw": 0.07, "rounding": 0.11}
"""Time in which a phone's hold on its neighbours falls to 1/e."""
_FIRM_REACH_S = 0.02
_FIRM = 1.9
_LEAD_S = 0.01
"""The lips are ahead of what is heard: a posture is reached before its phone begins to sound."""


def lips(phones: Sequence[Phone], duration_s: float) -> NDArray[np.float32]:
    """Eight lip features every `STEP_S`, shape (n, 8), in the order and signs of a face track.

    Inner and outer opening, chin, width of the mouth, of its inside, protrusion, lower lip, upper
    lip (both downwards), each in a scale of its own.
    """
    times = np.arange(round(duration_s / STEP_S)) * STEP_S + _LEAD_S
    segments = list(_segments(phones, duration_s))
    opening = _blend(times, segments, "opening")
    jaw = _blend(times, segments, "jaw")
    rounding = _blend(times, segments, "rounding")
    tucked = _blend(times, [(s, e, p) for s, e, p in segments], "tucked")
    inner = opening * (1 - 0.35 * rounding.clip(0))
    lower = 0.45 * jaw + 0.55 * opening - 0.25 * tucked
    upper = -0.55 * opening + 0.1 * rounding + 0.1 * tucked
    width = -rounding + 0.1 * opening
    inside = -1.1 * rounding - 0.15 * opening
    protrusion = rounding + 0.1 * opening
    return np.stack(
        [inner, lower - upper + 0.1 * rounding, jaw, width, inside, protrusion, lower, upper], 1
    ).astype(np.float32)


def closures(phones: Sequence[Phone]) -> list[tuple[float, float]]:
    """Start and end of every phone that closes the lips, in seconds."""
    return [(phone.start_s, phone.end_s) for phone in phones if phone.ipa[:1] in set("pbmɓ")]


def _segments(phones: Sequence[Phone], duration_s: float) -> list[tuple[float, float, Pose]]:
    """Stretches with one posture each; a diphthong is two."""
    found = []
    at = 0.0
    for phone in phones:
        if phone.start_s > at + 0.02:
            found.append((at, phone.start_s, _REST))
        poses = [_POSES[letter] for letter in phone.ipa if letter in _POSES] or [_REST]
        # An affricate is one posture: the lips are ready for the hiss while the tongue still stops.
        if len(poses) > 1 and all(pose in (_TONGUE_TIP, _HISS, _HUSH, _BACK) for pose in poses):
            poses = poses[-1:]
        length = (phone.end_s - phone.start_s) / len(poses)
        for index, pose in enumerate(poses):
            start = phone.start_s + index * length
            found.append((start, start + length, pose))
        at = phone.end_s
    if duration_s > at:
        found.append((at, duration_s, _REST))
    return found


def _blend(
    times: NDArray[np.float64], segments: Sequence[tuple[float, float, Pose]], name: str
) -> NDArray[np.float64]:
    weights, values = np.full(len(times), 1e-9), np.zeros(len(times))
    for start, end, pose in segments:
        firm = getattr(pose, f"{name}_firm", pose.opening_firm)
        reach = _FIRM_REACH_S if firm > _FIRM and name != "rounding" else _REACH_S.get(name, 0.05)
        near = slice(*np.searchsorted(times, (start - 8 * reach, end + 8 * reach)))
        outside = np.maximum(0.0, np.maximum(start - times[near], times[near] - end))
        hold = firm * np.exp(-outside / reach)
        weights[near] += hold
        values[near] += hold * getattr(pose, name)
    return values / weights
