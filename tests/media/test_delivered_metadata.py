"""What a source says beside its packets is in the delivery too, and nothing that is stale."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition

from backbeat.media.delivering import Copied, deliver_sound, deliver_video
from backbeat.media.probe import probe
from backbeat.media.sound_formats import SOUND_FILES, VIDEO_FILES, SoundFormat, brand_options

RATE = 48000
SILENCE = np.zeros((2 * RATE, 2), np.float32)
CHAPTERS = [(0, 400, "One"), (400, 1000, "Two")]
"""In milliseconds."""


def jpeg() -> bytes:
    with av.open(io.BytesIO(), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 90, np.uint8), format="rgb24")
        return b"".join(bytes(p) for p in [*stream.encode(frame), *stream.encode(None)])


def cover_track(container: Any) -> Any:
    """A track of a cover, to be written as the first packet."""
    stream = container.add_stream("mjpeg", rate=1)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuvj420p"
    stream.disposition = Disposition.attached_pic
    return stream


def with_chapters(container: Any) -> None:
    container.set_chapters(
        [
            {
                "id": number,
                "start": start,
                "end": end,
                "time_base": Fraction(1, 1000),
                "metadata": {"title": title},
            }
            for number, (start, end, title) in enumerate(CHAPTERS)
        ]
    )


def write_sound(sound: Any, container: Any) -> None:
    for start in range(0, 2 * RATE, 1024):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((2, 1024), np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), start
        container.mux(sound.encode(frame))
    container.mux(sound.encode(None))


def write_pictures(video: Any, container: Any, late: int = 0) -> None:
    """Fifty pictures; the first one `late` milliseconds after the clock's start."""
    video.codec_context.time_base = Fraction(1, 1000)
    for index in range(50):
        picture = np.full((48, 64, 3), 5 * index, np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = 40 * index + late, Fraction(1, 1000)
        container.mux(video.encode(frame))
    container.mux(video.encode(None))


def recording(path: Path, form: str, codec: str) -> Path:
    """Sound with cover, chapters and tags, some of them of its level."""
    with av.open(str(path), "w", format=form) as container:
        container.metadata.update(title="T", artist="A", REPLAYGAIN_TRACK_GAIN="-8.5 dB")
        sound = container.add_stream(codec, rate=RATE)
        sound.layout = "stereo"
        with_chapters(container)
        if form == "matroska":
            container.add_attachment("cover.jpg", "image/jpeg", jpeg())
        else:
            stream = cover_track(container)
            packet = av.Packet(jpeg())
            packet.pts = packet.dts = 0
            packet.time_base, packet.stream = Fraction(1, 1), stream
            container.mux(packet)
        write_sound(sound, container)
    return path


def video(path: Path, late: int = 0, **tags: str) -> Path:
    """Pictures that start `late` milliseconds after the clock, with chapters from 0 on."""
    form = VIDEO_FILES[path.suffix][0]
    with av.open(str(path), "w", format=form, options={"movflags": "use_metadata_tags"}) as made:
        made.metadata.update(tags)
        picture = made.add_stream("libx264", rate=25, options={"bf": "0", "preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        picture.metadata["language"] = "deu"
        sound = made.add_stream("aac", rate=RATE)
        sound.layout = "stereo"
        sound.metadata.update(language="nld")
        if form == "matroska":
            sound.metadata.update({"BPS": "128000", "_STATISTICS_TAGS": "BPS", "DURATION": "x"})
        with_chapters(made)
        write_pictures(picture, made, late)
        write_sound(sound, made)
    return path


def remade(source: Path, target: Path) -> Copied:
    """A delivery with silence in place of its sound."""
    if target.suffix in VIDEO_FILES:
        muxer, codecs = VIDEO_FILES[target.suffix]
        form = SoundFormat(codecs[0], RATE, "stereo", 2)
        return deliver_video(target, muxer, source, 0, [SILENCE], form)
    muxer, codecs = SOUND_FILES[target.suffix]
    form = SoundFormat(codecs[0], RATE, "stereo", 2)
    tags, options = probe(source).metadata, brand_options(target)
    return deliver_sound(target, muxer, [SILENCE], form, tags, options, source, 0)


def chapters_of(path: Path) -> list[tuple[int, str]]:
    with av.open(str(path)) as container:
        chapters: list[Any] = list(container.chapters())
        return [
            (round(1000 * chapter["start"] * chapter["time_base"]), chapter["metadata"]["title"])
            for chapter in chapters
        ]


def tags_of(path: Path) -> dict[str, str]:
    return {key.lower(): value for key, value in probe(path).metadata.items()}


def covers_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        covers = [s for s in container.streams.video if s.disposition & Disposition.attached_pic]
        return [bytes(next(iter(container.demux(stream)))) for stream in covers]


@pytest.mark.parametrize("ending", [".m4a", ".m4b", ".mp3", ".flac", ".mka", ".opus", ".ogg"])
@pytest.mark.parametrize(
    ("name", "form", "codec"),
    [("a.m4a", "mp4", "aac"), ("a.mp3", "mp3", "libmp3lame"), ("a.mka", "matroska", "flac")],
)
def test_a_file_of_sound_keeps_cover_chapters_and_tags(
    tmp_path: Path, name: str, form: str, codec: str, ending: str
) -> None:
    source, target = recording(tmp_path / name, form, codec), tmp_path / f"delivered{ending}"
    assert covers_of(source) == [jpeg()]
    copied = remade(source, target)
    assert copied.left_out == []
    assert covers_of(target) == [jpeg()]
    assert chapters_of(target) == [(start, title) for start, _, title in CHAPTERS]
    tags = tags_of(target)
    assert (tags["title"], tags["artist"]) == ("T", "A")
    assert not [key for key in tags if "replaygain" in key]
    if ending in (".m4a", ".m4b"):
        assert target.read_bytes()[8:12] == {".m4a": b"M4A ", ".m4b": b"M4B "}[ending]


def test_flac_keeps_its_own(tmp_path: Path) -> None:
    first = tmp_path / "a.flac"
    remade(recording(tmp_path / "a.mp3", "mp3", "libmp3lame"), first)
    remade(first, tmp_path / "b.flac")
    assert covers_of(tmp_path / "b.flac") == [jpeg()]
    assert chapters_of(tmp_path / "b.flac") == [(0, "One"), (400, "Two")]


def test_wav_says_what_it_does_not_hold(tmp_path: Path) -> None:
    source = recording(tmp_path / "a.mp3", "mp3", "libmp3lame")
    assert remade(source, tmp_path / "a.wav").left_out == ["chapters", "cover art (mjpeg)"]


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv"])
@pytest.mark.parametrize("late", [0, 21])
def test_chapters_keep_their_times(tmp_path: Path, ending: str, late: int) -> None:
    target = tmp_path / f"delivered{ending}"
    remade(video(tmp_path / "a.mkv", late), target)
    assert chapters_of(target) == [(0, "One"), (400, "Two")]


def test_chapters_go_with_a_picture_that_is_late(tmp_path: Path) -> None:
    remade(video(tmp_path / "a.mkv", 200), tmp_path / "b.mkv")
    assert chapters_of(tmp_path / "b.mkv") == [(0, "One"), (200, "Two")]


CAMERA = {
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 15",
    "com.apple.quicktime.location.ISO6709": "+48.1+011.5/",
    "com.apple.quicktime.creationdate": "2024-05-05T10:11:12+0200",
    "creation_time": "2024-05-05T08:11:12.000000Z",
    "title": "Garden",
    "iTunNORM": " 000",
}


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv"])
def test_a_camera_s_metadata_is_kept(tmp_path: Path, ending: str) -> None:
    source, target = video(tmp_path / "a.mov", **CAMERA), tmp_path / f"delivered{ending}"
    copied = remade(source, target)
    tags = tags_of(target)
    wanted = {key.lower(): value for key, value in CAMERA.items() if key != "iTunNORM"}
    assert wanted.items() <= tags.items()
    assert "itunnorm" not in tags
    assert copied.left_out == []
    # It goes on from Matroska, too, and under Apple's names.
    remade(target, tmp_path / "back.mov")
    back = probe(tmp_path / "back.mov").metadata
    assert {key: back.get(key) for key in CAMERA if key != "iTunNORM"} == {
        key: value for key, value in CAMERA.items() if key != "iTunNORM"
    }


@pytest.mark.parametrize("ending", [".mov", ".mp4", ".mkv"])
def test_languages_are_kept_and_statistics_are_not(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"delivered{ending}"
    remade(video(tmp_path / "a.mkv"), target)
    with av.open(str(target)) as container:
        tracks = [*container.streams.video[:1], *container.streams.audio]
        assert [track.metadata["language"] for track in tracks] == ["deu", "nld"]
        names = {key for track in tracks for key in track.metadata}
        assert not names & {"BPS", "_STATISTICS_TAGS"}
        assert tracks[1].metadata.get("DURATION") != "x"


def test_attachments_and_subtitles_stay_in_matroska(tmp_path: Path) -> None:
    source = tmp_path / "a.mkv"
    with av.open(str(source), "w", format="matroska") as container:
        picture = container.add_stream("libx264", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "stereo"
        words = container.add_mux_stream("subrip")
        words.metadata["language"] = "swe"
        container.add_attachment("font.ttf", "application/x-truetype-font", b"font" * 100)
        write_pictures(picture, container)
        packet = av.Packet(b"Hej")
        packet.pts = packet.dts = 400
        packet.duration, packet.time_base, packet.stream = 800, Fraction(1, 1000), words
        container.mux(packet)
        write_sound(sound, container)
    assert remade(source, tmp_path / "b.mkv").left_out == []
    with av.open(str(tmp_path / "b.mkv")) as container:
        font = next(s for s in container.streams if s.type == "attachment")
        assert (font.name, font.data) == ("font.ttf", b"font" * 100)
        subtitles = container.streams.subtitles[0]
        assert subtitles.metadata["language"] == "swe"
        (found,) = [p for p in container.demux(subtitles) if p.size]
        assert (bytes(found), found.pts, found.duration) == (b"Hej", 400, 800)
    assert remade(source, tmp_path / "c.mp4").left_out == [
        "track 2 (subtitle, subrip)",
        "track 3 (attachment, font.ttf)",
    ]


MDCV = struct.pack(">8H2I", 13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450, 10000000, 50)
CLLI = struct.pack(">2H", 1000, 400)


def with_hdr(path: Path) -> Path:
    """Adds mastering display and content light level (ISO/IEC 14496-12, 12.1.5 and 12.1.6)."""
    data = bytearray(path.read_bytes())
    boxes = b"".join(
        struct.pack(">I4s", 8 + len(payload), kind) + payload
        for kind, payload in ((b"mdcv", MDCV), (b"clli", CLLI))
    )
    assert data.index(b"moov") > data.index(b"mdat")
    at = data.index(b"hvc1", data.index(b"stsd")) - 4
    end = at + int.from_bytes(data[at : at + 4], "big")
    data[end:end] = boxes
    before = 0
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hvc1"):
        before = data.index(kind, before)
        size = int.from_bytes(data[before - 4 : before], "big") + len(boxes)
        data[before - 4 : before] = size.to_bytes(4, "big")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("ending", [".mov", ".mp4"])
def test_hdr_data_of_the_container_is_kept(tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / "a.mp4", tmp_path / f"delivered{ending}"
    with av.open(str(source), "w", format="mp4") as container:
        picture = container.add_stream("libx265", rate=25, options={"x265-params": "log-level=0"})
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        picture.codec_context.codec_tag = "hvc1"
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "stereo"
        write_pictures(picture, container)
        write_sound(sound, container)
    remade(with_hdr(source), target)
    data = target.read_bytes()
    assert b"mdcv" + MDCV in data
    assert b"clli" + CLLI in data
    # In Matroska and back.
    remade(source, tmp_path / "b.mkv")
    remade(tmp_path / "b.mkv", tmp_path / "back.mp4")
    assert b"clli" + CLLI in (tmp_path / "back.mp4").read_bytes()
    assert b"mdcv" in (tmp_path / "back.mp4").read_bytes()
