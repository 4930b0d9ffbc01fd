"""Sounds that services and programs make, and what is done with those that are no good."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.errors import PermissionDeniedError, RequestError
from backbeat.foley.cues import Kind
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.workflows.foley.sources.opening import open_sources
from tests.doubles.services.server import Double, Fault
from tests.foley.sounds import RATE, steps, thud, tune, wind
from tests.workflows.foley.sources.conftest import Switch, cue

_SLAM = cue("heavy door slam", Kind.IMPACT)


def flac(folder: Path, samples: NDArray[np.float32], rate: int = RATE) -> bytes:
    """A sound file, as a service would send it."""
    file = folder / "sent.flac"
    write_audio(file, samples, rate, "flac")
    return file.read_bytes()


def test_what_is_made_lands_with_its_hit_found(
    home: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, thud(before_s=0.7))]
    said, steps_said = list[float](), list[str]()

    def hear(fraction: float, step: str) -> None:
        said.append(fraction)
        steps_said.append(step)

    with open_sources(["elevenlabs"], progress=Progress(hear)) as sources:
        (choice,) = sources.choose([_SLAM])
        assert choice.sound is not None and not choice.problem
        assert choice.sound.key == "elevenlabs:heavy door slam"
        assert choice.sound.takes[0].sync_s == pytest.approx(0.7, abs=0.003)
        heard = sources.hear(choice.sound, 0, 0, None, RATE)
        assert heard.sync_s == pytest.approx(0.01, abs=0.003)
        assert len(heard.samples) < 0.6 * RATE
        assert choice.sound.licence.url.startswith("https://elevenlabs.io/")
        assert "sent to 127.0.0.1" in sources.warnings[0]
    assert said == sorted(said) and "Choosing sounds" in steps_said
    assert f"Sending the words “heavy door slam” to {urlsplit(double.url).netloc}" in steps_said
    # A second run, and a key given by hand, ask for nothing again.
    with open_sources(["elevenlabs"]) as sources:
        sources.choose([_SLAM, cue("bang", Kind.IMPACT, sound=choice.sound.key)])
    (asked,) = double.asked
    assert (asked.json["text"], asked.json["duration_seconds"]) == ("heavy door slam", 2.0)


def test_what_may_not_land_is_made_once_more_with_another_seed(
    home: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, tune(4)), flac(tmp_path, thud())]
    with open_sources(["elevenlabs"]) as sources:
        (choice,) = sources.choose([_SLAM])
    assert choice.sound is not None and not choice.problem
    assert len(double.asked) == 2


def test_what_is_no_good_twice_is_refused_and_the_next_best_is_there(
    library: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, tune(4)), flac(tmp_path, np.zeros((RATE, 1), np.float32))]
    with open_sources(["elevenlabs"], seed=77) as sources:
        (choice,) = sources.choose([_SLAM])
    assert choice.sound is None
    assert "it is music; it is silent" in choice.problem
    with open_sources(["elevenlabs", "library"], seed=77) as sources:
        (choice,) = sources.choose([cue("door creak")])
    assert choice.sound is not None and choice.sound.source == "library"


def test_what_is_no_sound_is_not_kept(
    home: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [b"not a sound", b"nor is this", flac(tmp_path, thud())]
    with open_sources(["elevenlabs"]) as sources:
        (choice,) = sources.choose([_SLAM])
        assert "it is no sound" in choice.problem
    with open_sources(["elevenlabs"]) as sources:
        (choice,) = sources.choose([_SLAM])
        assert choice.sound is not None
    assert len(double.asked) == 3


def test_a_service_is_asked_only_where_the_library_has_nothing_good(
    library: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, thud())]
    with open_sources(["library", "elevenlabs"]) as sources:
        known, unknown = sources.choose([_SLAM, cue("rubber duck squeak", Kind.IMPACT)])
    assert known.sound is not None and known.sound.source == "library"
    assert unknown.sound is not None and unknown.sound.source == "elevenlabs"
    assert [one.json["text"] for one in double.asked] == ["rubber duck squeak"]


def test_a_service_that_fails_is_left_out_and_the_job_goes_on(
    library: Path, double: Double, switch_on: Switch
) -> None:
    switch_on("elevenlabs")
    double.faults = [Fault("/v1/sound-generation", 500, b'{"detail": "out of order"}')]
    with open_sources(["elevenlabs", "library"], seed=5) as sources:
        duck, anvil = sources.choose([cue("rubber duck squeak"), cue("anvil hit")])
        assert duck.sound is None and anvil.sound is not None
        assert len(double.asked) == 1
        assert "elevenlabs was left out" in sources.warnings[1]
    double.faults = [Fault("/v1/sound-generation", 401, b'{"detail": "bad key"}')]
    with open_sources(["elevenlabs"], seed=6) as sources, pytest.raises(PermissionDeniedError):
        sources.choose([_SLAM])


def test_a_bed_is_made_to_go_round(
    home: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, wind(20))]
    bed = cue("wind in a field", Kind.AMBIENCE, end=91)
    with open_sources(["elevenlabs"]) as sources:
        (choice,) = sources.choose([bed])
    assert choice.sound is not None
    assert (double.asked[0].json["duration_seconds"], double.asked[0].json["loop"]) == (20.0, True)


def test_a_service_is_used_for_commercial_work_where_the_user_says_so(
    home: Path,
    double: Double,
    switch_on: Switch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, thud())]
    with pytest.raises(RequestError, match="BACKBEAT_COMMERCIAL_SERVICES"):
        open_sources(["elevenlabs"], commercial=True)
    monkeypatch.setenv("BACKBEAT_COMMERCIAL_SERVICES", "elevenlabs")
    with open_sources(["elevenlabs"], commercial=True) as sources:
        (choice,) = sources.choose([_SLAM])
    assert choice.sound is not None and choice.sound.licence.commercial


def test_services_are_off_by_default(home: Path) -> None:
    for name in ("elevenlabs", "freesound"):
        with pytest.raises(PermissionDeniedError, match="it is off"):
            open_sources([name])


_PROGRAM = """
import json, sys, wave
import numpy as np
words, seconds, seed, out = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
time = np.arange(int(48000 * seconds)) / 48000
hit = np.random.default_rng(seed).normal(0, 0.2, len(time)) * np.exp(-30 * time)
with wave.open(out, "wb") as file:
    file.setparams((1, 2, 48000, len(time), "NONE", ""))
    file.writeframes((hit * 32767 / abs(hit).max() * 0.8).astype("<i2").tobytes())
