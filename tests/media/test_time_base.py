"""Sample 0 is the first picture, or the first sample; clicks say where everything else is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from backbeat.media.decode import read_audio

RATE = 48000
LENGTH = 3 * RATE + 123


@pytest.mark.parametrize(
    ("name", "form", "codec", "sample_format"),
    [
        ("16.wav", "wav", "pcm_s16le", "s16"),
        ("24.wav", "wav", "pcm_s24le", "s32"),
        ("float.wav", "wav", "pcm_f32le", "flt"),
        ("u8.wav", "wav", "pcm_u8", "u8"),
        ("double.wav", "wav", "pcm_f64le", "dbl"),
        ("a.aiff", "aiff", "pcm_s16be", "s16"),
        ("a.flac", "flac", "flac", "s16"),
        ("alac.m4a", "ipod", "alac", "s16p"),
        ("pcm.mov", "mov", "pcm_s24le", "s32"),
    ],
)
def test_lossless_sound_is_exact(tmp_path, encode, click_samples, name, form, codec, sample_format):
    path = encode(tmp_path / name, form, codec, sample_format=sample_format)
    audio = read_audio(path, RATE)
    assert audio.samples.dtype == np.float32
    assert audio.samples.shape == click_samples.shape
    tolerance = {"u8": 2**-7, "s16": 2**-15, "s16p": 2**-15, "s32": 2**-23}.get(sample_format, 0)
    np.testing.assert_allclose(audio.samples, click_samples, atol=tolerance)


@pytest.mark.parametrize(
    ("name", "form", "codec"),
    [
        ("a.mp3", "mp3", "libmp3lame"),
        ("a.opus", "ogg", "libopus"),
        ("a.mka", "matroska", "libopus"),
        ("aac.mka", "matroska", "aac"),
        ("aac.m4a", "ipod", "aac"),
    ],
)
def test_lossy_sound_keeps_its_place(tmp_path, encode, positions, clicks, name, form, codec):
    samples = read_audio(encode(tmp_path / name, form, codec), RATE).samples
    assert positions(samples) == pytest.approx(clicks, abs=1)


@pytest.mark.parametrize(
    ("name", "form", "codec"), [("a.mp3", "mp3", "libmp3lame"), ("a.opus", "ogg", "libopus")]
)
def test_a_lossy_codec_that_tells_its_length_has_no_padding(tmp_path, encode, name, form, codec):
    assert len(read_audio(encode(tmp_path / name, form, codec), RATE).samples) == LENGTH


def test_mp3_is_not_padded_by_its_start_time(tmp_path, encode, positions, clicks):
    audio = read_audio(encode(tmp_path / "a.mp3", "mp3", "libmp3lame", rate=44100), 44100)
    assert positions(audio.samples) == pytest.approx(clicks, abs=1)
    assert len(audio.samples) == LENGTH


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4"])
def test_the_tail_of_aac_ends_where_its_track_does(tmp_path, encode, name):
    options = {"movie_timescale": str(RATE)}
    path = encode(tmp_path / name, "mp4", "aac", options=options)
    assert len(read_audio(path, RATE).samples) == LENGTH


@pytest.mark.parametrize(
    ("name", "form", "codec", "late_ms", "tolerance"),
    [
        ("even.mp4", "mp4", "aac", 0, 1),
        ("late.mp4", "mp4", "aac", 312, 1),
        ("early.mp4", "mp4", "aac", -80, 1),
        ("late.mov", "mov", "pcm_s16le", 312, 0),
        ("early.mov", "mov", "pcm_s16le", -80, 0),
        ("even.ts", "mpegts", "aac", 0, 1),
        ("late.ts", "mpegts", "aac", 312, 1),
        ("early.ts", "mpegts", "aac", -80, 1),
        ("even.mkv", "matroska", "libopus", 0, 1),
        ("even_aac.mkv", "matroska", "aac", 0, 24),
        # A clock of milliseconds: half of one is 24 samples.
        ("late.mkv", "matroska", "aac", 312, 24),
        ("early.mkv", "matroska", "libopus", -80, 24),
    ],
)
def test_sound_beside_video_counts_from_the_first_picture(
    tmp_path, encode, positions, clicks, name, form, codec, late_ms, tolerance
):
    late = Fraction(late_ms, 1000)
    options = {"movie_timescale": str(RATE)} if form in ("mp4", "mov") else {}
    path = encode(tmp_path / name, form, codec, late_s=late, options=options)
    samples = read_audio(path, RATE).samples
    expected = [click + late_ms * RATE // 1000 for click in clicks]
    assert positions(samples) == pytest.approx(expected, abs=tolerance)
    if late_ms > 0:
        # An encoder's ramp-up may come before the first sample proper.
        assert not samples[: late_ms * RATE // 1000 - 1100].any()


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "aac"), ("a.mov", "pcm_s16le")])
def test_edit_lists_are_honoured(tmp_path, encode, remux, positions, clicks, name, codec):
    form = name.rpartition(".")[2]
    options = {"movie_timescale": str(RATE)}
    whole = encode(tmp_path / name, form, codec, late_s=Fraction(0), options=options)
    trimmed = remux(
        whole, tmp_path / f"trimmed_{name}", form, earlier_s=Fraction(1, 2), options=options
    )
    samples = read_audio(trimmed, RATE).samples
    assert positions(samples) == pytest.approx([click - RATE // 2 for click in clicks[1:]], abs=1)
    assert len(samples) == pytest.approx(LENGTH - RATE // 2, abs=1)


def test_cover_art_is_not_video(tmp_path, positions):
    import av
    from av.stream import Disposition

    path = tmp_path / "cover.mp3"
    with av.open(str(path), "w", format="mp3") as container:
        sound = container.add_stream("libmp3lame", rate=RATE)
        sound.layout = "stereo"
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        picture.pts = 0
        container.mux(cover.encode(picture))
        container.mux(cover.encode(None))
        samples = np.zeros((2, RATE), np.float32)
        samples[:, 5000] = 0.9
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    audio = read_audio(path, RATE)
    assert positions(audio.samples) == pytest.approx([5000], abs=1)
    assert len(audio.samples) == RATE


@pytest.mark.parametrize(
    ("name", "form", "tolerance"),
    [("a.mp4", "mp4", 1), ("a.ts", "mpegts", 1), ("a.mkv", "matroska", 24)],
)
def test_a_gap_in_the_middle_is_silence(
    tmp_path, encode, remux, positions, clicks, name, form, tolerance
):
    whole = encode(tmp_path / "whole.mp4", "mp4", "aac", late_s=Fraction(0))
    path = remux(
        whole,
        tmp_path / name,
        form,
        keep=lambda kind, time: kind == "video" or not 1.5 <= time < 2.2,
    )
    samples = read_audio(path, RATE).samples
    assert positions(samples) == pytest.approx(clicks, abs=tolerance)
    assert not samples[int(1.55 * RATE) : int(2.15 * RATE)].any()


def test_two_broadcasts_end_to_end_follow_each_other(tmp_path, encode, positions, clicks):
    one = encode(tmp_path / "one.ts", "mpegts", "aac", late_s=Fraction(0)).read_bytes()
    (tmp_path / "two.ts").write_bytes(one + one)
    alone = read_audio(tmp_path / "one.ts", RATE).samples
    found = positions(read_audio(tmp_path / "two.ts", RATE).samples)
    assert found[:3] == pytest.approx(clicks, abs=1)
    # The second recording brings its encoder's 1024 samples of ramp-up along.
    assert found[3:] == pytest.approx([click + len(alone) + 1024 for click in clicks], abs=1)


def test_tracks_of_sound_alone_stay_in_step(tmp_path, positions):
    import av

    path = tmp_path / "two.mka"
    with av.open(str(path), "w", format="matroska") as container:
        tracks = [container.add_stream("pcm_s16le", rate=RATE) for _ in range(2)]
        for track in tracks:
            track.layout = "mono"
        for track, late in zip(tracks, (0, RATE // 4), strict=True):
            samples = np.zeros((1, RATE), np.int16)
            samples[0, 1000] = 30000
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, late, Fraction(1, RATE)
            container.mux(track.encode(frame))
            container.mux(track.encode(None))
    assert positions(read_audio(path, RATE, stream=0).samples) == [1000]
    assert positions(read_audio(path, RATE, stream=1).samples) == [1000 + RATE // 4]
