"""The demo's song, played by code: drums, bass, pads and a lead, at a tempo off the frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.workflows.demo import instruments
from backbeat.workflows.demo.instruments import RATE, Sound

BPM = 118.0
"""A beat is 12.71 frames at 25 a second: hardly one beat falls on a frame."""
FIRST_BEAT_S = 0.25
_RING_OUT_S = 1.6
_RMS = 10 ** (-14 / 20)
_CEILING = 10 ** (-1.05 / 20)
_CHORDS = ((45, 60, 64, 69), (41, 57, 60, 65), (48, 60, 64, 67), (43, 59, 62, 67))
"""A minor, F, C, G: the bass note, then the chord, as MIDI notes."""
_PHRASES = (
    ((0, 76), (3, 74), (4, 72), (6, 74), (8, 69), (14, 71)),
    ((0, 72), (3, 74), (4, 76), (8, 77), (11, 76), (12, 74)),
    ((0, 79), (3, 77), (4, 76), (6, 74), (8, 72), (12, 76)),
    ((0, 74), (4, 71), (6, 72), (8, 74), (12, 79), (14, 77)),
)
"""The lead over each chord: sixteenth of the bar, MIDI note."""
_BASS_STEPS = (0, 3, 6, 11, 14)


@dataclass(frozen=True)
class Song:
    """A recording whose beats are known exactly."""

    samples: Sound
    """`(n, 2)`, full scale 1.0."""
    rate: int
    """Samples a second."""
    beats: tuple[float, ...]
    """Every beat, in seconds from the first sample."""
    downbeats: tuple[float, ...]
    """The first beat of every bar, in seconds."""
    bpm: float


@dataclass(frozen=True)
class _Form:
    """Which bars the sections start at, counted from 0."""

    kick: int
    verse: int
    build: int
    chorus: int
    bars: int

    @classmethod
    def of(cls, bars: int) -> _Form:
        """An intro, a verse, a build of at most two bars, and a chorus for the rest."""
        chorus = max(1, round(bars * 0.62))
        build = max(0, chorus - 2)
        verse = build // 2
        return cls(verse // 2, verse, build, chorus, bars)


def make_song(seconds: float = 34.6, bpm: float = BPM, seed: int = 1) -> Song:
    """Plays a song. The same arguments give the same samples.

    Args:
        seconds: its length; it holds as many bars of 4/4 as fit, and a last beat that rings out.
        bpm: its tempo.
        seed: varies how hard each note is struck, and the noise of the drums.

    Raises:
        RequestError: not one bar fits.
    """
    beat_s = 60 / bpm
    bars = int((seconds - FIRST_BEAT_S - _RING_OUT_S) / (4 * beat_s))
    if bars < 1:
        raise RequestError(f"Not one bar at {bpm:g} bpm fits into {seconds:g} seconds.")
    times = tuple(FIRST_BEAT_S + number * beat_s for number in range(4 * bars + 1))
    player = _Player(round(seconds * RATE), beat_s, np.random.default_rng(seed))
    form = _Form.of(bars)
    for bar in range(bars):
        player.drums(bar, form)
        player.tones(bar, form)
    player.ending(bars)
    return Song(player.mastered(), RATE, times, times[::4], bpm)


class _Player:
    """Mixes notes into two buses: one ducked by the kick, one not."""

    def __init__(self, length: int, beat_s: float, chance: np.random.Generator) -> None:
        self._beat_s = beat_s
        self._chance = chance
        self._kit = instruments.kit(chance)
        self._struck = np.zeros((length, 2), np.float32)
        self._held = np.zeros((length, 2), np.float32)
        self._kicks: list[int] = []
        bar_s = 4 * beat_s
        self._pads = [instruments.pad(chord[1:], bar_s + 0.4) for chord in _CHORDS]

    def drums(self, bar: int, form: _Form) -> None:
        """One bar of the kit."""
        full = bar >= form.chorus
        building = form.build <= bar < form.chorus
        if bar in (form.verse, form.chorus):
            self._hit("crash", bar, 0, 0.5)
        for step in range(0, 16, 2 if not full else 1):
            loud = (0.34, 0.12, 0.24, 0.12)[step % 4]
            self._hit("open hat" if full and step % 4 == 2 else "hat", bar, step, loud, 0.25)
        if bar >= form.kick:
            for step in (0, 4, 8, 12) if not building else (0, 8):
                self._kick(bar, step, 1.0 if step == 0 else 0.7)
        else:
            self._kick(bar, 0, 0.6)
            for step in (0, 4, 8, 12):
                self._hit("stick", bar, step, 0.5 if step == 0 else 0.3, -0.2)
        if building:
            self._fill(bar, form)
        elif bar >= form.verse:
            for step in (4, 12):
                self._hit("snare", bar, step, 0.75)
                self._hit("clap", bar, step, 0.5 if full else 0.2)

    def tones(self, bar: int, form: _Form) -> None:
        """One bar of bass, pads and lead."""
        chord = _CHORDS[bar % 4]
        rise = 0.5 + 0.5 * min(1.0, (bar + 1) / max(1, form.chorus))
        self._put(self._held, self._pads[bar % 4], bar, 0, 0.75 * rise)
        if bar >= form.verse:
            for step in _BASS_STEPS:
                note = chord[0] - (0 if step == 14 else 12)
                bass = instruments.bass(note, 2.4 * self._step_s)
                self._put(self._held, bass, bar, step, self._soft(0.95 if step == 0 else 0.6))
        for step, note in zip(range(0, 16, 2), (1, 2, 3, 2) * 2, strict=True):
            loud = 0.16 if bar < form.verse else 0.1
            pluck = instruments.pluck(chord[note] + 12, 0.35)
            self._put(self._struck, pluck, bar, step, self._soft(loud), 0.5 if step % 4 else -0.5)
        if bar >= form.chorus:
            for step, note in _PHRASES[bar % 4]:
                self._echoed(instruments.lead(note, 2.2 * self._step_s), bar, step, self._soft(0.3))

    def ending(self, bar: int) -> None:
        """The last beat, after the last bar."""
        self._kick(bar, 0, 1.0)
        self._hit("crash", bar, 0, 0.6)
        self._put(self._held, self._pads[0], bar, 0, 0.9)
        self._put(self._held, instruments.bass(_CHORDS[0][0] - 12, 1.2), bar, 0, 0.7)

    def mastered(self) -> Sound:
        """Both buses summed and limited."""
        mix = self._struck + self._held * self._pumping()[:, None]
        fade = min(len(mix), RATE // 2)
        mix[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None] ** 2
        return _limited(mix)

    @property
    def _step_s(self) -> float:
        return self._beat_s / 4

    def _fill(self, bar: int, form: _Form) -> None:
        """A snare roll that accelerates and crescendos into the chorus."""
        total = 16 * (form.chorus - form.build)
        for step in range(16):
            done = (16 * (bar - form.build) + step) / total
            if step % (4 if done < 0.25 else 2 if done < 0.75 else 1) == 0:
                self._hit("snare", bar, step, self._soft(0.25 + 0.5 * done), 0.3 * (step % 2))
        if bar == form.build:
            riser = instruments.riser(total * self._step_s, self._chance)
            self._put(self._struck, riser, bar, 0, 0.22)

    def _soft(self, loud: float) -> float:
        """Velocity with random variation."""
        return loud * float(self._chance.uniform(0.88, 1.0))

    def _kick(self, bar: int, step: int, loud: float) -> None:
        self._kicks.append(self._at(bar, step))
        self._hit("kick", bar, step, loud)

    def _hit(self, drum: str, bar: int, step: int, loud: float, side: float = 0.0) -> None:
        self._put(self._struck, self._kit[drum], bar, step, loud, side)

    def _echoed(self, sound: Sound, bar: int, step: int, loud: float) -> None:
        for repeat, side in enumerate((0.0, -0.6, 0.6)):
            self._put(self._struck, sound, bar, step + 3 * repeat, loud * 0.4**repeat, side)

    def _at(self, bar: int, step: int) -> int:
        return round((FIRST_BEAT_S + (16 * bar + step) * self._step_s) * RATE)

    def _put(
        self, tape: Sound, sound: Sound, bar: int, step: int, loud: float, side: float = 0.0
    ) -> None:
        """Adds a sound, `(n,)` or `(n, 2)`; `side` is -1 left to 1 right."""
        start = self._at(bar, step)
        sound = sound[: max(0, len(tape) - start)]
        both = sound[:, None] if sound.ndim == 1 else sound
        balance = np.array([1 - max(side, 0), 1 + min(side, 0)], np.float32) * np.float32(loud)
        tape[start : start + len(sound)] += both * balance

    def _pumping(self) -> NDArray[np.float32]:
        """Sidechain gain of the bus ducked by the kick."""
        gain = np.ones(len(self._held), np.float32)
        length = round(0.22 * RATE)
        dip = 0.35 + 0.65 * np.linspace(0, 1, length, dtype=np.float32) ** 1.5
        for start in self._kicks:
            gain[start : start + length] = dip[: max(0, len(gain) - start)]
        return gain


def _limited(mix: Sound) -> Sound:
    """Scales to the target power and soft-clips peaks under the ceiling."""
    sketch = mix[::16]
    low, high = 0.01, 100.0
    for _ in range(24):
        gain = (low * high) ** 0.5
        power = np.mean(np.square(_CEILING * np.tanh(sketch * (gain / _CEILING))))
        low, high = (gain, high) if power < _RMS**2 else (low, gain)
    bent: Sound = np.tanh(mix * np.float32(low / _CEILING)) * np.float32(_CEILING)
    return bent
