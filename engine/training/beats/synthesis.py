"""Our own sounds: drums, basses, pads, leads and something like a voice, new for every piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.beats.bank import RATE

Sound = NDArray[np.float32]
_TABLE = 1024


def _decay(seconds: float, length: int) -> Sound:
    return np.exp(-np.arange(length, dtype=np.float32) / (seconds * RATE))


def _noise(rng: Generator, length: int, low: float, high: float) -> Sound:
    """White noise between two frequencies."""
    spectrum = np.fft.rfft(rng.standard_normal(length).astype(np.float32))
    hz = np.fft.rfftfreq(length, 1 / RATE)
    spectrum *= 1 / (1 + (low / np.maximum(hz, 1)) ** 4) / (1 + (hz / high) ** 4)
    out = np.fft.irfft(spectrum, length).astype(np.float32)
    return out / (np.abs(out).max() + 1e-9)


def drum_kit(rng: Generator) -> dict[int, Sound]:
    """General MIDI percussion as an analogue machine might sound, by note."""
    return {
        **dict.fromkeys((35, 36), _kick(rng)),
        **dict.fromkeys((38, 40), _snare(rng)),
        39: _clap(rng),
        37: _blip(rng, rng.uniform(400, 1800), 0.02),
        **dict.fromkeys((42, 44), _hat(rng, rng.uniform(0.01, 0.05))),
        46: _hat(rng, rng.uniform(0.08, 0.3)),
        **dict.fromkeys((51, 53, 59), _hat(rng, rng.uniform(0.2, 0.5))),
        **dict.fromkeys(
            (49, 55, 57), _noise(rng, RATE, 2500, 10000) * _decay(rng.uniform(0.2, 0.5), RATE)
        ),
        **{note: _tom(rng, 60 + 12 * (note - 41)) for note in (41, 43, 45, 47, 48, 50)},
        **{
            note: _blip(rng, rng.uniform(200, 3000), rng.uniform(0.01, 0.12))
            for note in (52, 54, 56, *range(60, 82))
        },
        82: _hat(rng, rng.uniform(0.02, 0.06)),
    }


def _kick(rng: Generator) -> Sound:
    length = int(RATE * rng.uniform(0.2, 0.8))
    t = np.arange(length, dtype=np.float32) / RATE
    base, sweep = rng.uniform(38, 70), rng.uniform(60, 400)
    hz = base + sweep * np.exp(-t / rng.uniform(0.008, 0.05))
    body = np.sin(2 * np.pi * np.cumsum(hz) / RATE) * _decay(rng.uniform(0.06, 0.35), length)
    click = _noise(rng, length, 800, 8000) * _decay(0.003, length) * rng.uniform(0, 0.5)
    return np.tanh(rng.uniform(0.8, 4) * (body + click)).astype(np.float32)


def _snare(rng: Generator) -> Sound:
    length = int(RATE * 0.4)
    t = np.arange(length, dtype=np.float32) / RATE
    tone = np.sin(2 * np.pi * rng.uniform(150, 280) * t) * _decay(rng.uniform(0.02, 0.1), length)
    noise = _noise(rng, length, rng.uniform(300, 2000), rng.uniform(5000, 10000)) * _decay(
        rng.uniform(0.03, 0.15), length
    )
    return np.tanh(rng.uniform(0.2, 0.8) * tone + rng.uniform(0.5, 1.2) * noise).astype(np.float32)


def _clap(rng: Generator) -> Sound:
    length = int(RATE * 0.35)
    noise = _noise(rng, length, 800, rng.uniform(3000, 8000))
    envelope = _decay(rng.uniform(0.04, 0.12), length) * 0.6
    for index in range(int(rng.integers(2, 5))):
        start = int(index * RATE * rng.uniform(0.006, 0.012))
        envelope[start:] += _decay(0.005, length - start)
    return noise * np.minimum(envelope, 1)


def _hat(rng: Generator, seconds: float) -> Sound:
    length = int(RATE * min(1.0, 6 * seconds))
    return _noise(rng, length, rng.uniform(4000, 7500), 11000) * _decay(seconds, length)


def _tom(rng: Generator, hz: float) -> Sound:
    length = int(RATE * 0.5)
    t = np.arange(length, dtype=np.float32) / RATE
    sweep = hz * (1 + 0.5 * np.exp(-t / 0.04))
    return (
        np.sin(2 * np.pi * np.cumsum(sweep) / RATE) * _decay(rng.uniform(0.08, 0.2), length)
    ).astype(np.float32)


def _blip(rng: Generator, hz: float, seconds: float) -> Sound:
    length = int(RATE * min(0.6, 8 * seconds + 0.01))
    t = np.arange(length, dtype=np.float32) / RATE
    wave = np.sin(2 * np.pi * hz * t) + rng.uniform(0, 0.7) * np.sin(
        2 * np.pi * hz * rng.uniform(1.4, 2.8) * t
    )
    return (
        wave * _decay(seconds, length)
        + rng.uniform(0, 0.5) * _noise(rng, length, hz, 9000) * _decay(seconds / 2, length)
    ).astype(np.float32)


@dataclass
class Patch:
    """A synthesiser's setting for one part."""

    odd: bool
    slope_open: float
    slope_closed: float
    filter_s: float
    attack_s: float
    decay_s: float
    sustain: float
    release_s: float
    detune: float
    vibrato: float

    @staticmethod
    def draw(rng: Generator, role: str) -> Patch:
        """Plucked, sustained or swelling, as the role wants."""
        soft = role in ("pad", "voice")
        return Patch(
            odd=rng.random() < 0.35,
            slope_open=rng.uniform(0.7, 1.4),
            slope_closed=rng.uniform(1.2, 3.5),
            filter_s=float(np.exp(rng.uniform(np.log(0.03), np.log(1.0)))),
            attack_s=rng.uniform(0.05, 0.6)
            if soft
            else float(rng.choice([0.001, 0.003, 0.01, 0.03])),
            decay_s=float(np.exp(rng.uniform(np.log(0.08), np.log(1.5)))),
            sustain=1.0 if soft else float(rng.choice([0.0, 0.3, 0.7, 1.0])),
            release_s=rng.uniform(0.1, 0.5) if soft else rng.uniform(0.01, 0.15),
            detune=rng.uniform(0, 0.012) if rng.random() < 0.5 else 0.0,
            vibrato=rng.uniform(0, 0.006) if rng.random() < 0.3 else 0.0,
        )

    def note(self, pitch: int, seconds: float) -> Sound:
        """One note held for `seconds`."""
        held = max(1, int(seconds * RATE))
        length = held + int(self.release_s * RATE)
        hz = 440 * 2 ** ((pitch - 69) / 12)
        t = np.arange(length, dtype=np.float32) / RATE
        bright, dark = self._table(hz, self.slope_open), self._table(hz, self.slope_closed)
        phase = hz * (t + self.vibrato / 5 * np.sin(2 * np.pi * 5.5 * t))
        opened = np.exp(-t / self.filter_s)
        out = _looked_up(bright, phase) * opened + _looked_up(dark, phase) * (1 - opened)
        if self.detune:
            out = (
                out
                + _looked_up(bright, phase * (1 + self.detune)) * opened
                + _looked_up(dark, phase * (1 + self.detune)) * (1 - opened)
            )
        envelope = np.minimum(t / self.attack_s, 1) * (
            self.sustain + (1 - self.sustain) * np.exp(-t / self.decay_s)
        )
        envelope[held:] *= np.exp(-np.arange(length - held) / (self.release_s * RATE / 4 + 1))
        return (out * envelope).astype(np.float32)

    def _table(self, hz: float, slope: float) -> Sound:
        harmonics = np.arange(1, _TABLE // 2)
        weights = harmonics.astype(np.float32) ** -slope
        weights[harmonics * hz > 0.45 * RATE] = 0
        if self.odd:
            weights[1::2] = 0
        spectrum = np.zeros(_TABLE // 2 + 1, np.complex64)
        spectrum[1:-1] = -1j * weights
        table = np.fft.irfft(spectrum, _TABLE).astype(np.float32)
        return table / (np.abs(table).max() + 1e-9)


def _looked_up(table: Sound, phase: NDArray[np.float32]) -> Sound:
    return table[(phase * _TABLE).astype(np.int64) & (_TABLE - 1)]


_VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
    (490, 1350, 1690),
    (640, 1190, 2390),
)


@dataclass
class Voice:
    """Something that sings or raps: vowels by formants, consonants by noise, never quite on time."""

    rng: Generator
    size: float
    breath: float
    spoken: bool

    @staticmethod
    def draw(rng: Generator) -> Voice:
        """A new singer."""
        return Voice(rng, rng.uniform(0.9, 1.25), rng.uniform(0.01, 0.12), rng.random() < 0.25)

    def note(self, pitch: int, seconds: float) -> Sound:
        """A syllable: a consonant, then a vowel held for `seconds`; the vowel starts `LEAD_S` in."""
        rng = self.rng
        seconds = float(np.clip(seconds, 0.08, 3))
        lead = int(LEAD_S * RATE)
        length = lead + int(seconds * RATE)
        t = (np.arange(length, dtype=np.float32) - lead) / RATE
        hz = 440 * 2 ** ((pitch - 69) / 12) * (1 if not self.spoken else 0.6)
        glide = rng.normal(0, 1.5) if not self.spoken else rng.normal(0, 5)
        bend = glide * np.exp(-np.maximum(t, 0) / rng.uniform(0.03, 0.15)) / 12
        depth = rng.uniform(0, 0.35) / 12 * np.clip((t - 0.25) / 0.3, 0, 1)
        phase = (
            np.cumsum(hz * 2 ** (bend + depth * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t)))
            / RATE
        )
        tables = [self._vowel(hz) for _ in range(2)]
        mix = np.clip(t / seconds, 0, 1)
        vowel = _looked_up(tables[0], phase) * (1 - mix) + _looked_up(tables[1], phase) * mix
        attack = rng.uniform(0.005, 0.08)
        envelope = np.clip(t / attack, 0, 1) * np.clip(
            (seconds - t) / rng.uniform(0.03, 0.15), 0, 1
        )
        out = vowel * envelope
        if rng.random() < 0.6:
            width = rng.uniform(0.02, LEAD_S)
            low = rng.uniform(1000, 5000)
            consonant = _noise(rng, length, low, low * 2.2) * np.exp(
                -0.5 * ((t + width / 2) / (width / 3)) ** 2
            )
            out = out + rng.uniform(0.05, 0.5) * consonant
        return (out + self.breath * rng.standard_normal(length) * envelope).astype(np.float32)

    def _vowel(self, hz: float) -> Sound:
        formants = np.array(_VOWELS[self.rng.integers(len(_VOWELS))]) * self.size
        frequencies = np.arange(1, _TABLE // 2) * hz
        gains = sum(
            weight / (1 + ((frequencies - formant) / width) ** 2)
            for formant, weight, width in zip(formants, (1, 0.6, 0.3), (70, 90, 130), strict=True)
        )
        weights = gains * np.arange(1, _TABLE // 2) ** -0.4 + 0.01 / np.arange(1, _TABLE // 2)
        weights[frequencies > 0.45 * RATE] = 0
        spectrum = np.zeros(_TABLE // 2 + 1, np.complex64)
        spectrum[1:-1] = weights * np.exp(2j * np.pi * self.rng.random(_TABLE // 2 - 1))
        table = np.fft.irfft(spectrum, _TABLE).astype(np.float32)
        return table / (np.abs(table).max() + 1e-9)


LEAD_S = 0.12
"""How long a syllable may sound before its vowel."""
