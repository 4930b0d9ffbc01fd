"""The lines of a recording, as they are heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.footage.footage import Span
from backbeat.models.registry import is_pulled
from backbeat.progress import Progress
from backbeat.sync.dub.lines import Line, lines_of
from backbeat.workflows.spoken import Spoken, spoken_in

if TYPE_CHECKING:
    from backbeat.speech.reading import SpokenWord


@dataclass(frozen=True)
class Heard:
    """What is said in a recording."""

    path: Path
    duration_s: float
    lines: tuple[Line, ...]
    spans: tuple[Span, ...]
    """Where there is speech."""
    language: str
    """ISO 639-1; empty: not known."""
    guessed: bool
    """Whether the language was found out."""
    warnings: tuple[str, ...] = field(default=())


def heard_in(source: Path, language: str, progress: Progress, words: bool = True) -> Heard:
    """Finds lines: by words, speakers and pauses with the speech model, by pauses alone without.

    Args:
        source: a recording, or a video with sound.
        language: ISO 639-1; empty: found out, where the speech model is here.
        progress: may cancel.
        words: whether they are needed.

    Raises:
        MediaError: it cannot be read, or has no sound.
        CancelledError: the job was cancelled.
    """
    from backbeat.models.whisper_mel import RATE

    with spoken_in(source, progress.part(0, 0.2)) as spoken:
        spans, duration_s = spoken.voice.spans, spoken.voice.samples / RATE
        if not words or not is_pulled("speech"):
            lines = tuple(lines_of((), spans))
            warnings = (_no_model(),) if words else ()
            return Heard(source, duration_s, lines, spans, language, False, warnings)
        said, code, guessed = _words(spoken, language, progress.part(0.2, 1))
    return Heard(source, duration_s, tuple(lines_of(said, spans)), spans, code, guessed)


def _no_model() -> str:
    return (
        "Lines were found by their pauses alone, without words and speakers: for those, get the "
        "speech model once with backbeat models pull speech."
    )


def _words(spoken: Spoken, language: str, progress: Progress) -> tuple[list[SpokenWord], str, bool]:
    from backbeat.models.whisper import Whisper
    from backbeat.models.whisper_tokens import LANGUAGES, Vocabulary
    from backbeat.speech.reading import Reader
    from backbeat.speech.speakers import told_apart
    from backbeat.speech.transcribing import language_of, words_in

    model, vocabulary = Whisper(), Vocabulary()
    asked = language.lower().partition("-")[0]
    known = asked if asked in LANGUAGES else ""
    found = language_of(spoken.voice, spoken.read, model, known)
    if not found.code:
        return [], language, False
    reader = Reader(model, vocabulary, found.code, others=found.guessed)
    words = words_in(spoken.voice, spoken.read, reader, progress.part(0, 0.9))
    words = told_apart(words, spoken.read, 0, progress.part(0.9, 1))
    return words, language or found.code, not language
