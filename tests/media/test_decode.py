"""Rates, channels, blocks, broken packets, progress and cancelling."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import CancelledError, MediaError, RequestError
from backbeat.media.decode import read_audio, stream_audio
from backbeat.progress import Progress

RATE = 48000


@pytest.fixture
def noise() -> np.ndarray:
    """Four seconds that no codec can make small, shape (n, 2)."""
    rng = np.random.default_rng(7)
    return (0.2 * rng.standard_normal((4 * RATE, 2))).astype(np.float32)


def _lag(late: np.ndarray, early: np.ndarray) -> int:
    """By how many samples `late` is behind `early`, two channels of one length."""
    spectra = np.fft.rfft(late, 2 * len(late)) * np.fft.rfft(early, 2 * len(early)).conj()
    peak = int(np.argmax(np.fft.irfft(spectra)))
    return peak if peak < len(late) else peak - 2 * len(late)


@pytest.mark.parametrize("form", ["wav", "flac"])
def test_24_bits_are_exact(tmp_path, encode, form):
    steps = np.random.default_rng(1).integers(-(2**23), 2**23, (5000, 2))
    samples = (steps / 2**23).astype(np.float32)
    codec = {"wav": "pcm_s24le", "flac": "flac"}[form]
    path = encode(tmp_path / f"a.{form}", form, codec, samples=samples, sample_format="s32")
    np.testing.assert_array_equal(read_audio(path, RATE).samples, samples)


def test_one_channel_is_the_mean(tmp_path, encode):
    samples = np.stack([np.full(4800, 0.5), np.full(4800, -0.25)], axis=1).astype(np.float32)
    path = encode(tmp_path / "a.wav", "wav", "pcm_f32le", samples=samples, sample_format="flt")
    mixed = read_audio(path, RATE, channels=1).samples
    assert mixed.shape == (4800, 1)
    np.testing.assert_array_equal(mixed, 0.125)


def test_mono_is_copied_to_each_channel(tmp_path, encode):
    samples = np.full((4800, 1), 0.5, np.float32)
    path = encode(tmp_path / "a.wav", "wav", "pcm_f32le", samples=samples, sample_format="flt")
    np.testing.assert_array_equal(
        read_audio(path, RATE, channels=2).samples, np.repeat(samples, 2, axis=1)
    )


def test_six_channels_are_kept_in_order(tmp_path, encode):
    samples = np.tile(np.arange(6, dtype=np.float32) / 8, (4800, 1))
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le", samples=samples, sample_format="s16")
    np.testing.assert_array_equal(read_audio(path, RATE).samples, samples)


def test_six_channels_do_not_become_two(tmp_path, encode):
    samples = np.zeros((4800, 6), np.float32)
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le", samples=samples, sample_format="s16")
    with pytest.raises(MediaError, match="6 channels"):
        read_audio(path, RATE, channels=2)


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 96000])
def test_resampled_sound_has_its_exact_length_and_place(tmp_path, encode, positions, clicks, rate):
    audio = read_audio(encode(tmp_path / "a.flac", "flac", "flac", sample_format="s16"), rate)
    assert audio.rate == rate
    assert len(audio.samples) == round((3 * RATE + 123) * rate / RATE)
    expected = [click * rate / RATE for click in clicks]
    assert positions(audio.samples) == pytest.approx(expected, abs=0.51)


@settings(max_examples=15)
@given(block_s=st.floats(0.0001, 7.0), rate=st.sampled_from([RATE, 44100, 16000]))
def test_blocks_of_any_size_are_the_whole(tmp_path_factory, encode, block_s, rate):
    path = tmp_path_factory.getbasetemp() / "blocks.mp3"
    if not path.exists():
        encode(path, "mp3", "libmp3lame")
    # Blocks much shorter than asked would be many.
    block_s = max(block_s, 0.002)
    blocks = list(stream_audio(path, rate, block_s=block_s))
    length = max(1, round(block_s * rate))
    assert all(len(block) == length for block in blocks[:-1])
    assert 0 < len(blocks[-1]) <= length
    np.testing.assert_array_equal(np.concatenate(blocks), read_audio(path, rate).samples)


@pytest.mark.parametrize(
    ("form", "codec"),
    [("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "libmp3lame"), ("ogg", "libopus")],
)
def test_a_truncated_file_yields_what_there_is(tmp_path, encode, noise, form, codec):
    path = encode(tmp_path / f"a.{form}", form, codec, samples=noise)
    whole = read_audio(path, RATE).samples
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    part = read_audio(path, RATE).samples
    # Ogg comes in pages of a second.
    assert len(part) == pytest.approx(len(whole) * 2 / 3, abs=RATE)
    np.testing.assert_allclose(part[:RATE], whole[:RATE], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "form", "codec"),
    [
        ("a.flac", "flac", "flac"),
        ("a.mp3", "mp3", "libmp3lame"),
        ("a.opus", "ogg", "libopus"),
        ("a.m4a", "ipod", "aac"),
        ("a.ts", "mpegts", "aac"),
    ],
)
def test_a_hole_in_the_middle_is_passed_over(tmp_path, encode, noise, name, form, codec):
    path = encode(tmp_path / name, form, codec, samples=noise)
    whole = read_audio(path, RATE).samples[:, 0]
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 1500] = np.random.default_rng(3).bytes(1500)
    path.write_bytes(content)
    holed = read_audio(path, RATE).samples[:, 0]
    np.testing.assert_allclose(holed[: RATE // 2], whole[: RATE // 2], atol=1e-6)
    last = slice(3 * RATE, 3 * RATE + RATE // 2)
    # MPEG audio carries no clock: what is lost there is missing, not silent.
    assert abs(_lag(holed[last], whole[last])) <= (RATE // 5 if form == "mp3" else 0)


def test_a_lost_packet_leaves_silence_of_its_length(tmp_path, encode, remux, noise):
    whole = encode(tmp_path / "a.mka", "matroska", "libopus", samples=noise)
    path = remux(whole, tmp_path / "b.mka", "matroska", keep=lambda _, t: not 1.99 < t < 2.01)
    assert len(read_audio(path, RATE).samples) == pytest.approx(len(noise), abs=48)


@pytest.mark.parametrize("channels", [None, 1])
def test_a_change_of_rate_in_the_middle_keeps_the_time(tmp_path, encode, positions, channels):
    parts = []
    for rate in (48000, 32000):
        samples = np.zeros((2 * rate, 2), np.float32)
        samples[rate] = 0.9
        path = encode(tmp_path / f"{rate}.ts", "mpegts", "ac3", samples=samples, rate=rate)
        parts.append(path.read_bytes())
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(parts))
    first = len(read_audio(tmp_path / "48000.ts", RATE).samples)
    second = read_audio(tmp_path / "32000.ts", RATE).samples
    samples = read_audio(path, RATE, channels=channels).samples
    assert len(samples) == pytest.approx(first + len(second), abs=2)
    assert positions(samples)[1] == pytest.approx(first + positions(second)[0], abs=2)


def test_a_change_of_channels_is_named_or_mixed(tmp_path, encode):
    parts = []
    for channels in (6, 2):
        samples = np.full((RATE, channels), 0.1, np.float32)
        path = encode(tmp_path / f"{channels}.ts", "mpegts", "ac3", samples=samples)
        parts.append(path.read_bytes())
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(parts))
    assert len(read_audio(path, RATE, channels=1).samples) > 1.9 * RATE
    with pytest.raises(MediaError, match=r"2 channels at 1\.\d s, where 6"):
        read_audio(path, RATE)


def test_progress_grows_to_one(tmp_path, encode):
    told: list[tuple[float, str]] = []
    path = encode(tmp_path / "a.mp3", "mp3", "libmp3lame")
    read_audio(path, RATE, progress=Progress(lambda *step: told.append(step)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(fractions) >= 4
    assert {step for _, step in told} == {"Decoding a.mp3"}


def test_a_cancel_works_in_the_middle(tmp_path, encode):
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le")
    told: list[float] = []
    progress = Progress(lambda fraction, _: told.append(fraction), lambda: len(told) > 1)
    blocks = stream_audio(path, RATE, block_s=0.1, progress=progress)
    assert len(next(blocks)) == 4800
    with pytest.raises(CancelledError):
        list(blocks)
    assert 0 < told[-1] < 1


def test_an_abandoned_stream_closes_its_file(tmp_path, encode, monkeypatch):
    opened: list[av.container.InputContainer] = []
    really_open = av.open

    def remembering(*args, **kwargs):
        opened.append(really_open(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(av, "open", remembering)
    blocks = stream_audio(encode(tmp_path / "a.wav", "wav", "pcm_s16le"), RATE)
    opened.clear()
    next(blocks)
    blocks.close()
    assert len(opened) == 1
    with pytest.raises(AssertionError, match="not open"):
        next(opened[0].demux())


@pytest.mark.parametrize(
    "wanted", [{"rate": 0}, {"rate": RATE, "channels": 0}, {"rate": RATE, "stream": -1}]
)
def test_senseless_requests_are_refused(tmp_path, encode, wanted):
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le")
    with pytest.raises(RequestError):
        read_audio(path, **wanted)


def test_a_block_has_a_length(tmp_path, encode):
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le")
    with pytest.raises(RequestError, match="block of 0 s"):
        next(stream_audio(path, RATE, block_s=0))


def test_no_program_is_called(tmp_path, encode):
    path = encode(tmp_path / "a.mp3", "mp3", "libmp3lame")
    script = (
        "import sys; from pathlib import Path; from backbeat.media.decode import read_audio; "
        "print(read_audio(Path(sys.argv[1]), 48000).samples.shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        env={**os.environ, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "(144123, 2)"
    assert done.stderr == ""


def test_the_package_alone_loads_no_ffmpeg():
    script = "import sys, backbeat.media; print('av' in sys.modules or 'numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("codec", ["ac3", "eac3"])
def test_bare_packets_of_44_khz_are_decoded_without_gaps(codec: str, tmp_path: Path) -> None:
    """FFmpeg's clock of such files is early by 15 ms a minute."""
    path, rate, seconds = tmp_path / f"long.{codec}", 44_100, 150
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine=f=441:r={rate}:d={seconds}",
         "-c:a", codec, "-b:a", "192k", str(path)],
        check=True,
    )  # fmt: skip
    samples = read_audio(path, rate).samples[:, 0]
    assert 0 <= len(samples) - seconds * rate < 2 * 1536
    middle = samples[rate : (seconds - 1) * rate]
    # A tone of 100 samples a period goes on where it was, unless something was cut out.
    assert np.abs(middle[100:] - middle[:-100]).max() < 0.02
