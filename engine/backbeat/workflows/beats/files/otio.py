"""A timeline of the song with its beats and sections as markers, to start an edit from.

Beats are markers on the timeline, as `backbeat snap` makes them, and say so where a section starts.
Sections are markers on the song's clip, as long as they are: an editor keeps one marker a frame,
and a section starts where a beat is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.cutting.beat_markers import BEAT_COLOR, DOWNBEAT_COLOR
from backbeat.files import write_text
from backbeat.music.plot import level_name
from backbeat.progress import Progress
from backbeat.timeline.time import nearest_frame
from backbeat.v1.music_pb2 import Beat, EnergyLevel, Section
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording
from backbeat.workflows.recording_timeline import Recording, recording_at, timeline_of

_SECTION_COLORS = {
    EnergyLevel.ENERGY_LEVEL_LOW: "BLUE",
    EnergyLevel.ENERGY_LEVEL_MEDIUM: "YELLOW",
    EnergyLevel.ENERGY_LEVEL_HIGH: "ORANGE",
}
_OTHER_COLOR = "WHITE"


def write(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """Writes the timeline whole or not at all.

    Its rate is that of the recording's picture, or 25 frames a second where there is none.

    Raises:
        MediaError: the recording cannot be read any more.
    """
    progress(0, f"Writing {target.name}")
    analysis = recording.analysis
    song = recording_at(recording.path, analysis.duration_s, "beats")
    sections = [_section_marker(section, song) for section in analysis.sections]
    made = timeline_of(song, sections, tracker=analysis.tracker)
    starts = {song.frame(section.start_s): section.label for section in analysis.sections}
    made.tracks.markers.extend(_beat_marker(beat, starts, song) for beat in analysis.beats)
    write_text(target, otio.adapters.write_to_string(made, "otio_json", indent=4) + "\n")


def _beat_marker(beat: Beat, starts: Mapping[int, str], song: Recording) -> Any:
    name = f"B{beat.bar}.{beat.beat}"
    frame = song.frame(beat.time_s)
    words = [f"{starts[frame]} starts"] if frame in starts else []
    note = f"bar={beat.bar};beat={beat.beat};conf={beat.confidence:.2f}"
    return song.marker(
        name,
        DOWNBEAT_COLOR if beat.beat == 1 else BEAT_COLOR,
        (frame, 1),
        "; ".join([note, *words]),
        ". ".join([name, *words]),
        bar=beat.bar,
        beat=beat.beat,
        time_seconds=beat.time_s,
        confidence=round(beat.confidence, 4),
    )


def _section_marker(section: Section, song: Recording) -> Any:
    start = song.frame(section.start_s)
    end = int(nearest_frame(section.end_s, song.rate)[0])
    level = level_name(section.level)
    name = f"{section.label} ({level})" if level else section.label
    return song.marker(
        name,
        _SECTION_COLORS.get(section.level, _OTHER_COLOR),
        (song.start + start, max(1, min(end, song.frames) - start)),
        f"section={section.label};bar={section.bar};level={level}",
        name,
        section=section.label,
        level=level,
        bar=section.bar,
        time_seconds=section.start_s,
        end_seconds=section.end_s,
    )
