"""A timeline of one video, its sound moved against its picture by part of a frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.media.probe import probe
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.provenance import KEY
from backbeat.v1.sync_pb2 import SyncReport
from backbeat.version import __version__
from backbeat.workflows.recording_timeline import Recording, recording_at


def write_timeline(
    source: Path, voice: Path, offset_s: float, rate: Fraction, report: SyncReport, target: Path
) -> None:
    """Writes picture and moved sound as one clip each.

    The sound's times are in its own samples, so that nothing is rounded to a frame.

    Raises:
        MediaError: the files cannot be read.
        OutputError: the timeline cannot be written.
    """
    picture = recording_at(source, report.duration_s, "synccheck")
    made = otio.schema.Timeline(source.stem)
    made.global_start_time = picture.time(0)
    why = {"sha256": report.sha256, "offset_ms": report.offset_ms, "confidence": report.confidence}
    made.metadata[NAMESPACE] = {**picture.provenance(), **why, KEY: MARK}
    made.tracks.append(_picture(picture))
    made.tracks.append(_sound(voice, offset_s, picture, report))
    write_text(target, made.to_json_string(indent=2) + "\n")


def _picture(recording: Recording) -> Any:
    track = otio.schema.Track("Video 1", kind=otio.schema.TrackKind.Video)
    whole = recording.range(recording.start, recording.frames)
    track.append(_clip(recording.path, whole, whole))
    return track


def _sound(voice: Path, offset_s: float, picture: Recording, report: SyncReport) -> Any:
    sound = probe(voice).sound(0)
    samples = round(offset_s * sound.rate)
    count = round(Fraction(picture.frames) / picture.rate * sound.rate)
    early = otio.opentime.RationalTime(picture.start, float(picture.rate)).to_seconds()
    first = round(early * sound.rate)

    def span(start: int, length: int) -> Any:
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(start, sound.rate),
            otio.opentime.RationalTime(length, sound.rate),
        )

    track = otio.schema.Track("Audio 1", kind=otio.schema.TrackKind.Audio)
    if samples < 0:
        track.append(otio.schema.Gap(source_range=span(0, -samples)))
    clip = _clip(
        voice.absolute(), span(first, count), span(first + max(0, samples), count - abs(samples))
    )
    clip.metadata[NAMESPACE] = {
        "job": "synccheck",
        "version": __version__,
        "offset_ms": report.offset_ms,
        "reason": "moved so that the voice is in step with the lips",
    }
    track.append(clip)
    return track


def _clip(path: Path, available: Any, used: Any) -> Any:
    return otio.schema.Clip(path.name, otio.schema.ExternalReference(str(path), available), used)
