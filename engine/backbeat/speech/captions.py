"""Captions from words: what is shown at once, broken where one reads on easily.

Limits follow common practice of subtitling (BBC Subtitle Guidelines, Netflix Timed Text Style
Guide): two lines of 42 characters, at most 7 s, at least 5/6 s where the next one leaves room.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backbeat.models.whisper_tokens import space_of
from backbeat.v1.speech_pb2 import Transcript, Word

_LINE, _LINES = 42, 2
_LONGEST_S, _SHORTEST_S = 7.0, 5 / 6
_PAUSE_S = 0.7
_SENTENCE, _CLAUSE = ".?!…。？！", ",;:，；：、"
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
    space: str
    """What stands between words."""

    @property
    def words(self) -> tuple[Word, ...]:
        """All its words."""
        return tuple(word for line in self.lines for word in line)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each line."""
        return tuple(text_of(line, self.space) for line in self.lines)

    @property
    def text(self) -> str:
        """All its text in one line."""
        return text_of(self.words, self.space)


def text_of(words: Iterable[Word], space: str = " ") -> str:
    """The text of words."""
    return space.join(word.text for word in words)


def captions_of(transcript: Transcript) -> list[Caption]:
    """The captions of a transcript, by their start; those of one speaker do not overlap."""
    space = space_of(transcript.language)
    captions: list[Caption] = []
    for speaker in sorted({word.speaker for word in transcript.words}):
        words = [word for word in transcript.words if word.speaker == speaker]
        groups = list(_groups(words, transcript.words, space))
        for place, group in enumerate(groups):
            room_s = groups[place + 1][0].start_s if place + 1 < len(groups) else float("inf")
            end_s = max(group[-1].end_s, min(group[0].start_s + _SHORTEST_S, room_s))
            captions.append(
                Caption(
                    group[0].start_s,
                    min(end_s, max(transcript.duration_s, group[-1].end_s)),
                    _lines(group, space),
                    speaker,
                    space,
                )
            )
    return sorted(captions, key=lambda caption: (caption.start_s, caption.speaker))


def _groups(words: Sequence[Word], everything: Sequence[Word], space: str) -> Iterable[list[Word]]:
    """Words of one speaker in groups, each of one caption."""
    turns = _turns(everything)
    held: list[Word] = []
    for word in words:
        if held and _ends(held, word, turns, space):
            yield held
            held = []
        held.append(word)
    if held:
        yield held


def _turns(words: Sequence[Word]) -> dict[float, int]:
    """The number of the turn that a word is in, by its start."""
    turns: dict[float, int] = {}
    turn, last = 0, None
    for word in words:
        if last is not None and word.speaker != last:
            turn += 1
        last = word.speaker
        turns[word.start_s] = turn
    return turns


def _ends(held: list[Word], word: Word, turns: dict[float, int], space: str) -> bool:
    last = held[-1]
    width = _width(text_of(held, space))
    return (
        width + _width(word.text) + len(space) > _LINE * _LINES
        or not _fits([*held, word], space)
        or word.end_s - held[0].start_s > _LONGEST_S
        or word.start_s - last.end_s > _PAUSE_S
        or last.text[-1:] in _SENTENCE
        or (last.text[-1:] in _CLAUSE and width > _FULL * _LINE * _LINES)
        or turns[word.start_s] != turns[last.start_s]
    )


def _fits(words: Sequence[Word], space: str) -> bool:
    return max(_width(text_of(line, space)) for line in _lines(words, space)) <= _LINE


def _lines(words: Sequence[Word], space: str) -> tuple[tuple[Word, ...], ...]:
    """One line, or two of about the same width, the first one the narrower."""
    if len(words) < 2 or _width(text_of(words, space)) <= _LINE:
        return (tuple(words),)
    place = min(
        range(1, len(words)),
        key=lambda place: (
            max(_width(text_of(words[:place], space)), _width(text_of(words[place:], space)))
            - 4 * (words[place - 1].text[-1:] in _CLAUSE)
        ),
    )
    return tuple(words[:place]), tuple(words[place:])


def _width(text: str) -> int:
    """Characters, those as wide as they are high counted twice."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
