"""Captions from words: what is shown at once, broken where one reads on easily.

Limits follow common practice of subtitling (BBC Subtitle Guidelines, Netflix Timed Text Style
Guide): two lines of 42 characters, at most 7 s, at least 5/6 s where the next one leaves room.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backbeat.speech.spacing import ends_sentence, joined
from backbeat.v1.speech_pb2 import Transcript, Word

_LINE, _LINES = 42, 2
_LONGEST_S, _SHORTEST_S = 7.0, 5 / 6
_PAUSE_S = 0.7
_CLAUSE = ",;:，；：、"
_FULL = 0.5
"""Share of a caption's room from which the end of a clause ends it."""


@dataclass(frozen=True)
class Caption:
    """What is shown at once."""

    start_s: float
    end_s: float
    lines: tuple[tuple[Word, ...], ...]
    """One or two lines of words."""
    speaker: int
    """As `Word.speaker`."""

    @property
    def words(self) -> tuple[Word, ...]:
        """All its words."""
        return tuple(word for line in self.lines for word in line)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each line."""
        return tuple(text_of(line) for line in self.lines)

    @property
    def text(self) -> str:
        """All its text in one line."""
        return text_of(self.words)


def text_of(words: Sequence[Word]) -> str:
    """The text of words."""
    return joined([word.text for word in words])


def captions_of(transcript: Transcript) -> list[Caption]:
    """The captions of a transcript, by their start; those of one speaker do not overlap."""
    captions: list[Caption] = []
    for speaker in sorted({word.speaker for word in transcript.words}):
        words = [word for word in transcript.words if word.speaker == speaker]
        groups = list(_groups(words, transcript.words))
        for place, group in enumerate(groups):
            room_s = groups[place + 1][0].start_s if place + 1 < len(groups) else float("inf")
            end_s = max(group[-1].end_s, min(group[0].start_s + _SHORTEST_S, room_s))
            captions.append(
                Caption(
                    group[0].start_s,
                    min(end_s, max(transcript.duration_s, group[-1].end_s)),
                    _lines(group),
                    speaker,
                )
            )
    return sorted(captions, key=lambda caption: (caption.start_s, caption.speaker))


def _groups(words: Sequence[Word], everything: Sequence[Word]) -> Iterable[list[Word]]:
    """Words of one speaker in groups, each of one caption.

    Where somebody else begins between two words, a caption ends; where both speak at once, not.
    """
    others = [word.start_s for word in everything if word.speaker != words[0].speaker]
    held: list[Word] = []
    for word in words:
        if held and _ends(held, word, others):
            yield held
            held = []
        held.append(word)
    if held:
        yield held


def _ends(held: list[Word], word: Word, others: Sequence[float]) -> bool:
    last = held[-1]
    width = _width(text_of(held))
    return (
        _width(text_of([*held, word])) > _LINE * _LINES
        or not _fits([*held, word])
        or word.end_s - held[0].start_s > _LONGEST_S
        or word.start_s - last.end_s > _PAUSE_S
        or ends_sentence(last.text)
        or (last.text[-1:] in _CLAUSE and width > _FULL * _LINE * _LINES)
        or bisect_left(others, last.end_s) < bisect_left(others, word.start_s)
    )


def _fits(words: Sequence[Word]) -> bool:
    return max(_width(text_of(line)) for line in _lines(words)) <= _LINE


def _lines(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """One line, or two of about the same width, the first one the narrower."""
    if len(words) < 2 or _width(text_of(words)) <= _LINE:
        return (tuple(words),)
    place = min(
        range(1, len(words)),
        key=lambda place: (
            max(_width(text_of(words[:place])), _width(text_of(words[place:])))
            - 4 * (words[place - 1].text[-1:] in _CLAUSE)
        ),
    )
    return tuple(words[:place]), tuple(words[place:])


def _width(text: str) -> int:
    """Characters, those as wide as they are high counted twice."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
