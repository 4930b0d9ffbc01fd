"""What a master job says of the picture that it copies."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest
from backbeat.workflows.master import job

RATE = 48000


def film(path: Path, encoder: str, pixels: str) -> Path:
    """Two seconds with a tone, timecode and a pixel aspect of 3:4."""
    form = {".mov": "mov", ".mp4": "mp4"}[path.suffix]
    with av.open(str(path), "w", format=form) as container:
        video = container.add_stream(encoder, rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, pixels
        context: Any = video.codec_context
        context.sample_aspect_ratio = Fraction(3, 4)
        video.metadata["timecode"] = "10:00:00:00"
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "stereo"
        for index in range(50):
            picture = np.full((48, 64, 3), 4 * index, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        times = np.arange(2 * RATE) / RATE
        tone = (0.1 * np.sin(2 * np.pi * 997 * times)).astype(np.float32)
        for start in range(0, len(tone), 1024):
            block = np.ascontiguousarray(np.stack([tone[start : start + 1024]] * 2))
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), start
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def master(source: Path, target: Path, progress: Progress | None = None) -> Delivered:
    request = MasterRequest(path=str(source))
    request.deliveries.add(output_path=str(target), integrated_lufs=-23, true_peak_dbtp=-1)
    return job.run(request, *([] if progress is None else [progress])).delivered[0]


def test_a_container_without_the_codec_is_refused_before_any_work(tmp_path: Path) -> None:
    source, steps = film(tmp_path / "a.mov", "prores_ks", "yuv422p10le"), []
    with pytest.raises(RequestError, match=r"b\.mp4 cannot hold the picture as it is \(prores\)"):
        master(source, tmp_path / "b.mp4", Progress(lambda share, step: steps.append(step)))
    assert steps == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mov"]


@pytest.mark.parametrize(("encoder", "pixels"), [("prores_ks", "yuv422p10le"), ("qtrle", "rgb24")])
def test_timecode_and_aspect_of_an_editor_s_file(tmp_path: Path, encoder: str, pixels: str) -> None:
    made = master(film(tmp_path / "a.mov", encoder, pixels), tmp_path / "b.mov")
    assert made.met and made.picture_identical
    assert made.tracks_copied == 1
    assert probe(tmp_path / "b.mov").start_timecode == "10:00:00:00"
    with av.open(str(tmp_path / "b.mov")) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(3, 4)
    if ffprobe := shutil.which("ffprobe"):
        entries = "stream=codec_tag_string,sample_aspect_ratio:stream_tags=timecode"
        command = [ffprobe, "-v", "error", "-of", "json", "-show_entries", entries]
        told = subprocess.run([*command, str(tmp_path / "b.mov")], capture_output=True, check=True)
        picture, _, timecode = json.loads(told.stdout)["streams"]
        assert picture["sample_aspect_ratio"] == "3:4"
        assert timecode["codec_tag_string"] == "tmcd"
        assert timecode["tags"]["timecode"] == "10:00:00:00"


@pytest.mark.shared
def test_the_cases_that_failed(tmp_path: Path, shared: Path) -> None:
    cases = shared / "data" / "cases" / "delivery"
    master(cases / "01_hvc1_becomes_hev1" / "hv.mov", tmp_path / "hv.mov")
    with av.open(str(tmp_path / "hv.mov")) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"
    for ending in (".mp4", ".mkv"):
        made = master(cases / "02_av1_refused" / "av1.mp4", tmp_path / f"av1{ending}")
        assert made.picture_identical
    for name in ("simple.mkv", "hdr0.mkv"):
        master(cases / "05_mkv_chapters_fail" / name, tmp_path / name)
        with av.open(str(tmp_path / name)) as container:
            chapters: list[Any] = list(container.chapters())
            starts = [chapter["start"] * chapter["time_base"] for chapter in chapters]
        assert starts == [0, 4]
    master(cases / "13_stale_replaygain" / "c.mp3", tmp_path / "c.mp3")
    tags = probe(tmp_path / "c.mp3").metadata
    assert tags["title"] == "T"
    assert not [key for key in tags if "replaygain" in key.lower()]


@pytest.mark.shared
def test_tags_of_a_song_are_in_its_wav(tmp_path: Path, shared: Path) -> None:
    source = shared / "data" / "cases" / "delivery" / "06_cover_art_and_chapters_lost" / "c.m4a"
    made = master(source, tmp_path / "c.wav")
    tags = probe(tmp_path / "c.wav").metadata
    assert (tags["title"], tags["artist"], tags["album"]) == ("T", "A", "Al")
    assert "Not copied: cover art (mjpeg)." in made.notes
