"""Delivered files: the picture is the same, and the sound lies where it lay."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.media.decode import read_audio
from backbeat.media.delivering import deliver_sound, deliver_video
from backbeat.media.picture_digest import picture_digest
from backbeat.media.probe import probe
from backbeat.media.sound_formats import SOUND_FILES, VIDEO_FILES, SoundFormat
from backbeat.media.tracks import first_real_video

RATE = 48000
SOURCES = [
    ("even.mp4", "mp4", "aac", 0),
    ("late.mp4", "mp4", "aac", 312),
    ("early.mp4", "mp4", "aac", -80),
    ("late.mov", "mov", "pcm_s16le", 312),
    ("even.ts", "mpegts", "aac", 0),
    ("early.ts", "mpegts", "aac", -80),
    ("late.mkv", "matroska", "aac", 312),
    ("early.mkv", "matroska", "libopus", -80),
]


def blocks_of(path):
    samples = read_audio(path, RATE).samples
    return [samples[first : first + RATE] for first in range(0, len(samples), RATE)]


def picture_times(path):
    """When each picture is shown, from the first one on, and what is in it."""
    with av.open(str(path)) as container:
        video = first_real_video(container)
        shown = [
            (f.pts * f.time_base, int(f.to_ndarray(format="gray").mean()))
            for f in container.decode(video)
        ]
    return [(float(time - shown[0][0]), level) for time, level in shown]


@pytest.mark.parametrize(("name", "form", "codec", "late_ms"), SOURCES)
@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_the_sound_stays_with_the_picture(
    tmp_path, encode, positions, name, form, codec, late_ms, ending
):
    options = {"movie_timescale": str(RATE)} if form in ("mp4", "mov") else {}
    late = Fraction(late_ms, 1000)
    source = encode(tmp_path / name, form, codec, late_s=late, options=options)
    muxer, codecs = VIDEO_FILES[ending]
    target = tmp_path / f"delivered{ending}"
    copied = deliver_video(
        target, muxer, source, 0, blocks_of(source), SoundFormat(codecs[0], RATE, "stereo", 2)
    )
    before, after = read_audio(source, RATE).samples, read_audio(target, RATE).samples
    # Matroska counts in milliseconds; everything else is exact.
    assert positions(after) == pytest.approx(positions(before), abs=24 if ending == ".mkv" else 1)
    assert len(after) == pytest.approx(len(before), abs=1024)
    shown, was = picture_times(target), picture_times(source)
    assert [level for _, level in shown] == [level for _, level in was]
    assert [time for time, _ in shown] == pytest.approx([time for time, _ in was], abs=0.001)
    assert copied.picture.packets == 75
    if form in ("mp4", "mov") and ending != ".mkv":
        assert picture_digest(target).sha256 == picture_digest(source).sha256


def test_a_trimmed_video_stays_trimmed(tmp_path, encode, remux, positions):
    options = {"movie_timescale": str(RATE)}
    whole = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0), options=options)
    source = remux(whole, tmp_path / "t.mp4", "mp4", earlier_s=Fraction(1, 2), options=options)
    target = tmp_path / "delivered.mp4"
    form = SoundFormat("aac", RATE, "stereo", 2)
    deliver_video(target, "mp4", source, 0, blocks_of(source), form)
    before, after = read_audio(source, RATE).samples, read_audio(target, RATE).samples
    assert positions(after) == pytest.approx(positions(before), abs=1)
    assert len(picture_times(target)) == len(picture_times(source))
    assert picture_digest(target).sha256 == picture_digest(source).sha256


@pytest.mark.parametrize(("name", "form", "codec", "late_ms"), SOURCES)
def test_without_edit_lists_the_sound_stays_too(
    tmp_path, encode, positions, name, form, codec, late_ms
):
    options = {"movie_timescale": str(RATE)} if form in ("mp4", "mov") else {}
    late = Fraction(late_ms, 1000)
    source = encode(tmp_path / name, form, codec, late_s=late, options=options)
    target, sound = tmp_path / "delivered.mp4", SoundFormat("aac", RATE, "stereo", 2)
    copied = deliver_video(target, "mp4", source, 0, blocks_of(source), sound, edit_lists=False)
    assert not copied.edit_lists
    assert b"elst" not in target.read_bytes()
    before, after = read_audio(source, RATE).samples, read_audio(target, RATE).samples
    assert positions(after) == pytest.approx(positions(before), abs=1)
    shown, was = picture_times(target), picture_times(source)
    assert [level for _, level in shown] == [level for _, level in was]
    assert [time for time, _ in shown] == pytest.approx([time for time, _ in was], abs=0.001)


def test_a_trim_keeps_its_edit_list(tmp_path, encode, remux, positions):
    options = {"movie_timescale": str(RATE)}
    whole = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0), options=options)
    source = remux(whole, tmp_path / "t.mp4", "mp4", earlier_s=Fraction(1, 2), options=options)
    target, form = tmp_path / "b.mp4", SoundFormat("aac", RATE, "stereo", 2)
    copied = deliver_video(target, "mp4", source, 0, blocks_of(source), form, edit_lists=False)
    assert copied.edit_lists and b"elst" in target.read_bytes()
    assert len(picture_times(target)) == len(picture_times(source))


def test_matroska_cannot_trim_and_says_so(tmp_path, encode, remux):
    options = {"movie_timescale": str(RATE)}
    whole = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0), options=options)
    source = remux(whole, tmp_path / "t.mp4", "mp4", earlier_s=Fraction(1, 2), options=options)
    form = SoundFormat("flac", RATE, "stereo", 2, 24)
    with pytest.raises(RequestError, match="edit list"):
        deliver_video(tmp_path / "x.mkv", "matroska", source, 0, blocks_of(source), form)
    assert not (tmp_path / "x.mkv").exists()


def test_a_fragmented_video_is_delivered_too(tmp_path, encode, positions):
    options = {"movflags": "+frag_keyframe+empty_moov"}
    source = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0), options=options)
    target = tmp_path / "delivered.mp4"
    form = SoundFormat("aac", RATE, "stereo", 2)
    deliver_video(target, "mp4", source, 0, blocks_of(source), form)
    before, after = read_audio(source, RATE).samples, read_audio(target, RATE).samples
    assert positions(after) == pytest.approx(positions(before), abs=1)


def test_the_index_comes_first(tmp_path, encode):
    source = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0))
    target = tmp_path / "b.mp4"
    form = SoundFormat("aac", RATE, "stereo", 2)
    deliver_video(target, "mp4", source, 0, blocks_of(source), form)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_timecode_chapters_other_tracks_and_metadata_are_kept(tmp_path, encode):
    plain = encode(tmp_path / "plain.mov", "mov", "pcm_s16le", late_s=Fraction(0))
    source = tmp_path / "rich.mov"
    with av.open(str(plain)) as old, av.open(str(source), "w", format="mov") as new:
        new.metadata["title"] = "A film"
        video = new.add_stream_from_template(old.streams.video[0])
        video.metadata["timecode"] = "01:00:00:00"
        sounds = [new.add_stream_from_template(old.streams.audio[0]) for _ in range(2)]
        sounds[1].metadata["language"] = "fra"
        new.set_chapters(
            [
                {
                    "id": number,
                    "start": number * 1000,
                    "end": number * 1000 + 1000,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": f"Chapter {number}"},
                }
                for number in range(2)
            ]
        )
        for packet in old.demux(old.streams.video[0], old.streams.audio[0]):
            if packet.dts is None:
                continue
            if packet.stream.type == "video":
                packet.stream = video
                new.mux(packet)
                continue
            data, pts, base = bytes(packet), packet.pts, packet.time_base
            for sound in sounds:
                copy = av.Packet(data)
                copy.pts = copy.dts = pts
                copy.time_base, copy.stream = base, sound
                new.mux(copy)
    for ending in (".mov", ".mp4", ".mkv"):
        muxer, codecs = VIDEO_FILES[ending]
        target = tmp_path / f"delivered{ending}"
        form = SoundFormat(codecs[0], RATE, "stereo", 2)
        if ending == ".mp4":
            # 16-bit PCM is no sound for MP4 by every build of FFmpeg; what is left out is said.
            copied = deliver_video(target, muxer, source, 1, blocks_of(source), form)
            assert copied.tracks + len(copied.left_out) >= 2
        else:
            copied = deliver_video(target, muxer, source, 1, blocks_of(source), form)
            assert (copied.tracks, copied.left_out) == (2, [])
            assert copied.sound_index == 1
        info = probe(target)
        if ending != ".mkv":
            assert info.start_timecode == "01:00:00:00"
        with av.open(str(target)) as container:
            titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
            assert titles == ["Chapter 0", "Chapter 1"]
            assert container.metadata["title"] == "A film"
            sound = container.streams.audio[copied.sound_index]
            assert sound.metadata.get("language") == "fra"


def test_a_container_that_cannot_hold_the_picture_says_so(tmp_path, encode):
    source = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0))
    prores = tmp_path / "p.mov"
    with av.open(str(prores), "w", format="mov") as container:
        video = container.add_stream("prores_ks", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv422p10le"
        sound = container.add_stream("pcm_s16le", rate=RATE)
        sound.layout = "stereo"
        for index in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        block = np.zeros((1, 2 * 9600), np.int16)
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        container.mux(sound.encode(frame))
    form = SoundFormat("aac", RATE, "stereo", 2)
    target = tmp_path / "out.mp4"
    with pytest.raises(RequestError, match=r"prores"):
        deliver_video(target, "mp4", prores, 0, blocks_of(source), form)
    assert not target.exists()


@pytest.mark.parametrize("ending", SOUND_FILES)
def test_every_kind_of_sound_file_keeps_length_and_place(
    tmp_path, click_samples, positions, clicks, ending
):
    muxer, codecs = SOUND_FILES[ending]
    for codec in codecs:
        target = tmp_path / f"{codec}{ending}"
        bits = None if codec in ("aac", "libmp3lame", "libopus", "pcm_f32le") else 24
        form = SoundFormat(codec, RATE, "stereo", 2, bits)
        deliver_sound(target, muxer, [click_samples], form, {"title": "Clicks"}, {})
        made = read_audio(target, RATE).samples
        assert positions(made) == pytest.approx(clicks, abs=1), codec
        if bits:
            np.testing.assert_allclose(made, click_samples, atol=2**-15)
        with av.open(str(target)) as container:
            title = {**container.metadata, **container.streams.audio[0].metadata}
            assert "Clicks" in title.values(), codec
