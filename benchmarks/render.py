"""Mixing the sound of a long timeline."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import opentimelineio as otio

from backbeat.media.encode import write_audio
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.render import job as render
from benchmarks.measure import Row

_RATE, _FPS = 48000, 25
_TRACKS, _MINUTES = 12, 20
_NAMES = ("Dialogue", "VO", "Music", "SFX", "Foley", "Amb")


def rows(folder: Path) -> list[Row]:
    """Twelve tracks of stereo for 20 minutes, some 300 cuts each, from 24-bit WAV files."""
    edit = _edit(folder)
    found = []
    for what, options, stems in (
        ("mix", RenderOptions(), ""),
        ("mix, ducked, with stems", RenderOptions(duck=True), str(folder / "stems")),
    ):
        request = RenderRequest(
            edit_path=str(edit),
            output_path=str(folder / "mix.wav"),
            stems_path=stems,
            options=options,
        )
        started = time.perf_counter()
        made = render.run(request)
        speed = made.duration_s / (time.perf_counter() - started)
        name = f"{what}: {_TRACKS} tracks, {_MINUTES} min, {os.cpu_count()} cores"
        found.append(Row(name, f"{speed:.0f} x real time", "", "", "60 x"))
    return found


def _edit(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    frames = _MINUTES * 60 * _FPS
    whole = _span(0, frames)
    timeline = otio.schema.Timeline("long")
    for number in range(_TRACKS):
        media = folder / f"{number}.wav"
        seconds = (rng.normal(0, 0.05, (_RATE, 2)).astype(np.float32) for _ in range(_MINUTES * 60))
        write_audio(media, seconds, _RATE, "pcm_s24le")
        track = otio.schema.Track(f"{_NAMES[number % len(_NAMES)]} {number}", kind="Audio")
        timeline.tracks.append(track)
        at = 0
        while at < frames:
            length = min(int(rng.integers(20, 180)), frames - at)
            reference = otio.schema.ExternalReference(str(media), whole)
            track.append(otio.schema.Clip("clip", reference, _span(at, length)))
            at += length
    path = folder / "long.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path


def _span(start: int, length: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, _FPS), otio.opentime.RationalTime(length, _FPS)
    )
