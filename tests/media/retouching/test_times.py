"""Pictures and sound are where they were, to the tick."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.retouching.patches import Box
from backbeat.media.retouching.retouch import NewSound
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import pictures_of
from backbeat.media.sound_formats import SoundFormat
from tests.media.retouching.made import Painter, decoded, plain_showing, retouch, write_video
from tests.media.retouching.seen import stays, times

PAINTED = range(20, 25)


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
        sounds=[NewSound(blocks, form)],
    )
    heard = read_audio(target, 48000).samples[:, 0]
    # Matroska counts milliseconds.
    late = 24 if ending == ".mkv" else 1
    assert np.argmax(heard[:30000]) == pytest.approx(12345, abs=late)
    assert 30000 + np.argmax(heard[30000:]) == pytest.approx(60001, abs=late)
    with av.open(str(target)) as container:
        assert len(container.streams.audio) == 1


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
