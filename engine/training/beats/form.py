"""The plan of a piece: its sections in order, and what plays in each."""

from __future__ import annotations

from numpy.random import Generator

from training.beats.piece import Stretch

_ENERGY = {
    "intro": 0.35,
    "verse": 0.55,
    "chorus": 0.9,
    "bridge": 0.6,
    "breakdown": 0.25,
    "build": 0.55,
    "drop": 1.0,
    "outro": 0.35,
}
_SONGS = (
    "intro verse chorus verse chorus bridge chorus outro",
    "intro verse verse chorus verse chorus chorus outro",
    "verse chorus verse chorus bridge chorus",
    "intro verse chorus verse chorus breakdown chorus outro",
)
_TRACKS = (
    "intro verse build drop breakdown build drop outro",
    "intro build drop verse breakdown build drop outro",
    "intro verse breakdown build drop verse drop outro",
)


def plan_song(rng: Generator, electronic: bool, metre: int) -> list[Stretch]:
    """The form of a whole song."""
    choices = _TRACKS if electronic else _SONGS
    labels = choices[rng.integers(len(choices))].split()
    unit = 8 if metre >= 3 else 16
    lengths = {label: int(rng.choice([unit // 2, unit, unit, 2 * unit])) for label in set(labels)}
    lengths["intro"], lengths["outro"], lengths["build"] = (
        int(rng.choice([unit // 2, unit])) for _ in range(3)
    )
    return _laid(rng, labels, [lengths[label] for label in labels])


def plan_excerpt(rng: Generator, bars: int, electronic: bool) -> list[Stretch]:
    """A stretch of a song at least `bars` long, as a clip out of its middle has it."""
    labels: list[str] = []
    lengths: list[int] = []
    steady = rng.random() < 0.45
    while sum(lengths) < bars:
        if steady and labels:
            label = labels[0]
        else:
            kinds = ["verse", "chorus", "verse", "chorus", "bridge", "intro", "breakdown"]
            if electronic:
                kinds += ["build", "drop", "drop", "breakdown"]
            label = str(rng.choice(kinds))
        labels.append(label)
        lengths.append(
            int(
                rng.choice(
                    [4, 4, 8, 8, 8, 16, 2, 6, 12],
                    p=[0.2, 0.1, 0.2, 0.2, 0.08, 0.1, 0.04, 0.03, 0.05],
                )
            )
        )
    return _laid(rng, labels, lengths)


def _laid(rng: Generator, labels: list[str], lengths: list[int]) -> list[Stretch]:
    letters: dict[str, str] = {}
    energies: dict[str, float] = {}
    out, bar = [], 0
    for label, bars in zip(labels, lengths, strict=True):
        source = {"intro": "verse", "outro": "chorus", "build": "breakdown"}.get(label, label)
        letters.setdefault(source, "ABCDEFG"[len(letters)])
        energies.setdefault(label, float(min(1, max(0.1, _ENERGY[label] + rng.normal(0, 0.1)))))
        out.append(Stretch(label, bar, bars, energies[label], letters[source]))
        bar += bars
    return out
