"""Captions made of words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backbeat.speech.captions import captions_of
from backbeat.v1.speech_pb2 import Transcript, Word

WORDS = st.lists(
    st.tuples(
        st.sampled_from(["a", "of", "there,", "considerable", "Unbelievably.", "what?", "x" * 60]),
        st.floats(0.05, 1.5),
        st.one_of(st.just(0.0), st.floats(0, 3)),
        st.integers(1, 3),
    ),
    max_size=40,
)


def _transcript(parts: list[tuple[str, float, float, int]], language: str = "en") -> Transcript:
    words, now = [], 0.0
    for text, length, gap, speaker in parts:
        words.append(Word(start_s=now + gap, end_s=now + gap + length, text=text, speaker=speaker))
        now += gap + length
    return Transcript(language=language, duration_s=now, words=words)


@given(parts=WORDS)
def test_every_word_is_shown_once_while_it_is_said(
    parts: list[tuple[str, float, float, int]],
) -> None:
    transcript = _transcript(parts)
    captions = captions_of(transcript)
    shown = [word for caption in captions for word in caption.words]
    assert sorted(word.start_s for word in shown) == [word.start_s for word in transcript.words]
    for caption in captions:
        assert caption.start_s == caption.words[0].start_s
        assert caption.end_s >= caption.words[-1].end_s
        assert {word.speaker for word in caption.words} == {caption.speaker}
        assert 1 <= len(caption.lines) <= 2
        assert all(len(text) <= 42 or " " not in text for text in caption.texts)
    for speaker in (1, 2, 3):
        own = [caption for caption in captions if caption.speaker == speaker]
        for first, second in pairwise(own):
            assert first.end_s <= second.start_s + 1e-9


def test_a_sentence_a_pause_and_a_turn_end_a_caption() -> None:
    transcript = _transcript(
        [("Then.", 0.3, 0, 1), ("Then", 0.3, 0, 1), ("we", 0.3, 1.0, 1), ("go", 0.3, 0, 2)]
    )
    assert [caption.text for caption in captions_of(transcript)] == ["Then.", "Then", "we", "go"]


def test_an_abbreviation_ends_nothing() -> None:
    transcript = _transcript([("Mr.", 0.3, 0, 1), ("Dashwood", 0.3, 0, 1), ("said", 0.3, 0, 1)])
    assert [caption.text for caption in captions_of(transcript)] == ["Mr. Dashwood said"]


def test_a_language_without_spaces_has_none() -> None:
    transcript = _transcript([("你", 0.2, 0, 1), ("好。", 0.2, 0, 1)], "zh")
    assert [caption.text for caption in captions_of(transcript)] == ["你好。"]
