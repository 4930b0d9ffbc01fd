"""The picture of a delivery is the source's in every respect that its container can hold."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.media.delivering import deliver_video
from backbeat.media.picture_digest import picture_digest
from backbeat.media.probe import probe
from backbeat.media.sound_formats import VIDEO_FILES, SoundFormat
from backbeat.media.stream_copy import check_picture
from tests import scheduling

RATE = 48000
ASPECT = Fraction(4, 3)
FFPROBE = shutil.which("ffprobe")


@dataclass(frozen=True)
class Picture:
    """How a source is encoded, and where its picture may go."""

    encoder: str
    pixels: str
    ending: str
    """Of the source."""
    tag: str
    """Of the source, and of MP4 and MOV made from it."""
    targets: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    size: tuple[int, int] = (320, 192)


PICTURES = {
    "h264": Picture("libx264", "yuv420p", ".mp4", "avc1", (".mov", ".mp4", ".mkv")),
    "hevc": Picture("libx265", "yuv420p10le", ".mov", "hvc1", (".mov", ".mp4", ".mkv")),
    "av1": Picture("libsvtav1", "yuv420p", ".mp4", "av01", (".mp4", ".mkv", ".webm")),
    "vp9": Picture("libvpx-vp9", "yuv420p", ".mp4", "vp09", (".mp4", ".mkv", ".webm")),
    "mpeg4": Picture("mpeg4", "yuv420p", ".mp4", "mp4v", (".mov", ".mp4", ".mkv")),
    "prores": Picture("prores_ks", "yuv422p10le", ".mov", "apch", (".mov", ".mkv")),
    "dnxhr": Picture("dnxhd", "yuv422p", ".mov", "AVdh", (".mov",), (("profile", "dnxhr_sq"),)),
    "cineform": Picture("cfhd", "yuv422p10le", ".mov", "CFHD", (".mov",)),
    "v210": Picture("v210", "yuv422p10le", ".mov", "v210", (".mov",)),
    "animation": Picture("qtrle", "rgb24", ".mov", "rle ", (".mov",)),
    "mjpeg": Picture("mjpeg", "yuvj422p", ".mov", "jpeg", (".mov", ".mp4", ".mkv")),
    "mpeg2": Picture("mpeg2video", "yuv420p", ".mov", "m2v1", (".mov", ".mp4", ".mkv")),
}
"""Twelve codecs; each is tried in all four containers. Matroska has no name of its own for DNxHR,
CineForm, v210 and Animation."""
TAGS_IN_MP4 = {"mjpeg": "mp4v", "mpeg2": "mp4v"}
"""Where the source's does not exist there."""
MUXERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska"}


