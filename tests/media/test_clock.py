"""Delivered videos as they are played: packets one after another, and by ffmpeg.

Sources flash and click once a second at the same moment, `late_ms` apart where that is asked for.
"""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.media.clock import clock_of, stretch_s
from backbeat.media.decode import read_audio
from backbeat.media.delivering import deliver_video
from backbeat.media.sound_formats import VIDEO_FILES, SoundFormat
from backbeat.media.soundtrack import priming
from backbeat.media.tracks import exact

RATE, FPS, SECONDS = 48000, 25, 4
MUXERS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska"}


def flashing(
    path: Path,
    codec: str = "aac",
    b_frames: int = 2,
    *,
    varying: bool = False,
    late_ms: int = 0,
    options: dict[str, str] | None = None,
) -> Path:
    """A video that is white for a picture at each whole second, beside clicks `late_ms` later."""
    ending = path.suffix
    told = {"movie_timescale": str(RATE)} if ending in (".mp4", ".mov") else {}
    with av.open(str(path), "w", format=MUXERS[ending], options={**told, **(options or {})}) as new:
        video = new.add_stream("libx264", rate=FPS, options={"bf": str(b_frames)})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = new.add_stream(codec, rate=RATE)
        sound.layout = "stereo"
        # No sound starts before 0: the picture starts later instead.
        behind = max(0, -late_ms) * FPS // 1000
        for index in range(SECONDS * FPS):
            if varying and index % 7 == 3:
                continue
            level = 255 if index % FPS == 0 and index else 0
            picture = np.full((48, 64, 3), level, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = index + behind, Fraction(1, FPS)
            new.mux(video.encode(frame))
        new.mux(video.encode(None))
        samples = np.zeros((2, SECONDS * RATE), np.float32)
        samples[:, RATE::RATE] = 0.9
        late = max(0, late_ms) * RATE // 1000
        for first in range(0, samples.shape[1], 1024):
            block = np.ascontiguousarray(samples[:, first : first + 1024])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), first + late
            new.mux(sound.encode(frame))
        new.mux(sound.encode(None))
    return path


