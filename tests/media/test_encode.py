"""Written files: whole, exact, the same each time, and readable from their first byte."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.errors import CancelledError, OutputError, RequestError
from backbeat.media import encode as encoding
from backbeat.media.decode import AudioBuffer, read_audio
from backbeat.media.encode import write_audio, write_video
from backbeat.media.probe import probe
from backbeat.progress import Progress

RATE = 48000
PICTURES = [np.full((48, 64, 3), (2 * index, 40, 200 - index), np.uint8) for index in range(50)]


@pytest.fixture
def samples() -> np.ndarray:
    return np.random.default_rng(5).uniform(-1, 1, (2 * RATE + 77, 2)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "codec", "step"),
    [
        ("a.wav", "pcm_s16le", 2**-15),
        ("a.wav", "pcm_s24le", 2**-23),
        ("a.wav", "pcm_f32le", 0),
        ("a.flac", "flac", 2**-23),
    ],
)
def test_sound_comes_back_within_half_a_step(tmp_path, samples, name, codec, step):
    write_audio(tmp_path / name, samples, RATE, codec)
    audio = read_audio(tmp_path / name, RATE)
    assert probe(tmp_path / name).audio.codec == codec
    np.testing.assert_allclose(audio.samples, samples, rtol=0, atol=step * 0.501)


def test_24_bits_come_back_exactly(tmp_path, samples):
    exact = np.round(samples * 2**23) / np.float32(2**23)
    for name, codec in (("a.wav", "pcm_s24le"), ("a.flac", "flac")):
        write_audio(tmp_path / name, exact, RATE, codec)
        np.testing.assert_array_equal(read_audio(tmp_path / name, RATE).samples, exact)


def test_overs_are_clipped_and_not_wrapped(tmp_path):
    write_audio(tmp_path / "a.wav", np.array([[2.0], [-2.0], [1.0]], np.float32), RATE, "pcm_s16le")
    expected = np.array([[1 - 2**-15], [-1], [1 - 2**-15]], np.float32)
    np.testing.assert_array_equal(read_audio(tmp_path / "a.wav", RATE).samples, expected)


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s24le"), ("a.flac", "flac")])
def test_blocks_and_repeats_give_the_same_bytes(tmp_path, samples, name, codec):
    write_audio(tmp_path / name, samples, RATE, codec)
    first = (tmp_path / name).read_bytes()
    write_audio(tmp_path / name, iter(np.array_split(samples, 7)), RATE, codec)
    assert (tmp_path / name).read_bytes() == first
    assert b"Lavf" not in first


@pytest.mark.parametrize("channels", [1, 2, 3, 6, 8])
def test_any_count_of_channels(tmp_path, channels):
    samples = np.tile(np.arange(channels, dtype=np.float32) / 16, (500, 1))
    write_audio(tmp_path / "a.wav", samples, RATE, "pcm_s24le")
    np.testing.assert_array_equal(read_audio(tmp_path / "a.wav", RATE).samples, samples)


def test_eight_planes_are_read_and_written(tmp_path):
    samples = np.zeros((RATE, 8), np.float32)
    for channel in range(8):
        samples[4000 * (channel + 1), channel] = 0.9
    write_video(tmp_path / "a.mp4", PICTURES, Fraction(25), audio=AudioBuffer(samples, RATE))
    for _ in range(5):
        audio = read_audio(tmp_path / "a.mp4", RATE)
        assert audio.samples.shape == samples.shape
        # The low-frequency channel holds no click, and encoders order the rest as they like.
        peaks = sorted(np.abs(audio.samples).argmax(axis=0))
        found = [peak for peak in peaks if min(abs(peak % 4000), 4000 - peak % 4000) <= 1]
        assert len(found) >= 7


def test_the_layout_is_kept(tmp_path):
    samples = np.zeros((500, 6), np.float32)
    for layout in ("5.1", "5.1(side)"):
        write_audio(tmp_path / "a.wav", samples, RATE, "pcm_s24le", layout=layout)
        assert probe(tmp_path / "a.wav").audio.layout == layout
    with pytest.raises(RequestError, match="stereo is not a layout of 6 channels"):
        write_audio(tmp_path / "b.wav", samples, RATE, "pcm_s24le", layout="stereo")


@pytest.mark.parametrize(
    ("name", "codec", "reason"),
    [
        ("a.ogg", "flac", "does not end in a format"),
        ("a.wav", "flac", "cannot hold flac"),
        ("a.flac", "pcm_s16le", "cannot hold pcm_s16le"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, samples, name, codec, reason):
    with pytest.raises(RequestError, match=reason):
        write_audio(tmp_path / name, samples, RATE, codec)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "spoiled", [np.zeros((0, 2), np.float32), np.full((5, 2), np.nan, np.float32)]
)
def test_samples_that_are_none(tmp_path, spoiled):
    with pytest.raises(OutputError):
        write_audio(tmp_path / "a.wav", spoiled, RATE)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder(tmp_path, samples):
    with pytest.raises(OutputError, match="does not exist"):
        write_audio(tmp_path / "no" / "a.wav", samples, RATE)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001)])
def test_video_has_its_pictures_sound_and_bytes(
    tmp_path, positions, click_samples, name, codec, rate
):
    sound = AudioBuffer(click_samples[: 2 * RATE], RATE)
    write_video(tmp_path / name, PICTURES, rate, codec, "01:00:00:00", audio=sound)
    content = (tmp_path / name).read_bytes()
    with av.open(str(tmp_path / name)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == len(PICTURES)
    for index, frame in enumerate(frames):
        assert frame.pts * frame.time_base == index / rate
        difference = frame.to_ndarray(format="rgb24").astype(int) - PICTURES[index]
        assert np.abs(difference).max() <= 6
    audio = read_audio(tmp_path / name, RATE)
    assert len(audio.samples) == 2 * RATE
    assert positions(audio.samples) == pytest.approx([4801, 60007], abs=1)
    assert content.index(b"moov") < content.index(b"mdat")
    assert b"Lavf" not in content
    write_video(tmp_path / name, iter(PICTURES), rate, codec, "01:00:00:00", audio=sound)
    assert (tmp_path / name).read_bytes() == content


def test_a_build_without_x264_writes_mpeg4(tmp_path, monkeypatch):
    really = av.Codec

    def without(name, mode="r"):
        if name == "libx264":
            raise ValueError(name)
        return really(name, mode)

    monkeypatch.setattr(encoding.av, "Codec", without)
    write_video(tmp_path / "a.mp4", PICTURES, Fraction(25))
    assert probe(tmp_path / "a.mp4").video.codec == "mpeg4"


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_odd_sizes_are_kept(tmp_path, codec):
    write_video(tmp_path / "a.mp4", [picture[:47, :63] for picture in PICTURES], 25, codec)
    video = probe(tmp_path / "a.mp4").video
    assert (video.width, video.height, video.frames) == (63, 47, 50)


@pytest.mark.parametrize(
    ("pictures", "wanted", "error"),
    [
        ([], {}, OutputError),
        ([PICTURES[0], PICTURES[0][:40]], {}, OutputError),
        ([PICTURES[0].astype(np.float32)], {}, OutputError),
        ([PICTURES[0][..., 0]], {}, OutputError),
        (PICTURES, {"rate": Fraction(0)}, RequestError),
        (PICTURES, {"codec": "nonsense"}, RequestError),
        (PICTURES, {"codec": "flac"}, RequestError),
        (PICTURES, {"start_timecode": "one o'clock"}, RequestError),
        (PICTURES, {"audio": AudioBuffer(np.zeros((9, 1), np.float32), 12345)}, RequestError),
    ],
)
def test_spoiled_video_leaves_nothing(tmp_path, pictures, wanted, error):
    with pytest.raises(error):
        write_video(tmp_path / "a.mp4", pictures, **{"rate": Fraction(25), **wanted})
    assert not list(tmp_path.iterdir())


def test_a_cancel_keeps_the_old_file(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("old")
    told: list[float] = []
    progress = Progress(lambda fraction, _: told.append(fraction), lambda: len(told) >= 10)
    with pytest.raises(CancelledError):
        write_video(path, PICTURES, Fraction(25), progress=progress)
    assert told[-1] == pytest.approx(0.2)
    assert path.read_text() == "old"
    assert [child.name for child in tmp_path.iterdir()] == ["a.mp4"]
