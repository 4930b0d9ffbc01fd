from __future__ import annotations

import numpy as np

from backbeat.music.energy import power
from backbeat.music.form.bars import BarFeatures
from backbeat.music.form.labels import names
from backbeat.music.form.rises import BuildCandidate, DropCandidate

SOUNDS = np.random.default_rng(0).uniform(-50, 0, (60, 16))
CHORDS = np.abs(np.random.default_rng(1).standard_normal((60, 12)))


def named(
    *sections: tuple[int, int, float, float],
    find_drops: tuple[DropCandidate, ...] = (),
    rises: tuple[BuildCandidate, ...] = (),
) -> list[str]:
    """Names of sections given as (bars, which sound, LUFS, dB of bass)."""
    kinds, loudness, low = (
        [one[place] for one in sections for _ in range(one[0])] for place in (1, 2, 3)
    )
    chroma = CHORDS[kinds] / np.linalg.norm(CHORDS[kinds], axis=1, keepdims=True)
    flat = np.zeros(len(kinds))
    features = BarFeatures(
        SOUNDS[kinds], chroma, np.zeros((len(kinds), 24)), np.array(low), flat, flat
    )
    starts = np.cumsum([0, *(one[0] for one in sections[:-1])])
    return names(starts, features, power(np.array(loudness)), list(find_drops), list(rises))


def test_alike_sections_share_a_letter_and_the_loudest_is_the_chorus() -> None:
    verse, chorus = (8, 1, -14.0, -20.0), (8, 2, -10.0, -18.0)
    assert named(
        (4, 0, -24, -30), verse, chorus, verse, chorus, (8, 3, -13, -20), chorus, (4, 4, -25, -40)
    ) == ["intro", "A", "chorus", "A", "chorus", "B", "chorus", "outro"]


def test_what_never_comes_again_is_no_chorus() -> None:
    assert "chorus" not in named((8, 0, -14, -20), (8, 1, -10, -20), (8, 2, -14, -20))


def test_a_hollow_middle_is_a_breakdown() -> None:
    full = (16, 1, -10.0, -15.0)
    assert named(full, (8, 2, -18, -45), full) == ["A", "breakdown", "A"]


def test_a_verse_after_a_chorus_is_no_breakdown() -> None:
    verse, chorus = (8, 1, -16.0, -30.0), (8, 2, -10.0, -15.0)
    assert named(verse, chorus, verse, chorus) == ["A", "chorus", "A", "chorus"]


def test_a_build_leads_to_a_drop() -> None:
    full = (16, 1, -10.0, -15.0)
    assert named(
        (8, 0, -20, -30),
        (8, 2, -16, -45),
        full,
        (8, 3, -20, -40),
        (8, 2, -16, -45),
        full,
        (8, 4, -20, -30),
        find_drops=(DropCandidate(16, 5.0, 20.0), DropCandidate(48, 5.0, 20.0)),
        rises=(BuildCandidate(8, 16), BuildCandidate(40, 48)),
    ) == ["intro", "build", "drop", "breakdown", "build", "drop", "outro"]


def test_one_section_is_a() -> None:
    assert named((20, 0, -14, -20)) == ["A"]


def test_there_are_more_letters_than_26() -> None:
    found = named(*[(17, kind, -14.0, -20.0) for kind in range(30)])
    assert found[:2] == ["A", "B"]
    assert found[25:28] == ["Z", "AA", "AB"]
