"""Freesound as a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.foley.cues import Kind
from backbeat.services.freesound import Hit
from backbeat.workflows.foley.sources.freesound import licence_of
from backbeat.workflows.foley.sources.opening import open_sources
from tests.doubles.services.server import Double, Fault
from tests.foley.sounds import RATE, thud, tune
from tests.services.test_freesound import listed
from tests.workflows.foley.sources.conftest import Switch, cue
from tests.workflows.foley.sources.test_making import flac


@pytest.fixture
def freesound(home: Path, double: Double, switch_on: Switch, tmp_path: Path) -> Double:
    switch_on("freesound")
    double.sounds = [
        listed(double, 1, "old wooden door slam"),
        listed(double, 2, "door slam song"),
        listed(double, 3, "gravel footstep"),
        listed(double, 4, "door slam", license="http://creativecommons.org/licenses/by-nc/4.0/"),
    ]
    for number in range(1, 5):
        double.files[f"{number}.ogg"] = flac(tmp_path, thud(before_s=0.2, seed=number))
    return double


def test_a_sound_is_found_fetched_measured_and_credited(freesound: Double) -> None:
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("old wooden door slam", Kind.IMPACT)])
        assert choice.sound is not None and not choice.problem
        assert choice.sound.key == "freesound:1"
        assert choice.sound.takes[0].sync_s == pytest.approx(0.2, abs=0.003)
        heard = sources.hear(choice.sound, 0, 0, None, RATE)
        assert heard.sync_s == pytest.approx(0.01, abs=0.003)
    licence = choice.sound.licence
    assert licence.name == "CC-BY-4.0"
    assert licence.credit == "old wooden door slam 1.wav by somebody"
    assert licence.url.endswith("/sounds/1/")


def test_a_second_run_asks_for_nothing(freesound: Double) -> None:
    for _ in range(2):
        with open_sources(["freesound"]) as sources:
            sources.choose([cue("door slam", Kind.IMPACT)])
            sources.choose([cue("door slam", Kind.IMPACT, sound="freesound:3")])
    # One search, one sound by its number, and two previews.
    assert len(freesound.asked) == 4


def test_where_not_every_word_is_there_fewer_are_asked_for(freesound: Double) -> None:
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("big old creepy wooden door slam", Kind.IMPACT)])
    assert choice.sound is not None and choice.sound.key == "freesound:1"
    assert len([one for one in freesound.asked if "search" in one.path]) <= 3


def test_a_song_among_the_effects_is_refused(freesound: Double, tmp_path: Path) -> None:
    freesound.files["2.ogg"] = flac(tmp_path, tune(5))
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("bang", Kind.IMPACT, sound="freesound:2")])
    assert "door slam song 2 of Freesound may not land: it is music." in choice.problem


def test_what_was_taken_away_is_said(freesound: Double) -> None:
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("door slam", Kind.IMPACT, sound="freesound:99")])
        assert choice.sound is not None
        assert "freesound:99 is not there." in choice.problem
    # A preview that is no sound gives way to the next.
    freesound.files["3.ogg"] = b"broken"
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("door slam", Kind.IMPACT, sound="freesound:3")])
        assert choice.sound is not None and choice.sound.key != "freesound:3"
        assert "is no sound" in choice.problem


def test_a_freesound_that_is_down_leaves_the_library(library: Path, freesound: Double) -> None:
    freesound.faults = [Fault("/apiv2/", 503, b'{"detail": "maintenance"}') for _ in range(9)]
    with open_sources(["freesound"]) as sources:
        (choice,) = sources.choose([cue("anvil hit")])
        assert choice.sound is None
        sent, left_out = sources.warnings
        assert sent.startswith("The words of a sound were sent to 127.0.0.1")
        assert "maintenance" in left_out


def test_licences_are_named_as_everywhere() -> None:
    def of(licence: str) -> tuple[str, bool | None]:
        hit = Hit(1, "a", "", (), "b", licence, "https://freesound.org/s/1/", 1.0, "https://x")
        known = licence_of(hit)
        return known.name, known.commercial

    assert of("http://creativecommons.org/publicdomain/zero/1.0/") == ("CC0-1.0", True)
    assert of("https://creativecommons.org/licenses/by/3.0/") == ("CC-BY-3.0", True)
    assert of("Attribution") == ("CC-BY-4.0", True)
    assert of("https://creativecommons.org/licenses/by-nc/4.0/") == ("CC-BY-NC-4.0", False)
    assert of("http://creativecommons.org/licenses/sampling+/1.0/")[1] is False
    assert of("Something new")[1] is None