def click_s(samples: np.ndarray) -> list[float]:
    level = np.abs(samples)
    high = np.flatnonzero(level > 0.3 * level.max())
    groups = np.split(high, np.flatnonzero(np.diff(high) > RATE // 4) + 1)
    return [float(group[np.argmax(level[group])]) / RATE for group in groups]


def flash_s(path: Path) -> list[float]:
    """When pictures are white, on the file's clock."""
    with av.open(str(path)) as container:
        return [
            float(frame.pts * frame.time_base)
            for frame in container.decode(container.streams.video[0])
            if frame.to_ndarray(format="gray").mean() > 128
        ]


def played_s(path: Path) -> list[float]:
    """When clicks sound in a player that plays all it decodes without a gap, from the first on."""
    with av.open(str(path)) as container:
        frames = list(container.decode(container.streams.audio[0]))
    start = float(frames[0].pts * frames[0].time_base)
    mono = np.concatenate([_left(frame) for frame in frames])
    return [start + time for time in click_s(mono)]


def _left(frame: av.AudioFrame) -> np.ndarray:
    values = frame.to_ndarray()
    left = values[0] if frame.format.is_planar else values.reshape(-1, 2)[:, 0]
    return left.astype(np.float64)


def transcoded_s(path: Path) -> list[float]:
    """When clicks sound in ffmpeg's transcode to PCM."""
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-f", "f32le", "-ac", "1", "-"],
        capture_output=True,
        check=True,
    ).stdout
    return click_s(np.frombuffer(made, np.float32))


def blocks_of(path: Path) -> list[np.ndarray]:
    return [read_audio(path, RATE).samples]


def apart_ms(clicks: list[float], flashes: list[float]) -> list[float]:
    assert len(clicks) == len(flashes) == SECONDS - 1
    return [1000 * (click - flash) for click, flash in zip(clicks, flashes, strict=True)]


SOURCES = [
    ("b.mp4", {}),
    ("n.mp4", {"b_frames": 0}),
    ("vfr_b.mp4", {"varying": True}),
    ("vfr_n.mp4", {"varying": True, "b_frames": 0}),
    ("pcm_b.mov", {"codec": "pcm_s16le"}),
    ("pcm_n.mov", {"codec": "pcm_s16le", "b_frames": 0}),
    ("aac_b.mkv", {}),
    ("opus_n.mkv", {"codec": "libopus", "b_frames": 0}),
    ("opus_vfr_b.mkv", {"codec": "libopus", "varying": True}),
    ("no_list_n.mp4", {"options": {"use_editlist": "0"}, "b_frames": 0}),
    ("late_b.mp4", {"late_ms": 312}),
    ("late_n.mkv", {"late_ms": 312, "b_frames": 0}),
    ("early_b.mp4", {"late_ms": -200}),
    ("early_n.mov", {"late_ms": -200, "codec": "pcm_s16le", "b_frames": 0}),
]
"""Of MP4, MOV and MKV, with and without B-frames, even and varying, with and without edit list."""


@pytest.mark.parametrize(("name", "how"), SOURCES, ids=[name for name, _ in SOURCES])
@pytest.mark.parametrize("ending", [".mp4", ".mov"])
@pytest.mark.parametrize("edit_lists", [False, True], ids=["no-edit-list", "edit-list"])
def test_click_and_flash_stay_as_far_apart(tmp_path, name, how, ending, edit_lists):
    source = flashing(tmp_path / name, **how)
    muxer, codecs = VIDEO_FILES[ending]
    form = SoundFormat(codecs[0], RATE, "stereo", 2, 24)
    target = tmp_path / f"delivered{ending}"
    copied = deliver_video(target, muxer, source, 0, blocks_of(source), form, edit_lists)
    assert copied.edit_lists == edit_lists and not copied.edit_lists_kept_for
    # Our own reading of the source, whose sample 0 is the first picture.
    first = _first_picture_s(source)
    wanted = apart_ms(
        [first + time for time in click_s(read_audio(source, RATE).samples[:, 0])], flash_s(source)
    )
    assert apart_ms(played_s(target), flash_s(target)) == pytest.approx(wanted, abs=0.1)
    assert stretch_s(target, 0) == 0
    if not edit_lists:
        assert b"elst" not in target.read_bytes()
        assert _first_packets_s(target) == [0, 0]
        if shutil.which("ffmpeg"):
            assert apart_ms(transcoded_s(target), flash_s(target)) == pytest.approx(wanted, abs=0.1)


def _first_picture_s(path: Path) -> float:
    with av.open(str(path)) as container:
        frame = next(container.decode(container.streams.video[0]))
        return float(frame.pts * frame.time_base)


def _first_packets_s(path: Path) -> list[Fraction]:
    """When the first packet of the picture is decoded, and that of the sound."""
    starts = []
    for kind in ("video", "audio"):
        with av.open(str(path)) as container:
            stream = getattr(container.streams, kind)[0]
            packet = next(iter(container.demux(stream)))
            starts.append(packet.dts * exact(packet.time_base))
    return starts


@pytest.mark.parametrize("codec", ["flac", "alac", "libmp3lame"])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_every_codec_of_mp4_does_without_an_edit_list(tmp_path, codec, b_frames):
    source = flashing(tmp_path / "a.mp4", b_frames=b_frames)
    target, form = tmp_path / "b.mp4", SoundFormat(codec, RATE, "stereo", 2)
    deliver_video(target, "mp4", source, 0, blocks_of(source), form, edit_lists=False)
    assert b"elst" not in target.read_bytes()
    assert apart_ms(played_s(target), flash_s(target)) == pytest.approx([0] * 3, abs=0.1)


def test_opus_keeps_its_edit_list_and_says_so(tmp_path):
    source = flashing(tmp_path / "a.mp4")
    target, form = tmp_path / "b.mp4", SoundFormat("libopus", RATE, "stereo", 2)
    copied = deliver_video(target, "mp4", source, 0, blocks_of(source), form, edit_lists=False)
    assert copied.edit_lists_kept_for == "Opus needs one" and copied.edit_lists
    assert apart_ms(played_s(target), flash_s(target)) == pytest.approx([0] * 3, abs=0.1)


def test_a_stretched_first_packet_is_seen(tmp_path):
    # What FFmpeg's muxer does where it is left alone.
    source = flashing(tmp_path / "a.mp4", options={"use_editlist": "0"})
    assert float(stretch_s(source, 0)) == pytest.approx(0.08 - 1024 / RATE)
    assert apart_ms(played_s(source), flash_s(source)) == pytest.approx([-58.7] * 3, abs=0.1)


def test_the_lead_is_no_longer_than_needed(tmp_path):
    primed = Fraction(priming("aac", RATE, "stereo"), RATE)
    assert primed == Fraction(1024, RATE)
    b = clock_of(flashing(tmp_path / "b.mp4"), False, "aac", primed)
    assert (b.lead, b.first_decoding) == (Fraction(2, FPS), Fraction(-2, FPS))
    n = clock_of(flashing(tmp_path / "n.mp4", b_frames=0), False, "aac", primed)
    assert (n.lead, n.first_decoding) == (Fraction(1, FPS), 0)
    pcm = clock_of(tmp_path / "n.mp4", False, "pcm_s24le", Fraction(0))
    assert pcm.lead == 0


@pytest.mark.parametrize(
    ("codec", "samples"), [("aac", 1024), ("libopus", 312), ("libmp3lame", 1105), ("flac", 0)]
)
def test_priming_is_what_the_encoder_puts_first(codec, samples):
    assert priming(codec, RATE, "stereo") == samples


def test_a_rate_that_the_codec_does_not_have_has_no_priming():
    assert priming("libopus", 44100, "stereo") == 0
