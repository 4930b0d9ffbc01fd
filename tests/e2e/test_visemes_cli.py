"""`backbeat visemes`: files, refusals, and live sound through a pipe in real time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from tests.commands import Cli
from tests.loudness.synthetic_speech import synthetic_speech

_RATE = 16_000
_PART = 320
"""Samples that a sound card gives at once: 20 ms."""


@pytest.fixture(scope="module")
def chatter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chatter") / "chatter.wav"
    write_audio(path, [synthetic_speech(3)[:, np.newaxis]], 48_000)
    return path


def _pcm(path: Path) -> bytes:
    samples = read_audio(path, _RATE, 1).samples[:, 0]
    return bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _live(
    sound: bytes, *options: str, part: int = 2 * _PART, in_real_time: bool = False
) -> list[tuple[float, dict]]:
    """The lines that come out, each with the moment at which it came, in seconds since the start.

    The clock starts with the first sample; what the process needs to start is over by then.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "backbeat.cli.main", "visemes", "--stream", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin and process.stdout
    lines: list[tuple[float, dict]] = [(0.0, json.loads(process.stdout.readline()))]
    start = time.monotonic()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            lines.append((time.monotonic() - start, json.loads(line)))

    reader = threading.Thread(target=read)
    reader.start()
    for first in range(0, len(sound), part):
        if in_real_time:
            due = start + (first + part) / 2 / _RATE
            time.sleep(max(0.0, due - time.monotonic()))
        process.stdin.write(sound[first : first + part])
        process.stdin.flush()
    process.stdin.close()
    reader.join(60)
    process.stdout.close()
    assert process.wait(60) == 0
    return lines


def test_files(cli: Cli, chatter: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"shapes.{kind}" for kind in ("json", "tsv", "xml", "otio")]
    options = [word for output in outputs for word in ("-o", output)]
    ran = cli("visemes", chatter, *options)
    assert (ran.status, ran.err) == (0, "")
    assert "mouth shapes in 3.0 s, heard by the small network" in ran.out
    assert "note: The speech model is not here" in ran.out
    names = [viseme["name"] for viseme in json.loads(outputs[0].read_text())["visemes"]]
    assert [row.split("\t")[1] for row in outputs[1].read_text().splitlines()] == [*names, "X"]
    assert re.findall(r">(\w)</mouthCue>", outputs[2].read_text()) == names
    before = [output.read_bytes() for output in outputs]
    assert cli("visemes", chatter, *options).status == 0
    assert [output.read_bytes() for output in outputs] == before


def test_an_edited_timeline_becomes_a_file_for_a_rig(
    cli: Cli, chatter: Path, tmp_path: Path
) -> None:
    edited, rig = tmp_path / "shapes.otio", tmp_path / "rig.tsv"
    assert cli("visemes", chatter, "-o", edited, "--set", "arkit").status == 0
    timeline = json.loads(edited.read_text())
    markers = timeline["tracks"]["children"][0]["children"][0]["markers"]
    markers[1]["name"] = "tongueOut"
    edited.write_text(json.dumps(timeline))
    assert cli("visemes", edited, "-o", rig).status == 0
    rows = [row.split("\t")[1] for row in rig.read_text().splitlines()]
    assert rows == [*(marker["name"] for marker in markers), "neutral"]
    said = json.loads(cli("visemes", edited, "--json").out)
    assert said["method"] == "edited"
    assert {"name": "tongueOut", "weight": 0.3} in said["visemes"][1]["blendShapes"]
    assert "already has mouth shapes" in cli("visemes", edited, "--set", "oculus").err


def test_text_from_a_file(cli: Cli, shared: Path) -> None:
    speech = shared / "data/lips/speech"
    ran = cli(
        "visemes", speech / "librivox_0870.wav", "--text", speech / "librivox_0870.txt", "--json"
    )
    assert json.loads(ran.out)["method"] == "text"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "No recording was named"),
        (("missing.wav",), "missing.wav"),
        (("talk.wav", "--stream"), "--stream reads sound from stdin"),
        (("--stream", "--set", "disney"), "no set of mouth shapes"),
        (("talk.wav", "-o", "talk.doc"), "of no known kind"),
    ],
)
def test_refusals_are_one_sentence(cli: Cli, words: tuple[str, ...], message: str) -> None:
    ran = cli("visemes", *words)
    assert ran.status in (2, 3)
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_a_stream_keeps_its_promise_in_real_time(chatter: Path) -> None:
    """Every shape is there when its look-ahead, the part it came in and a little computing are."""
    lines = _live(_pcm(chatter), in_real_time=True)
    promised = lines[0][1]["lookAheadS"]
    assert promised < 0.05
    shapes = [(moment, line["startS"]) for moment, line in lines[1:]]
    assert len(shapes) > 5
    late = [moment - start_s for moment, start_s in shapes if start_s < 2.9]
    # None comes before its sound has; other work on this machine may delay some, but not all.
    assert min(late) >= promised - 0.002
    assert min(late) < promised + _PART / _RATE + 0.03


def test_a_stream_needs_a_tenth_of_real_time(chatter: Path) -> None:
    """Measured in processor time, which other work on this machine does not change much."""
    sound = _pcm(chatter) * 7
    script = (
        "import sys, time, io; from backbeat.cli.visemes import _stream; "
        "sound = sys.stdin.buffer.read(); _stream('', io.BytesIO(sound[:64000])); "
        "start = time.process_time(); _stream('', io.BytesIO(sound)); "
        "print(time.process_time() - start, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=sound, capture_output=True, check=True, timeout=100
    )
    assert float(done.stderr) < 0.1 * len(sound) / 2 / _RATE


def test_a_stream_does_not_depend_on_how_it_is_cut(chatter: Path) -> None:
    sound = _pcm(chatter)
    whole = [line for _, line in _live(sound, "--set", "oculus")]
    assert whole == [line for _, line in _live(sound, "--set", "oculus", part=1001)]
    assert whole[0]["set"] == "oculus"
    starts = [line["startS"] for line in whole[1:]]
    assert starts == sorted(starts)
    assert starts[0] == 0


def test_a_stream_of_nothing() -> None:
    assert len(_live(b"")) <= 2
