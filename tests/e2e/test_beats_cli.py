"""`backbeat beats` from the outside."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import mido
import numpy as np
import pytest
from PIL import Image

from backbeat.media.decode import read_audio
from backbeat.media.probe import probe
from backbeat.timeline import load
from backbeat.workflows.beats.files.click import levels_for
from tests.commands import Cli, write_clicks


def test_every_kind_of_file_says_the_same(cli: Cli, song: Path, tmp_path: Path) -> None:
    ran = cli("beats", song, "-o", "out.json", "--plot", "out.svg")
    assert (ran.status, ran.err) == (0, "")
    assert "120.0 bpm" in ran.out
    assert f"written   {tmp_path / 'out.json'}" in ran.out
    assert f"drawn     {tmp_path / 'out.svg'}" in ran.out
    times = [beat["timeS"] for beat in json.loads((tmp_path / "out.json").read_text())["beats"]]
    assert len(times) > 15
    ET.parse(tmp_path / "out.svg")

    assert cli("beats", song, "-o", "out.csv", "--plot", "out.png").status == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert [float(row["time_s"]) for row in rows] == pytest.approx(times, abs=2e-6)
    with Image.open(tmp_path / "out.png") as image:
        assert image.format == "PNG" and image.width == 1600

    assert cli("beats", song, "-o", "out.otio").status == 0
    markers = load(tmp_path / "out.otio").root.tracks.markers
    seconds = [marker.metadata["backbeat"]["time_seconds"] for marker in markers]
    assert seconds == pytest.approx(times)

    assert cli("beats", song, "-o", "out.txt").status == 0
    labels = [line.split("\t") for line in (tmp_path / "out.txt").read_text().splitlines()]
    points = [float(start) for start, end, _ in labels if start == end]
    assert points == pytest.approx(times, abs=2e-6)

    assert cli("beats", song, "-o", "out.mid").status == 0
    now, clicks = 0.0, []
    for message in mido.MidiFile(tmp_path / "out.mid"):
        now += message.time
        if message.type == "note_on":
            clicks.append(now)
    assert clicks == pytest.approx(times, abs=0.001)


@pytest.mark.parametrize("name", ["click.wav", "click.FLAC"])
def test_the_click_is_heard(cli: Cli, song: Path, tmp_path: Path, name: str) -> None:
    assert cli("beats", song, "-o", name).status == 0
    track, source = probe(tmp_path / name).audio, probe(song).audio
    assert track is not None and source is not None
    assert (track.rate, track.channels) == (source.rate, source.channels)
    music, mixed = (read_audio(path, track.rate).samples for path in (song, tmp_path / name))
    assert len(music) == len(mixed)
    assert np.abs(mixed).max() < 1
    beats = [beat["timeS"] for beat in json.loads(cli("beats", song, "--json").out)["beats"]]
    clicks = mixed - levels_for(float(np.abs(music).max())).music * music
    # A click's first sample is its loudest.
    loud = np.flatnonzero(clicks > 0.25)
    starts = loud[np.diff(loud, prepend=-track.rate) > track.rate // 20]
    assert starts.tolist() == [round(time * track.rate) for time in beats]


def test_sections_are_listed(cli: Cli, tmp_path: Path) -> None:
    song = write_clicks(tmp_path / "song.wav", 20)
    ran = cli("beats", song, "--json")
    sections = json.loads(ran.out)["sections"]
    listed = cli("beats", song).out.splitlines()[2:]
    if len(sections) > 1:
        assert len(listed) == len(sections)
        assert all(part["label"] in line for part, line in zip(sections, listed, strict=True))
    else:
        assert not listed


def test_silence_has_a_file_of_every_kind(cli: Cli, tmp_path: Path) -> None:
    from backbeat.media.encode import write_audio

    song = tmp_path / "silence.wav"
    write_audio(song, np.zeros((22050, 1), np.float32), 22050)
    for ending in ("json", "csv", "otio", "txt", "mid", "wav", "flac"):
        ran = cli("beats", song, "-o", f"out.{ending}", "--plot", "out.png")
        assert (ran.status, ran.err) == (0, "")
        assert "no beats" in ran.out
        assert (tmp_path / f"out.{ending}").is_file()


def test_the_metre_is_the_users(cli: Cli, song: Path) -> None:
    ran = cli("beats", song, "--beats-per-bar", 3, "--json")
    assert json.loads(ran.out)["beatsPerBar"] == 3


def test_the_users_beats_are_there(cli: Cli, song: Path, tmp_path: Path) -> None:
    (tmp_path / "edits.json").write_text('{"beats": [{"timeS": 5.26}]}')
    ran = cli("beats", song, "--edits", "edits.json", "--downbeat-at", "0:07.230", "--json")
    mine = [b for b in json.loads(ran.out)["beats"] if b["origin"] == "ORIGIN_USER"]
    assert [beat["timeS"] for beat in mine] == pytest.approx([5.26, 7.23])
    assert mine[1]["beat"] == 1
    dry = cli("snap", "missing.otio", "--music", song, "--dry-run", "--edits", "no.json")
    assert (dry.status, "no.json" in dry.err) == (3, True)
