"""A home with a small library in it, and cues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.found import FoundSound, Placed
from backbeat.media.encode import write_audio
from backbeat.services.calling import Patience
from backbeat.v1.sounds_pb2 import SoundsAddRequest
from backbeat.workflows.foley.sources import elevenlabs, freesound
from backbeat.workflows.sounds_add.job import run
from tests.doubles.services.server import KEY, Double, running
from tests.foley.sounds import RATE, steps, thud, wind

Switch = Callable[[str], None]

LIBRARY = {
    "free/DOORWood_Heavy Door Slam_A_B.wav": thud(seed=1),
    "free/DOORWood_Door Slam Small_A_B.wav": thud(seed=2),
    "free/DOORCreak_Door Creak Slow_A_B.wav": thud(seed=3),
    "free/FEETHmn_Footstep Gravel Boots 01_A_B.wav": thud(seed=4),
    "free/FEETHmn_Footstep Gravel Boots 02_A_B.wav": thud(seed=5),
    "free/FEETHmn_Footstep Gravel Boots 03_A_B.wav": thud(seed=6),
    "free/FEETHmn_Footstep Wood Sneakers_A_B.wav": steps(3),
    "free/WIND_Wind Howling Field_A_B.wav": wind(6),
    "unknown/GLASBrk_Glass Shatter_A_B.wav": thud(seed=7),
    "forbidden/METLImpt_Anvil Hit_A_B.wav": thud(seed=8),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders of sounds that are indexed, in a home of their own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("library")
        patch.setenv("BACKBEAT_HOME", str(folder / "home"))
        for name, samples in LIBRARY.items():
            (folder / name).parent.mkdir(exist_ok=True)
            write_audio(folder / name, samples, RATE)
        for name, licence in (
            ("free", "CC-BY-4.0"),
            ("unknown", ""),
            ("forbidden", "CC-BY-NC-4.0"),
        ):
            run(SoundsAddRequest(paths=[str(folder / name)], licence=licence))
        yield folder


@pytest.fixture
def home(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home without any library."""
    del library
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    """The services, on loopback."""
    hasty = Patience(timeout_s=2, tries=3, pause_s=0.01, poll_s=0.01, longest_s=5)
    monkeypatch.setattr(elevenlabs, "PATIENCE", hasty)
    monkeypatch.setattr(freesound, "PATIENCE", hasty)
    with running(Double()) as one:
        yield one


@pytest.fixture
def switch_on(double: Double, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """Switches a service on, as its user does."""

    def switch(name: str) -> None:
        monkeypatch.setenv("BACKBEAT_SERVICES", name)
        monkeypatch.setenv(f"BACKBEAT_{name.upper()}_URL", double.url)
        monkeypatch.setenv(f"{name.upper()}_API_KEY", KEY)

    return switch


def cue(
    words: str = "", kind: Kind = Kind.EFFECT, number: str = "1", at: float = 1.0, **more: object
) -> Cue:
    """Something that should sound."""
    layer = Layer.AMBIENCE if kind.is_bed else Layer.HARD_FX
    return Cue(number, Fraction(at), kind, layer, words=words, **more)  # type: ignore[arg-type]


def heard(placed: Iterable[Placed]) -> Iterator[tuple[FoundSound, str, str]]:
    """What is placed, as the credits ask for it: the sound, its variant, the cue's number."""
    for one in placed:
        if one.choice.sound is not None:
            yield one.choice.sound, one.key, one.choice.cue.number
