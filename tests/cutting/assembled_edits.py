"""Assembled edits for tests of their report, by rule and not by chance."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from backbeat.cutting.report import AssembledViews, Curve, ShotView, waveform_of
from backbeat.v1.cutting_pb2 import (
    SLOT_ROLE_DROP,
    SLOT_ROLE_SECTION,
    FrameRate,
    GridBeat,
    SyncMap,
)

BEAT_S = 0.5
RATE = 25
_SECTIONS = (("intro", 1, 8), ("verse", 2, 4), ("chorus", 3, 2))
"""Label, energy level and beats of a shot."""


def sync_map(shots: int = 24) -> SyncMap:
    """Shots of three sections in turn, with peaks, dissolves, a still and a clip of the user's."""
    made = SyncMap(
        rate=FrameRate(numerator=RATE, denominator=1),
        start_timecode="01:00:00:00",
        engine_version="9.8.7",
        tempo_bpm=60 / BEAT_S,
        warnings=["“a<b>.mov” is used twice: there are fewer clips than shots."],
    )
    made.spine.path = "/media/song & dance.wav"
    at = 0
    for index in range(shots):
        label, level, beats = _SECTIONS[index * 3 // shots]
        start_s, end_s = at * BEAT_S, (at + beats) * BEAT_S
        slot = made.slots.add(
            number=index + 1,
            name=f"shot_{index + 1:03}",
            start_frame=round(start_s * RATE),
            end_frame=round(end_s * RATE),
            start_s=start_s,
            end_s=end_s,
            bar=at // 4 + 1,
            beat=at % 4 + 1,
            beats=beats,
            section=label,
            level=level,
            energy=level / 3,
            reason=f"Reason {index + 1} of the cut & <more>.",
            dissolve_frames=12 if index == 3 else 0,
        )
        if index and made.slots[-2].section != label:
            slot.roles.append(SLOT_ROLE_SECTION)
        if index == 16:
            slot.roles.append(SLOT_ROLE_DROP)
        shot = slot.shot
        shot.path = f"/media/clip <{index % 7}>.mov"
        shot.name = f"clip <{index % 7}>.mov"
        shot.source_start_s, shot.source_end_s = 3.0, 3.0 + end_s - start_s
        shot.reason = f"Choice {index + 1} of the stretch."
        shot.given, shot.still = index == 5, index == 6
        if index % 2:
            shot.peak_s, shot.peak_error_ms = start_s + 0.03, 30.0 if index % 4 == 1 else 130.0
        shot.costs.add(name="action", cost=0.25)
        shot.costs.add(name="jump", cost=0.5)
        at += beats
    made.duration_frames = made.slots[-1].end_frame
    for beat in range(at + 1):
        made.grid.add().CopyFrom(
            GridBeat(
                time_s=beat * BEAT_S,
                frame=round(beat * BEAT_S * RATE),
                bar=beat // 4 + 1,
                beat=beat % 4 + 1,
            )
        )
    made.joins.add(time_s=10.0, description="Bar 12 goes on as bar 20, and sounds alike.")
    return made


def jpeg(level: int) -> bytes:
    """A small plain picture."""
    file = io.BytesIO()
    Image.new("RGB", (160, 90), (level, 90, 200 - level)).save(file, "JPEG")
    return file.getvalue()


def views(of: SyncMap) -> AssembledViews:
    """Pictures, motion and music for all of it."""
    end_s = of.duration_frames / RATE
    shots = {}
    for slot in of.slots:
        times = np.arange(slot.start_s, slot.end_s, 1 / RATE)
        motion = Curve(times, np.abs(np.sin(times * 3)).astype(np.float32))
        shots[slot.number] = ShotView(
            jpeg(slot.number * 5 % 200),
            b"" if slot.shot.still else jpeg(slot.number * 7 % 200),
            None if slot.shot.still else motion,
        )
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (int(end_s * 200), 1))
    loud = np.arange(0, end_s, 0.1)
    return AssembledViews(
        waveform_of(noise.astype(np.float32), 200),
        Curve(loud, (-20 + 10 * np.sin(loud / 7)).astype(np.float32)),
        shots,
    )
