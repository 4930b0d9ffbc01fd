"""Our own beat tracker: network activations decoded by dynamic programming."""

from __future__ import annotations

import numpy as np

from backbeat.music.activations import Activations, activations, model_sha256
from backbeat.music.arrays import Float32s, Float64s, Ints, probability
from backbeat.music.evidence import Evidence, between_frames, evidence_of
from backbeat.music.mel import FRAME_RATE
from backbeat.music.pulse import RATE as STEP_RATE
from backbeat.music.pulse import PulseSettings, track_pulse
from backbeat.music.steering import steered
from backbeat.music.tracker import BeatTrack, Constraints
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono, is_silent, stretches

_SHORTEST_S = 2.0
_REACH = 2
"""Frames around a beat searched for its activation peak."""
_NO_ONSET_LOG_ODDS = -3.0
"""Log-odds below which a beat has no onset of its own and stays where the decoder puts it."""
_MIN_HEARD, _MIN_SHARE = -2.0, 0.25
"""Log-odds of a beat that counts as heard, and the share of such beats below which none are
reported."""
_MOMENT_S = 0.05
_SILENCE = 1e-5
"""Of the loudest moment's power: 50 dB below."""
_BEFORE_S = 0.06
"""Tolerance before the first audible moment: an onset precedes its loudest part."""


class NetworkTracker:
    """The default tracker; needs ONNX Runtime, and its weights are in the package."""

    name = "network"

    def track(
        self, samples: Mono, rate: int, constraints: Constraints, progress: Progress
    ) -> BeatTrack:
        """See `BeatTracker.track`. The confidence of a beat is the network's probability."""
        told = constraints.tempo_bpm is not None and constraints.anchor is not None
        if len(samples) < _SHORTEST_S * rate or not (told or not is_silent(samples)):
            return BeatTrack(np.zeros(0), np.zeros(0))
        heard = activations(samples, progress.part(0, 0.7))
        beat = heard.log_odds[:, 0].astype(np.float64)
        steps = np.arange(len(beat) * 2 - 1) * (FRAME_RATE / STEP_RATE)
        beat_score = np.interp(steps, np.arange(len(beat)), beat)
        evidence = evidence_of(beat, FRAME_RATE)
        audible = _audible(samples, rate)
        times = _tracked(beat, beat_score, audible, constraints, progress.part(0.7, 1))
        last_s = len(samples) / rate
        times = steered(times, evidence, audible, constraints)
        return _described(np.clip(times, 0, last_s), heard, evidence)


def _described(times: Float64s, heard: Activations, evidence: Evidence | None) -> BeatTrack:
    """The beats, with what is heard at each."""
    beat, down = heard.log_odds.astype(np.float64).T
    peaks = _peaks(beat, times * FRAME_RATE)
    around = np.clip(peaks[:, None] + np.arange(-1, 2), 0, len(down) - 1)
    return BeatTrack(
        times,
        probability(beat[peaks]),
        probability(down[around].max(axis=1)),
        model_sha256(),
        evidence,
        heard,
    )


def _tracked(
    beat: Float64s,
    beat_score: Float64s,
    audible: tuple[float, float],
    constraints: Constraints,
    progress: Progress,
) -> Float64s:
    """Times of the beats that dynamic programming finds."""
    path = track_pulse(
        beat_score,
        PulseSettings(slowest_bpm=constraints.slowest_bpm, fastest_bpm=constraints.fastest_bpm),
        progress,
    )
    peaks = _peaks(beat, path.astype(np.float64) * (FRAME_RATE / STEP_RATE))
    inside = _within_sound(path.astype(np.float64) / STEP_RATE, beat[peaks], audible)
    path, peaks = path[inside], peaks[inside]
    times = (
        np.where(beat[peaks] > _NO_ONSET_LOG_ODDS, between_frames(beat, peaks), path / 2)
        / FRAME_RATE
    )
    kept = np.concatenate([[True], np.diff(times) > 0.5 / FRAME_RATE])[: len(times)]
    return np.asarray(times[kept])


def _peaks(beat: Float64s, places: Float64s) -> Ints:
    around = np.round(places).astype(np.intp)[:, None] + np.arange(-_REACH, _REACH + 1)
    around = np.clip(around, 0, len(beat) - 1)
    return np.asarray(around[np.arange(len(around)), beat[around].argmax(axis=1)], np.intp)


def _audible(samples: Mono, rate: int) -> tuple[float, float]:
    """Seconds of the first and the last moment that is not silence; of all where all is."""
    size = max(1, round(_MOMENT_S * rate))
    power = np.concatenate([_powers(part, size) for part in stretches(samples, size)])
    loud = np.flatnonzero(power > _SILENCE * power.max(initial=0.0))
    return (
        (loud[0] * _MOMENT_S, (loud[-1] + 1) * _MOMENT_S)
        if len(loud)
        else (0.0, len(samples) / rate)
    )


def _powers(samples: Float32s, size: int) -> Float32s:
    """Power of each moment of `size` samples, shape (moments,)."""
    moments = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.einsum("ij,ij->i", moments, moments), np.float32)


def _within_sound(times: Float64s, strength: Float64s, audible: tuple[float, float]) -> slice:
    """The beats from the first to the last with an onset, within the audible part."""
    first, last = audible[0] - _BEFORE_S, audible[1]
    heard = np.flatnonzero((strength > _MIN_HEARD) & (times >= first) & (times <= last))
    if len(heard) < max(2.0, _MIN_SHARE * len(times)):
        return slice(0, 0)
    return slice(int(heard[0]), int(heard[-1]) + 1)
