"""Makes the dub: hears, conforms, mixes, draws lips, writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.files.transaction import Transaction
from backbeat.footage.faces import faces_of
from backbeat.footage.footage import Span
from backbeat.media.encode import write_audio
from backbeat.media.generated import METADATA, sign
from backbeat.media.probe import MediaInfo
from backbeat.media.spool import Spool
from backbeat.progress import Progress
from backbeat.sync.dub.placing import STRETCH_PERCENT
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubRequest, DubResult
from backbeat.workflows.bindings import bound
from backbeat.workflows.dub.conforming import Dubbed, conformed
from backbeat.workflows.dub.files import Finished
from backbeat.workflows.dub.hearing import Heard, heard_in
from backbeat.workflows.dub.lips import describe, with_lips
from backbeat.workflows.dub.marks import mark_of
from backbeat.workflows.dub.mixing import mixed, surroundings_blocks
from backbeat.workflows.dub.recordings import Recordings, recordings
from backbeat.workflows.dub.reporting import messages_of
from backbeat.workflows.dub.speaking import Speech, loudness_of_speech, matched_in_level
from backbeat.workflows.dub.surroundings import (
    Original,
    Surroundings,
    of_file,
    original_of,
    without_speech,
)
from backbeat.workflows.dub.timeline import Beside, write_timeline
from backbeat.workflows.dub.tracks import Asked, NewLines, new_lines_of
from backbeat.workflows.dub.video import Track, write_video


@dataclass(frozen=True, eq=False)
class _Made:
    """One language, ready to be mixed."""

    message: DubbedLanguage
    speech: Speech
    surroundings: Surroundings
    kept: tuple[Span, ...]
    """Lines of the original that are heard as they are."""


@dataclass(frozen=True, eq=False)
class _Folders:
    """Where things are written."""

    output: Path
    beside: tuple[Path, ...]
    """As `paths_beside`; empty for a video."""
    outputs: Transaction

    def lips(self, number: int, languages: int) -> Path:
        """Where to write the video with the lips of a language."""
        if self.beside:
            return self.outputs.at(self.beside[1 + languages + number])
        return self.outputs.scratch() / f"lips{self.output.suffix}"


def made(
    request: DubRequest,
    asked: Sequence[Asked],
    info: MediaInfo,
    output: Path,
    beside: Sequence[Path],
    outputs: Transaction,
    progress: Progress,
) -> Finished:
    """Makes and writes the dub.

    Args:
        request: what is asked for.
        asked: its languages.
        info: the video.
        output: the final path of the result.
        beside: the final paths of what lies beside a timeline; empty for a video.
        outputs: where to write them.
        progress: may cancel.

    Raises:
        RequestError: nobody speaks in the video, or the output cannot hold it.
        MediaError: the video or a recording cannot be read.
        OutputError: an output cannot be written.
        CancelledError: the job was cancelled.
    """
    original = heard_in(info.path, request.original_language, progress.part(0, 0.2))
    if not original.lines and not all(_is_timed(one) for one in asked):
        raise RequestError(
            f"Nobody is heard to speak in {info.path}.",
            "Give the lines their times: --script LINES.csv with a column called start.",
        )
    result = DubResult(
        schema_version=1,
        path=str(info.path.absolute()),
        source_path=str(info.path.absolute()),
        source_sha256=sha256_of(info.path),
        output_path=str(output),
        duration_s=round(original.duration_s, 3),
        original_language=original.language,
        consent=request.consent,
    )
    result.warnings.extend(original.warnings)
    with _languages(request, asked, info, original, progress.part(0.2, 0.4)) as languages:
        _describe(result, languages)
        folders = _Folders(output, tuple(beside), outputs)
        lips = _draw_lips(request, info.path, languages, folders, result, progress.part(0.4, 0.9))
        if beside:
            _write_timeline(request, result, languages, lips, folders)
        else:
            tracks = [
                Track(one.message.language, mixed(one.speech, one.surroundings, _gain(request)))
                for one in languages
            ]
            picture, part = lips[0] or info.path, progress.part(0.9, 1)
            mark = mark_of(result, lips[0])
            target = outputs.at(output)
            lost = write_video(target, output, picture, info, tracks, mark, part)
            result.warnings.extend(lost)
            result.mark = sign(target, mark, output.suffix) if mark is not None else ""
    shown = lips if beside else [outputs.at(output)] * len(lips)
    return Finished(result, tuple(path or info.path for path in shown))


def _draw_lips(
    request: DubRequest,
    source: Path,
    languages: Sequence[_Made],
    folders: _Folders,
    result: DubResult,
    progress: Progress,
) -> list[Path | None]:
    """The videos with the lips of each language; None: its mouths are the original's.

    What was measured of them is entered into the result.
    """
    videos: list[Path | None] = [None] * len(languages)
    if request.no_lips:
        return videos
    if not faces_of(source, progress.part(0, 0.2)).tracks:
        result.warnings.append("No face is seen, so that there are no lips to draw.")
        return videos
    count = len(languages) if folders.beside else 1
    if count < len(languages):
        result.warnings.append(
            f"The lips are those of {languages[0].message.language}: a video has one picture. End "
            "the output in .otio for lips in each language."
        )
    for number, (one, message) in enumerate(zip(languages[:count], result.languages, strict=False)):
        part = progress.part(0.2 + 0.8 * number / count, 0.2 + 0.8 * (number + 1) / count)
        target = folders.lips(number, len(languages))
        scratch = folders.outputs.scratch()
        lips = with_lips(request, source, one.speech, one.kept, target, scratch, part)
        result.warnings.extend(describe(message, lips))
        result.mark = lips.mark
        videos[number] = target
        if folders.beside:
            message.video_path = str(folders.beside[1 + len(languages) + number])
    return videos


def _is_timed(asked: Asked) -> bool:
    return bool(asked.script_lines) and asked.script_lines[0].start_s is not None


def _gain(request: DubRequest) -> float:
    return 0.0 if request.no_ambience else float(10 ** (request.ambience_db / 20))


@contextlib.contextmanager
def _languages(
    request: DubRequest,
    asked: Sequence[Asked],
    info: MediaInfo,
    heard: Heard,
    progress: Progress,
) -> Iterator[list[_Made]]:
    sound = bound(info, [1])
    speaking = _speaking(heard)
    with (
        original_of(
            info.path, sound.rate, sound.layout, speaking, progress.part(0, 0.3)
        ) as original,
        recordings(sound.rate) as taken,
        Spool(sound.rate, taken.folder) as effects,
    ):
        given = None
        if request.effects_path:
            path = Path(request.effects_path)
            given = of_file(path, original, effects, progress.part(0.3, 0.4))
        languages = []
        for number, one in enumerate(asked):
            part = progress.part(
                0.4 + 0.6 * number / len(asked), 0.4 + 0.6 * (number + 1) / len(asked)
            )
            voiced = taken.folder / f"voice {number}"
            voiced.mkdir()
            new = new_lines_of(one, heard, request.translation, voiced, part.part(0, 0.8))
            lines = conformed(
                heard,
                new.lines,
                bool(new.language) and new.language == heard.language,
                request.max_stretch_percent or STRETCH_PERCENT,
            )
            languages.append(_made(lines, new, original, taken, speaking, given, part.part(0.8, 1)))
        yield languages


def _made(
    lines: Sequence[Dubbed],
    new: NewLines,
    original: Original,
    taken: Recordings,
    speaking: Sequence[Span],
    given: Surroundings | None,
    progress: Progress,
) -> _Made:
    said = tuple(line for line in lines if line.placed is not None)
    for line in said:
        for one in line.new:
            if one.recording is not None:
                taken.take(one.recording, progress)
    said = tuple(sorted(said, key=lambda line: line.placed.start_s if line.placed else 0.0))
    speech = Speech(said, taken, original.voice, original.layout, original.spool.samples)
    speech, gains = matched_in_level(speech, original.powers, speaking)
    by_line = {id(line): gain for line, gain in zip(said, gains, strict=True)}
    message = DubbedLanguage(language=new.language, language_guessed=new.guessed)
    if new.terms is not None:
        message.synthetic_voice, message.voice = True, new.voice
        message.voice_licence, message.watermark = new.terms.licence, new.terms.watermark
    message.lines.extend(
        messages_of(lines, [by_line[id(line)] for line in lines if line.placed is not None])
    )
    if (loudness := loudness_of_speech(original.powers, speaking)) is not None:
        message.original_lufs = round(loudness, 2)
    if (loudness := speech.lufs()) is not None:
        message.lufs = round(loudness, 2)
    kept = tuple(
        Span(one.start_s, one.end_s) for line in lines if not line.placed for one in line.original
    )
    surroundings = given or without_speech(original, speaking, kept)
    warnings = (*new.warnings, *surroundings.warnings)
    return _Made(message, speech, replace(surroundings, warnings=warnings), kept)


def _speaking(heard: Heard) -> list[Span]:
    """Where anybody speaks: what sounds like speech, and what was understood as words."""
    found: list[Span] = []
    lines = [Span(line.start_s, line.end_s) for line in heard.lines]
    for span in sorted([*heard.spans, *lines], key=lambda span: span.start_s):
        if found and span.start_s <= found[-1].end_s:
            found[-1] = Span(found[-1].start_s, max(span.end_s, found[-1].end_s))
        else:
            found.append(span)
    return found


def _describe(result: DubResult, languages: Sequence[_Made]) -> None:
    first = languages[0].surroundings
    result.ambience = first.sentence
    result.ambience_made_share = round(first.made_share, 4)
    result.music_share = round(first.music_share, 4)
    said = [warning for one in languages for warning in one.surroundings.warnings]
    result.warnings.extend(w for w in dict.fromkeys(said) if w not in result.warnings)
    result.languages.extend(one.message for one in languages)


def _write_timeline(
    request: DubRequest,
    result: DubResult,
    languages: Sequence[_Made],
    lips: Sequence[Path | None],
    folders: _Folders,
) -> None:
    ambience, *sounds = folders.beside[: 1 + len(languages)]
    videos = folders.beside[1 + len(languages) :]
    rate, samples = languages[0].speech.rate, languages[0].speech.samples
    at = folders.outputs.at
    if not request.no_ambience:
        blocks = surroundings_blocks(languages[0].surroundings, samples, rate, _gain(request))
        write_audio(at(ambience), blocks, rate, layout=languages[0].speech.layout)
    for one, message, path in zip(languages, result.languages, sounds, strict=True):
        voice = (block[:, np.newaxis] for block in one.speech.blocks(rate))
        write_audio(at(path), voice, rate)
        message.sound_path = str(path)
    lying = Beside(
        None if request.no_ambience else ambience,
        tuple(sounds),
        tuple(videos[number] if made else None for number, made in enumerate(lips)),
        rate,
        samples,
    )
    if any(language.synthetic_voice for language in result.languages):
        result.mark = result.mark or METADATA
    write_timeline(request, result, lying, at(folders.output))
