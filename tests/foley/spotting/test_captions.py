"""Subtitles: sounds in brackets are cues; voices, music, names and languages are not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError
from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.spotting.asked import MOST_CUES, Given
from backbeat.foley.spotting.captions import from_captions, read_captions, write_srt, write_vtt
from tests.foley.spotting.clocks import times


def _read(text: str, name: str = "film.srt") -> Given:
    return from_captions(read_captions(text, name), name, times(), Fraction(0))


def _said(*lines: str) -> Given:
    blocks = [
        f"{number}\n00:00:{2 * number:02},500 --> 00:00:{2 * number + 1:02},000\n{line}\n"
        for number, line in enumerate(lines, 1)
    ]
    return _read("\n".join(blocks))


def test_sounds_are_cues_near_their_captions() -> None:
    given = _said("[door slams]", "(thunder)", "Run! [gunshot] Now!", "*glass breaks*")
    assert [one.cue.words for one in given.asked] == [
        "door slams",
        "thunder",
        "gunshot",
        "glass breaks",
    ]
    assert [one.cue.time for one in given.asked] == [Fraction(5, 2) + 2 * n for n in range(4)]
    assert all(one.until == one.cue.time + Fraction(1, 2) for one in given.asked)
    assert given.asked[1].cue.ucs == "THUN"


def test_what_is_no_effect_is_said_with_its_reason() -> None:
    reasons = {
        "[ANNA]": "name",
        "[ANNA:] Hello.": "speaker",
        "(Dr. Weber)": "name",
        "[in French]": "language",
        "[speaking in Spanish]": "language",
        "[auf Deutsch]": "language",
        "[laughing]": "voice",
        "[sighs deeply]": "voice",
        "[schreit]": "voice",
        "(elle rit)": "voice",
        "[risas]": "voice",
        "[music playing]": "music",
        "[tense music]": "music",
        "[siren stops]": "ends",
        "[silence]": "no sound",
    }
    for line, word in reasons.items():
        given = _said(line)
        assert given.asked == (), line
        assert word in given.left_out[0].reason, line


def test_lyrics_and_speech_are_not_looked_at() -> None:
    given = _said("♪ bang bang ♪", "♪ (singing) ♪", "He said bang.", "<i>No.</i>")
    assert given == Given()


def test_other_languages_and_markup() -> None:
    given = _said(
        "[Tür schlägt zu]",
        "（爆発音）",
        "[une porte claque]",
        "<i>[disparo]</i>",
        r"{\an8}[DOOR SLAMS]",
        "[SFX: Kuckuck]",
    )
    assert [one.cue.words for one in given.asked] == [
        "Tür schlägt zu",
        "爆発音",
        "une porte claque",
        "disparo",
        "DOOR SLAMS",
        "Kuckuck",
    ]
    assert given.asked[0].cue.kind is Kind.IMPACT and given.asked[3].cue.ucs == "GUNMisc"


def test_tags_work_in_brackets_and_rain_is_a_bed() -> None:
    given = _said("[door slams $gain=-3]", "[rain falling]")
    assert given.asked[0].cue.gain_db == -3 and given.asked[0].cue.words == "door slams"
    rain = given.asked[1]
    assert rain.cue.layer is Layer.AMBIENCE and rain.cue.end == 5 and rain.until is None


def test_web_vtt_with_hours_left_out_and_settings() -> None:
    text = "WEBVTT\n\nNOTE x\n\nc1\n00:01.500 --> 00:02.000 line:90%\n<v Anna>[knocking]\n"
    [asked] = _read(text, "film.vtt").asked
    assert asked.cue.time == Fraction(3, 2) and asked.cue.ucs == "DOORKnck"


def test_files_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match=r"film.srt has no captions"):
        read_captions("hello", "film.srt")
    with pytest.raises(InputError, match=r"film.srt, line 2: the caption ends before"):
        read_captions("1\n00:00:05,000 --> 00:00:04,000\nx\n", "film.srt")
    assert read_captions("WEBVTT\n", "film.vtt") == []


_CUES = st.builds(
    Cue,
    number=st.just(""),
    time=st.integers(0, 599_000).map(lambda milli: Fraction(milli, 1000)),
    kind=st.just(Kind.IMPACT),
    layer=st.just(Layer.HARD_FX),
    words=st.sampled_from(["thud", "Tür", "ANNA", "laughing", "glass breaks 2"]),
)


@given(st.lists(_CUES, max_size=4))
def test_cues_written_as_subtitles_read_as_the_same_sounds(cues: list[Cue]) -> None:
    for text, name in ((write_srt(cues), "a.srt"), (write_vtt(cues), "a.vtt")):
        if not cues:
            continue
        read = _read(text, name)
        assert [(one.cue.time, one.cue.words) for one in read.asked] == [
            (cue.time, cue.words) for cue in cues
        ]


def test_a_file_of_endless_captions_is_refused() -> None:
    with pytest.raises(InputError, match=f"over {MOST_CUES:,} captions"):
        _read("00:00:01,000 --> 00:00:02,000\n[a]\n\n" * (MOST_CUES + 1))
