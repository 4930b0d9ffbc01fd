"""The signals of EBU Tech 3341 and 3342, made from their descriptions in conformance.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

Case = dict[str, Any]

CASES: list[Case] = json.loads(Path(__file__).with_name("conformance.json").read_text())["cases"]
LAYOUTS = {1: "mono", 2: "stereo", 5: "5.0(side)", 6: "5.1(side)"}


def make(case: Case, rate: int) -> np.ndarray:
    """The signal, shape (n, channels), float32."""
    signal = case["signal"]
    makers = {
        "tone_segments": _segments,
        "true_peak_tone": _tone,
        "true_peak_burst": _burst,
    }
    return makers[signal["kind"]](signal, case["channels"], rate).astype(np.float32)


def _segments(signal: Case, channels: list[str], rate: int) -> np.ndarray:
    parts = signal["segments"] * signal.get("repeat", 1)
    edges = np.round(np.cumsum([0, *(length for length, _ in parts)]) * rate).astype(int)
    gain = np.zeros(edges[-1])
    for (_, level), start, end in zip(parts, edges[:-1], edges[1:], strict=True):
        gain[start:end] = 0 if level is None else 10 ** (level / 20)
    tone = gain * np.sin(2 * np.pi * signal["frequency_hz"] * np.arange(len(gain)) / rate)
    levels = signal.get("per_channel_peak_dbfs")
    gains = [
        1.0 if levels is None else 10 ** (levels[name] / 20) if name in levels else 0.0
        for name in channels
    ]
    return tone[:, np.newaxis] * gains


def _tone(signal: Case, channels: list[str], rate: int) -> np.ndarray:
    place = np.arange(round(signal["duration_s"] * rate))
    angle = 2 * np.pi * place / signal["fs_divisor"] + np.deg2rad(signal["phase_deg"])
    faded = _faded(signal["amplitude_ffs"] * np.sin(angle), round(signal["fade_s"] * rate))
    return np.repeat(faded[:, np.newaxis], len(channels), axis=1)


def _burst(signal: Case, channels: list[str], rate: int) -> np.ndarray:
    """Made at four times the rate, limited to half of it as a spectrum, and thinned out."""
    times = signal["oversampling"]
    slow, quick = signal["base_fs_divisor"] * times, signal["burst_fs_divisor"] * times
    count = round(signal["duration_s"] * rate * times / 2 / slow) * slow
    base = signal["base_amplitude_ffs"] * np.sin(2 * np.pi * np.arange(count) / slow)
    place = np.arange(quick * signal["burst_periods"])
    burst = signal["burst_amplitude_ffs"] * np.sin(2 * np.pi * place / quick)
    whole = _faded(np.concatenate([base, burst, base]), round(signal["fade_s"] * rate * times))
    spectrum = np.fft.rfft(whole)
    spectrum[len(whole) // (2 * times) :] = 0
    thinned = np.fft.irfft(spectrum, len(whole))[signal["decimation_offset"] :: times]
    return np.repeat(thinned[:, np.newaxis], len(channels), axis=1)


def _faded(sound: np.ndarray, length: int) -> np.ndarray:
    ramp = np.arange(length) / length
    sound[:length] *= ramp
    sound[-length:] *= ramp[::-1]
    return sound


def exact_true_peak(line: np.ndarray, times: int = 32) -> float:
    """The highest point of the band-limited sound, by zero-padding its spectrum."""
    padded = np.pad(line.astype(np.float64), 4096)
    count = len(padded)
    fine = np.fft.irfft(np.fft.rfft(padded), count * times) * times
    return float(np.abs(fine).max())
