"""Songs whose bars, chords and form are known, analysed by what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from backbeat.music.arrays import Float32s
from backbeat.music.blocks import analyze_blocks
from backbeat.music.energy import measure
from backbeat.music.form import find_form, grid
from backbeat.music.levels import spans
from backbeat.v1.music_pb2 import Accent, Beat, MusicAnalysis, Onset
from tests.music import synth
from tests.music.form import pieces

RATE = synth.RATE


@dataclass(frozen=True)
class Song:
    """A song and what is known of it."""

    samples: Float32s
    """Shape (n, 1), at `RATE`."""
    analysis: MusicAnalysis
    bar_s: float


@cache
def piece(form: str, seed: int = 1) -> Song:
    """A whole song of a form of `pieces`."""
    made = pieces.make(form, seed)
    return _analysed(made.samples, made.beats, made.metre, made.bar_s)


@cache
def loop(bpm: float = 120, seconds: float = 40.0, jitter_s: float = 0.0) -> Song:
    """Four chords and drums, again and again; the beats told are wrong by up to `jitter_s`."""
    mono, beats = synth.song(bpm, seconds)
    off = np.random.default_rng(3).uniform(-jitter_s, jitter_s, len(beats))
    return _analysed(mono, beats + off, 4, 4 * 60 / bpm)


def _analysed(mono: synth.Mono, beats: synth.Times, metre: int, bar_s: float) -> Song:
    samples = mono[:, np.newaxis]
    duration_s = len(mono) / RATE
    told = [
        Beat(time_s=time, bar=index // metre + 1, beat=index % metre + 1, confidence=1)
        for index, time in enumerate(beats)
        if time < duration_s
    ]
    blocks = analyze_blocks(samples, RATE)
    energy = measure(blocks)
    bars = grid(told, duration_s)
    energy.spans.extend(spans(energy, bars))
    form = find_form(blocks, energy, bars)
    analysis = MusicAnalysis(
        duration_s=duration_s,
        tempo_bpm=metre * 60 / bar_s,
        beats_per_bar=metre,
        beats=told,
        onsets=[Onset(time_s=beat.time_s, strength=0.5) for beat in told],
        accents=[Accent(time_s=beat.time_s, strength=0.5) for beat in told if beat.beat == 1],
        energy=energy,
        sections=form.sections,
        phrases=form.phrases,
        drops=form.drops,
        builds=form.builds,
        tracker="known",
    )
    return Song(samples, analysis, bar_s)
