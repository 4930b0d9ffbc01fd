"""The new lines of a track: what is said, and where its recording is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.footage.footage import Span
from backbeat.sync.dub.lines import Line, lines_of_speech
from backbeat.workflows.dub.hearing import Heard
from backbeat.workflows.dub.script import ScriptLine

_SIGNS_A_SECOND = 14.0
"""Characters that are said in a second, for lines whose recording is yet to be made."""
_LEAST_S = 0.4
_APART_S = 0.5
_INNER_PAUSE_S = 0.15
"""Pause inside a line that may be made shorter or longer."""


@dataclass(frozen=True)
class NewLine:
    """A line to be said instead of the original's."""

    text: str
    speaker: int
    recording: Path | None
    """None: there is none."""
    pieces: tuple[Span, ...]
    """Its stretches of speech in the recording; empty without one."""
    start_s: float | None = None
    """Where it belongs in the video, where a script says so."""
    end_s: float | None = None
    direction: str = ""
    number: int = 0
    """Row of the script."""
    by_voice: bool = False
    """Whether a voice made its recording for this job."""

    @property
    def duration_s(self) -> float:
        """How long it takes, or is guessed to take."""
        if self.pieces:
            return self.pieces[-1].end_s - self.pieces[0].start_s
        return max(_LEAST_S, len(self.text) / _SIGNS_A_SECOND)


def of_recording(heard: Heard) -> list[NewLine]:
    """The lines of a recording of a dub."""
    return [
        NewLine(line.text, line.speaker, heard.path, _pieces(line, heard.spans))
        for line in heard.lines
    ]


def of_script(lines: Sequence[ScriptLine], heard: dict[Path, Heard]) -> list[NewLine]:
    """The lines of a script.

    Args:
        lines: of the script.
        heard: what is heard in their recordings.
    """
    made = []
    for line in lines:
        pieces: tuple[Span, ...] = ()
        if line.file is not None:
            pieces = pieces_of_file(heard[line.file])
        made.append(
            NewLine(
                line.text,
                line.speaker,
                line.file,
                pieces,
                line.start_s,
                line.end_s,
                line.direction,
                line.number,
            )
        )
    return made


def pieces_of_file(heard: Heard) -> tuple[Span, ...]:
    """Stretches of speech of a recording that is all one line.

    Whatever is in it belongs to the line, even where no speech was recognised.
    """
    return _split(heard.spans) or (Span(0.0, heard.duration_s),)


def of_translation(lines: Sequence[Line], texts: Sequence[str]) -> list[NewLine]:
    """Translated lines, each in the place of its original."""
    return [
        NewLine(text, line.speaker, None, (), line.start_s, line.end_s)
        for line, text in zip(lines, texts, strict=True)
    ]


def as_lines(new: Sequence[NewLine]) -> list[Line]:
    """The lines on a clock of their own, for matching: that of their recording if they share it."""
    recordings = {line.recording for line in new}
    if len(recordings) == 1 and None not in recordings and not any(line.number for line in new):
        return [
            Line(line.pieces[0].start_s, line.pieces[-1].end_s, line.speaker, line.text)
            for line in new
        ]
    lines: list[Line] = []
    at_s = 0.0
    for line in new:
        lines.append(Line(at_s, at_s + line.duration_s, line.speaker, line.text))
        at_s += line.duration_s + _APART_S
    return lines


def _pieces(line: Line, spans: Sequence[Span]) -> tuple[Span, ...]:
    inside = [
        Span(max(span.start_s, line.start_s), min(span.end_s, line.end_s))
        for span in spans
        if span.end_s > line.start_s and span.start_s < line.end_s
    ]
    if not inside:
        return (Span(line.start_s, line.end_s),)
    first = Span(min(inside[0].start_s, line.start_s), inside[0].end_s)
    last = Span(inside[-1].start_s, max(inside[-1].end_s, line.end_s))
    if len(inside) == 1:
        return (Span(first.start_s, last.end_s),)
    return _split([first, *inside[1:-1], last])


def _split(spans: Sequence[Span]) -> tuple[Span, ...]:
    lines = lines_of_speech(spans, _INNER_PAUSE_S)
    return tuple(Span(line.start_s, line.end_s) for line in lines)
