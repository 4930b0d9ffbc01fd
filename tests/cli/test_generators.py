"""Generators from the command line: added with consent, listed, and measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.cli.main import main
from tests.models.generators.test_running import blend


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "models"


def test_a_licence_is_accepted_by_an_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(blend(tmp_path / "m.onnx"))
    assert main(["models", "add", "wav2lip", file]) != 0
    assert "--accept-licence" in capsys.readouterr().err
    assert main(["models", "add", "wav2lip", file, "--accept-licence"]) == 0
    assert "Commercial use: unknown." in capsys.readouterr().out
    assert main(["models", "list", "--json"]) == 0
    card = next(one for one in json.loads(capsys.readouterr().out) if one["name"] == "wav2lip")
    assert card["commercial"] == "unknown"
    assert card["accepted"]


def test_who_sits_at_a_terminal_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(blend(tmp_path / "m.onnx"))
    answers = iter(["no\n", "y\n", "no\n"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin.readline", lambda: next(answers), raising=False)
    assert main(["models", "add", "wav2lip", file]) != 0
    assert "non-commercial use" in capsys.readouterr().err
    assert main(["models", "add", "wav2lip", file]) == 0
    assert "Commercial use: no." in capsys.readouterr().out


def test_options_of_generators_are_of_them_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(blend(tmp_path / "m.onnx"))
    assert main(["models", "add", "syncnet", file, file]) != 0
    assert "syncnet is one file" in capsys.readouterr().err
    assert main(["models", "add", "syncnet", file, "--commercial", "no"]) != 0
    assert "not asked of syncnet" in capsys.readouterr().err


def test_what_was_added_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["models", "add", "wav2lip", str(blend(tmp_path / "m.onnx")), "--accept-licence"]) == 0
    )
    capsys.readouterr()
    assert main(["bench", "lipsync", "--seconds", "0.2", "--device", "cpu", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["weights"] == "registered"
    assert found["device"] == "CPUExecutionProvider"
    assert found["pictures_per_s"] > 1
    stages = {one["name"]: one["ms"] for one in found["stages"]}
    assert set(stages) == {"generator", "see and put in"}
    assert sum(stages.values()) == pytest.approx(1e3 / found["pictures_per_s"], rel=0.05)
    assert main(["bench", "lipsync", "--backend", "onnx:musetalk", "--weights", "registered"]) != 0
    assert "backbeat models add musetalk FILE" in capsys.readouterr().err
    assert main(["bench", "lipsync", "--batch", "33"]) != 0
    assert "--batch 33 is no number from 1 to 32" in capsys.readouterr().err
