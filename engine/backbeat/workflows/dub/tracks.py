"""The languages that a request asks for, and the new lines of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.models.registry import pulled_path
from backbeat.progress import Progress
from backbeat.v1.dubbing_pb2 import DubRequest, DubTrack
from backbeat.workflows.dub.hearing import Heard, heard_in
from backbeat.workflows.dub.new_lines import NewLine, of_recording, of_script, of_translation
from backbeat.workflows.dub.script import ScriptLine, read_script
from backbeat.workflows.dub.translating import translated
from backbeat.workflows.dub.voices import Spoken, Terms, host_of, spoken


@dataclass(frozen=True)
class Asked:
    """One language that is asked for."""

    language: str
    dub: Path | None
    script: Path | None
    script_lines: tuple[ScriptLine, ...]
    voice: str

    @property
    def files(self) -> list[Path]:
        """What is read for it."""
        named = [self.dub, self.script, *(line.file for line in self.script_lines)]
        return [path for path in named if path is not None]


@dataclass(frozen=True)
class NewLines:
    """What is said in one language."""

    language: str
    guessed: bool
    lines: tuple[NewLine, ...]
    warnings: tuple[str, ...] = ()
    voice: str = ""
    """Who was asked to speak."""
    terms: Terms | None = None
    """Of the voice, where it spoke."""


def asked_for(request: DubRequest) -> list[Asked]:
    """The languages of a request, the first its own.

    Raises:
        RequestError: one names no lines, or a recording and a script, or is asked for twice.
        InputError: a script cannot be read.
    """
    first = DubTrack(
        language=request.language,
        dub_path=request.dub_path,
        script_path=request.script_path,
        voice=request.voice,
    )
    named = [first, *request.tracks]
    if request.tracks and not (first.dub_path or first.script_path or first.language):
        named = named[1:]
    found = [_asked(track, request) for track in named]
    languages = [one.language for one in found if one.language]
    for language in languages:
        if languages.count(language) > 1:
            raise RequestError(f"The language {language} is asked for twice.", "Name it once.")
    if len(found) > 1 and len(languages) < len(found):
        raise RequestError(
            "There are several dubs, and not all say their language.",
            "Name the language of each, as in --track es=spanish.wav.",
        )
    return found


def _asked(track: DubTrack, request: DubRequest) -> Asked:
    if track.dub_path and track.script_path:
        raise RequestError(
            "A dub has a recording and a script, and only one of them can be meant.",
            "Name the recordings in the script's column called file, or leave the script out.",
        )
    if not track.dub_path and not track.script_path and not request.translation:
        raise RequestError(
            "A dub job needs new lines.",
            "Give a recording with --dub FILE, or lines with --script LINES.csv.",
        )
    script = Path(track.script_path) if track.script_path else None
    return Asked(
        track.language,
        Path(track.dub_path) if track.dub_path else None,
        script,
        tuple(read_script(script)) if script else (),
        track.voice or request.voice,
    )


def new_lines_of(
    asked: Asked, original: Heard, translation: str, folder: Path, progress: Progress
) -> NewLines:
    """The lines of one language: heard, read, or translated and spoken.

    Args:
        asked: the language.
        original: what the video says.
        translation: who translates; empty: nobody.
        folder: where to put what a voice says.
        progress: may cancel.

    Raises:
        MediaError: a recording cannot be read, or has no sound.
        RequestError: nobody says anything in it, or there is no such voice or translator.
        PermissionDeniedError: commands are not allowed here.
        InputError: a voice or a translator fails.
        CancelledError: the job was cancelled.
    """
    if asked.dub is not None:
        heard = heard_in(asked.dub, asked.language, progress)
        if not heard.lines:
            raise RequestError(
                f"Nobody says anything in {asked.dub}.", "Give the recording of the new lines."
            )
        lines = tuple(of_recording(heard))
        return NewLines(heard.language, heard.guessed, lines, heard.warnings)
    if asked.script is not None:
        files = [line.file for line in asked.script_lines if line.file]
        recordings = _heard(files, asked, progress.part(0, 0.4))
        silent = of_script(asked.script_lines, recordings)
    else:
        silent = _translated(original, translation, asked.language, progress.part(0, 0.4))
    said = spoken(silent, asked.voice, asked.language, folder, progress.part(0.4, 1))
    warnings = _of_voice(asked, said)
    return NewLines(asked.language, False, said.lines, tuple(warnings), asked.voice, said.terms)


def _translated(
    original: Heard, translation: str, language: str, progress: Progress
) -> list[NewLine]:
    lines = [line for line in original.lines if line.text]
    if not lines:
        pulled_path("speech", "model.bin")
        raise RequestError(
            f"Nothing that could be translated is understood in {original.path}.",
            "Give the lines with --script LINES.csv.",
        )
    texts = [line.text for line in lines]
    return of_translation(
        lines, translated(texts, translation, original.language, language, progress)
    )


def _of_voice(asked: Asked, said: Spoken) -> Iterator[str]:
    if said.terms is None:
        return
    name = asked.language or "the dub"
    yield (
        f"{said.by_voice} lines of {name} are spoken by a machine, {asked.voice.split()[0]}; "
        f"licence: {said.terms.licence or 'not known, ask who made it'}."
    )
    if host := host_of(asked.voice):
        yield f"Their text was sent to {host}."


def _heard(files: Sequence[Path], asked: Asked, progress: Progress) -> dict[Path, Heard]:
    """Where there is speech in the recordings of a script, whose words it says itself."""
    unique = list(dict.fromkeys(files))
    found = {}
    for number, file in enumerate(unique):
        part = progress.part(number / len(unique), (number + 1) / len(unique))
        found[file] = heard_in(file, asked.language, part, words=False)
    return found
