"""What comes with Backbeat: the starter set and the recipes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.foley.cues import Kind
from backbeat.foley.found import FoundSound
from backbeat.workflows.foley.sources.opening import open_sources
from tests.foley.sounds import RATE
from tests.workflows.foley.sources.conftest import cue


def test_without_a_library_there_is_something_for_everything_usual(home: Path) -> None:
    wanted = {
        "footstep gravel": Kind.FOOTSTEP,
        "footsteps in snow": Kind.FOOTSTEP,
        "door slam": Kind.IMPACT,
        "door creak": Kind.EFFECT,
        "glass shatters": Kind.IMPACT,
        "whoosh": Kind.WHOOSH,
        "dog barking": Kind.EFFECT,
        "gunshot": Kind.IMPACT,
        "rain": Kind.AMBIENCE,
        "forest birds": Kind.AMBIENCE,
        "traffic": Kind.AMBIENCE,
        "room tone": Kind.ROOM_TONE,
        "water splash": Kind.IMPACT,
        "punch": Kind.IMPACT,
    }
    named = {
        "footstep gravel": "gravel", "footsteps in snow": "snow", "door slam": "slam",
        "door creak": "creak", "glass shatters": "glass", "whoosh": "whoosh",
        "dog barking": "dog", "gunshot": "shot", "rain": "rain", "forest birds": "forest",
        "traffic": "traffic", "room tone": "room tone", "water splash": "splash", "punch": "punch",
    }  # fmt: skip
    with open_sources() as sources:
        choices = sources.choose([cue(words, kind) for words, kind in wanted.items()])
        for choice in choices:
            assert choice.sound is not None, choice.cue.words
            assert named[choice.cue.words] in choice.sound.name.lower()
            assert choice.sound.licence.commercial is True
        assert not sources.warnings


def test_nonsense_gets_nothing(home: Path) -> None:
    with open_sources() as sources:
        for choice in sources.choose([cue("elephant trumpets"), cue("cat meows")]):
            assert choice.sound is None
            assert choice.problem.startswith("No sound fits")


def test_what_hits_what_nobody_knows_gets_a_plain_thud_by_its_strength(home: Path) -> None:
    with open_sources() as sources:
        soft, hard = (
            _sound(sources.choose([cue("", Kind.IMPACT, strength=strength)])[0].sound)
            for strength in (0.2, 1.0)
        )
        assert soft.temporary and hard.temporary
        assert soft.key != hard.key and soft.source == "synthesis"
        brightness = [
            _brightness(sources.hear(sound, 0, 1, None, RATE).samples) for sound in (soft, hard)
        ]
    assert brightness[0] < brightness[1]


def test_takes_are_the_same_again_and_never_the_same_sample(home: Path) -> None:
    with open_sources() as sources:
        step = _sound(sources.choose([cue("footstep wood", Kind.FOOTSTEP)])[0].sound)
        assert len(step.takes) >= 12
        heard = [sources.hear(step, take, 5, None, RATE).samples for take in range(4)]
        again = sources.hear(step, 2, 5, None, RATE).samples
    assert np.array_equal(heard[2], again)
    for one in range(4):
        for other in range(one):
            assert not np.array_equal(heard[one], heard[other])


def test_a_bed_is_as_long_as_it_is_wanted(home: Path) -> None:
    with open_sources() as sources:
        bed = _sound(sources.choose([cue("wind", Kind.AMBIENCE, end=9)])[0].sound)
        assert bed.loops
        heard = sources.hear(bed, 0, 1, 8.0, RATE)
    assert heard.loops and len(heard.samples) == 8 * RATE


def test_keys_find_the_sounds_again(home: Path) -> None:
    with open_sources() as sources:
        for choice in sources.choose([cue("door slam"), cue("glass break"), cue("thunder")]):
            for sound in (choice.sound, *choice.alternatives):
                found = sources.named(_sound(sound).key)
                assert found is not None and found.name == _sound(sound).name
        assert sources.named("synthesis:no such recipe") is None
        assert sources.named("starter:no such sound") is None


@pytest.mark.shared
def test_a_library_beats_stand_ins_where_it_has_the_sound(shared: Path, home: Path) -> None:
    folder = str(shared / "data/sfx/library")
    wanted = [
        cue("footstep snow", Kind.FOOTSTEP, "1", shoe="boots"),
        cue("glass shatters", Kind.IMPACT, "2"),
        cue("steel door closes", Kind.IMPACT, "3"),
        cue("swoosh", Kind.WHOOSH, "4"),
        cue("helicopter", Kind.EFFECT, "5"),
    ]
    with open_sources(library_folders=[folder]) as sources:
        found = [_sound(choice.sound) for choice in sources.choose(wanted)]
    assert [sound.source for sound in found] == [*["library"] * 4, "starter"]
    assert ["snow" in found[0].name, "glass" in found[1].name, "steel" in found[2].name] == [
        True
    ] * 3
    assert "swoosh" in found[3].name


def _sound(sound: FoundSound | None) -> FoundSound:
    assert sound is not None
    return sound


def _brightness(samples: np.ndarray) -> float:  # type: ignore[type-arg]
    power = np.square(np.abs(np.fft.rfft(samples[:, 0])))
    return float((power * np.arange(len(power))).sum() / power.sum())
