"""What the options of listening make of what people write."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from backbeat.cli.moments import bar_shift, beat_shift, moment, tempo
from backbeat.cli.options import add_beat_options, beat_options
from backbeat.errors import InputError
from backbeat.v1 import music_pb2 as pb


def parsed(*arguments: str) -> pb.BeatOptions:
    parser = argparse.ArgumentParser()
    add_beat_options(parser)
    return beat_options(parser.parse_args(arguments))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("83.5", 83.5), (".25", 0.25), ("1:23.500", 83.5), ("0:05", 5), ("90:00", 5400),
        ("1:02:03.25", 3723.25),
    ],
)  # fmt: skip
def test_times(text: str, seconds: float) -> None:
    assert moment(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1:60", "1:5", "1:60:00", "nan", "inf", "1e3", "1:2:3:4", "x", "99999999", "１２"],
)
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not a time"):
        moment(text)


@pytest.mark.parametrize("text", ["0", "-120", "nan", "1e9", "fast", "1001", ""])
def test_tempos_that_are_none(text: str) -> None:
    assert tempo("127.5") == 127.5
    with pytest.raises(argparse.ArgumentTypeError, match="not a tempo"):
        tempo(text)


def test_nothing_said_is_nothing_sent() -> None:
    assert parsed() == pb.BeatOptions()
    assert not parsed().HasField("first_downbeat_s")
    assert not parsed().HasField("edits")


def test_everything_said_is_sent() -> None:
    options = parsed(
        "--tracker", "network", "--beats-per-bar", "3", "--tempo", "128", "--min-tempo", "60",
        "--max-tempo", "200", "--first-downbeat", "0:01.5", "--fixed-grid", "--half-time",
        "--beat-at", "3", "--beat-at", "4", "--downbeat-at", "1:00", "--remove-beat", "0:07.5",
        "--shift-beats", "-2", "--shift-bars", "3",
    )  # fmt: skip
    edits = pb.MusicEdits(
        beats=[
            pb.UserBeat(time_s=3, moves=True),
            pb.UserBeat(time_s=4, moves=True),
            pb.UserBeat(time_s=60, downbeat=True, moves=True),
        ],
        removed_beats_s=[7.5],
    )
    assert options == pb.BeatOptions(
        tracker="network", beats_per_bar=3, tempo_bpm=128, min_tempo_bpm=60, max_tempo_bpm=200,
        first_downbeat_s=1.5, fixed_grid=True, tempo_scale=pb.TEMPO_SCALE_HALF, edits=edits,
        shift_beats=-2, shift_bars=3,
    )  # fmt: skip
    assert parsed("--double-time").tempo_scale == pb.TEMPO_SCALE_DOUBLE
    assert parsed("--first-downbeat", "0").HasField("first_downbeat_s")


@pytest.mark.parametrize(
    ("text", "beats"), [("half", 0.5), ("-half", -0.5), ("1", 1), ("+2", 2), ("-3", -3), ("0", 0)]
)
def test_shifts_of_beats(text: str, beats: float) -> None:
    assert parsed(f"--shift-beats={text}").shift_beats == beats


@pytest.mark.parametrize("text", ["", "0.5", "one", "halves", "99999", "1e2", "-", "١"])
def test_shifts_that_are_none(text: str) -> None:
    for shift in (beat_shift, bar_shift):
        with pytest.raises(argparse.ArgumentTypeError, match="no shift"):
            shift(text)


@pytest.mark.parametrize(
    ("text", "taps"),
    [
        ("1\n1.5\n2\n2.5\n", [1, 1.5, 2, 2.5]),
        ("\ufefftime,beat\r\n0:01.5,1\r\n0:02,2\r\n", [1.5, 2]),
        ("# tapped by hand\n\n.5 ;\n1:00.25\n", [0.5, 60.25]),
        ("1.0\t1.0\t1.1\n1.5\t1.5\t1.2", [1, 1.5]),
        ("Zeit;Wert\n3.25;x\n4;y", [3.25, 4]),
    ],
)
def test_a_file_of_taps(tmp_path: Path, text: str, taps: list[float]) -> None:
    file = tmp_path / "taps.csv"
    file.write_text(text, encoding="utf-8")
    assert parsed("--taps", str(file)).taps_s == taps


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "holds no times"), ("time\n", "holds no times"), ("1\n2\nthree\n4", "line 3: three")],
)
def test_files_that_hold_no_taps(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "taps.txt"
    file.write_text(text)
    with pytest.raises(InputError, match=words) as raised:
        parsed("--taps", str(file))
    assert str(file) in raised.value.message
    file.write_bytes(b"\xff\xfe\x00\x00\x81")
    with pytest.raises(InputError, match="not a file of text"):
        parsed("--taps", str(file))
    with pytest.raises(InputError, match="is a folder, not a file of taps"):
        parsed("--taps", str(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        parsed("--taps", str(tmp_path / "missing.txt"))


def test_half_and_double_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed("--half-time", "--double-time")
    assert ended.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_a_file_of_edits(tmp_path: Path) -> None:
    file = tmp_path / "edits.json"
    said = {
        "beats": [{"timeS": 1.5, "downbeat": True}],
        "emphasis": [{"timeS": 9}],
        "energy": [{"startS": 3, "endS": 5, "level": "ENERGY_LEVEL_HIGH"}],
    }
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(said).encode())
    edits = parsed("--edits", str(file), "--beat-at", "7").edits
    assert [(beat.time_s, beat.downbeat) for beat in edits.beats] == [(1.5, True), (7, False)]
    assert edits.energy[0].level == pb.ENERGY_LEVEL_HIGH


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"beets": []}', '{"beats": [{"timeS": "x"}]}', "[" * 5000, "\ufffe"]
)
def test_files_that_hold_no_edits(tmp_path: Path, text: str) -> None:
    file = tmp_path / "edits.json"
    file.write_text(text, encoding="utf-16" if text == "\ufffe" else "utf-8")
    with pytest.raises(InputError) as raised:
        parsed("--edits", str(file))
    assert str(file) in raised.value.message
    assert "\n" not in str(raised.value)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "missing.json"):
        with pytest.raises(InputError) as raised:
            parsed("--edits", str(file))
        assert str(file) in raised.value.message
