"""Sounds that tests make: hits, whooshes and beds, and WAV files with chunks in them."""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
RATE = 48_000


def hit(
    at_s: float, seconds: float = 0.6, decay_s: float = 0.05, level: float = 0.5, seed: int = 1
) -> Samples:
    """Noise that begins at a moment and dies away, shape (n, 1)."""
    noise = np.random.default_rng(seed).standard_normal(int(seconds * RATE)) * level / 3
    time = np.arange(len(noise)) / RATE - at_s
    return np.where(time >= 0, noise * np.exp(-np.maximum(time, 0) / decay_s), 0)[
        :, np.newaxis
    ].astype(np.float32)


def hits(moments: Iterable[float], seconds: float, decay_s: float = 0.03) -> Samples:
    """Several hits, one after another."""
    total = np.zeros((int(seconds * RATE), 1), np.float32)
    for seed, moment in enumerate(moments):
        total += hit(moment, seconds, decay_s, seed=seed + 1)
    return total


def whoosh(peak_s: float, seconds: float) -> Samples:
    """Noise that swells to a moment and falls again."""
    time = np.arange(int(seconds * RATE)) / RATE
    noise = np.random.default_rng(3).standard_normal(len(time)) / 8
    return (noise * np.exp(-(((time - peak_s) / 0.08) ** 2)))[:, np.newaxis].astype(np.float32)


def hum(seconds: float, hz: float = 120, level: float = 0.3) -> Samples:
    """A steady tone of whole waves."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hz * time))[:, np.newaxis].astype(np.float32)


def write(path: Path, samples: Samples, rate: int = RATE, chunks: Sequence[bytes] = ()) -> Path:
    """Writes 16-bit WAV, with further chunks after the sound."""
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1], 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    if chunks:
        data = path.read_bytes() + b"".join(chunks)
        path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    return path


def chunk(name: bytes, data: bytes) -> bytes:
    """A RIFF chunk."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def cues(labelled: Sequence[tuple[int, str]]) -> list[bytes]:
    """Chunks that mark samples: `cue ` and labels."""
    points = b"".join(
        struct.pack("<II4sIII", number, at, b"data", 0, 0, at)
        for number, (at, _) in enumerate(labelled, 1)
    )
    labels = b"".join(
        chunk(b"labl", struct.pack("<I", number) + label.encode() + b"\0")
        for number, (_, label) in enumerate(labelled, 1)
    )
    return [
        chunk(b"cue ", struct.pack("<I", len(labelled)) + points),
        chunk(b"LIST", b"adtl" + labels),
    ]


def ixml(**fields: str) -> bytes:
    """An iXML chunk as Soundminer writes one."""
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?><BWFXML><USER>{inside}</USER></BWFXML>'
    return chunk(b"iXML", text.encode())


def bext(description: str, originator: str = "") -> bytes:
    """A broadcast chunk (EBU Tech 3285), version 1."""
    return chunk(
        b"bext",
        description.encode("latin_1").ljust(256, b"\0")
        + originator.encode("latin_1").ljust(32, b"\0")
        + bytes(32 + 10 + 8 + 8)
        + struct.pack("<H", 1)
        + bytes(64 + 190),
    )
