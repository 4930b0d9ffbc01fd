"""What `backbeat farm export` writes: the formats of farms, and that they run what they should."""

from __future__ import annotations

import configparser
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from backbeat.cli.main import main
from backbeat.farms.export.farm import Farm, Group
from backbeat.farms.export.openjd import files
from backbeat.farms.job_file import BatchJob, read
from backbeat.jobs.needs import Needs
from backbeat.v1.jobs_pb2 import JobRequest
from tests import commands
from tests.farms.conftest import JobsFile

COMMAND = shlex.join([sys.executable, "-m", "backbeat.cli.main"])
needs_shell = pytest.mark.skipif(os.name == "nt", reason="there is no POSIX shell")


@pytest.fixture
def file(jobs_file: JobsFile, tmp_path: Path) -> Path:
    """Six jobs of four kinds, of which one fails."""
    for name, bpm in (("a", 120), ("b", 140)):
        commands.write_clicks(tmp_path / f"{name}.wav", bpm=bpm)
    master = {"path": "a.wav", "deliveries": [{"outputPath": "m.wav", "integratedLufs": -16}]}
    return jobs_file(
        {"id": "loud-a", "request": {"loudness": {"path": "a.wav"}}},
        {"id": "beats-a", "request": {"beats": {"path": "a.wav", "outputPath": "a.json"}}},
        {"id": "broken", "request": {"beats": {"path": "gone.wav", "outputPath": "g.json"}}},
        {"id": "beats-b", "request": {"beats": {"path": "b.wav", "outputPath": "b.csv"}}},
        {"id": "master-a", "request": {"master": master}},
        {
            "id": "lips",
            "request": {
                "lipsync": {
                    "path": "v.mov",
                    "speechPath": "b.wav",
                    "outputPath": "o.mp4",
                    "backend": "onnx:wav2lip",
                }
            },
        },
    )


def _export(file: Path, farm: str, *words: str) -> Path:
    folder = file.parent / f"{farm} export"
    arguments = ["farm", "export", "--for", farm, str(file), "-o", str(folder)]
    assert main([*arguments, "--command", COMMAND, *words]) == 0
    return folder


def _openjd(*words: object) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "openjd"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=200)


def test_the_jobs_of_an_export_stand_for_themselves(file: Path) -> None:
    jobs, problems = read(_export(file, "openjd") / "jobs.jsonl")
    assert not problems
    assert [job.id for job in jobs] == [
        *("lips", "beats-a", "broken", "beats-b", "loud-a", "master-a"),
    ]
    assert jobs[1].written.beats.path == str(file.parent / "a.wav")


def test_a_template_is_valid_and_asks_for_what_its_jobs_need(file: Path) -> None:
    template = _export(file, "openjd") / "template.json"
    checked = _openjd("check", template)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    steps = json.loads(template.read_text())["steps"]
    asked = [
        {one["name"].removeprefix("amount.worker."): one["min"] for one in amounts}
        for amounts in (step["hostRequirements"]["amounts"] for step in steps)
    ]
    assert asked == [
        {"vcpu": 2, "memory": 6144, "gpu": 1},
        {"vcpu": 1, "memory": 2048},
        {"vcpu": 1, "memory": 1024},
    ]


def test_open_job_description_runs_the_jobs_and_names_the_one_that_fails(file: Path) -> None:
    template = _export(file, "openjd") / "template.json"
    steps = [step["name"] for step in json.loads(template.read_text())["steps"]]
    moved = file.parent / "moved"
    moved.mkdir()
    for name in ("a.wav", "b.wav"):
        (file.parent / name).rename(moved / name)
    rules = json.dumps(
        {
            "version": "pathmapping-1.0",
            "path_mapping_rules": [
                {
                    "source_path_format": "POSIX" if os.name == "posix" else "WINDOWS",
                    "source_path": str(file.parent / name),
                    "destination_path": str(moved / name),
                }
                for name in ("a.wav", "b.wav", "a.json", "b.csv", "m.wav")
            ],
        }
    )
    light = _openjd("run", template, "--step", steps[2], "--path-mapping-rules", rules)
    assert light.returncode == 0, light.stdout
    assert "openjd_progress: 100" in light.stdout
    medium = _openjd("run", template, "--step", steps[1], "--path-mapping-rules", rules)
    # It ends a session when a task of it has failed; a farm runs the others elsewhere.
    assert medium.returncode != 0
    assert "openjd_fail: broken: " in medium.stdout
    assert "gone.wav does not exist" in medium.stdout
    task = ("--task-param", "Job=beats-b")
    rest = _openjd("run", template, "--step", steps[1], *task, "--path-mapping-rules", rules)
    assert rest.returncode == 0, rest.stdout
    assert sorted(path.name for path in moved.iterdir()) == [
        *("a.json", "a.wav", "b.csv", "b.wav", "m.wav"),
    ]


