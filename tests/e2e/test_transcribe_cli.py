"""`backbeat transcribe` from the outside, on generated speech."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.timeline import load
from tests import commands, espeak, pulled
from tests.commands import Cli
from tests.engines import engine_process

TEXT = "Please call Stella. Ask her to bring these things with her from the store."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording, and a home with the speech model."""
    folder = tmp_path_factory.mktemp("talk")
    pulled.put("speech", folder / "home")
    samples, _ = espeak.say(TEXT)
    write_audio(folder / "talk.wav", [samples[:, np.newaxis]], 16000)
    return folder


def test_every_kind_of_file_says_the_same(folder: Path) -> None:
    cli = commands.in_folder(folder)
    outputs = [argument for kind in ("srt", "vtt", "json", "otio", "html")
               for argument in ("-o", f"out.{kind}")]  # fmt: skip
    ran = cli("transcribe", "talk.wav", *outputs)
    assert (ran.status, ran.err) == (0, "")
    assert "words, in en" in ran.out and "written   " in ran.out
    said = json.loads((folder / "out.json").read_text())
    words = [word["text"] for word in said["words"]]
    assert "things" in words and said["language"] == "en" and said["languageGuessed"]
    assert 0 < said["words"][0]["startS"] < 1 and said["speakers"][0]["number"] == 1

    for name in ("out.srt", "out.vtt"):
        text = re.sub(r"<[\d:.]+>", "", (folder / name).read_text())
        lines = text[text.index("-->") :].splitlines()[1:]
        shown = [word for line in lines if "-->" not in line for word in line.split()]
        assert [word for word in shown if not word.isdigit()] == words
    srt = (folder / "out.srt").read_text()
    first = re.match(r"1\n(\d\d):(\d\d):(\d\d),(\d{3}) --> ", srt)
    assert first
    assert int(first[3]) + int(first[4]) / 1000 == pytest.approx(said["words"][0]["startS"])

    (clip,) = load(folder / "out.otio").root.tracks[0]
    marked = [
        word["text"] for marker in clip.markers for word in marker.metadata["backbeat"]["words"]
    ]
    assert marked == words
    assert (
        abs(clip.markers[0].marked_range.start_time.value / 25 - said["words"][0]["startS"]) < 0.03
    )
    page = (folder / "out.html").read_text()
    assert re.findall(r'<span class="w[^>]*>([^<]*)</span>', page) == [
        word.replace("&", "&amp;").replace("'", "&#x27;") for word in words
    ]
    assert 'src="talk.wav"' in page and str(folder) not in page


def test_the_same_bytes_again_and_through_an_engine(
    folder: Path, tmp_path: Path, speech_model: None
) -> None:
    cli = commands.in_folder(folder)
    assert cli("transcribe", "talk.wav", "-o", "a.vtt", "-o", "a.json").status == 0
    first = [(folder / name).read_bytes() for name in ("a.vtt", "a.json")]
    # Its own files are replaced without being told to.
    assert cli("transcribe", "talk.wav", "-o", "a.vtt", "-o", "a.json").status == 0
    assert [(folder / name).read_bytes() for name in ("a.vtt", "a.json")] == first
    with engine_process(tmp_path / "home", "--workers", "1"):
        ran = cli("transcribe", "talk.wav", "-o", "b.vtt", "--json", "--engine", "auto",
                  BACKBEAT_HOME=str(tmp_path / "home"))  # fmt: skip
    assert ran.status == 0, ran.err
    assert (folder / "b.vtt").read_bytes() == first[0]
    assert len(json.loads(ran.out)["words"]) > 10


def test_without_the_model_one_sentence_says_how_to_get_it(cli: Cli, tmp_path: Path) -> None:
    write_audio(tmp_path / "talk.wav", [np.zeros((16000, 1), np.float32)], 16000)
    ran = cli("transcribe", "talk.wav", "-o", "talk.srt")
    assert ran.status == 3 and not (tmp_path / "talk.srt").exists()
    assert ran.err.count("\n") == 1
    assert "backbeat models pull speech" in ran.err


def test_nothing_said_is_said_so(folder: Path) -> None:
    write_audio(folder / "quiet.wav", [np.zeros((32000, 2), np.float32)], 16000)
    cli = commands.in_folder(folder)
    ran = cli(
        "transcribe", "quiet.wav", "-o", "q.srt", "-o", "q.html", "-o", "q.otio", "-o", "q.vtt"
    )
    assert ran.status == 0, ran.err
    assert "0 words" in ran.out and "Nobody says anything" in ran.out
    assert (folder / "q.srt").read_text() == ""
    assert "Nobody says anything" in (folder / "q.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["talk.wav", "--language", "english"], 2, "no language 'english'"),
        (["talk.wav", "--speakers", "21"], 2, "21 speakers cannot be told apart"),
        (["talk.wav", "-o", "a.srt", "-o", "b.srt"], 2, "Two outputs end in .srt"),
        (["talk.wav", "-o", "a.docx"], 2, "of no known kind"),
        (["nowhere.wav"], 3, "nowhere.wav"),
    ],
)
def test_wrong_use_is_one_sentence(
    folder: Path, arguments: list[str], status: int, words: str
) -> None:
    ran = commands.in_folder(folder)("transcribe", *arguments)
    assert ran.status == status and words in ran.err and ran.err.count("\n") == 1
