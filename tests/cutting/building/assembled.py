"""Assembled edits made by hand, without music and clips on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.cutting.assembly import Assembly, Shot, ShotCosts
from backbeat.cutting.building import Record, Recording
from backbeat.cutting.pacing import Role, Slot, SlotBeat
from backbeat.footage import Footage
from backbeat.timeline.time import nearest_frame
from backbeat.v1.cutting_pb2 import AssembledFormat, Placement
from backbeat.v1.music_pb2 import ENERGY_LEVEL_MEDIUM, Beat, MusicAnalysis

SONG = Path("/media/song.wav")
NO_COSTS = ShotCosts(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Clip:
    """What a made-up clip is like."""

    name: str = "a.mp4"
    rate: Fraction = Fraction(25)
    seconds: float = 60.0
    timecode: str | None = None
    sound: int = 0
    still: bool = False
    variable: bool = False
    size: tuple[int, int] = (1920, 1080)


def footage(clip: Clip) -> Footage:
    """A clip in which nothing happens."""
    pictures = 1 if clip.still else round(clip.seconds * clip.rate)
    level = np.full(pictures, 0.5, np.float32)
    return Footage(
        path=Path("/media") / clip.name,
        sha256="0" * 64,
        still=clip.still,
        width=clip.size[0],
        height=clip.size[1],
        rate=Fraction(0) if clip.still else clip.rate,
        variable=clip.variable,
        times_s=np.arange(pictures) / float(clip.rate),
        duration_s=float("inf") if clip.still else pictures / float(clip.rate),
        start_timecode=clip.timecode,
        has_sound=bool(clip.sound),
        action=level,
        camera=level,
        brightness=level,
        sharpness=level,
        peaks=(),
        cuts_s=(),
        flaws=(),
        speech=(),
        faces=None,
        warnings=(),
    )


@dataclass(frozen=True)
class Wanted:
    """One slot and what it shows."""

    beats: int
    clip: Clip
    source: Fraction
    dissolve_s: Fraction = Fraction(0)


def assembly(wanted: Sequence[Wanted], rate: Fraction, beat_s: Fraction) -> Assembly:
    """Slots of whole beats, one after the other."""
    shots: list[Shot] = []
    beat = 0
    for number, one in enumerate(wanted, 1):
        start, end = beat * beat_s, (beat + one.beats) * beat_s
        slot = Slot(
            number=number,
            start_s=Fraction(float(start)),
            end_s=Fraction(float(end)),
            bar=beat // 4 + 1,
            beat=beat % 4 + 1,
            length_beats=float(one.beats),
            section="A",
            level=ENERGY_LEVEL_MEDIUM,
            energy=0.5,
            motion=0.5,
            roles=frozenset({Role.PHRASE}) if number == 1 else frozenset(),
            dissolve_s=one.dissolve_s,
            beats=tuple(
                SlotBeat(Fraction(float(at * beat_s)), at % 4 == 0, 0.25)
                for at in range(beat, beat + one.beats)
            ),
            reason=f"Bar {beat // 4 + 1}.",
        )
        first, last = (int(nearest_frame(time, rate)[0]) for time in (slot.start_s, slot.end_s))
        dissolve = 2 * int(one.dissolve_s * rate / 2)
        shots.append(
            Shot(
                slot,
                first,
                last,
                footage(one.clip),
                one.source,
                None,
                None,
                NO_COSTS,
                "Only one.",
                dissolve_frames=dissolve,
            )
        )
        beat += one.beats
    return Assembly(rate, tuple(shots), ())


def known(made: Assembly, beat_s: Fraction, clip_sound: bool = False) -> Record:
    """A song as long as the slots, and the rest of a record."""
    length = made.shots[-1].slot.end_s
    beats = round(length / beat_s)
    analysis = MusicAnalysis(
        duration_s=float(length),
        tempo_bpm=float(60 / beat_s),
        beats_per_bar=4,
        beats=[
            Beat(time_s=float(at * beat_s), bar=at // 4 + 1, beat=at % 4 + 1, confidence=0.9)
            for at in range(beats)
        ],
    )
    music = Recording(SONG, "1" * 64, 48000, 0, round(length * 48000), 2)
    form = AssembledFormat(
        title="edit", width=1920, height=1080, clip_sound=clip_sound, clip_sound_db=-12.0, variant=1
    )
    channels = {shot.footage.path: 2 if shot.footage.has_sound else 0 for shot in made.shots}
    whole = Placement(path=str(SONG), duration_s=float(length))
    return Record(music, analysis, [whole], [], form, channels)
