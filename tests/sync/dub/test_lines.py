"""Words become lines by pauses, sentences and speakers."""

from __future__ import annotations

from backbeat.footage.footage import Span
from backbeat.speech.reading import SpokenWord
from backbeat.sync.dub.lines import Line, lines_of, lines_of_speech


def _word(text: str, start_s: float, end_s: float, speaker: int = 1) -> SpokenWord:
    return SpokenWord(start_s, end_s, text, 0.9, "en", speaker)


def test_pauses_part_lines() -> None:
    words = [_word("One", 0, 0.3), _word("two.", 0.4, 0.7), _word("Three", 1.2, 1.6)]
    assert [line.text for line in lines_of(words, ())] == ["One two.", "Three"]


def test_a_short_pause_parts_sentences_but_not_phrases() -> None:
    words = [_word("One,", 0, 0.3), _word("two.", 0.55, 0.8), _word("Three", 1.05, 1.6)]
    assert [line.text for line in lines_of(words, ())] == ["One, two.", "Three"]


def test_a_long_line_ends_with_its_sentence_after_hardly_a_pause() -> None:
    words = [_word(f"w{n}", n * 0.5, n * 0.5 + 0.4) for n in range(10)]
    words += [_word("end.", 5.0, 5.4), _word("Then", 5.5, 5.9)]
    assert [line.text for line in lines_of(words, ())][1:] == ["Then"]


def test_speakers_part_lines() -> None:
    words = [_word("Yes?", 0, 0.3), _word("No!", 0.35, 0.7, 2)]
    assert [line.speaker for line in lines_of(words, ())] == [1, 2]


def test_ends_are_those_of_the_speech_they_are_near() -> None:
    (line,) = lines_of([_word("One", 0.2, 0.4), _word("two", 0.5, 0.9)], [Span(0.05, 1.1)])
    assert (line.start_s, line.end_s) == (0.05, 1.1)


def test_speech_that_was_not_understood_is_a_line_without_words() -> None:
    lines = lines_of([_word("One", 0.1, 0.5)], [Span(0, 0.6), Span(3, 4)])
    assert lines == [Line(0, 0.6, 1, "One"), Line(3, 4)]


def test_without_words_pauses_are_all_there_is() -> None:
    spans = [Span(0, 1), Span(1.2, 2), Span(3, 4)]
    assert lines_of((), spans) == lines_of_speech(spans) == [Line(0, 2), Line(3, 4)]