print("made", words)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program that makes sounds, as a request names it."""
    monkeypatch.setenv("BACKBEAT_COMMANDS", "1")
    script = tmp_path / "make.py"
    script.write_text(_PROGRAM)
    return f"command:{sys.executable} {script} {{text}} {{seconds}} {{seed}} {{out}}"


def test_a_program_of_the_users_makes_sounds(home: Path, program: str) -> None:
    with open_sources([program], seed=3) as sources:
        (choice,) = sources.choose([_SLAM])
        assert choice.sound is not None and not choice.problem
        assert (choice.sound.source, choice.sound.duration_s) == ("command", 2.0)
        # Nothing is known of what may be done with it.
        assert choice.sound.licence.commercial is None
    with open_sources([program], commercial=True) as sources:
        (choice,) = sources.choose([_SLAM])
        assert choice.sound is None and "commercial" in choice.problem
    made = sorted((home / "services").glob("command-*.wav"))
    assert len(made) == 2


def test_a_program_says_whose_its_sounds_are(home: Path, program: str, tmp_path: Path) -> None:
    said = {"licence": "CC0-1.0", "credit": "A model", "url": "https://example.org"}
    script = tmp_path / "make.py"
    script.write_text(f"{_PROGRAM}\nprint({json.dumps(said)!r})\n")
    for _ in range(2):
        with open_sources([program], commercial=True) as sources:
            (choice,) = sources.choose([_SLAM])
            assert choice.sound is not None
            licence = choice.sound.licence
            assert (licence.name, licence.credit, licence.commercial) == (
                "CC0-1.0",
                "A model",
                True,
            )
        # The second time from what is kept.
        script.write_text("raise SystemExit(1)")


def test_a_program_that_fails_is_left_out(library: Path, program: str, tmp_path: Path) -> None:
    (tmp_path / "make.py").write_text("raise SystemExit('no GPU here')")
    with open_sources([program, "library"], seed=9) as sources:
        duck, anvil = sources.choose([cue("rubber duck squeak"), cue("anvil hit")])
        assert duck.sound is None
        assert anvil.sound is not None and anvil.sound.source == "library"
        assert "no GPU here" in sources.warnings[0]


def test_programs_are_named_in_full_and_only_where_they_are_allowed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKBEAT_COMMANDS", raising=False)
    with pytest.raises(PermissionDeniedError, match="BACKBEAT_COMMANDS"):
        open_sources(["command:make {text} {out}"])
    with pytest.raises(RequestError, match=r"where \{out\} goes"):
        open_sources(["command:make {text}"])


def test_several_steps_in_one_made_sound_are_takes(
    home: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, steps(4))]
    with open_sources(["elevenlabs"]) as sources:
        (choice,) = sources.choose([cue("footstep on gravel", Kind.FOOTSTEP)])
        assert choice.sound is not None
        assert len(choice.sound.takes) == 4
        for take in range(4):
            heard = sources.hear(choice.sound, take, 0, None, RATE)
            level = np.abs(heard.samples[:, 0])
            onset = int(np.argmax(level > 0.1 * level.max())) / RATE
            assert heard.sync_s == pytest.approx(onset, abs=0.003)
