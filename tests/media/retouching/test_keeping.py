"""What is not changed stays: pixels, colors, shape, rotation, and all that a file says."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.retouching.grid import grid_of
from backbeat.media.retouching.mastering import light_level, mastering_display
from backbeat.media.retouching.patches import Box
from backbeat.media.retouching.retouch import NewSound
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import pictures_of
from backbeat.media.sound_formats import SoundFormat
from tests.media.retouching.made import Painter, decoded, plain_showing, retouch, write_video
from tests.media.retouching.seen import probed

PAINTED = range(20, 25)


def test_without_loss_only_masked_pixels_differ(tmp_path):
    source = write_video(tmp_path / "a.mkv", "ffv1", "yuv420p10le", count=30)
    target = tmp_path / "b.mkv"
    box = Box(61, 31, 99, 69)
    written = retouch(source, target, plain_showing(source), Painter(PAINTED, box))
    assert written.codec == "ffv1"
    for index, (was, now) in enumerate(zip(decoded(source), decoded(target), strict=True)):
        for plane, (one, other) in enumerate(zip(was, now, strict=True)):
            changed = (one.view("<u2") != other.view("<u2")).nonzero()
            assert bool(len(changed[0])) == (index in PAINTED)
            if len(changed[0]):
                step = 2 if plane else 1
                assert changed[0].min() >= box.top / step
                assert changed[0].max() < box.bottom / step
                assert changed[1].min() >= box.left / step
                assert changed[1].max() < box.right / step


def test_what_was_drawn_is_seen(tmp_path):
    source = write_video(tmp_path / "a.mp4")
    target = tmp_path / "b.mp4"
    retouch(source, target, plain_showing(source), Painter(PAINTED))
    with av.open(str(target)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            inner = frame.to_ndarray(format="gray")[36:64, 66:94].astype(float)
            flat = inner.std() < 3 and abs(inner.mean() - 126) < 4
            assert flat == (index in PAINTED)


def test_a_part_of_a_video_begins_later_with_its_timecode_and_sound(tmp_path):
    def set_up(container, video):
        video.metadata["timecode"] = "01:00:00:00"

    source = write_video(
        tmp_path / "a.mov",
        rate=Fraction(25),
        count=100,
        sound="pcm_s16le",
        set_up=set_up,
    )
    shown = np.arange(30, 80)
    moments = tuple(Fraction(index, 25) for index in range(50))
    target = tmp_path / "b.mov"
    retouch(source, target, Showing(shown, moments, Fraction(2)), Painter([3]))
    assert probed(target)["streams.stream.0.tags.timecode"] == '"01:00:01:05"'
    heard = read_audio(target, 48000).samples[:, 0]
    assert len(heard) == pytest.approx(2 * 48000, abs=1024)
    # Clicks every half second of the source, which begins 1.2 s earlier.
    assert np.flatnonzero(heard > 0.5).tolist() == [14400, 38400, 62400, 86400]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_video_is_changed_upright_and_stays_turned(tmp_path, degrees):
    def set_up(container, video):
        video.set_display_rotation(degrees)

    source = write_video(tmp_path / "a.mov", set_up=set_up, count=30)
    grid = grid_of(pictures_of(source))
    assert (grid.width, grid.height) == ((192, 108) if degrees == 180 else (108, 192))
    box = Box(10, 12, 50, 40)
    for codec in ("", "hevc", "prores"):
        target = tmp_path / f"b{codec}.mov"
        retouch(source, target, plain_showing(source), Painter([5], box), codec=codec)
        with av.open(str(target)) as new, av.open(str(source)) as old:
            frames = zip(new.decode(video=0), old.decode(video=0), strict=True)
            for index, (frame, was) in enumerate(frames):
                assert frame.rotation == was.rotation
                if index != 5:
                    continue
                upright = np.rot90(frame.to_ndarray(format="gray"), round(was.rotation / 90))
                inner = upright[box.top + 4 : box.bottom - 4, box.left + 4 : box.right - 4]
                assert inner.std() < 3


def test_pixels_that_are_not_square_stay_so(tmp_path):
    def set_up(container, video):
        video.codec_context.sample_aspect_ratio = Fraction(4, 3)

    source = write_video(tmp_path / "a.mp4", set_up=set_up, count=24)
    grid = grid_of(pictures_of(source))
    assert (grid.width, grid.height, grid.down) == (192, 108, 1.0)
    assert grid.across == pytest.approx(3 / 4)
    for codec, ending in (("", ".mp4"), ("hevc", ".mp4"), ("prores", ".mov"), ("h264", ".mkv")):
        target = tmp_path / f"b{ending}"
        retouch(source, target, plain_showing(source), Painter([5]), codec=codec)
        assert probed(target)["streams.stream.0.sample_aspect_ratio"] == '"4:3"', codec


def test_high_dynamic_range_stays(tmp_path):
    display = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
    settings = f"log-level=none:master-display={display}:max-cll=1000,400"

    def set_up(container, video):
        context = video.codec_context
        context.color_primaries, context.color_trc, context.colorspace = 9, 16, 9

    source = write_video(
        tmp_path / "a.mp4",
        "libx265",
        "yuv420p10le",
        count=20,
        options={"x265-params": settings},
        set_up=set_up,
    )
    was = probed(source, "frame")
    target = tmp_path / "b.mp4"
    retouch(source, target, plain_showing(source), Painter([5]))
    now = probed(target, "frame")
    names = ("_x", "_y", "luminance", "max_content", "max_average", "color", "pix_fmt")
    kept, found = (
        {key.split(".")[-1]: said[key] for key in said if any(name in key for name in names)}
        for said in (was, now)
    )
    assert {"red_x", "max_luminance", "max_content", "color_transfer"} <= kept.keys()
    assert found == kept
    # Older players do not read it in H.264.
    retouch(source, target, plain_showing(source), Painter([5]), codec="h264")
    with av.open(str(target)) as new, av.open(str(source)) as old:
        for file in (new, old):
            frame = next(file.decode(video=0))
            assert (mastering_display(frame), light_level(frame)) == (display, "1000,400")


def test_colors_and_range_stay_in_every_codec(tmp_path):
    source = write_video(tmp_path / "a.mov", count=20)
    was = probed(source)
    names = ("color_range", "color_space", "color_transfer", "color_primaries", "r_frame_rate")
    for codec in ("h264", "hevc", "prores"):
        target = tmp_path / f"b_{codec}.mov"
        retouch(source, target, plain_showing(source), Painter([5]), codec=codec)
        now = probed(target)
        for name in names:
            assert now[f"streams.stream.0.{name}"] == was[f"streams.stream.0.{name}"], (codec, name)


def test_chapters_subtitles_tags_and_a_second_sound_stay(tmp_path, remux):
    if shutil.which("ffmpeg") is None:
        pytest.skip("There is no ffmpeg.")
    plain = write_video(tmp_path / "plain.mp4", sound="aac")
    words, chapters = tmp_path / "a.srt", tmp_path / "a.txt"
    words.write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n")
    chapters.write_text(
        ";FFMETADATA1\ntitle=A film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n"
    )
    source = tmp_path / "a.mkv"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-i", plain, "-i", words, "-i", chapters, "-i", plain),
            *("-map", "0:v", "-map", "0:a", "-map", "1", "-map", "3:a", "-map_metadata", "2"),
            *("-c", "copy", "-c:s", "srt", source),
        ],
        check=True,
    )
    form = SoundFormat("flac", 48000, "mono", 1)
    sound = NewSound([np.zeros((48000, 1), np.float32)], form, 0, {"language": "deu"})
    target = tmp_path / "b.mkv"
    written = retouch(
        source,
        target,
        plain_showing(source),
        Painter(PAINTED),
        sounds=[sound],
        metadata={"comment": "generated"},
    )
    assert written.notes == ()
    with av.open(str(target)) as container:
        kinds = [stream.type for stream in container.streams]
        assert kinds == ["video", "audio", "subtitle", "audio"] or sorted(kinds) == [
            *("audio", "audio", "subtitle", "video")
        ]
        assert container.metadata["title"] == "A film"
        assert container.metadata["COMMENT" if "COMMENT" in container.metadata else "comment"]
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == ["One"]
        languages = [stream.metadata.get("language") for stream in container.streams.audio]
        assert "deu" in languages
        codecs = sorted(stream.codec_context.name for stream in container.streams.audio)
        assert codecs == ["aac", "flac"]


def test_where_chroma_lies_stays(tmp_path):
    for codec, option, place, name in (
        ("libx264", "x264-params", 1, "center"),
        ("libx265", "x265-params", 2, "topleft"),
        ("libx264", "x264-params", 0, "left"),
    ):
        said = f"chromaloc={place}" + ":log-level=none" * (codec == "libx265")
        source = write_video(tmp_path / "a.mkv", codec, count=6, options={option: said})
        assert probed(source)["streams.stream.0.chroma_location"] == f'"{name}"'
        target = tmp_path / "b.mp4"
        for other in ("h264", "hevc"):
            retouch(source, target, plain_showing(source), Painter([3]), codec=other)
            assert probed(target)["streams.stream.0.chroma_location"] == f'"{name}"'
