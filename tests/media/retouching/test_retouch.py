"""Videos of which parts are changed: what is not stays, whatever codec, container or clock."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
import time
from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.errors import CancelledError, MediaError, OutputError, RequestError
from backbeat.media.decode import read_audio
from backbeat.media.delivering import SoundFormat
from backbeat.media.retouching.encoders import light_level, mastering_display
from backbeat.media.retouching.grid import grid_of
from backbeat.media.retouching.patches import Box
from backbeat.media.retouching.retouch import NewSound
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import pictures_of
from backbeat.progress import Progress
from tests.media.retouching.made import Painter, decoded, plain_showing, retouch, write_video

PAINTED = range(20, 25)


def stays(source, target):
    """For each picture whether all of its planes are the source's."""
    return [
        all(np.array_equal(one, other) for one, other in zip(was, now, strict=True))
        for was, now in zip(decoded(source), decoded(target), strict=True)
    ]


def times(path):
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return [frame.pts * frame.time_base for frame in frames]


def probed(path, what="stream"):
    """What the system's ffprobe says of the first track of pictures."""
    if shutil.which("ffprobe") is None:
        pytest.skip("There is no ffprobe.")
    made = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "flat", f"-show_{what}s"]
        + (["-read_intervals", "%+#1"] if what == "frame" else [])
        + [str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not made.stderr
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def framemd5(path):
    """The pictures' digests by the system's ffmpeg, another player than PyAV's."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("There is no ffmpeg.")
    made = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-threads", "1", "-i", str(path)),
            *("-map", "0:v:0", "-vsync", "0", "-f", "framemd5", "-"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not made.stderr
    rows = [line for line in made.stdout.splitlines() if not line.startswith("#")]
    return [row.split(",")[-1].strip() for row in rows]


@pytest.mark.parametrize(
    ("ending", "pixel_format"),
    [(".mp4", "yuv420p"), (".mov", "yuv422p10le"), (".mkv", "yuv420p"), (".mp4", "yuv420p10le")],
)
def test_untouched_groups_of_h264_are_copied(tmp_path, ending, pixel_format):
    source = write_video(tmp_path / f"a{ending}", pixel_format=pixel_format, sound="aac")
    target = tmp_path / f"b{ending}"
    written = retouch(source, target, plain_showing(source), Painter(PAINTED))
    assert (written.codec, written.pictures, written.changed) == ("h264", 60, 5)
    # Groups of 12 pictures: that of 12 to 23, and that of 24 to 35.
    copied = [not 12 <= index < 36 for index in range(60)]
    assert written.copied == sum(copied)
    assert written.notes == ()
    assert [is_same for is_same, copy in zip(stays(source, target), copied, strict=True) if copy]
    assert all(same for same, copy in zip(stays(source, target), copied, strict=True) if copy)
    was, now = framemd5(source), framemd5(target)
    assert [a for a, copy in zip(was, copied, strict=True) if copy] == [
        b for b, copy in zip(now, copied, strict=True) if copy
    ]
    assert times(source) == times(target)
    assert pictures_of(source).end == pictures_of(target).end


@pytest.mark.parametrize(
    ("ending", "codec", "pixel_format", "options"),
    [
        (".mov", "prores_ks", "yuv422p10le", {"profile": "3"}),
        (".mov", "prores_ks", "yuv422p10le", {"profile": "0"}),
        (".mov", "dnxhd", "yuv422p10le", {"profile": "dnxhr_hqx"}),
        (".mov", "dnxhd", "yuv422p", {"profile": "dnxhr_sq"}),
        (".mkv", "mjpeg", "yuvj422p", {}),
        (".mov", "libx264", "yuv420p", {"g": "1"}),
    ],
)
def test_of_codecs_whose_pictures_stand_alone_each_is_copied(
    tmp_path, ending, codec, pixel_format, options
):
    source = write_video(
        tmp_path / f"a{ending}",
        codec,
        pixel_format,
        options=options,
        count=40,
        size=(256, 144),
        gop=1,
    )
    target = tmp_path / f"b{ending}"
    written = retouch(source, target, plain_showing(source), Painter(PAINTED))
    assert stays(source, target) == [index not in PAINTED for index in range(40)]
    assert (written.changed, written.copied, written.notes) == (5, 35, ())
    was, now = framemd5(source), framemd5(target)
    assert [a == b for a, b in zip(was, now, strict=True)] == stays(source, target)
    same = ("codec_tag_string", "profile", "pix_fmt", "color_space", "color_range", "time_base")
    first, second = probed(source), probed(target)
    for name in same:
        assert first[f"streams.stream.0.{name}"] == second[f"streams.stream.0.{name}"], name


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


def test_times_of_a_varying_rate_stay_to_the_tick(tmp_path):
    chance = np.random.default_rng(5)
    ticks = np.cumsum(chance.integers(900, 9000, 50)).tolist()
    source = write_video(
        tmp_path / "a.mp4",
        count=50,
        ticks=[tick - ticks[0] for tick in ticks],
        base=Fraction(1, 90000),
    )
    for ending in (".mp4", ".mov"):
        target = tmp_path / f"b{ending}"
        retouch(source, target, plain_showing(source), Painter(PAINTED))
        assert times(target) == times(source)
    target = tmp_path / "b.mkv"
    retouch(source, target, plain_showing(source), Painter(PAINTED))
    first = times(target)[0]
    late = [float(b - first - a) for a, b in zip(times(source), times(target), strict=True)]
    # Matroska counts milliseconds.
    assert max(map(abs, late)) <= 0.001


def test_no_picture_drifts_over_hours(tmp_path):
    # 29.97 pictures a second for three hours, stated by a picture every 90 s.
    count = 120
    ticks = [2700 * 1001 * index for index in range(count)]
    source = write_video(
        tmp_path / "a.mp4", count=count, ticks=ticks, base=Fraction(1, 30000), size=(64, 48)
    )
    target = tmp_path / "b.mp4"
    retouch(source, target, plain_showing(source), Painter([100], Box(8, 8, 24, 24)), codec="hevc")
    assert times(target) == [Fraction(2700 * 1001 * index, 30000) for index in range(count)]


def test_pictures_may_repeat_and_go_backwards(tmp_path):
    source = write_video(tmp_path / "a.mkv", "ffv1", count=40)
    pictures = pictures_of(source)
    shown = [*range(40), *range(38, 20, -1), 20, 20, 20, 5, 5, *range(6, 30), 39, 0]
    period = 1 / pictures.rate
    moments = tuple(index * period for index in range(len(shown)))
    showing = Showing(np.array(shown), moments, len(shown) * period)
    target = tmp_path / "b.mkv"
    changing = [41, 58, 60, 62, len(shown) - 1]
    written = retouch(source, target, showing, Painter(changing))
    was, now = decoded(source), decoded(target)
    assert written.pictures == len(now) == len(shown)
    for index, number in enumerate(shown):
        same = all(np.array_equal(a, b) for a, b in zip(was[number], now[index], strict=True))
        assert same == (index not in changing), index


def test_a_longer_showing_of_h264_copies_what_it_can(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=48)
    pictures = pictures_of(source)
    shown = [*range(48), *range(46, 30, -1), *range(48)]
    period = 1 / pictures.rate
    showing = Showing(
        np.array(shown), tuple(index * period for index in range(len(shown))), len(shown) * period
    )
    target = tmp_path / "b.mp4"
    written = retouch(source, target, showing, Painter([20]))
    was, now = decoded(source), decoded(target)
    copied = [index not in range(12, 24) and index not in range(48, 64) for index in range(112)]
    assert written.copied == sum(copied)
    for index, number in enumerate(shown):
        if copied[index]:
            assert np.array_equal(was[number][0], now[index][0])
        else:
            wrong = np.abs(was[number][0].astype(int) - now[index][0])
            assert np.median(wrong) <= 3


def test_of_prores_any_order_is_copied(tmp_path):
    source = write_video(tmp_path / "a.mov", "prores_ks", "yuv422p10le", count=20)
    shown = [*range(20), *range(18, 3, -1), 3, 3, 3]
    moments = tuple(Fraction(index, 24) for index in range(len(shown)))
    showing = Showing(np.array(shown), moments, Fraction(len(shown), 24))
    target = tmp_path / "b.mov"
    written = retouch(source, target, showing, Painter([7]))
    assert written.copied == len(shown) - 1
    was, now = decoded(source), decoded(target)
    assert [np.array_equal(was[n][0], now[i][0]) for i, n in enumerate(shown)] == [
        index != 7 for index in range(len(shown))
    ]
    assert times(target) == list(moments)


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


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_the_own_sound_is_copied_and_new_sound_is_exact(tmp_path, ending):
    codec = {".mp4": "aac", ".mov": "pcm_s24le", ".mkv": "flac"}[ending]
    source = write_video(tmp_path / f"a{ending}", sound=None if ending == ".mkv" else "aac")
    was = read_audio(source, 48000).samples if ending != ".mkv" else None
    target = tmp_path / f"b{ending}"
    if was is not None:
        retouch(source, target, plain_showing(source), Painter(PAINTED))
        assert np.array_equal(read_audio(target, 48000).samples, was)
    clicks = np.zeros((96000, 1), np.float32)
    clicks[[12345, 60001]] = 0.9
    blocks = [clicks[first : first + 5000] for first in range(0, 96000, 5000)]
    form = SoundFormat(codec, 48000, "mono", 1)
    retouch(
        source,
        target,
        plain_showing(source),
        Painter(PAINTED),
        sounds=[NewSound(lambda: blocks, form)],
    )
    heard = read_audio(target, 48000).samples[:, 0]
    # Matroska counts milliseconds.
    late = 24 if ending == ".mkv" else 1
    assert np.argmax(heard[:30000]) == pytest.approx(12345, abs=late)
    assert 30000 + np.argmax(heard[30000:]) == pytest.approx(60001, abs=late)
    with av.open(str(target)) as container:
        assert len(container.streams.audio) == 1


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
    sound = NewSound(lambda: [np.zeros((48000, 1), np.float32)], form, 0, {"language": "deu"})
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


def test_the_same_request_gives_the_same_bytes(tmp_path):
    source = write_video(tmp_path / "a.mp4", sound="aac")
    digests = set()
    for codec in ("h264", "h264", "h264"):
        target = tmp_path / "b.mp4"
        retouch(source, target, plain_showing(source), Painter(PAINTED), codec=codec)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_work_goes_on_after_a_stop_with_the_same_bytes(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=90)
    whole, stopped = tmp_path / "whole.mp4", tmp_path / "stopped.mp4"
    cuts = [30, 60]
    painted = [*range(5, 10), *range(40, 45), *range(70, 75)]
    retouch(source, whole, plain_showing(source), Painter(painted), codec="hevc", cuts=cuts)
    folder = tmp_path / "work"

    class Dying(Painter):
        def draw(self, looks):
            if looks[0].index >= 70:
                # Until the parts before are written.
                for _ in range(200):
                    if len(list(folder.glob("[!.]*"))) == 2:
                        break
                    time.sleep(0.05)
                raise OutputError("The disk is full.", "Free some space.")
            return super().draw(looks)

    dying = Dying(painted)
    with pytest.raises(OutputError, match="disk is full"):
        retouch(source, stopped, plain_showing(source), dying, folder, codec="hevc", cuts=cuts)
    assert dying.drawn == painted[:10]
    assert not stopped.exists()
    assert len(list(folder.iterdir())) == 2
    again = Painter(painted)
    written = retouch(
        source, stopped, plain_showing(source), again, folder, codec="hevc", cuts=cuts
    )
    assert again.drawn == painted[10:]
    assert written.changed == 15
    assert stopped.read_bytes() == whole.read_bytes()
    assert not list(folder.iterdir())


def test_a_cancel_leaves_no_thread_and_no_file(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=90)
    before = set(threading.enumerate())
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 160

    with pytest.raises(CancelledError):
        retouch(
            source,
            tmp_path / "b.mp4",
            plain_showing(source),
            Painter(range(90)),
            codec="hevc",
            progress=Progress(cancelled=cancelled),
        )
    assert set(threading.enumerate()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_an_error_of_the_backend_comes_through(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=30)
    before = set(threading.enumerate())

    class Wrong(Painter):
        def draw(self, looks):
            made = super().draw(looks)
            object.__setattr__(made[0][0], "mask", np.ones((2, 2), bool))
            return made

    with pytest.raises(OutputError, match="does not fit"):
        retouch(source, tmp_path / "b.mp4", plain_showing(source), Wrong(range(30)))
    assert set(threading.enumerate()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_pictures_are_drawn_in_order_and_in_batches(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=60)
    sizes = []

    class Counting(Painter):
        def draw(self, looks):
            sizes.append(len(looks))
            return super().draw(looks)

    painted = [*range(3, 20), 40, 59]
    painter = Counting(painted, batch=4)
    retouch(source, tmp_path / "b.mp4", plain_showing(source), painter)
    assert painter.drawn == painted
    assert max(sizes) == 4
    assert sizes[:4] == [4, 4, 4, 4]


def test_interlaced_pictures_are_refused_in_a_sentence(tmp_path):
    source = write_video(
        tmp_path / "a.mp4", count=20, options={"x264-params": "tff=1"}, size=(192, 128)
    )
    with pytest.raises(MediaError, match="interlaced"):
        retouch(source, tmp_path / "b.mp4", plain_showing(source), Painter([3]))
    # Nothing changes: it is copied.
    written = retouch(source, tmp_path / "b.mp4", plain_showing(source), Painter([]))
    assert written.copied == 20


def test_what_cannot_be_written_is_said_before_the_work(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=10)
    for name, codec, words in (
        ("b.mp4", "prores", "cannot hold ProRes"),
        ("b.webm", "", "no video that is written"),
        ("b.mov", "vp9", "not a codec"),
        ("b.mov", "ffv1", "cannot hold FFV1"),
    ):
        with pytest.raises(RequestError, match=words):
            retouch(source, tmp_path / name, plain_showing(source), Painter([3]), codec=codec)


def test_another_codec_says_why_nothing_is_copied(tmp_path):
    source = write_video(tmp_path / "a.mp4", count=30)
    written = retouch(
        source, tmp_path / "b.mov", plain_showing(source), Painter([3]), codec="prores"
    )
    assert written.copied == 0
    assert any("another codec" in note for note in written.notes)
    assert any("yuv422p10le" in note for note in written.notes)


def test_broken_joins_are_found_and_everything_is_encoded(tmp_path, monkeypatch):
    source = write_video(tmp_path / "a.mp4", sound="aac")
    # As if the parameter sets could not live side by side.
    monkeypatch.setattr(
        "backbeat.media.retouching.parameter_sets.Configuration.with_sets",
        lambda own, other: own,
    )
    clicks = np.zeros((96000, 1), np.float32)
    clicks[12345] = 0.9
    target = tmp_path / "b.mp4"
    sound = NewSound(lambda: [clicks], SoundFormat("aac", 48000, "mono", 1))
    written = retouch(source, target, plain_showing(source), Painter(PAINTED), sounds=[sound])
    assert written.copied == 0
    assert any("could not be decoded beside" in note for note in written.notes)
    assert len(framemd5(target)) == 60
    assert np.argmax(read_audio(target, 48000).samples[:, 0]) == pytest.approx(12345, abs=1)


def test_a_transport_stream_is_encoded_whole(tmp_path):
    source = write_video(tmp_path / "a.ts", form="mpegts", sound="aac")
    target = tmp_path / "b.mp4"
    written = retouch(source, target, plain_showing(source), Painter(PAINTED))
    assert (written.copied, written.changed) == (0, 5)
    first = times(source)[0]
    assert [moment - first for moment in times(source)] == times(target)
    assert len(framemd5(target)) == 60


def test_a_start_that_an_edit_list_hides_stays_hidden(tmp_path, remux):
    plain = write_video(tmp_path / "plain.mp4", sound="aac")
    source = remux(plain, tmp_path / "a.mp4", "mp4", earlier_s=Fraction(7 * 1001, 30000))
    pictures = pictures_of(source)
    target = tmp_path / "b.mp4"
    retouch(source, target, plain_showing(source), Painter([20]))
    assert len(decoded(target)) == len(pictures.ticks) == len(decoded(source))
    assert [index for index, same in enumerate(stays(source, target)) if not same]
    assert times(target) == [moment - times(source)[0] for moment in times(source)]
    was, now = read_audio(source, 48000).samples, read_audio(target, 48000).samples
    assert np.argmax(was[:30000]) == pytest.approx(np.argmax(now[:30000]), abs=1)


def test_open_groups_are_not_copied_as_closed(tmp_path):
    source = write_video(
        tmp_path / "a.mp4", count=72, options={"x264-params": "open-gop=1:bframes=3"}
    )
    target = tmp_path / "b.mp4"
    written = retouch(source, target, plain_showing(source), Painter([2]))
    same = stays(source, target)
    assert sum(same) >= written.copied
    assert len(framemd5(target)) == 72
