"""Beats at the level that people tap, and what speaks for bars: the second hearing of a song.

The beat network judges every 20 ms by some ten seconds around it. What it gets wrong is seldom a
beat: it is the whole song, at twice or half the tempo or on the off-beats, and where bars start.
A second, small network looks at the song as a row of half beats.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.metre.features import Heard, halves
from backbeat.music.metre.hearing import FEWEST, hear
from backbeat.music.metre.levels import FOUND, choose_level
from backbeat.music.network_tracker import described, on_sounds
from backbeat.music.tracker import BeatTrack


def levelled(track: BeatTrack, heard: Heard) -> BeatTrack:
    """The beats of a song at the level that people tap."""
    pulses = halves(track.times)
    if len(pulses) < FEWEST:
        return track
    log_odds = hear(heard, pulses)
    level = choose_level(log_odds[:, 0], float(np.median(np.diff(pulses))))
    if level == FOUND:
        return track
    times = pulses[level.start :: level.step]
    return described(on_sounds(times, heard.activations), heard.activations, track.evidence)


def bar_starts(times: Float64s, heard: Heard) -> Float64s | None:
    """Log-odds that each beat starts a bar, shape (beats,); None: there are too few."""
    pulses = halves(times)
    return hear(heard, pulses)[::2, 1] if len(pulses) >= FEWEST else None