def source_of(folder: Path, name: str, ending: str | None = None, rotated: int = 0) -> Path:
    """Ten pictures with aspect, colour and timecode, and a second track's worth of sound."""
    how = PICTURES[name]
    path = folder / f"{name}{ending or how.ending}"
    muxer = MUXERS[path.suffix]
    with scheduling.kept(), av.open(str(path), "w", format=muxer) as container:
        video = container.add_stream(how.encoder, rate=25, options=dict(how.options))
        video.width, video.height = how.size
        video.pix_fmt = how.pixels
        context: Any = video.codec_context
        context.sample_aspect_ratio = ASPECT
        context.color_primaries = context.color_trc = context.colorspace = 1
        if name == "hevc":
            context.codec_tag = "hvc1"
        if name == "vp9":
            context.options = {"cpu-used": "8", "deadline": "realtime"}
        video.metadata["timecode"] = "10:00:00:00"
        video.metadata["language"] = "deu"
        if rotated:
            video.set_display_rotation(rotated)
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "stereo"
        sound.metadata["language"] = "fra"
        for index in range(10):
            picture = np.full((how.size[1], how.size[0], 3), 20 * index, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=how.pixels)
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for start in range(0, 19200, 1024):
            block = np.zeros((2, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), start
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def delivered(source: Path, target: Path, **more: Any) -> Any:
    muxer, codecs = VIDEO_FILES[target.suffix]
    silence = np.zeros((19200, 2), np.float32)
    form = SoundFormat(codecs[0], RATE, "stereo", 2)
    return deliver_video(target, muxer, source, 0, [silence], form, **more)


def said(path: Path) -> dict[str, Any]:
    """What PyAV says of the picture."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        context: Any = video.codec_context
        frame = next(container.decode(video))
        return {
            "codec": context.codec.canonical_name,
            "aspect": Fraction(str(video.sample_aspect_ratio or 0)),
            "rate": Fraction(str(video.average_rate)),
            "colour": [int(context.color_primaries), int(context.color_trc)],
            "size": (context.width, context.height),
            "rotation": frame.rotation,
            "language": video.metadata.get("language", "und"),
        }


def independently(path: Path) -> dict[str, Any]:
    """What ffprobe says of the picture and its timecode."""
    wanted = "stream=codec_name,codec_tag_string,width,height,sample_aspect_ratio,pix_fmt,"
    wanted += "color_primaries,color_transfer,color_space,field_order,avg_frame_rate:"
    wanted += "stream_tags=timecode"
    command = [str(FFPROBE), "-v", "error", "-of", "json", "-show_entries", wanted, str(path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    picture: dict[str, Any] = told["streams"][0]
    tags = {key.lower(): value for key, value in picture.pop("tags", {}).items()}
    return {**picture, "timecode": tags.get("timecode")}


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pictures")
    return {name: source_of(folder, name) for name in PICTURES}


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv", ".webm"])
@pytest.mark.parametrize("name", PICTURES)
def test_twelve_codecs_in_four_containers(
    tmp_path: Path, sources: dict[str, Path], name: str, ending: str
) -> None:
    source, target = sources[name], tmp_path / f"delivered{ending}"
    if ending not in PICTURES[name].targets:
        with pytest.raises(
            RequestError, match=r"cannot hold the picture as it is \(\w+\)"
        ) as refused:
            check_picture(source, target, VIDEO_FILES[ending][0])
        assert ending not in refused.value.hint
        with pytest.raises(RequestError, match=r"cannot hold the picture as it is \(\w+\)"):
            delivered(source, target)
        assert not target.exists()
        return
    check_picture(source, target, VIDEO_FILES[ending][0])
    copied = delivered(source, target)
    assert copied.left_out == []
    before, after = said(source), said(target)
    assert before["aspect"] == ASPECT
    assert after == before
    assert picture_digest(target).sha256 == picture_digest(source).sha256
    timecode = probe(target).start_timecode
    assert timecode == "10:00:00:00"
    if ending in (".mov", ".mp4"):
        with av.open(str(target)) as container:
            tag = container.streams.video[0].codec_context.codec_tag
        mp4_tag = TAGS_IN_MP4.get(name, PICTURES[name].tag)
        assert tag == (mp4_tag if ending == ".mp4" else PICTURES[name].tag)
    if FFPROBE:
        was, now = independently(source), independently(target)
        del was["codec_tag_string"], now["codec_tag_string"]
        # Of some sources the container does not say what the packets do.
        if "field_order" not in was:
            now.pop("field_order", None)
        assert now == was


def test_the_same_source_gives_the_same_bytes(tmp_path: Path, sources: dict[str, Path]) -> None:
    for ending in (".mov", ".mkv"):
        first, second = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
        delivered(sources["prores"], first)
        delivered(sources["prores"], second)
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv"])
def test_rotation_is_kept(tmp_path: Path, ending: str) -> None:
    source = source_of(tmp_path, "h264", rotated=90)
    assert abs(said(source)["rotation"]) == 90
    delivered(source, tmp_path / f"delivered{ending}")
    assert said(tmp_path / f"delivered{ending}")["rotation"] == said(source)["rotation"]