def test_more_jobs_than_a_step_holds_make_more_steps() -> None:
    jobs = tuple(BatchJob(n, n, f"j{n}", JobRequest(), JobRequest()) for n in range(1, 2500))
    farm = Farm("many", Path("/f"), (Group(Needs(1, 1024), jobs),))
    steps: list[Any] = json.loads(files(farm)["template.json"])["steps"]
    ranges = [step["parameterSpace"]["taskParameterDefinitions"][0]["range"] for step in steps]
    assert [len(one) for one in ranges] == [1024, 1024, 451]
    assert len({step["name"] for step in steps}) == 3


def test_a_specification_of_opencue_has_a_layer_for_each_group(file: Path) -> None:
    folder = _export(file, "opencue", "--chunk", "2", "--timeout", "600")
    spec = ElementTree.parse(folder / "job.xml").getroot()
    layers = spec.findall("job/layers/layer")
    said = [
        (one.findtext("range"), one.findtext("cores"), one.findtext("memory")) for one in layers
    ]
    assert said == [("1-1", "2.0", "6144m"), ("2-4", "1.0", "2048m"), ("5-6", "1.0", "1024m")]
    assert [one.findtext("gpus") for one in layers] == ["1", None, None]
    assert {one.findtext("chunk") for one in layers} == {"2"}
    assert {one.findtext("timeout") for one in layers} == {"20"}
    # The order that cjsl-1.12 demands.
    order = [*("cmd", "range", "chunk", "cores", "threadable", "memory", "gpus", "gpu_memory")]
    order += ["timeout", "env", "services"]
    for layer in layers:
        tags = [child.tag for child in layer]
        assert tags == [tag for tag in order if tag in tags]
    command = (layers[2].findtext("cmd") or "").replace("#FRAME_START#-#FRAME_END#", "5-5")
    done = subprocess.run(shlex.split(command), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "loud-a" in done.stdout


def test_deadline_gets_a_job_and_a_plugin_file_for_each_group(file: Path) -> None:
    folder = _export(file, "deadline", "--chunk", "3")
    jobs = sorted(folder.glob("*.job"))
    frames = set()
    for path in jobs:
        parser = configparser.ConfigParser(interpolation=None, delimiters="=")
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        plugin_path = path.with_suffix(".plugin")
        parser.read_string(f"[job]\n{path.read_text()}\n[plugin]\n{plugin_path.read_text()}")
        job, plugin = parser["job"], parser["plugin"]
        assert (job["Plugin"], job["ChunkSize"]) == ("CommandLine", "3")
        frames.add(job["Frames"])
        assert plugin["Executable"] == sys.executable
        assert plugin["Arguments"].startswith("-m backbeat.cli.main batch ")
        assert plugin["Arguments"].endswith(" --numbers <STARTFRAME>-<ENDFRAME>")
        assert f'"{folder / "jobs.jsonl"}"' in plugin["Arguments"]
        assert path.name in (folder / "submit.txt").read_text()
    assert frames == {"1-1", "2-4", "5-6"}


def test_the_farms_machines_may_have_other_paths(file: Path) -> None:
    folder = _export(file, "deadline", "--map-path", f"{file.parent}=/mnt/show")
    jobs, _ = read(folder / "jobs.jsonl")
    beats = next(job for job in jobs if job.id == "beats-a")
    assert beats.written.beats.path == "/mnt/show/a.wav"
    plugin = next(folder.glob("*.plugin")).read_text()
    assert "/mnt/show/deadline export/jobs.jsonl" in plugin
    assert str(file.parent) not in plugin.partition("Arguments=")[2]


@needs_shell
def test_a_script_runs_all_names_what_fails_and_resumes(file: Path) -> None:
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[1:3] + lines[:1]))
    script = _export(file, "shell", "--chunk", "2") / "run.sh"
    first = subprocess.run(["sh", str(script), "2"], capture_output=True, text=True)
    assert first.returncode == 1
    assert "broken" in first.stdout.partition("These are not done:")[2]
    assert "beats-a" not in first.stdout.partition("These are not done:")[2]
    assert (file.parent / "a.json").is_file()
    commands.write_clicks(file.parent / "gone.wav")
    second = subprocess.run(["sh", str(script), "2"], capture_output=True, text=True)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "was done" in second.stdout


def test_files_that_are_there_are_not_replaced_unasked(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _export(file, "openjd")
    words = ["farm", "export", "--for", "openjd", str(file), "-o", str(folder)]
    assert main(words) == 2
    assert "exist already" in capsys.readouterr().err
    assert main([*words, "-y"]) == 0


def test_a_wrong_file_is_not_exported(
    jobs_file: JobsFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = jobs_file({"beatz": {}})
    assert main(["farm", "export", "--for", "shell", str(path), "-o", str(tmp_path / "x")]) == 2
    assert "line 1" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
