"""Which sound a cue gets."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import CancelledError, RequestError
from backbeat.foley.cues import Kind
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.workflows.foley.sources.opening import check_sources, open_sources
from tests.foley.sounds import RATE, thud
from tests.workflows.foley.sources.conftest import cue


def test_the_best_of_the_library_is_chosen_and_its_takes_are_heard(library: Path) -> None:
    with open_sources(["library"]) as sources:
        (choice,) = sources.choose([cue("heavy door slam", Kind.IMPACT)])
        assert choice.sound is not None and not choice.problem
        assert choice.sound.name == "heavy door slam"
        assert choice.sound.licence.name == "CC-BY-4.0"
        assert choice.sound.licence.credit == "A"
        assert [sound.name for sound in choice.alternatives][:1] == ["door slam small"]
        heard = sources.hear(choice.sound, 0, 1, None, 44100)
    assert heard.rate == 44100
    level = np.abs(heard.samples).max(axis=1)
    onset = int(np.argmax(level > 0.1 * level.max())) / 44100
    assert heard.sync_s == pytest.approx(onset, abs=0.003)


def test_what_fits_nothing_gets_nothing_rather_than_nonsense(library: Path) -> None:
    with open_sources(["library"]) as sources:
        choices = sources.choose([cue("helicopter rotor"), cue(""), cue("", Kind.AMBIENCE)])
    assert [choice.sound for choice in choices] == [None, None, None]
    assert choices[0].problem == "No sound fits 'helicopter rotor'."
    assert "write words" in choices[1].problem and "write words" in choices[2].problem


def test_a_marker_gets_no_sound_and_no_problem(library: Path) -> None:
    with open_sources(["library"]) as sources:
        (choice,) = sources.choose([cue("door slam", placed=False)])
    assert (choice.sound, choice.problem) == (None, "")


def test_variants_are_one_sound_and_no_alternatives_of_it(library: Path) -> None:
    with open_sources(["library"]) as sources:
        (choice,) = sources.choose([cue("footstep gravel boots", Kind.FOOTSTEP)])
        assert choice.sound is not None
        assert choice.sound.name.startswith("footstep gravel boots")
        assert len(choice.sound.variants) == 2
        variants = [sources.named(key) for key in choice.sound.variants]
    names = {choice.sound.path, *(sound.path for sound in variants if sound is not None)}
    assert len(names) == 3
    assert all("gravel" not in sound.name for sound in choice.alternatives)


def test_steps_of_a_walk_stay_on_their_surface(library: Path) -> None:
    walk = [
        cue("footstep", Kind.FOOTSTEP, "1", 1.0),
        cue("footstep", Kind.FOOTSTEP, "2", 1.5, surface="gravel", shoe="boots"),
        cue("footsteps", Kind.FOOTSTEP, "3", 2.0),
        cue("footstep wood", Kind.FOOTSTEP, "4", 2.5),
        cue("footstep", Kind.FOOTSTEP, "5", 9.0, scene=1, surface="wood"),
    ]
    with open_sources(["library"]) as sources:
        found = [choice.sound for choice in sources.choose(walk)]
    names = ["" if sound is None else sound.name.rstrip(" 0123") for sound in found]
    assert names == [*["footstep gravel boots"] * 3, *["footstep wood sneakers"] * 2]
    assert found[0] == found[1] == found[2]


def test_cues_keep_what_they_said_themselves(library: Path) -> None:
    walk = [
        cue("footstep", Kind.FOOTSTEP, "1", 1.0),
        cue("footstep", Kind.FOOTSTEP, "2", 1.5, surface="gravel"),
    ]
    with open_sources(["library"]) as sources:
        assert [choice.cue for choice in sources.choose(walk)] == walk


def test_commercial_work_uses_only_what_is_known_to_be_allowed(library: Path) -> None:
    cues = [cue("glass shatter", Kind.IMPACT), cue("anvil hit", Kind.IMPACT), cue("door slam")]
    with open_sources(["library"]) as sources:
        assert all(choice.sound is not None for choice in sources.choose(cues))
        assert not sources.warnings
    with open_sources(["library"], commercial=True) as sources:
        glass, anvil, door = sources.choose(cues)
        (warning,) = sources.warnings
    assert glass.sound is None and anvil.sound is None and door.sound is not None
    assert "glass shatter (licence unknown)" in warning
    assert "anvil hit (CC-BY-NC-4.0)" in warning


def test_a_sound_is_named_by_path_key_or_words(library: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.wav"
    write_audio(mine, thud(before_s=0.5), RATE)
    with open_sources(["library"]) as sources:
        (found,) = sources.choose([cue("door creak")])
        assert found.sound is not None
        asked = [
            cue("door slam", sound=str(mine)),
            cue("door slam", sound=found.sound.key),
            cue("door slam", sound="wind howling"),
            cue("door slam", sound="wind / gale: howling"),
        ]
        file, key, words, odd = sources.choose(asked)
        assert file.sound is not None and key.sound is not None and words.sound is not None
        assert (file.sound.path, file.sound.takes[0].sync_s) == (
            str(mine),
            pytest.approx(0.5, abs=0.002),
        )
        assert sources.hear(file.sound, 0, 0, None, RATE).sync_s == file.sound.takes[0].sync_s
        assert sources.named(file.sound.key) == file.sound
        assert key.sound.key == found.sound.key
        assert words.sound.name == "wind howling field"
        assert odd.sound is not None and odd.sound.key == words.sound.key and not odd.problem
        # What would have been chosen is the next best.
        assert "door slam" in file.alternatives[0].name


def test_a_named_sound_that_cannot_be_had_is_said_and_another_is_there(library: Path) -> None:
    broken = library / "broken.wav"
    broken.write_bytes(b"no sound")
    asked = [
        cue("door creak", Kind.EFFECT, sound="/nowhere/slam.wav"),
        cue("door creak", Kind.EFFECT, sound=str(broken)),
        cue("door creak", Kind.EFFECT, sound="nowhere.wav"),
        cue("door creak", Kind.EFFECT, sound="library:0123456789abcdef"),
        cue("door creak", Kind.EFFECT, sound="elevenlabs:slam"),
    ]
    with open_sources(["library"]) as sources:
        for choice in sources.choose(asked):
            assert choice.sound is not None and choice.sound.name == "door creak slow"
            assert "door creak slow is there instead" in choice.problem
    with open_sources(["library"], commercial=True) as sources:
        anvil = cue("door creak", sound=str(library / "forbidden/METLImpt_Anvil Hit_A_B.wav"))
        (choice,) = sources.choose([anvil])
        assert "may not be used for commercial work" in choice.problem


def test_a_file_that_is_gone_gives_way_to_the_next_best(library: Path) -> None:
    gone = library / "free/DOORWood_Heavy Door Slam_A_B.wav"
    content = gone.read_bytes()
    gone.unlink()
    try:
        with open_sources(["library"]) as sources:
            (choice,) = sources.choose([cue("heavy door slam", Kind.IMPACT)])
    finally:
        gone.write_bytes(content)
    assert choice.sound is not None and choice.sound.name == "door slam small"
    assert choice.problem == f"{gone} is not there any more. door slam small is there instead."


def test_only_the_named_folders_are_looked_in(library: Path, home: Path) -> None:
    with open_sources(["library"], [str(library / "forbidden")]) as sources:
        door, anvil = sources.choose([cue("door slam"), cue("anvil hit")])
    assert door.sound is None
    assert anvil.sound is not None
    assert (home / "sounds").is_dir()


def test_sources_are_named_once_and_by_their_names(library: Path) -> None:
    for names in (["library", "library"], ["nonsense"]):
        with pytest.raises(RequestError):
            open_sources(names)
        with pytest.raises(RequestError):
            check_sources(names, commercial=False)
    with pytest.raises(RequestError, match="non-commercial"):
        open_sources(["library", "freesound"], commercial=True)
    with pytest.raises(RequestError, match="non-commercial"):
        check_sources(["library", "freesound"], commercial=True)
    check_sources((), commercial=True)


def test_choosing_can_be_cancelled(library: Path) -> None:
    stop = [False]
    with open_sources(["library"], progress=Progress(cancelled=lambda: stop[0])) as sources:
        stop[0] = True
        with pytest.raises(CancelledError):
            sources.choose([cue("door slam")])


def test_the_same_cues_get_the_same_sounds_again(library: Path) -> None:
    cues = [
        cue(words, Kind.EFFECT, str(number), Fraction(number))  # type: ignore[arg-type]
        for number, words in enumerate(("door", "glass", "anvil", "wind"))
    ]
    found = []
    for order in (cues, cues[::-1]):
        with open_sources(["library"]) as sources:
            found.append({choice.cue.number: choice for choice in sources.choose(order)})
    assert found[0] == found[1]
