"""`backbeat align`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from tests.commands import Cli
from tests.scenes import RATE, recorded, scene

EVENT = scene(30, seed=31)


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    for name, sound in (
        ("ref.wav", EVENT),
        ("mic/a1.wav", recorded(EVENT, 4.0, 0, 10)),
        ("mic/a2.wav", recorded(EVENT, 16.5, 0, 10)),
        ("other.wav", scene(12, seed=4)),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_audio(tmp_path / name, sound[:, np.newaxis], RATE)
    return tmp_path


def test_a_table_a_timeline_and_copies(shoot: Path, cli: Cli) -> None:
    ran = cli("align", "ref.wav", "mic", "-o", "synced.otio", "--fix-to", "fixed")
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == ["recording", "offset", "drift", "sure"]
    assert lines[1].split()[:3] == ["a1.wav", "0:04.000", "+4000.00"]
    assert lines[2].split()[:3] == ["a2.wav", "0:16.500", "+16500.00"]
    assert (shoot / "synced.otio").is_file() and (shoot / "fixed/a2.wav").is_file()


def test_status_1_where_something_is_not_placed(shoot: Path, cli: Cli) -> None:
    ran = cli("align", "ref.wav", "mic/a1.wav", "other.wav", "--json")
    assert ran.status == 1
    placed = [each["placed"] for each in json.loads(ran.out)["recordings"]]
    assert placed == [True, False]
    said = cli("align", "ref.wav", "other.wav")
    assert "not placed" in said.out and "1 of 1 not placed" in said.err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("ref.wav",), 2),
        (("ref.wav", "ref.wav"), 2),
        (("nothing.wav", "mic"), 3),
        (("ref.wav", "nothing.wav"), 3),
        (("ref.wav", "mic", "--rate", "x"), 2),
        (("ref.wav", "mic", "-o", "ref.wav"), 2),
    ],
)
def test_one_sentence_for_what_cannot_be(
    shoot: Path, cli: Cli, arguments: tuple[str, ...], status: int
) -> None:
    ran = cli("align", *arguments)
    assert ran.status == status, ran.err
    assert "Traceback" not in ran.err and ran.err.strip()
