"""Lines: what one person says in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backbeat.footage.footage import Span
from backbeat.speech.reading import SpokenWord
from backbeat.speech.spacing import ends_sentence, joined

PAUSE_S = 0.35
"""Pause that parts lines."""
_AFTER_SENTENCE_S = 0.2
"""The same where a sentence ends."""
_LONG_S, _IN_LONG_S = 4.0, 0.08
"""The same in a line that is longer, where a sentence ends."""
_NEAR_S = 0.3
"""How far the time of a word may be from the speech it is of."""


@dataclass(frozen=True)
class Line:
    """A line of a recording."""

    start_s: float
    end_s: float
    speaker: int = 0
    """From 1; 0: not told apart."""
    text: str = ""

    @property
    def duration_s(self) -> float:
        """How long it takes."""
        return self.end_s - self.start_s


def lines_of_speech(spans: Sequence[Span], pause_s: float = PAUSE_S) -> list[Line]:
    """Lines by their pauses alone, in order.

    Args:
        spans: stretches of speech, apart from one another.
        pause_s: pause that parts them.
    """
    lines: list[Line] = []
    for span in spans:
        if lines and span.start_s - lines[-1].end_s < pause_s:
            lines[-1] = replace(lines[-1], end_s=span.end_s)
        else:
            lines.append(Line(span.start_s, span.end_s))
    return lines


def lines_of(words: Sequence[SpokenWord], spans: Sequence[Span]) -> list[Line]:
    """Lines by pauses and speakers, in order; by pauses alone where no word was understood.

    Args:
        words: in order, with their speakers.
        spans: stretches of speech: the beginning of one is surer than that of its first word.
    """
    if not words:
        return lines_of_speech(spans)
    groups: list[list[SpokenWord]] = []
    for word in words:
        if groups and _goes_on(groups[-1], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    lines = [
        Line(group[0].start_s, group[-1].end_s, group[0].speaker, _text(group)) for group in groups
    ]
    fitted = [_fitted(line, spans) for line in lines]
    # Speech that was not understood is a line all the same.
    unheard = [
        line
        for line in lines_of_speech(spans)
        if all(line.end_s <= one.start_s or line.start_s >= one.end_s for one in fitted)
    ]
    return _apart(sorted([*fitted, *unheard], key=lambda line: line.start_s))


def _text(words: Sequence[SpokenWord]) -> str:
    return joined([word.text for word in words])


def _goes_on(line: Sequence[SpokenWord], following: SpokenWord) -> bool:
    last = line[-1]
    limit_s = PAUSE_S
    if ends_sentence(last.text):
        limit_s = _IN_LONG_S if last.end_s - line[0].start_s > _LONG_S else _AFTER_SENTENCE_S
    return following.speaker == last.speaker and following.start_s - last.end_s < limit_s


def _fitted(line: Line, spans: Sequence[Span]) -> Line:
    """A line whose ends are those of speech, where there are any near."""
    start_s = min(
        (span.start_s for span in spans if abs(span.start_s - line.start_s) < _NEAR_S),
        key=lambda start_s: abs(start_s - line.start_s),
        default=line.start_s,
    )
    end_s = min(
        (span.end_s for span in spans if abs(span.end_s - line.end_s) < _NEAR_S),
        key=lambda end_s: abs(end_s - line.end_s),
        default=line.end_s,
    )
    return replace(line, start_s=start_s, end_s=end_s) if end_s > start_s else line


def _apart(lines: list[Line]) -> list[Line]:
    """Lines of one speaker that do not overlap: where they do, the later one begins later."""
    ends_s: dict[int, float] = {}
    result: list[Line] = []
    for line in lines:
        start_s = max(line.start_s, ends_s.get(line.speaker, 0.0))
        if line.end_s > start_s:
            result.append(replace(line, start_s=start_s))
            ends_s[line.speaker] = line.end_s
    return result
