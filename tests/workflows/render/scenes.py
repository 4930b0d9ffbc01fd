"""Timelines with sound, as editors write them, and what the render job makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import opentimelineio as otio

from backbeat.media.decode import read_audio
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest, RenderResult
from backbeat.workflows.render import job as render
from tests.loudness.synthetic_speech import synthetic_speech

RATE = 48000
FPS = 25
FRAME = RATE // FPS
SECONDS = 12


def ramp(seconds: float = SECONDS, channels: int = 1) -> np.ndarray:
    """Every sample another value, so that each says where it comes from."""
    line = np.arange(round(seconds * RATE)) / (seconds * RATE) * 0.9
    return np.stack([line * (1 if c == 0 else -0.5) for c in range(channels)], 1).astype(np.float32)


def time_of(frames: float, rate: float = FPS) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, rate)


def span(start: float, length: float, rate: float = FPS) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(time_of(start, rate), time_of(length, rate))


def clip(media: Path, start: float, length: float, rate: float = FPS) -> otio.schema.Clip:
    whole = span(0, SECONDS * rate, rate)
    reference = otio.schema.ExternalReference(str(media), whole)
    return otio.schema.Clip(media.stem, reference, span(start, length, rate))


def gap(length: float, rate: float = FPS) -> otio.schema.Gap:
    return otio.schema.Gap(source_range=span(0, length, rate))


def volume(
    level: float, keys: dict[int, float] | None = None, **fades: float
) -> otio.schema.Effect:
    """As Resolve writes it."""
    parameters = [
        {
            "Parameter ID": "volume",
            "Parameter Value": level,
            "Key Frames": {str(frame): {"Value": db} for frame, db in (keys or {}).items()},
        },
        *({"Parameter ID": name, "Parameter Value": value} for name, value in fades.items()),
    ]
    inside = {"Type": 62, "Enabled": True, "Name": "Volume", "Parameters": parameters}
    return otio.schema.Effect(effect_name="Resolve Effect", metadata={"Resolve_OTIO": inside})


def dissolve(before: float, after: float, name: str = "Cross Fade 0 dB") -> otio.schema.Transition:
    return otio.schema.Transition(name, "SMPTE_Dissolve", time_of(before), time_of(after))


Items = dict[str, list[otio.core.Composable]]


def rendered(
    folder: Path, tracks: Items, options: RenderOptions | None = None, stems: bool = False
) -> tuple[np.ndarray, RenderResult]:
    edit = otio.schema.Timeline("edit")
    for name, items in tracks.items():
        track = otio.schema.Track(name, kind="Audio")
        edit.tracks.append(track)
        track.extend(items)
    path, mix = folder / "edit.otio", folder / "mix.wav"
    otio.adapters.write_to_file(edit, str(path))
    result = render.run(
        RenderRequest(
            edit_path=str(path),
            output_path=str(mix),
            stems_path=str(folder / "stems") if stems else "",
            options=options,
        )
    )
    rate = (options.sample_rate_hz if options else 0) or RATE
    return read_audio(mix, rate).samples, result


def voices(media: Callable[..., Path]) -> Items:
    rng = np.random.default_rng(3)
    count = SECONDS * RATE
    bed = media("bed", rng.normal(0, 0.1, (count, 2)).astype(np.float32))
    speech = np.zeros((count, 1), np.float32)
    speech[3 * RATE : 8 * RATE, 0] = synthetic_speech(5)
    words = media("words", speech)
    return {
        "VO": [clip(words, 0, 300)],
        "Music": [clip(bed, 0, 300)],
        "SFX": [gap(30), clip(media(), 0, 100)],
        "Amb": [clip(bed, 10, 280)],
    }
