"""The `transcribe` job: writes down what is said in a recording, with the time of every word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.progress import SILENT, Progress
from backbeat.v1.speech_pb2 import TranscribeRequest, Transcript, Word
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing
from backbeat.workflows.spoken import spoken_in
from backbeat.workflows.transcribe.files import WRITERS

if TYPE_CHECKING:
    from backbeat.speech.reading import SpokenWord
    from backbeat.speech.transcribing import Language

_MOST_SPEAKERS = 20
_UNDERSTOOD = 0.5
"""Confidence that half of the words exceed where speech was understood."""
_SURE_OF_LANGUAGE = 0.8
"""Confidence under which a language is called a guess."""


def run(request: TranscribeRequest, progress: Progress = SILENT) -> Transcript:
    """Transcribes one recording, and writes the result where the request says.

    Raises:
        RequestError: no path, or options that make no sense.
        NotFoundError: the speech model was not pulled.
        MediaError: the recording cannot be read.
        OutputError: a result cannot be written.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A transcribe job needs a path.", "Name the recording to transcribe.")
    if not 0 <= request.speakers <= _MOST_SPEAKERS:
        raise RequestError(
            f"{request.speakers} speakers cannot be told apart.",
            f"Give 1 to {_MOST_SPEAKERS}, or 0 to have their number found out.",
        )
    source = Path(request.path)
    targets = _targets(list(request.output_paths))
    with writing(Inputs((source,)), targets, request.overwrite) as outputs:
        transcript = _transcript(source, request, progress.part(0, 0.98))
        for target in targets:
            progress(0.98, f"Writing {target.name}")
            WRITERS[target.suffix.lower()](transcript, outputs.at(target), target)
    progress(1, "Done")
    return transcript


def _targets(names: list[str]) -> list[Path]:
    targets = [target for name in names if (target := output_path(name, WRITERS)) is not None]
    kinds = [target.suffix.lower() for target in targets]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise RequestError(f"Two outputs end in {kind}.", "Name one of each kind at most.")
    return targets


def _transcript(source: Path, request: TranscribeRequest, progress: Progress) -> Transcript:
    from backbeat.media.probe import probe
    from backbeat.media.shortfall import shortfall_of
    from backbeat.models.registry import pulled_path
    from backbeat.models.whisper import MODEL, Whisper
    from backbeat.models.whisper_mel import RATE
    from backbeat.models.whisper_tokens import Vocabulary, check_language
    from backbeat.speech.reading import Reader
    from backbeat.speech.speakers import told_apart
    from backbeat.speech.transcribing import language_of, words_in

    check_language(request.language)
    probe(source)
    model, vocabulary = Whisper(), Vocabulary()
    with spoken_in(source, progress.part(0, 0.1)) as spoken:
        voice, read = spoken.voice, spoken.read
        language = language_of(voice, read, model, request.language)
        words: list[SpokenWord] = []
        if language.code:
            reader = Reader(model, vocabulary, language.code, others=language.guessed)
            words = words_in(voice, read, reader, progress.part(0.1, 0.9))
        words = told_apart(words, read, request.speakers, progress.part(0.9, 1))
    transcript = _message(words, language)
    transcript.path, transcript.sha256 = str(source.absolute()), sha256_of(source)
    transcript.duration_s = voice.samples / RATE
    transcript.model = "whisper-base"
    transcript.model_sha256 = sha256_of(pulled_path(MODEL, "model.bin"))
    transcript.speakers_guessed = not request.speakers
    transcript.warnings.extend(_warnings(transcript))
    others = sorted({word.language for word in words} - {language.code})
    if others:
        transcript.warnings.append(f"Some of it seems to be in {', '.join(others)}.")
    if (shortfall := shortfall_of(source)) is not None:
        transcript.warnings.append(shortfall.sentence(source.name))
    return transcript


def _message(words: list[SpokenWord], language: Language) -> Transcript:
    transcript = Transcript(
        schema_version=1,
        language=language.code if words else "",
        language_guessed=language.guessed,
        language_confidence=language.confidence if words else 0.0,
    )
    for word in words:
        transcript.words.append(
            Word(
                start_s=round(word.start_s, 3),
                end_s=round(word.end_s, 3),
                text=word.text,
                confidence=round(word.confidence, 4),
                speaker=word.speaker,
            )
        )
    for number in sorted({word.speaker for word in words} - {0}):
        spoken_s = sum(word.end_s - word.start_s for word in words if word.speaker == number)
        transcript.speakers.add(number=number, spoken_s=round(spoken_s, 3))
    return transcript


def _warnings(transcript: Transcript) -> Iterator[str]:
    if not transcript.words:
        yield "Nobody says anything that was understood."
        return
    if median(word.confidence for word in transcript.words) < _UNDERSTOOD:
        yield "Much was hard to understand: the words are doubtful."
    if transcript.language_guessed and transcript.language_confidence < _SURE_OF_LANGUAGE:
        yield (
            f"That the language is {transcript.language} is a guess "
            f"({transcript.language_confidence:.0%}); --language gives it."
        )
    if len(transcript.speakers) > 1:
        number = (
            "How many people speak, and who says what,"
            if transcript.speakers_guessed
            else ("Who says what")
        )
        yield f"{number} is a guess."
