"""Every kind of file is looked at with its own times and size, or refused in a sentence."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from backbeat.errors import CancelledError, MediaError
from backbeat.footage import FlawKind
from backbeat.footage.analysis import analyze
from backbeat.media.encode import write_audio, write_video
from backbeat.progress import Progress
from tests.footage.clips import HEIGHT, RATE, WIDTH, Picture, bounces, encode, scene, shot


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return list(shot(1, 40, 3.0))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, pictures: list[Picture]) -> Path:
    return encode(tmp_path_factory.mktemp("plain") / "plain.mp4", pictures)


@pytest.mark.parametrize(
    "ending, codec, pixels, options",
    [
        ("mp4", "libx264", "yuv420p", {"bf": "3", "g": "25"}),
        ("mp4", "libx265", "yuv420p10le", {"x265-params": "log-level=none:bframes=3"}),
        ("mov", "prores_ks", "yuv422p10le", {"profile": "3"}),
        ("mov", "prores_ks", "yuva444p10le", {"profile": "4"}),
        ("mov", "qtrle", "argb", {}),
        ("webm", "libvpx-vp9", "yuv420p", {"crf": "24", "b": "0", "cpu-used": "8"}),
        ("mkv", "ffv1", "yuv420p", {}),
        ("avi", "mjpeg", "yuvj420p", {"q": "3"}),
        ("mpg", "mpeg2video", "yuv420p", {"b": "3000000", "bf": "2"}),
        ("ts", "libx264", "yuv420p", {"bf": "2"}),
        ("mp4", "libx264", "yuv420p", {"flags": "+ildct+ilme", "x264-params": "tff=1"}),
    ],
)
def test_all_codecs_give_the_same_footage(
    tmp_path: Path,
    plain: Path,
    pictures: list[Picture],
    ending: str,
    codec: str,
    pixels: str,
    options: dict[str, str],
) -> None:
    path = encode(
        tmp_path / f"clip.{ending}", pictures, codec=codec, pixels=pixels, options=options
    )
    footage, like = analyze(path), analyze(plain)
    assert (footage.width, footage.height, footage.rate) == (WIDTH, HEIGHT, RATE)
    assert not footage.variable and not footage.still and footage.start_timecode is None
    assert footage.times_s == pytest.approx(like.times_s, abs=0.0011)
    assert footage.duration_s == pytest.approx(40 / 25, abs=0.0011)
    assert footage.warnings == () and footage.cuts_s == () and footage.flaws == ()
    assert footage.brightness == pytest.approx(like.brightness, abs=0.03)
    assert np.median(footage.action) == pytest.approx(np.median(like.action), rel=0.25)


def test_times_of_a_variable_rate_are_its_own(tmp_path: Path, pictures: list[Picture]) -> None:
    random = np.random.default_rng(2)
    times = np.cumsum(random.choice([20, 40, 60, 100], len(pictures)))
    times -= times[0]
    path = encode(
        tmp_path / "vfr.mkv", pictures, times=lambda number: int(times[number]), options={"bf": "2"}
    )
    footage = analyze(path)
    assert footage.variable
    assert footage.times_s == pytest.approx(times / 1000, abs=1e-6)
    # The same step in half the time is twice the speed.
    steps = np.diff(times)
    action = footage.action[1:]
    assert np.median(action[steps == 20]) > 1.5 * np.median(action[steps == 60])


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_clip_has_its_size_as_shown(
    tmp_path: Path, pictures: list[Picture], degrees: int
) -> None:
    path = encode(tmp_path / "turned.mp4", pictures[:10])
    like = analyze(path)
    data = path.read_bytes()
    at = data.index(b"tkhd") + 4 + 40
    sine = {90: 1, 180: 0, 270: -1}[degrees] << 16
    cosine = (-1 if degrees == 180 else 0) << 16
    matrix = (cosine, sine, 0, -sine, cosine, 0, 0, 0, 1 << 30)
    turned = b"".join(value.to_bytes(4, "big", signed=True) for value in matrix)
    path.write_bytes(data[:at] + turned + data[at + 36 :])
    footage = analyze(path)
    shown = (WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH)
    assert (footage.width, footage.height) == shown
    # The same motion is a larger share of a smaller width.
    assert footage.action == pytest.approx(like.action * WIDTH / shown[0], rel=1e-5)


def test_pixels_that_are_not_square_widen_it(tmp_path: Path, pictures: list[Picture]) -> None:
    path = encode(tmp_path / "wide.mp4", pictures[:10], aspect=Fraction(4, 3))
    footage = analyze(path)
    assert (footage.width, footage.height) == (round(WIDTH * 4 / 3), HEIGHT)


@pytest.mark.parametrize("size", [(64, 48), (97, 55), (1280, 40), (40, 640)])
def test_odd_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    ground = np.asarray(Image.fromarray(scene(3)).resize(size))
    path = encode(tmp_path / "odd.mkv", [ground] * 6, codec="ffv1", pixels="yuv444p", options={})
    footage = analyze(path)
    assert (footage.width, footage.height) == size
    assert footage.action == pytest.approx(np.zeros(6), abs=1e-3)


def test_a_late_start_and_an_edit_list_do_not_move_it(tmp_path: Path, plain: Path) -> None:
    like = analyze(plain)
    for ending, late in (("mkv", 3), ("mp4", 2), ("ts", 5)):
        path = tmp_path / f"late.{ending}"
        with av.open(str(plain)) as old, av.open(str(path), "w") as new:
            source = old.streams.video[0]
            track = new.add_stream_from_template(source)
            for packet in old.demux(source):
                if packet.dts is None or packet.pts is None:
                    continue
                shift = round(late / packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = track
                new.mux(packet)
        footage = analyze(path)
        assert footage.times_s == pytest.approx(like.times_s, abs=0.0011), ending
        assert footage.action == pytest.approx(like.action, rel=0.05, abs=0.01), ending


def test_pictures_without_times_follow_one_another(tmp_path: Path, pictures: list[Picture]) -> None:
    path = encode(tmp_path / "raw.264", pictures, options={"bf": "0"})
    footage = analyze(path)
    assert footage.times_s == pytest.approx(np.arange(40) / float(footage.rate), abs=1e-6)


def test_a_single_picture_and_two(tmp_path: Path, pictures: list[Picture]) -> None:
    for count in (1, 2):
        footage = analyze(encode(tmp_path / f"{count}.mp4", pictures[:count]))
        assert not footage.still
        assert len(footage.times_s) == len(footage.action) == count
        assert footage.duration_s == pytest.approx(count / 25)
        assert footage.peaks == () and footage.cuts_s == ()


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tiff", "bmp"])
def test_stills_last_as_long_as_wanted(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"still.{ending}"
    Image.fromarray(scene(2)).save(path)
    footage = analyze(path)
    assert footage.still and footage.duration_s == float("inf")
    assert (footage.width, footage.height) == (WIDTH, HEIGHT)
    assert footage.rate == 0 and footage.flaws == () and not footage.has_sound
    assert footage.brightness[0] == pytest.approx(scene(2).mean() / 255, abs=0.08)


def test_the_start_timecode_is_told(tmp_path: Path, pictures: list[Picture]) -> None:
    path = tmp_path / "timecode.mov"
    write_video(path, pictures[:10], RATE, start_timecode="10:20:30:05")
    assert analyze(path).start_timecode == "10:20:30:05"


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    write_audio(path, np.zeros((4800, 1), np.float32), 48000)
    with pytest.raises(MediaError, match=r"sound\.wav has no picture"):
        analyze(path)


@pytest.mark.parametrize("content", [b"", b"no video at all" * 100, b"\0" * 4096])
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=r"other\.mp4"):
        analyze(path)


def test_bytes_overwritten_in_the_middle_are_said(tmp_path: Path) -> None:
    pictures, _ = bounces(1, 4)
    path = encode(tmp_path / "damaged.mp4", pictures, options={"crf": "16", "g": "12"})
    like = analyze(path)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat")
    middle = start + (len(data) - start) // 2
    data[middle : middle + 4000] = np.random.default_rng(1).bytes(4000)
    path.write_bytes(data)
    footage = analyze(path)
    assert len(footage.times_s) >= 0.8 * len(like.times_s)
    assert (np.diff(footage.times_s) > 0).all()
    damaged = [flaw for flaw in footage.flaws if flaw.kind is FlawKind.DAMAGED]
    assert damaged and all(flaw.end_s > flaw.start_s for flaw in damaged)
    assert any("damaged.mp4 is damaged" in warning for warning in footage.warnings)


def test_a_file_that_was_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    pictures, _ = bounces(2, 4)
    path = encode(tmp_path / "short.mkv", pictures)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    footage = analyze(path)
    assert 20 <= len(footage.times_s) < 90
    assert footage.duration_s == pytest.approx(len(footage.times_s) / 25, abs=0.05)
    assert footage.warnings


def test_it_can_be_cancelled(plain: Path) -> None:
    def stop(fraction: float, step: str) -> None:
        raise AssertionError("no progress after the cancel")

    with pytest.raises(CancelledError):
        analyze(plain, Progress(stop, lambda: True))


def test_progress_rises_to_the_end(plain: Path) -> None:
    told: list[float] = []
    analyze(plain, Progress(lambda fraction, step: told.append(fraction)))
    assert told and told == sorted(told) and told[0] >= 0 and told[-1] <= 1


def test_it_is_the_same_each_time(plain: Path) -> None:
    one, other = analyze(plain), analyze(plain)
    for name in ("times_s", "action", "camera", "brightness", "sharpness"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert (one.peaks, one.flaws, one.cuts_s) == (other.peaks, other.flaws, other.cuts_s)
