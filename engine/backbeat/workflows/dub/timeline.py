"""Writes the dub as a timeline: the original, its ambience, and a track of lines a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.provenance import KEY
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubbedLine, DubRequest, DubResult
from backbeat.workflows.recording_timeline import Recording, recording_at

_JOB = "dub"
_LEAST_FRAMES = 1


@dataclass(frozen=True)
class Beside:
    """Files that lie beside the timeline, where they will be."""

    ambience: Path | None
    sounds: tuple[Path, ...]
    """Of each language, its lines alone, as long as the video."""
    videos: tuple[Path | None, ...]
    """Of each language, the video with its lips; None: the original's."""
    rate: int
    """Of the sounds, in Hz."""
    samples: int


def write_timeline(request: DubRequest, result: DubResult, beside: Beside, target: Path) -> None:
    """Writes the timeline.

    The original's picture is on the first video track, its sound on the first audio track, which
    is switched off. Of several languages the first is switched on.

    Raises:
        MediaError: the video cannot be read any more.
        OutputError: the timeline cannot be written.
    """
    source = Path(result.source_path)
    picture = recording_at(source, result.duration_s, _JOB)
    made = otio.schema.Timeline(source.stem)
    made.global_start_time = picture.time(picture.start)
    made.metadata[NAMESPACE] = {
        **picture.provenance(),
        "source_sha256": result.source_sha256,
        "original_language": result.original_language,
        "consent": request.consent,
        KEY: MARK,
    }
    made.tracks.append(_video(picture))
    for language, video in zip(result.languages, beside.videos, strict=True):
        if video is not None:
            made.tracks.append(_lips(picture, language, video, not len(made.tracks) > 1))
    made.tracks.append(_original_sound(picture))
    if beside.ambience is not None:
        made.tracks.append(_whole(picture, beside, beside.ambience, "Ambience"))
    for number, (language, sound) in enumerate(zip(result.languages, beside.sounds, strict=True)):
        track = _lines(picture, beside, language, sound)
        track.enabled = number == 0
        made.tracks.append(track)
    write_text(target, made.to_json_string(indent=2) + "\n")


def _video(picture: Recording) -> Any:
    track = otio.schema.Track("Video 1", kind=otio.schema.TrackKind.Video)
    whole = picture.range(picture.start, picture.frames)
    track.append(_clip(picture.path.name, picture.path, whole, whole))
    return track


def _lips(picture: Recording, language: DubbedLanguage, video: Path, enabled: bool) -> Any:
    track = otio.schema.Track(f"Lips {language.language}".strip(), kind=otio.schema.TrackKind.Video)
    track.enabled = enabled
    whole = picture.range(0, picture.frames)
    clip = _clip(video.name, video, whole, whole)
    clip.metadata[NAMESPACE] = {
        **picture.provenance(),
        "language": language.language,
        "backend": language.backend,
        "generated": True,
    }
    track.append(clip)
    return track


def _original_sound(picture: Recording) -> Any:
    track = otio.schema.Track("Original", kind=otio.schema.TrackKind.Audio)
    track.enabled = False
    whole = picture.range(picture.start, picture.frames)
    track.append(_clip(picture.path.name, picture.path, whole, whole))
    return track


def _whole(picture: Recording, beside: Beside, path: Path, name: str) -> Any:
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
    clip = _clip(path.name, path, _available(beside), _available(beside))
    clip.metadata[NAMESPACE] = picture.provenance()
    track.append(clip)
    return track


def _lines(picture: Recording, beside: Beside, language: DubbedLanguage, path: Path) -> Any:
    """A clip a line; where lines overlap, those that do are one clip."""
    name = f"Dub {language.language}".strip()
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
    at = 0
    for group in _apart(language.lines):
        first = max(at, round(group[0].placed_s * beside.rate))
        end = min(beside.samples, round(max(line.placed_end_s for line in group) * beside.rate))
        if end - first < _LEAST_FRAMES:
            continue
        if first > at:
            track.append(otio.schema.Gap(source_range=_span(beside, 0, first - at)))
        clip = _clip(
            " ".join(line.text for line in group) or f"line {group[0].number}",
            path,
            _available(beside),
            _span(beside, first, end - first),
        )
        clip.metadata[NAMESPACE] = {
            **picture.provenance(),
            "language": language.language,
            **_voice(language),
            "lines": [_provenance(line) for line in group],
        }
        clip.markers.extend(_marker(beside, line, first) for line in group if line.problem)
        track.append(clip)
        at = end
    return track


def _voice(language: DubbedLanguage) -> dict[str, object]:
    """Who spoke the lines, where a machine did."""
    if not language.synthetic_voice:
        return {}
    return {
        "generated": "voice: spoken by a machine",
        "voice": language.voice,
        "voice_licence": language.voice_licence,
        "watermark": language.watermark,
    }


def _apart(lines: Sequence[DubbedLine]) -> list[list[DubbedLine]]:
    groups: list[list[DubbedLine]] = []
    heard = [line for line in lines if line.placed_end_s > line.placed_s]
    for line in sorted(heard, key=lambda line: line.placed_s):
        if groups and line.placed_s < max(one.placed_end_s for one in groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _provenance(line: DubbedLine) -> dict[str, object]:
    return {
        "number": line.number,
        "text": line.text,
        "original_text": line.original_text,
        "source": line.source_path,
        "source_start_seconds": line.source_start_s,
        "stretch": line.stretch,
        "offset_ms": line.offset_ms,
        "gain_db": line.gain_db,
        "problem": line.problem,
    }


def _marker(beside: Beside, line: DubbedLine, first: int) -> Any:
    start = max(first, round(line.placed_s * beside.rate))
    return otio.schema.Marker(
        name=f"Line {line.number}",
        color="RED",
        marked_range=_span(beside, start, 1),
        metadata={NAMESPACE: {"job": _JOB, "problem": line.problem}},
        comment=line.problem,
    )


def _available(beside: Beside) -> Any:
    return _span(beside, 0, beside.samples)


def _span(beside: Beside, first: int, count: int) -> Any:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, beside.rate),
        otio.opentime.RationalTime(count, beside.rate),
    )


def _clip(name: str, path: Path, available: Any, used: Any) -> Any:
    return otio.schema.Clip(name, otio.schema.ExternalReference(str(path), available), used)
