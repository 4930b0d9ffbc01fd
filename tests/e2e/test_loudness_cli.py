"""`backbeat loudness` from the outside."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from tests.commands import Cli, write_clicks
from tests.engines import engine_process


def write_tone(path: Path, level_db: float, seconds: float = 4) -> Path:
    line = 10 ** (level_db / 20) * np.sin(2 * np.pi * 997 * np.arange(int(seconds * 48000)) / 48000)
    write_audio(
        path,
        np.repeat(line[:, np.newaxis], 2, axis=1).astype(np.float32),
        48000,
        "flac" if path.suffix == ".flac" else "pcm_s24le",
    )
    return path


def test_one_file_gets_every_figure(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -23)
    ran = cli("loudness", "tone.wav", "-o", "report.json", "--plot", "report.png")
    assert (ran.status, ran.err) == (0, "")
    assert (tmp_path / "report.png").read_bytes()[:4] == b"\x89PNG"
    assert cli("loudness", "tone.wav", "--plot", "report.svg").status == 0
    assert "<svg" in (tmp_path / "report.svg").read_text()
    assert "integrated  -23.0 LUFS" in ran.out
    assert "ebu-r128" in ran.out.split("meets as it is: ")[1].splitlines()[0]
    kept = json.loads((tmp_path / "report.json").read_text())
    assert kept["integratedLufs"] == pytest.approx(-23, abs=0.02)
    assert kept["sampleRateHz"] == 48000
    shown = cli("loudness", "tone.wav", "--json")
    assert json.loads(shown.out) == {**kept, "writtenBy": ""}


def test_a_preset_says_what_is_missing(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -20)
    ran = cli("loudness", "tone.wav", "--preset", "ebu-r128", "--preset", "netflix")
    assert ran.status == 1
    assert "ebu-r128: not met" in ran.out
    assert "FAIL integrated" in ran.out
    assert "netflix: not met" in ran.out
    assert "required -24 ±2 LUFS" in ran.out
    assert "0 % of the recording is speech, under 15 %: the whole programme is judged." in ran.out
    ran = cli("loudness", "tone.wav", "--preset", "nonesuch")
    assert ran.status == 2
    assert "Choose from: youtube," in ran.err


def test_many_files_get_a_line_each_and_a_bad_one_spoils_no_other(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "a.wav", -23)
    write_tone(tmp_path / "b.flac", -30)
    (tmp_path / "c.wav").write_bytes(b"no sound at all")
    ran = cli("loudness", "a.wav", "b.flac", "c.wav", "d.wav")
    lines = {line.split()[0]: line.split()[1] for line in ran.out.splitlines()[1:3]}
    assert lines == {"a.wav": "-23.0", "b.flac": "-30.0"}
    assert ran.status == 3
    assert "c.wav" in ran.err and "d.wav does not exist" in ran.err
    assert "Traceback" not in ran.err


def test_bad_use_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    write_clicks(tmp_path / "clicks.wav")
    for arguments in (
        ("loudness",),
        ("loudness", "clicks.wav", "clicks.wav", "-o", "x.txt"),
        ("loudness", "clicks.wav", "-o", "x.txt"),
        ("loudness", "clicks.wav", "--meter", "vu"),
        ("loudness", "clicks.wav", "--track", "3"),
    ):
        ran = cli(*arguments)
        assert ran.status in (2, 3), arguments
        assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / "x.json").exists()


def test_pyloudnorm_may_be_asked(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -23)
    ran = cli("loudness", "tone.wav", "--meter", "pyloudnorm")
    assert ran.status == 0
    assert "integrated  -23.0 LUFS" in ran.out and "(pyloudnorm)" in ran.out


def test_an_engine_measures_the_same(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -18)
    with engine_process(tmp_path / "home", "--workers", "1"):
        far = cli("loudness", "tone.wav", "--json", "--engine", "auto")
    here = cli("loudness", "tone.wav", "--json")
    assert far.status == here.status == 0
    assert json.loads(far.out) == json.loads(here.out)


def test_an_engine_gives_the_same_exit_status(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "loud.wav", -10)
    write_tone(tmp_path / "right.wav", -23)
    with engine_process(tmp_path / "home", "--workers", "1"):
        for file, status in (("loud.wav", 1), ("right.wav", 0)):
            for arguments in (
                (),
                ("--json",),
                ("--engine", "auto"),
                ("--engine", "auto", "--json"),
            ):
                ran = cli("loudness", file, "--preset", "ebu-r128", *arguments)
                assert (ran.status, ran.err) == (status, ""), (file, arguments)
    # Without a preset there is nothing to meet.
    assert cli("loudness", "loud.wav").status == 0
    both = cli("loudness", "loud.wav", "right.wav", "--preset", "ebu-r128")
    assert both.status == 1
    assert "loud.wav: ebu-r128: integrated -10.0 LUFS, required -23 ±0.2 LUFS" in both.out
    assert cli("loudness", "none.wav", "loud.wav", "--preset", "ebu-r128").status == 3


def write_tracks(path: Path, levels_db: tuple[float, ...], seconds: float = 4) -> Path:
    """A MOV with timecode 10:00:00:00 at 25 fps and a mono track of each level."""
    with av.open(str(path), "w", format="mov") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        video.metadata["timecode"] = "10:00:00:00"
        tracks = [container.add_stream("pcm_s24le", rate=48000, layout="mono") for _ in levels_db]
        black = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        time_s = np.arange(int(seconds * 48000)) / 48000
        for index in range(int(seconds * 25)):
            picture = black.reformat(format="yuv420p")
            picture.pts = index
            container.mux(video.encode(picture))
        for track, level in zip(tracks, levels_db, strict=True):
            line = 10 ** (level / 20) * np.sin(2 * np.pi * 997 * time_s)
            frame = av.AudioFrame.from_ndarray(
                (line * 2**31).astype(np.int32)[np.newaxis], format="s32", layout="mono"
            )
            frame.sample_rate = 48000
            container.mux(track.encode(frame))
        for stream in (video, *tracks):
            container.mux(stream.encode(None))
    return path


def test_broadcast_tracks_of_mono_are_seen_and_bound(cli: Cli, tmp_path: Path) -> None:
    write_tracks(tmp_path / "eight.mov", (-20, -20, -30, -10, -26, -26, -40, -50))
    alone = cli("loudness", "eight.mov")
    assert "The file has 8 tracks of sound; this is track 1 alone." in alone.out
    # A tone in dBFS is 3.01 LU louder in two channels than in one.
    assert "integrated  -23.0 LUFS" in alone.out
    assert "integrated  -20.0 LUFS" in cli("loudness", "eight.mov", "--tracks", "1+2").out
    every = cli("loudness", "eight.mov", "--tracks", "all")
    lines = every.out.splitlines()[1:9]
    assert [line.split()[1:4] for line in lines] == [
        [str(number), "(mono)", f"{level - 3.01:.1f}"]
        for number, level in enumerate((-20, -20, -30, -10, -26, -26, -40, -50), 1)
    ]
    surround = json.loads(cli("loudness", "eight.mov", "--layout", "5.1=1..6", "--json").out)
    # L, R, C and both surrounds at 1.41; the LFE, loudest of all, is not counted.
    power = 10**-2.0 * 2 + 10**-3.0 + 1.41 * 2 * 10**-2.6
    expected = 10 * np.log10(power / 2)
    assert surround["integratedLufs"] == pytest.approx(expected, abs=0.02)
    assert surround["tracks"] == [1, 2, 3, 4, 5, 6]
    assert surround["path"] == str(tmp_path / "eight.mov")
    for arguments, message in (
        (("--tracks", "1..6+7"), "Tracks 1, 2, 3, 4, 5, 6 and 7 have 7 channels together"),
        (("--tracks", "9"), "there is no track 9"),
        (("--tracks", "one"), "names no tracks"),
        (("--layout", "5.1=1..4"), "5.1 has 6 channels, and tracks 1, 2, 3 and 4"),
        (("--layout", "6.9=1+2"), "no channel layout '6.9'"),
    ):
        ran = cli("loudness", "eight.mov", *arguments)
        assert ran.status == 2 and message in ran.err, ran.err


def test_a_range_leaves_out_what_leads_in(cli: Cli, tmp_path: Path) -> None:
    write_tracks(tmp_path / "film.mov", (-20, -20))
    line_up, programme = write_tone(tmp_path / "a.wav", -6), write_tone(tmp_path / "b.wav", -23)
    joined = np.concatenate([read_audio(path, 48000).samples for path in (line_up, programme)])
    write_audio(tmp_path / "reel.wav", joined, 48000, "pcm_s24le")
    assert "integrated   -6" in cli("loudness", "reel.wav", "--to", "0:04").out
    for arguments in (("--from", "4.5"), ("--from", "0:04.5", "--to", "7.5")):
        ran = cli("loudness", "reel.wav", *arguments, "--preset", "ebu-r128")
        assert "integrated  -23.0 LUFS" in ran.out and ran.status == 0
    # Timecode on the file's own, and counted from its start.
    for start in ("10:00:01:12", "00:00:01:12"):
        found = json.loads(cli("loudness", "film.mov", "--from", start, "--json").out)
        assert found["rangeFromS"] == pytest.approx(1.48)
        assert found["durationS"] == pytest.approx(4 - 1.48, abs=0.01)
    for arguments, message in (
        (("reel.wav", "--from", "00:00:01:00"), "has no picture"),
        (("reel.wav", "--from", "5", "--to", "4"), "is empty"),
        (("reel.wav", "--from", "90"), "ends at 8.00 s"),
        (("reel.wav", "--from", "soon"), "is no time"),
    ):
        ran = cli("loudness", *arguments)
        assert ran.status == 2 and message in ran.err, ran.err


def test_several_files_go_into_one_report(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "a.wav", -23)
    write_tone(tmp_path / "b.wav", -30)
    for name in ("all.csv", "all.html", "all.json"):
        assert cli("loudness", "a.wav", "b.wav", "-o", name).status == 0
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text().splitlines()))
    assert [Path(row["path"]).name for row in rows] == ["a.wav", "b.wav"]
    assert [float(row["integrated_lufs"]) for row in rows] == pytest.approx([-23, -30], abs=0.05)
    text = (tmp_path / "all.html").read_text()
    assert "a.wav" in text and "b.wav" in text and text.count("<section") == 2
    assert len(json.loads((tmp_path / "all.json").read_text())) == 2


def test_the_presets_are_listed_with_their_grade(cli: Cli) -> None:
    ran = cli("loudness", "--list-presets")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 38
    assert "-23 to -18 (dBFS RMS)" in ran.out and "* sample peak, in dBFS" in ran.out
    assert "[convention" in ran.out
