"""Premiere's ticks: sound that begins between frames, and what they are checked against."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.timeline import Document, load, save
from backbeat.timeline.exchange.fcp7_ticks import TICKS
from backbeat.timeline.reading import read_edit
from backbeat.timeline.time import canonical_rate
from tests import edits
from tests.edits import Piece
from tests.timeline.exchange import own


def _one(
    rate: str = "<timebase>25</timebase>",
    own_rate: str = "",
    first: int = 100,
    ticks: int | str | None = None,
    more: str = "",
    timecode: int = 0,
) -> str:
    """A sequence of one clip that plays 50 frames from `first`."""
    stated = "" if ticks is None else f"<pproTicksIn>{ticks}</pproTicksIn>"
    return f"""<xmeml version="4"><sequence id="s"><name>s</name><duration>50</duration>
        <rate>{rate}</rate><media><audio><track>
        <clipitem id="a"><name>a</name><rate>{own_rate or rate}</rate>
        <start>0</start><end>50</end><in>{first}</in><out>{first + 50}</out>{stated}
        <file id="f"><name>a.wav</name><pathurl>file://localhost/a.wav</pathurl>
        <rate>{own_rate or rate}</rate><duration>9000</duration>
        <timecode><rate>{own_rate or rate}</rate><frame>{timecode}</frame></timecode></file>
        {more}</clipitem></track></audio></media></sequence></xmeml>"""


def _start(folder: Path, text: str) -> tuple[Fraction, tuple[str, ...]]:
    """Seconds at which the one clip begins in its media, and what was noted."""
    (folder / "one.xml").write_text(text)
    document = load(folder / "one.xml")
    (clip,) = document.root.find_clips()
    start = clip.source_range.start_time
    return Fraction(start.value) / canonical_rate(start.rate), document.notes


def test_ticks_within_a_frame_say_where_between_frames(tmp_path: Path) -> None:
    for frames in (Fraction(100), Fraction(1002, 10), Fraction(1009, 10), Fraction(991, 10)):
        start, notes = _start(tmp_path, _one(ticks=round(frames / 25 * TICKS)))
        assert abs(start - frames / 25) * TICKS < 1 and not any("ticks" in n for n in notes)


def test_they_count_from_the_start_of_the_file_as_frames_do(tmp_path: Path) -> None:
    start, _ = _start(tmp_path, _one(ticks=100 * TICKS // 25 + TICKS // 50, timecode=90000))
    assert start == Fraction(90000 + 100, 25) + Fraction(1, 50)


@pytest.mark.parametrize("ticks", [18 * TICKS // 25, 101 * TICKS // 25, -TICKS])
def test_ticks_that_disagree_are_left_and_said(tmp_path: Path, ticks: int) -> None:
    start, notes = _start(tmp_path, _one(ticks=ticks))
    assert start == 4
    assert "Not read: Premiere's ticks that disagree with the frames of their clip (1)." in notes


@pytest.mark.parametrize("ticks", ["", "x", "9" * 30, "1.5", "--3"])
def test_what_is_no_number_is_no_ticks(tmp_path: Path, ticks: str) -> None:
    start, notes = _start(tmp_path, _one(ticks=ticks))
    assert start == 4 and not any("ticks" in n for n in notes)


def test_they_settle_at_which_rate_a_clip_is_counted(tmp_path: Path) -> None:
    """Some writers count a clip of 30 frames a second at the 24 of its sequence."""
    rates = {"rate": "<timebase>24</timebase>", "own_rate": "<timebase>30</timebase>"}
    assert _start(tmp_path, _one(**rates))[0] == Fraction(100, 30)
    for at in (24, 30):
        start, notes = _start(tmp_path, _one(**rates, ticks=100 * TICKS // at))
        assert abs(start - Fraction(100, at)) * TICKS < 1 and not any("ticks" in n for n in notes)


@pytest.mark.parametrize("kind", ["speed", "still"])
def test_they_are_not_read_where_it_is_not_known_how_they_count(tmp_path: Path, kind: str) -> None:
    speed = (
        "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>"
        "<value>200</value></parameter></effect></filter>"
    )
    more = speed if kind == "speed" else "<stillframe>TRUE</stillframe>"
    text = _one(ticks=100 * TICKS // 25 + 1000, more=more)
    start, notes = _start(tmp_path, text)
    assert start == (8 if kind == "speed" else 4) and not any("ticks" in n for n in notes)


def test_level_keys_stay_where_they_were_counted(tmp_path: Path) -> None:
    keys = "".join(
        f"<keyframe><when>{when}</when><value>{value}</value></keyframe>"
        for when, value in ((100, 1), (140, 0.5))
    )
    level = (
        "<filter><effect><effectid>audiolevels</effectid><parameter><parameterid>level"
        f"</parameterid>{keys}</parameter></effect></filter>"
    )
    (tmp_path / "one.xml").write_text(_one(ticks=100 * TICKS // 25 + TICKS // 50, more=level))
    from backbeat.timeline.clip_sound import clip_sounds

    document = load(tmp_path / "one.xml")
    (sound,) = clip_sounds(document, read_edit(document)).values()
    assert [frame for frame, _ in sound.levels] == [0.0, 40.0]


def test_a_long_transition_may_say_where_its_cut_is(tmp_path: Path) -> None:
    """Ten seconds of ticks are more than any count of frames."""
    item = (
        "<clipitem><name>{0}</name><rate><timebase>25</timebase></rate><start>{1}</start>"
        '<end>{2}</end><in>0</in><out>400</out><file id="{0}"><name>{0}</name></file></clipitem>'
    )
    joint = (
        "<transitionitem><start>0</start><end>400</end><alignment>center</alignment>"
        f"<cutPointTicks>{300 * TICKS // 25}</cutPointTicks></transitionitem>"
    )
    (tmp_path / "long.xml").write_text(
        '<xmeml version="4"><sequence id="s"><rate><timebase>25</timebase></rate><media><video>'
        f"<track>{item.format('a', 0, -1)}{joint}{item.format('b', -1, 400)}</track></video>"
        "</media></sequence></xmeml>"
    )
    first, _, second = load(tmp_path / "long.xml").root.video_tracks()[0]
    assert (first.duration().value, second.duration().value) == (300, 100)


def _ticks(path: Path) -> list[tuple[Any, ...]]:
    """(in, out, ticks in, ticks out) of each clip item of a file."""
    names = ("in", "out", "pproTicksIn", "pproTicksOut")
    return [
        tuple(None if (text := item.findtext(name)) is None else int(text) for name in names)
        for item in ElementTree.parse(path).getroot().iter("clipitem")
    ]


def test_what_is_written_beside_whole_frames_is_exact(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, name="a")]], [[Piece(50, name="b")]])
    made.audio_tracks()[0][0].source_range = edits.span(86420.4, 50)
    save(edits.document(made, tmp_path), tmp_path / "out.xml")
    frame = TICKS // 25
    picture, *sound = _ticks(tmp_path / "out.xml")
    assert picture == (20, 70, 20 * frame, 70 * frame)
    begins = round(Fraction(204, 10) * frame)
    assert sound == [(20, 70, begins, begins + 50 * frame)] * 2


def test_under_a_dissolve_they_begin_where_its_frames_do(tmp_path: Path) -> None:
    pieces = [Piece(40), Piece(kind="transition", offsets=(6, 4)), Piece(40)]
    save(edits.document(edits.timeline([pieces]), tmp_path), tmp_path / "out.xml")
    frame = TICKS // 25
    assert _ticks(tmp_path / "out.xml") == [
        (20, 64, 20 * frame, 64 * frame),
        (14, 60, 14 * frame, 60 * frame),
    ]


def test_none_are_written_for_another_speed(tmp_path: Path) -> None:
    pieces = [Piece(40, speed=2.0), Piece(40, speed=-1.0), Piece(40)]
    save(edits.document(edits.timeline([pieces]), tmp_path), tmp_path / "out.xml")
    assert [ticks for *_, ticks in _ticks(tmp_path / "out.xml")] == [None, None, 60 * TICKS // 25]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["premiere_example.xml", "premiere_enable_property.xml"])
def test_premieres_own_ticks_come_back(shared: Path, tmp_path: Path, name: str) -> None:
    """Also where one of two channels has frames that disagree: the other one is right."""
    source = shared / "data" / "otio" / "fcp7xml" / name
    document = load(source)
    assert document.notes == ()
    save(document, tmp_path / "out.xml")
    frame = TICKS // (30 if name == "premiere_example.xml" else 25)
    agreeing = {row for row in _ticks(source) if (row[0] * frame, row[1] * frame) == row[2:]}
    assert len(agreeing) > 3 and agreeing == set(_ticks(tmp_path / "out.xml"))


def test_of_two_channels_that_is_read_whose_ticks_agree(tmp_path: Path) -> None:
    sound = edits.timeline([], [[Piece(40, name="a"), Piece(50, name="b")]])
    save(edits.document(sound, tmp_path), tmp_path / "out.xml")
    for channel in (1, 2):
        root = ElementTree.parse(tmp_path / "out.xml")
        (wrong,) = root.findall(f"sequence/media/audio/track[{channel}]/clipitem[2]/in")
        wrong.text = "8"
        (tmp_path / "wrong.xml").unlink(missing_ok=True)
        root.write(tmp_path / "wrong.xml")
        read = load(tmp_path / "wrong.xml")
        assert read.notes == () and len(read.root.audio_tracks()) == 1
        assert _starts(read) == [86420 / 25] * 2


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 47_999)), min_size=1, max_size=5),
    st.sampled_from(own.RATES),
    st.sampled_from([0, 86400, 86400 * 24]),
    st.lists(st.sampled_from(["RED", "PINK", "BLACK", "MAGENTA", "CYAN", "GREEN"]), max_size=6),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sound_between_frames_comes_back_to_the_sample(
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, int]],
    rate: float,
    media_start: int,
    colors: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("ticks")
    pieces = [Piece(30, head=500, media_start=float(media_start)) for _ in cuts]
    made = edits.timeline([], [pieces], rate)
    for clip, (frames, samples) in zip(made.audio_tracks()[0], cuts, strict=True):
        begins = media_start + frames + samples / 48_000 * rate
        clip.source_range = edits.span(begins, 30, rate)
    for place, color in enumerate(colors):
        made.tracks.markers.append(otio.schema.Marker("m", edits.span(place, 1, rate), color))
    document = edits.document(made, folder)
    first, second, third = (folder / f"{number}.xml" for number in (1, 2, 3))
    save(document, first)
    back = load(first)
    assert _starts(back) == pytest.approx(_starts(document), abs=1 / 48_000 / 100)
    assert [m.color for m in back.root.tracks.markers] == colors
    save(back, second)
    save(load(second), third)
    assert second.read_bytes() == third.read_bytes()


def _starts(document: Document) -> list[float]:
    items = read_edit(document).audio_tracks[0].items
    return [float(item.media_start) for item in items]
