"""Songs made to a click that are easily misheard, and what a user would say of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.music import synth
from tests.music.synth import Mono, Times

_CHORDS = ((48, 60, 64, 67), (45, 57, 60, 64), (41, 53, 57, 60), (43, 55, 59, 62))
_TEMPOS = {2: (55, 130), 3: (70, 210), 4: (55, 210), 6: (130, 210)}
"""By metre, in beats a minute; a bar of two is 6/8 counted in dotted quarters."""


@dataclass(frozen=True)
class SteadySong:
    """A song and its beats."""

    mono: Mono
    beats: Times
    """Seconds, all of them."""
    downbeats: Times
    bpm: float
    metre: int
    trap: str
    """What it is made to be misheard as."""


TRAPS = ("plain", "half", "double", "off-beat", "no drums at first", "swung")


def steady_song(seed: int) -> SteadySong:
    """One of any number of songs, 25 to 45 s long."""
    random = np.random.default_rng(seed)
    metre = (4, 3, 4, 2, 4, 6)[seed % 6]
    trap = TRAPS[seed // 6 % len(TRAPS)]
    bpm = round(float(np.exp(random.uniform(*np.log(_TEMPOS[metre])))), 2)
    seconds = float(random.uniform(25, 45))
    beat_s = 60 / bpm
    pick_up = int(random.integers(0, metre))
    start = float(random.uniform(0.1, 1.2))
    beats = synth.grid(bpm, seconds, start)
    place = np.arange(len(beats)) - pick_up
    mix = np.zeros(round(seconds * synth.RATE), np.float32)

    def play(sound: Mono, times: Times, level: float = 1.0) -> None:
        nonlocal mix
        if len(times):
            mix = mix + level * synth.place([sound], times, seconds)

    down = place % metre == 0
    back = {2: place % 2 == 1, 3: place % 3 > 0, 4: place % 2 == 1, 6: place % 6 == 3}[metre]
    mid = (place % 4 == 2) if metre == 4 else np.zeros(len(place), bool)
    drums = beats > (seconds / 3 if trap == "no drums at first" else 0)
    kick, snare = synth.kick(), synth.snare()
    play(kick, beats[down & drums])
    play(kick, beats[mid & drums], 0.6)
    if trap != "half":
        play(snare, beats[back & drums])
    else:
        # A slow song: the backbeat falls on the middle of the bar only.
        play(snare, beats[mid & drums] if metre == 4 else beats[back & drums])
    between = 1 / 3 if metre == 2 else 1 / 2
    hats = np.arange(0, len(beats), between if metre != 6 else 1.0)
    if trap == "swung" and metre in (3, 4):
        hats = np.floor(hats) + np.where(hats % 1 > 0, 2 / 3, 0)
    at = start + hats * beat_s
    at = at[at < seconds - 0.2]
    play(synth.hat(), at, 1.0)
    if trap == "double":
        play(snare, (beats[drums] + beat_s / 2)[:-1], 0.35)
    if trap == "off-beat":
        play(synth.hat(), (beats + beat_s / 2)[:-1], 3.0)
        play(synth.chord((60, 64, 67), beat_s / 2), (beats + beat_s / 2)[:-1], 0.5)
    for index, time in enumerate(beats[down]):
        chord = synth.chord(_CHORDS[index % 4], metre * beat_s * 0.98)
        mix = mix + synth.place([chord], np.array([time]), seconds)
    peak = float(np.abs(mix).max())
    return SteadySong(
        (mix / max(peak, 1e-6) * 0.8).astype(np.float32), beats, beats[down], bpm, metre, trap
    )
