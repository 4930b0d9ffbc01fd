from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from backbeat.cli.main import main
from tests import commands, engines

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    commands.write_clicks(tmp_path / "song.wav")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(*lines: dict[str, object]) -> None:
    Path("jobs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def _loudness(name: str, path: str) -> dict[str, object]:
    return {"id": name, "request": {"loudness": {"path": path}}}


def test_one_job_prints_its_result_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _write(_loudness("one", "song.wav"), _loudness("two", "gone.wav"))
    assert main(["batch", "jobs.jsonl", "--only", "one", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert (said["id"], said["state"], said["kind"]) == ("one", "DONE", "loudness")
    assert said["result"]["loudness"]["sampleRateHz"] == 22050
    assert main(["batch", "jobs.jsonl", "--numbers", "1", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["state"] == "WAS_DONE"
    assert again["result"] == said["result"]


def test_a_failure_is_named_with_its_sentence_and_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _write(_loudness("one", "song.wav"), _loudness("two", "gone.wav"))
    assert main(["batch", "jobs.jsonl", "--only", "two"]) == 3
    printed = capsys.readouterr()
    assert "1 job: 1 failed" in printed.out
    assert "line 2, two:" in printed.err
    assert "gone.wav does not exist" in printed.err
    assert main(["batch", "jobs.jsonl", "--status"]) == 3
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["1", "waiting", "one"]
    assert "failed" in second and "gone.wav" in second


def test_check_lists_what_is_wrong_and_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _write(_loudness("one", "song.wav"), _loudness("two", "gone.wav"), {"beatz": {}})
    assert main(["batch", "jobs.jsonl", "--check"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert ["line 2" in errors[0], "line 3" in errors[1]] == [True, True]
    assert not Path("jobs.jsonl.state").exists()
    _write(_loudness("one", "song.wav"))
    assert main(["batch", "jobs.jsonl", "--check"]) == 0
    assert "1 loudness" in capsys.readouterr().out


def test_a_file_with_a_wrong_line_is_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    _write(_loudness("one", "song.wav"), {"beatz": {}}, {"beats": 3})
    assert main(["batch", "jobs.jsonl"]) == 2
    error = capsys.readouterr().err
    assert "jobs.jsonl, line 2:" in error
    assert "2 lines are wrong" in error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--only", "nobody"], "no job nobody"),
        (["--numbers", "9"], "no job 9"),
        (["--map-path", "x"], "no two sides"),
        (["--path-mapping", "gone.json"], "gone.json cannot be read"),
        (["--path-mapping", "song.wav"], "not a file of path mappings"),
        (["--path-mapping", "jobs.jsonl"], "not a file of path mappings"),
    ],
)
def test_wrong_words_are_named(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(_loudness("one", "song.wav"), _loudness("two", "song.wav"))
    assert main(["batch", "jobs.jsonl", *words]) in (2, 3)
    assert says in capsys.readouterr().err


def test_a_farm_gets_progress_in_its_own_lines_and_maps_its_paths(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = {
        "version": "pathmapping-1.0",
        "path_mapping_rules": [
            {
                "source_path_format": "WINDOWS",
                "source_path": "S:\\show",
                "destination_path": str(folder),
            }
        ],
    }
    Path("rules.json").write_text(json.dumps(rules))
    _write(_loudness("one", "S:\\show\\song.wav"), _loudness("two", "S:\\show\\gone.wav"))
    words = ["batch", "jobs.jsonl", "--path-mapping", "rules.json", "--report", "openjd"]
    assert main([*words, "--only", "one"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("openjd_progress: ") for line in lines)
    assert any(line.startswith("openjd_status: ") for line in lines)
    assert main([*words, "--only", "two"]) == 3
    failures = [line for line in capsys.readouterr().out.splitlines() if "openjd_fail" in line]
    assert len(failures) == 1 and "two: " in failures[0] and "gone.wav" in failures[0]


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches the whole console there")
def test_ctrl_c_ends_a_batch_cleanly(folder: Path) -> None:
    engines.write_long(folder / "long.wav")
    lines = [{"beats": {"path": "long.wav", "outputPath": f"{n}.json"}} for n in range(3)]
    _write(*lines)
    with subprocess.Popen(
        [*commands.HEARING_CTRL_C, "batch", "jobs.jsonl", "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        state = folder / "jobs.jsonl.state"
        engines.wait_for(lambda: state.is_dir() and len(list(state.glob("*.json"))) == 2)
        engines.wait_for(lambda: len(list(folder.glob(".backbeat-*"))) > 0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    assert "3 jobs: 2 cancelled, 1 not started" in out
    assert not list(folder.glob(".backbeat-*"))
