"""Beats as a standard MIDI file whose tempo map follows the music.

Imported at the start of a project beside the recording, it makes the bars of the project the bars
of the music, however the tempo drifts. Besides tempo and time signatures it holds a marker at each
section and a click on each beat: the cowbell of General MIDI on downbeats, the side stick on the
others.
"""

from __future__ import annotations

from pathlib import Path

from backbeat.files import write_bytes
from backbeat.files.seal import MARK
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.workflows.beats.files import smf
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording
from backbeat.workflows.beats.files.tempo_map import QUARTER, TempoMap, tempo_map

_DRUMS = 9
_DOWNBEAT, _BEAT = (56, 112), (37, 80)
"""Key and velocity."""
_NOTE_TICKS = QUARTER // 16


def write(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """Writes the file whole or not at all."""
    progress(0, f"Writing {target.name}")
    write_bytes(target, midi_file(recording.analysis, recording.path.name))


def midi_file(analysis: MusicAnalysis, name: str) -> bytes:
    """A track for tempo, time signatures and sections, and one for the clicks.

    Args:
        analysis: times count from the start of the recording, which is tick 0.
        name: of the recording.
    """
    counted = tempo_map(analysis)
    tracks = [_conductor(analysis, counted, name), _clicks(analysis, counted)]
    return smf.file_of(tracks, QUARTER, counted.tick_at(analysis.duration_s))


def _conductor(analysis: MusicAnalysis, counted: TempoMap, name: str) -> list[smf.Event]:
    events = [(0, smf.track_name(name)), (0, smf.text(MARK))]
    signature = None
    for bar in counted.bars:
        if (bar.numerator, bar.denominator) != signature:
            signature = bar.numerator, bar.denominator
            events.append((bar.tick, smf.time_signature(*signature)))
    events += [(tempo.tick, smf.tempo(tempo.us)) for tempo in counted.tempos]
    events += [
        (counted.tick_at(section.start_s), smf.marker(section.label))
        for section in analysis.sections
    ]
    return events


def _clicks(analysis: MusicAnalysis, counted: TempoMap) -> list[smf.Event]:
    events = [(0, smf.track_name("Click"))]
    for beat, tick in zip(analysis.beats, counted.beats, strict=True):
        key, velocity = _DOWNBEAT if beat.beat == 1 else _BEAT
        events.append((tick, smf.note_on(_DRUMS, key, velocity)))
        events.append((tick + _NOTE_TICKS, smf.note_off(_DRUMS, key)))
    return events
