"""MusicXML as far as a performance needs it."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction

import pytest

from tests.training.beats.conftest import START, document, note
from training.beats.musicxml import read

GRACE = "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>"


def test_notes_are_where_voices_and_chords_put_them() -> None:
    bar = (
        START.format(3, 4)
        + GRACE
        + note("C", 5, 8)
        + note("E", 5, 8, more="<chord/>")
        + note("G", 5, 4)
        + "<backup><duration>12</duration></backup>"
        + "<forward><duration>4</duration></forward>"
        + note("A", 3, 8, staff=2)
    )
    score = read(document(f"<measure>{bar}</measure>"))
    assert score.bars[0].length == 3
    found = [(each.start, each.length, each.pitch) for each in score.notes[0][0]]
    assert found == [(0, 2, 72), (0, 2, 76), (2, 1, 79), (1, 2, 57)]
    assert score.notes[0][0][3].staff == 2


def test_marks_on_notes_are_read() -> None:
    marks = (
        "<notations><articulations><staccato/><accent/></articulations><arpeggiate/>"
        '<fermata/><slur type="stop"/></notations>'
    )
    score = read(document(f"<measure>{START.format(4, 4)}{note('C', 4, 16, more=marks)}</measure>"))
    (one,) = score.notes[0][0]
    assert one.staccato
    assert one.accent
    assert one.arpeggio
    assert one.fermata
    assert one.slur_ends


def test_a_hairpin_leads_to_the_next_dynamic() -> None:
    quiet = '<direction><sound dynamics="40"/></direction>'
    opens = '<direction><direction-type><wedge type="crescendo"/></direction-type></direction>'
    stops = '<direction><direction-type><wedge type="stop"/></direction-type></direction>'
    loud = '<direction><sound dynamics="110"/></direction>'
    notes = "".join(note("C", 5, 4) for _ in range(3))
    bar = START.format(4, 4) + quiet + opens + notes + stops + loud + note("C", 5, 4)
    levels = [each.loudness for each in read(document(f"<measure>{bar}</measure>")).notes[0][0]]
    assert levels[0] == pytest.approx(40 * 0.9 / 127)
    assert levels[0] < levels[1] < levels[2] < levels[3]
    assert levels[3] == pytest.approx(110 * 0.9 / 127)


def test_words_about_the_tempo_are_understood() -> None:
    def said(words: str) -> str:
        return f"<direction><direction-type><words>{words}</words></direction-type></direction>"

    bar = START.format(4, 4) + '<sound tempo="72.5"/>'
    for words in ("poco rit.", "a tempo", "accel.", "dolce"):
        bar += said(words) + note("C", 5, 4)
    (read_bar,) = read(document(f"<measure>{bar}</measure>")).bars
    assert read_bar.tempi == ((0, 72.5),)
    assert [(turn.start, turn.kind) for turn in read_bar.turns] == [
        (0, "slower"),
        (1, "back"),
        (2, "faster"),
    ]


def test_transposing_instruments_sound_where_they_sound() -> None:
    down = "<attributes><transpose><chromatic>-2</chromatic></transpose></attributes>"
    score = read(document(f"<measure>{START.format(4, 4)}{down}{note('D', 4, 16)}</measure>"))
    assert score.notes[0][0][0].pitch == 60


def test_endings_last_until_they_are_closed() -> None:
    begin = '<barline><ending number="1" type="start"/></barline>'
    stop = '<barline><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
    full = note("C", 4, 16)
    bars = [full, begin + full, full + stop, full]
    text = "".join(
        f"<measure>{START.format(4, 4) if index == 0 else ''}{bar}</measure>"
        for index, bar in enumerate(bars)
    )
    score = read(document(text))
    assert [bar.endings for bar in score.bars] == [(), (1,), (1,), ()]
    assert [bar.closes for bar in score.bars] == [False, False, True, False]


def test_compressed_scores_are_opened() -> None:
    plain = document(f"<measure>{START.format(2, 4)}{note('C', 4, 8)}</measure>")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        where = '<container><rootfiles><rootfile full-path="a/b.xml"/></rootfiles></container>'
        archive.writestr("META-INF/container.xml", where)
        archive.writestr("a/b.xml", plain)
    assert read(packed.getvalue()) == read(plain)
    assert read(plain).bars[0].length == Fraction(2)


def test_what_is_no_score_is_refused() -> None:
    with pytest.raises(ValueError, match="song"):
        read(b"<html/>", "song")
