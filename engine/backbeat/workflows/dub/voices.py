"""Voices that say lines which have no recording, at the user's wish: none does by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Protocol

from backbeat.errors import InputError, MediaError, RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.footage.footage import Span
from backbeat.progress import Progress
from backbeat.workflows.commands import PREFIX, arguments_of, run_command
from backbeat.workflows.dub.hearing import heard_in
from backbeat.workflows.dub.new_lines import NewLine, pieces_of_file
from backbeat.workflows.spoken_by_service import say

SERVICE = "service:"


@dataclass(frozen=True)
class Terms:
    """What may be done with what a voice says."""

    licence: str
    """Empty: not known."""
    watermark: bool


class Voice(Protocol):
    """Says lines."""

    def say(
        self, text: str, language: str, direction: str, target: Path, progress: Progress
    ) -> Terms:
        """Says a line, as a sound file.

        Args:
            text: the words.
            language: ISO 639-1; empty: not known.
            direction: SSML around "{text}", or words such as "whispers"; empty: none.
            target: where to put it, .wav.
            progress: may cancel.

        Raises:
            RequestError: it takes no direction, or not this language.
            PermissionDeniedError: a service refuses the key.
            InputError: it fails.
            ServiceError: a service does not answer.
            CancelledError: the job was cancelled.
        """


def voice_named(named: str) -> Voice:
    """The voice that a request names.

    Raises:
        RequestError: it is none.
        NotFoundError: there is no such service.
        PermissionDeniedError: it is a command, and these are not allowed here; or a service that
            the user has not switched on.
    """
    if named.startswith(PREFIX):
        return _Command(tuple(arguments_of(named, ("text", "out"))))
    if named.startswith(SERVICE):
        return _OfService(named, host_of(named))
    raise RequestError(
        f"There is no voice {named!r} here.",
        'Write a program of yours, as in --voice "command:espeak-ng -w {out} -f {text}", or '
        "service: and the name of a service.",
    )


def host_of(named: str) -> str:
    """The machine that a service's lines are sent to; empty for a command.

    Raises:
        NotFoundError: there is no such service.
        RequestError: it names no voice.
        PermissionDeniedError: the user has not switched it on.
    """
    if not named.startswith(SERVICE):
        return ""
    from backbeat.services.switches import access_to
    from backbeat.services.voices import voice_named as seat_of

    return access_to(seat_of(named)[0]).host


@dataclass(frozen=True)
class _Command:
    """A program: {text} is a file of what to say, {out} the sound file that it writes."""

    words: tuple[str, ...]

    def say(
        self, text: str, language: str, direction: str, target: Path, progress: Progress
    ) -> Terms:
        with scratch_folder() as folder:
            file = folder / "text.txt"
            file.write_text(_written(text, direction), "utf-8")
            values = {
                "text": str(file),
                "out": str(target),
                "language": language,
                "direction": "" if _is_markup(direction) else direction,
            }
            run_command(self.words, values, folder, progress)
        if not target.is_file() or not target.stat().st_size:
            raise InputError(
                f"{self.words[0]} wrote no sound for {text!r}.", "It must write the file {out}."
            )
        return Terms("", False)


@dataclass(frozen=True)
class _OfService:
    """A voice of a service that the user has switched on."""

    named: str
    host: str

    def say(
        self, text: str, language: str, direction: str, target: Path, progress: Progress
    ) -> Terms:
        found = say(self.named, text, language, direction, target, progress)
        return Terms(found.licence, found.watermark)


@dataclass(frozen=True)
class Spoken:
    """Lines of which all that a voice could say are said."""

    lines: tuple[NewLine, ...]
    by_voice: int
    """How many of them it said."""
    terms: Terms | None
    """Of the voice; None where it said nothing."""


def spoken(
    lines: Sequence[NewLine], named: str, language: str, folder: Path, progress: Progress
) -> Spoken:
    """Has lines without a recording said.

    Args:
        lines: all lines.
        named: the voice; empty: none, and nothing is said.
        language: ISO 639-1; empty: not known.
        folder: where to put what it says.
        progress: may cancel.

    Raises:
        RequestError: there is no such voice.
        PermissionDeniedError: commands are not allowed here.
        InputError: the voice fails; the message names the line.
        CancelledError: the job was cancelled.
    """
    silent = [line for line in lines if line.recording is None]
    if not named or not silent:
        return Spoken(tuple(lines), 0, None)
    voice = voice_named(named)
    terms: list[Terms] = []
    said: list[NewLine] = []
    for number, line in enumerate(lines, 1):
        progress(number / (len(lines) + 1), f"Speaking line {number}")
        if line.recording is not None:
            said.append(line)
            continue
        target = folder / f"line {number}.wav"
        part = progress.part(number / (len(lines) + 1), (number + 1) / (len(lines) + 1))
        terms.append(voice.say(line.text, language, line.direction, target, part))
        pieces = _pieces(target, line, progress)
        said.append(replace(line, recording=target, pieces=pieces, by_voice=True))
    licences = sorted({one.licence for one in terms if one.licence})
    joined = Terms(", ".join(licences), any(one.watermark for one in terms))
    return Spoken(tuple(said), len(terms), joined)


def _pieces(target: Path, line: NewLine, progress: Progress) -> tuple[Span, ...]:
    try:
        return pieces_of_file(heard_in(target, "", progress.part(1, 1), words=False))
    except MediaError as error:
        raise InputError(
            f"What the voice wrote for {line.text!r} is no sound: {error.message}",
            "Try the voice by itself.",
        ) from error


def _written(text: str, direction: str) -> str:
    if not _is_markup(direction):
        return text + "\n"
    return f"<speak>{direction.replace('{text}', escape(text, quote=False))}</speak>\n"


def _is_markup(direction: str) -> bool:
    return direction.lstrip().startswith("<") and "{text}" in direction
