"""Footage and slots made up for tests, with motion where the test puts it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.cutting.pacing import Role, Slot
from backbeat.cutting.pacing.slots import SlotBeat
from backbeat.footage import Flaw, Footage, MotionPeak, Span
from backbeat.v1.music_pb2 import EnergyLevel


def clip(
    name: str,
    seconds: float = 12.0,
    rate: Fraction = Fraction(25),
    *,
    moves: float = 0.1,
    peaks: Sequence[float] = (),
    cuts: Sequence[float] = (),
    flaws: Sequence[Flaw] = (),
    speech: Sequence[Span] = (),
    brightness: float | np.ndarray = 0.5,
    times: np.ndarray | None = None,
) -> Footage:
    """A clip that moves steadily, and more at its peaks."""
    if times is None:
        times = np.arange(max(round(seconds * float(rate)), 1)) / float(rate)
        duration = len(times) / float(rate)
    else:
        duration = float(times[-1] + np.diff(times).mean())
    action = np.full(len(times), moves, dtype=np.float32)
    for peak in peaks:
        action += np.exp(-(((times - peak) / 0.06) ** 2)).astype(np.float32)
    action[0] = 0
    return Footage(
        path=Path("/clips") / name,
        sha256=f"{sum(name.encode()):064x}",
        still=False,
        width=1280,
        height=720,
        rate=rate,
        variable=bool(len(times) > 2 and np.ptp(np.diff(times)) > 1e-6),
        times_s=times,
        duration_s=duration,
        start_timecode=None,
        has_sound=bool(speech),
        action=action,
        camera=np.zeros(len(times), dtype=np.float32),
        brightness=np.broadcast_to(np.float32(brightness), (len(times),)).copy(),
        sharpness=np.full(len(times), 0.6, dtype=np.float32),
        peaks=tuple(MotionPeak(peak, 0.8) for peak in peaks),
        cuts_s=tuple(cuts),
        flaws=tuple(flaws),
        speech=tuple(speech),
        faces=None,
        warnings=(),
    )


def still(name: str, brightness: float = 0.5) -> Footage:
    """A single picture."""
    one = np.zeros(1, dtype=np.float32)
    return Footage(
        path=Path("/clips") / name,
        sha256=f"{sum(name.encode()):064x}",
        still=True,
        width=1600,
        height=1200,
        rate=Fraction(0),
        variable=False,
        times_s=np.zeros(1),
        duration_s=float("inf"),
        start_timecode=None,
        has_sound=False,
        action=one,
        camera=one,
        brightness=one + np.float32(brightness),
        sharpness=one + np.float32(0.6),
        peaks=(),
        cuts_s=(),
        flaws=(),
        speech=(),
        faces=None,
        warnings=(),
    )


def slots(
    beats: Sequence[int],
    bpm: float = 120.0,
    *,
    motion: float | Sequence[float] = 0.5,
    dissolves: dict[int, Fraction] | None = None,
) -> tuple[Slot, ...]:
    """Slots of so many beats each, in bars of four."""
    period = Fraction(60) / Fraction(bpm)
    found = []
    at = 0
    for index, length in enumerate(beats):
        level = motion if isinstance(motion, float) else motion[index]
        found.append(
            Slot(
                number=index + 1,
                start_s=at * period,
                end_s=(at + length) * period,
                bar=at // 4 + 1,
                beat=at % 4 + 1,
                length_beats=float(length),
                section="A",
                level=EnergyLevel.ENERGY_LEVEL_MEDIUM,
                energy=level,
                motion=level,
                roles=frozenset({Role.PHRASE}) if at % 16 == 0 else frozenset(),
                dissolve_s=(dissolves or {}).get(index + 1, Fraction(0)),
                beats=tuple(SlotBeat(k * period, k % 4 == 0, 0.5) for k in range(at, at + length)),
                reason="A bar starts.",
            )
        )
        at += length
    return tuple(found)


def varied_bin(count: int, seed: int = 1, seconds: tuple[float, float] = (6, 20)) -> list[Footage]:
    """Clips of several lengths and rates, each with some peaks."""
    rng = np.random.default_rng(seed)
    rates = [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(8)]
    made = []
    for number in range(count):
        lasts = float(rng.uniform(*seconds))
        peaks = np.sort(rng.uniform(0.5, lasts - 0.5, int(lasts / 2)))
        made.append(
            clip(
                f"c{number:03}.mp4",
                lasts,
                rates[number % len(rates)],
                moves=float(rng.uniform(0.01, 0.3)),
                peaks=[float(p) for p in peaks],
            )
        )
    return made
