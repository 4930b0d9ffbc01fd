"""The frozen program does its work where there is no Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.client import connect, discovery
from backbeat_resolve import engine as engine_of_plugin
from backbeat_resolve.places import Installation
from tests import edits, engines
from tests.edits import Piece
from tests.frozen.conftest import Bare, without_python
from tests.resolve_plugin.flows import cut_world, run, shape, write_song
from tests.timeline.test_reader_hazards import ABORTS

pytestmark = [
    pytest.mark.whole,
    pytest.mark.timeout(1200),
    # Built by one process, not by each.
    pytest.mark.xdist_group("frozen"),
    pytest.mark.skipif(sys.platform != "linux", reason="made and tested on Linux"),
]


def test_it_starts_knows_itself_and_runs_no_foreign_code(bare: Bare) -> None:
    assert bare("--version").out.startswith("backbeat ")
    found = json.loads(bare("update-check", "--json").out)
    assert found["kind"] == "frozen" and "replace the folder" in found["update"]
    assert "_backbeat" in bare("completion", "bash").out
    assert bare("-m", "pip", "--version").status == 0
    assert bare("-m", "json.tool", "--help").status == 2
    assert bare("-c", "print(1)").status == 2


def test_the_demo(bare: Bare, tmp_path: Path) -> None:
    ran = bare("demo", "demo")
    assert ran.status == 0, ran.err
    assert "on an engine of its own" in ran.out
    cuts = json.loads((tmp_path / "demo/snapped.syncmap.json").read_text())["cuts"]
    assert any(cut["action"] == "ACTION_MOVED" for cut in cuts)


def test_doctor_finds_all_that_is_in_it(bare: Bare) -> None:
    ran = bare("doctor", "--json")
    found = {one["subject"]: one for one in json.loads(ran.out)}
    assert ran.status == 0, ran.out
    assert "CPUExecutionProvider" in found["onnxruntime"]["says"]
    assert "GPL-3.0-or-later" in found["licence"]["says"]
    for package in ("ctranslate2", "pocketsphinx", "opencv-python-headless", "otio-aaf-adapter"):
        assert found[package]["says"][0].isdigit()


def test_jobs_of_several_libraries(bare: Bare, song: Path, edit: Path, tmp_path: Path) -> None:
    for job in (
        ("snap", edit, "--music", song, "-o", "snapped.otio"),
        ("snap", edit, "--music", song, "-o", "snapped.fcpxml"),
        ("loudness", song, "--dialogue"),
        ("master", song, "--lufs", "-30", "-o", "mastered.wav"),
        ("beats", song, "-o", "beats.otio", "--plot", "beats.png"),
    ):
        ran = bare(*job)
        assert ran.status == 0, (job, ran.err)
    assert (tmp_path / "snapped.otio").stat().st_size > 0


def test_what_is_not_in_it_is_said(bare: Bare, song: Path) -> None:
    ran = bare("beats", song, "--tracker", "librosa")
    assert ran.status == 3
    assert "librosa, which this program does not contain" in ran.err


def test_a_timeline_that_crashes_its_reader_crashes_a_process_of_its_own(
    bare: Bare, song: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.otio").write_text(ABORTS)
    ran = bare("snap", "bad.otio", "--music", song, "-o", "out.otio")
    assert ran.status == 3 and "reader crashes on it" in ran.err
    (tmp_path / "odd.otio").write_text(
        '{"OTIO_SCHEMA": "Gap.1", "extra": {"OTIO_SCHEMA": "Gap.1"}}'
    )
    assert "reader crashes" not in bare("snap", "odd.otio", "--music", song, "-o", "out.otio").err


def test_an_aaf_is_read_by_the_adapter_in_it(bare: Bare, song: Path, tmp_path: Path) -> None:
    made = edits.timeline([[Piece(40, name="a"), Piece(25, name="b"), Piece(30, name="c")]])
    otio.adapters.write_to_file(made, str(tmp_path / "edit.aaf"), "AAF", use_empty_mob_ids=True)
    ran = bare("snap", "edit.aaf", "--music", song, "-o", "out.otio")
    assert ran.status == 0, ran.err


def test_an_engine_takes_a_job_and_opens_the_users_browser(
    program: Path, song: Path, tmp_path: Path
) -> None:
    """What it starts that is not ours does not get our libraries."""
    browser = tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\n/usr/bin/env > browser.said.part\n/bin/mv browser.said.part browser.said\n"
    )
    browser.chmod(0o755)
    environment = without_python(tmp_path, BROWSER=str(browser))
    home = tmp_path / "home"
    process = subprocess.Popen(
        [str(program), "serve", "--json", "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=tmp_path,
    )  # fmt: skip
    try:
        assert process.stdout is not None and process.stdout.readline()
        with connect(home=home) as client:
            result = client.run(engines.beats(song, tmp_path / "beats.json"))
            # Here the system may have the same libraries; elsewhere they are only in the folder.
            assert all("LD_LIBRARY_PATH=" in said for said in environments(process.pid))
        assert result.beats.tempo_bpm == pytest.approx(120, abs=1)
        subprocess.run(
            [str(program), "open"], env=environment, cwd=tmp_path, check=True, timeout=100
        )
        said = tmp_path / "browser.said"
        engines.wait_for(said.exists)
        assert "LD_LIBRARY_PATH" not in said.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def environments(parent: int) -> list[str]:
    """Those of all processes below one."""
    listed = Path(f"/proc/{parent}/task").glob("*/children")
    children = [child for thread in listed for child in thread.read_text().split()]
    assert children
    return [Path(f"/proc/{child}/environ").read_text() for child in children]


@pytest.fixture
def installed(bare: Bare, program: Path, tmp_path: Path) -> Iterator[Installation]:
    """The plugin, as the program installs it; the engine that it starts is gone afterwards."""
    home = tmp_path / "home"
    ran = bare("plugins", "install", "resolve")
    assert ran.status == 0, ran.err
    manifest = json.loads(
        (tmp_path / ".local/share/DaVinciResolve/Fusion/Backbeat/install.json").read_text()
    )
    assert manifest["engine"] == [str(program)]
    yield Installation(manifest["engine"], home, manifest["version"])
    found = discovery.parse(home)
    if found is not None and engines.is_alive(found.pid):
        os.kill(found.pid, signal.SIGTERM)
        engines.wait_for(lambda: not engines.is_alive(found.pid))


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
@pytest.mark.filterwarnings("ignore:.*Popen.__del__:pytest.PytestUnraisableExceptionWarning")
def test_the_plugin_in_resolve_starts_it_and_snaps(
    installed: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    monkeypatch.setenv("BACKBEAT_HOME", str(installed.home))
    started = engine_of_plugin.reach(installed, lambda fraction, step: None, lambda: False)
    assert "snap" in started.capabilities()
    held = cut_world(tmp_path, write_song(tmp_path / "söng.wav"))
    before = shape(held.timeline)
    original = held.timeline
    assert run(held, "snap_to_beats")
    assert held.timeline is not original and shape(original) == before


def test_its_licences_lie_beside_it(program: Path) -> None:
    said = (program.parent / "LICENSES/README.txt").read_text()
    assert "libx264: GPL-2.0-or-later" in said and "libavcodec: LGPL-3.0-or-later" in said
    assert (program.parent / "LICENSES/texts/GPL-3.0.txt").stat().st_size > 30_000
    packages = {
        path.name.split("-")[0] for path in (program.parent / "_internal").glob("*.dist-info")
    }
    texts = {
        path.name.lower().replace("-", "_") for path in (program.parent / "LICENSES").iterdir()
    }
    assert {name.lower() for name in packages} - texts == {"ctranslate2", "flatbuffers", "wavinfo"}
