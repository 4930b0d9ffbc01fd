"""Pictures that are copied as they were encoded, beside those that are encoded anew."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.retouching.retouch import NewSound
from backbeat.media.retouching.retouch import retouch as retouch_pictures
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import pictures_of
from backbeat.media.sound_formats import SoundFormat
from tests.media.retouching.made import Painter, decoded, plain_showing, retouch, write_video
from tests.media.retouching.seen import framemd5, probed, shown_by_browser, stays, times

PAINTED = range(20, 25)


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
        count=28,
        size=(256, 144),
        gop=1,
    )
    target = tmp_path / f"b{ending}"
    written = retouch(source, target, plain_showing(source), Painter(PAINTED))
    assert stays(source, target) == [index not in PAINTED for index in range(28)]
    assert (written.changed, written.copied, written.notes) == (5, 23, ())
    was, now = framemd5(source), framemd5(target)
    assert [a == b for a, b in zip(was, now, strict=True)] == stays(source, target)
    same = ("codec_tag_string", "profile", "pix_fmt", "color_space", "color_range", "time_base")
    first, second = probed(source), probed(target)
    for name in same:
        assert first[f"streams.stream.0.{name}"] == second[f"streams.stream.0.{name}"], name


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
    sound = NewSound(iter([clicks]), SoundFormat("aac", 48000, "mono", 1))
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


def test_open_groups_are_not_copied_as_closed(tmp_path):
    source = write_video(
        tmp_path / "a.mp4", count=72, options={"x264-params": "open-gop=1:bframes=3"}
    )
    target = tmp_path / "b.mp4"
    written = retouch(source, target, plain_showing(source), Painter([2]))
    same = stays(source, target)
    assert sum(same) >= written.copied
    assert len(framemd5(target)) == 72


def test_of_intra_h264_what_is_not_drawn_is_copied_between_what_is(tmp_path):
    source = write_video(tmp_path / "a.mov", count=30, gop=1, options={"g": "1"})

    class Half(Painter):
        def draw(self, looks):
            made = super().draw(looks)
            return [
                patches if look.index % 2 else [] for look, patches in zip(looks, made, strict=True)
            ]

    target = tmp_path / "b.mov"
    written = retouch(source, target, plain_showing(source), Half(range(8, 20)))
    expected = [index not in range(9, 20, 2) for index in range(30)]
    assert stays(source, target) == expected
    assert written.copied == sum(expected)
    assert len(framemd5(target)) == 30


def test_alpha_of_prores_stays(tmp_path):
    source = write_video(
        tmp_path / "a.mov", "prores_ks", "yuva444p10le", count=6, options={"profile": "4"}
    )
    target = tmp_path / "b.mov"
    written = retouch(source, target, plain_showing(source), Painter([3]))
    assert written.copied == 5
    was, now = decoded(source)[3], decoded(target)[3]
    assert len(was) == len(now) == 4
    assert np.array_equal(was[3], now[3])
    assert not np.array_equal(was[0], now[0])


def test_damaged_pictures_are_counted_as_they_are_decoded(tmp_path):
    plain = write_video(tmp_path / "plain.mkv", "mjpeg", "yuvj420p", count=30)
    source = tmp_path / "a.mkv"
    with av.open(str(plain)) as old, av.open(str(source), "w") as new:
        track = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is None:
                continue
            number = round(packet.pts * packet.time_base * Fraction(30000, 1001))
            if number == 11:
                damaged = av.Packet(b"\xff\xd8" + bytes(len(bytes(packet)) - 2))
                damaged.pts, damaged.dts = packet.pts, packet.dts
                damaged.time_base, damaged.is_keyframe = packet.time_base, True
                packet = damaged
            packet.stream = track
            new.mux(packet)
    seen = len(decoded(source))
    assert seen == 29
    assert len(pictures_of(source).ticks) == 30
    pictures = pictures_of(source, seen)
    assert len(pictures.ticks) == 29
    showing = Showing(np.arange(29), pictures.times, pictures.end)
    target = tmp_path / "b.mkv"
    retouch_pictures(pictures, target, showing, Painter([20]))
    was, now = decoded(source), decoded(target)
    unlike = [
        index
        for index, (one, other) in enumerate(zip(was, now, strict=True))
        if np.median(np.abs(one[0].astype(int) - other[0])) > 3
        or np.abs(one[0][40:60, 70:90].astype(int) - other[0][40:60, 70:90]).max() > 40
    ]
    assert unlike == [20]


@pytest.mark.whole
def test_a_browser_plays_copied_beside_encoded_pictures(tmp_path):
    source = write_video(tmp_path / "a.mp4", rate=Fraction(25))
    target = tmp_path / "b.mp4"
    written = retouch(source, target, plain_showing(source), Painter(PAINTED))
    assert written.copied == 36
    was, now = shown_by_browser([source, target], 60, Fraction(25), tmp_path)
    same = [one == other for one, other in zip(was, now, strict=True)]
    assert same == [not 12 <= index < 36 for index in range(60)]
