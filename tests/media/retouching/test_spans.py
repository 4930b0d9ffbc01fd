"""Which parts are copied and which are encoded; timecodes of what begins later."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.media.retouching.source import SourcePictures
from backbeat.media.retouching.spans import spans_of
from backbeat.media.retouching.timecodes import later


def pictures(count, begins):
    closed = np.isin(np.arange(count), begins)
    ticks = np.arange(count, dtype=np.int64)
    rate = Fraction(10)
    return SourcePictures(Path("a"), "h264", 1 / rate, rate, ticks, count, closed, closed, ticks)


@settings(max_examples=200)
@given(data=st.data())
def test_spans_cover_everything_and_copy_only_whole_groups(data):
    count = data.draw(st.integers(1, 60))
    begins = [0, *sorted(data.draw(st.sets(st.integers(1, 59))))]
    source = pictures(count, begins)
    runs = data.draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(1, 40)), min_size=1, max_size=4)
    )
    shown = np.concatenate([np.arange(first, min(count, first + length)) for first, length in runs])
    changing = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(shown), max_size=len(shown)))
    ) & np.array(data.draw(st.sampled_from([False, True])))
    cuts = data.draw(st.lists(st.integers(0, 80), max_size=4))
    spans = spans_of(source, shown, changing, cuts, True)
    assert [index for span in spans for index in span.pictures] == list(range(len(shown)))
    ends = {*(begin for begin in begins if begin < count), count}
    for span in spans:
        part = shown[span.first : span.after]
        if not span.copied:
            assert span.after - span.first <= 100
            assert not any(span.first < cut < span.after for cut in cuts)
            continue
        assert not changing[span.first : span.after].any()
        edges = np.flatnonzero(np.diff(part) != 1)
        firsts = [int(part[0]), *part[edges + 1].tolist()]
        lasts = [*part[edges].tolist(), int(part[-1])]
        assert all(source.closed[first] for first in firsts)
        assert all(last + 1 in ends for last in lasts)


def test_without_copying_nothing_is_copied():
    source = pictures(30, [0, 10, 20])
    shown, changing = np.arange(30), np.zeros(30, bool)
    assert not any(span.copied for span in spans_of(source, shown, changing, [], False))
    assert [span.copied for span in spans_of(source, shown, changing, [], True)] == [True]


def number_of(timecode, rate, dropping):
    hours, minutes, seconds, frames = (int(part) for part in timecode.replace(";", ":").split(":"))
    number = ((hours * 60 + minutes) * 60 + seconds) * rate + frames
    if dropping:
        total = hours * 60 + minutes
        number -= rate // 15 * (total - total // 10)
    return number


@given(st.integers(0, 24 * 3600 * 30 - 1), st.integers(0, 200_000), st.booleans())
def test_a_later_timecode_is_as_many_pictures_later(start, count, dropping):
    mark = ";" if dropping else ":"
    rate = Fraction(30000, 1001)
    begin = later(f"00:00:00{mark}00", start, rate)
    end = later(begin, count, rate)
    day = number_of("24:00:00:00", 30, dropping)
    difference = number_of(end, 30, dropping) - number_of(begin, 30, dropping)
    assert difference % day == count % day
    if dropping:
        # Such numbers do not exist (SMPTE ST 12).
        minutes, seconds, frames = end[3:5], end[6:8], end[9:]
        assert not (seconds == "00" and frames in ("00", "01") and minutes[1] != "0")


def test_known_timecodes():
    assert later("00:00:59;29", 1, Fraction(30000, 1001)) == "00:01:00;02"
    assert later("00:09:59;29", 1, Fraction(30000, 1001)) == "00:10:00;00"
    assert later("01:00:00:00", 30, Fraction(24)) == "01:00:01:06"
    assert later("23:59:59:23", 1, Fraction(24)) == "00:00:00:00"
    assert later("00:00:59;59", 1, Fraction(60000, 1001)) == "00:01:00;04"
    assert later("not a timecode", 3, Fraction(24)) == "not a timecode"
