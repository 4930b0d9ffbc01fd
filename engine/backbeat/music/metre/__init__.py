"""What speaks for bars, and against every second beat, judged by all of a song: the second hearing.

The beat network judges every 20 ms by some ten seconds around it, and bars are told by what changes
and comes back over longer. A second, small network looks at the song as a row of half beats.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.metre.features import Heard, halves
from backbeat.music.metre.halving import are_none, weaker_half
from backbeat.music.metre.hearing import FEWEST, hear
from backbeat.music.regrid import halved
from backbeat.music.tracker import BeatTrack

_SOUNDS = 0.01
"""Median of the spectrogram from which there is more than clicks; of music it is over .1."""


def bar_starts(times: Float64s, heard: Heard) -> Float64s | None:
    """Log-odds that each beat starts a bar, shape (beats,).

    Returns:
        None where there are too few beats, and of a metronome: between its clicks is nothing to
        hear.
    """
    answers = _answers(times, heard)
    return None if answers is None else answers[:, 1]


def levelled(track: BeatTrack, heard: Heard) -> BeatTrack:
    """The beats, without every second one where both hearings say that it is none."""
    weaker = weaker_half(track)
    if weaker is None:
        return track
    answers = _answers(track.times, heard)
    if answers is None or not are_none(answers[weaker::2, 0]):
        return track
    return halved(track, [float(track.times[1 - weaker])])


def _answers(times: Float64s, heard: Heard) -> Float64s | None:
    """Log-odds that each beat is one, and starts a bar, shape (beats, 2)."""
    pulses = halves(times)
    bands = heard.activations.bands
    if len(pulses) < FEWEST or np.median(bands.mean(axis=1)) < _SOUNDS:
        return None
    return hear(heard, pulses)[::2]
