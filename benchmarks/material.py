"""What the benchmarks work on, made by code."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from backbeat.media.decode import read_audio
from backbeat.v1.music_pb2 import ORIGIN_DETECTED, Beat, MusicAnalysis

RATE = 25


def write_long_edit(path: Path, clips: int = 10_000, markers: int = 2_000) -> None:
    """An edit in DaVinci Resolve's shape: one picture track, clips of 20 to 60 frames, handles."""
    lengths = np.random.default_rng(7).integers(20, 60, clips)
    track = {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {"Resolve_OTIO": {"Locked": False}},
        "name": "Video 1",
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": [_clip(number, int(length)) for number, length in enumerate(lengths)],
        "kind": "Video",
    }
    stack = {
        "OTIO_SCHEMA": "Stack.1",
        "metadata": {},
        "name": "",
        "source_range": None,
        "effects": [],
        "markers": [_marker(number * 150) for number in range(markers)],
        "enabled": True,
        "children": [track],
    }
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"}},
        "name": "long",
        "global_start_time": _time(90000),
        "tracks": stack,
    }
    path.write_text(json.dumps(timeline, indent=4))


def steady_analysis(duration_s: float, bpm: float = 118.0) -> MusicAnalysis:
    """An analysis of music that keeps one tempo, four beats a bar."""
    step = 60 / bpm
    beats = [
        Beat(
            time_s=number * step,
            bar=number // 4 + 1,
            beat=number % 4 + 1,
            confidence=0.9,
            origin=ORIGIN_DETECTED,
        )
        for number in range(int(duration_s / step))
    ]
    return MusicAnalysis(duration_s=duration_s, tempo_bpm=bpm, beats_per_bar=4, beats=beats)


def write_sound(path: Path, samples: npt.NDArray[np.float32], rate: int, codec: str) -> None:
    """Encodes stereo samples, shape (n, 2), in the container that the suffix names."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "stereo"
        for start in range(0, len(samples), rate):
            block = np.ascontiguousarray(samples[start : start + rate].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout="stereo")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


_SONGS = Path(__file__).parent.parent.parent / "shared" / "data" / "beats"
LOUD: dict[str, tuple[str, float | None, str]] = {
    "metal": ("gtzan_metal_*", -9.0, "limited"),
    "hip-hop": ("gtzan_hiphop_*", -9.0, "limited"),
    "pop": ("gtzan_pop_*", -10.0, "limited"),
    "electronic": ("lmms_*", -8.0, "clipped"),
    "game": ("osu_triangles*", -8.0, "limited"),
    "game, as it is": ("osu_triangles*", None, "clipped"),
    "clipped metal": ("gtzan_metal_*", -5.0, "clipped"),
    "mix": ("gtzan_[mr]*", -9.0, "limited"),
}
"""Real songs, made loud: which ones, RMS in dBFS held throughout (None: as it is), and what bounds
the peaks."""
_STEADY_S = 3
_CHUNK_S = 20


def loud_music(kind: str, seconds: int) -> npt.NDArray[np.float32]:
    """Real music at one high level from the start to the end, stereo at 48 kHz.

    Args:
        kind: of `LOUD`.
        seconds: how long; the songs repeat.

    Raises:
        FileNotFoundError: the songs are not beside the checkout.
    """
    pattern, level_db, bound = LOUD[kind]
    paths = sorted(_SONGS.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"no {pattern} in {_SONGS}")
    found, have = [], 0
    for path in itertools.cycle(paths):
        samples = read_audio(path, 48000, 2).samples
        if len(paths) > 1:
            samples = samples[: 48000 * _CHUNK_S]
        found.append(samples)
        have += len(samples)
        if have >= seconds * 48000:
            break
    music = np.concatenate(found)[: seconds * 48000]
    loud = music if level_db is None else _at_level(music, level_db)
    bounded = np.clip(loud, -1, 1) if bound == "clipped" else 0.98 * np.tanh(loud)
    return bounded.astype(np.float32)


def _at_level(music: npt.NDArray[np.float32], level_db: float) -> npt.NDArray[np.floating]:
    """Music whose RMS over three seconds is the same everywhere, in dBFS."""
    total = np.concatenate([[0.0], np.cumsum(np.square(music).mean(axis=1, dtype=np.float64))])
    place = np.arange(len(music))
    reach = _STEADY_S * 48000 // 2
    first, last = np.maximum(place - reach, 0), np.minimum(place + reach, len(music))
    rms = np.sqrt((total[last] - total[first]) / (last - first) + 1e-8)
    return np.asarray(music * (10 ** (level_db / 20) / rms)[:, np.newaxis])


def _time(value: float) -> dict[str, object]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(RATE), "value": float(value)}


def _range(start: float, duration: float) -> dict[str, object]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": _time(duration),
        "start_time": _time(start),
    }


def _clip(number: int, length: int) -> dict[str, object]:
    start = 90000 + number % 40
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {"Resolve_OTIO": {"Link Group ID": number, "Note": f"take {number % 7}"}},
        "name": f"A{number:05}_C001.mov",
        "source_range": _range(start + 48, length),
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "metadata": {},
                "name": f"A{number:05}_C001.mov",
                "available_range": _range(start, length + 96),
                "available_image_bounds": None,
                "target_url": f"/media/day {number % 12}/A{number:05}_C001.mov",
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _marker(frame: int) -> dict[str, object]:
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"Resolve_OTIO": {"Keywords": [], "Note": ""}},
        "name": f"Marker {frame}",
        "color": "GREEN",
        "marked_range": _range(frame, 1),
        "comment": "",
    }
