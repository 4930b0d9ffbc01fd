"""From samples to `MusicAnalysis`: the way every job listens to music."""

from __future__ import annotations

import numpy as np

from backbeat.errors import InputError, RequestError
from backbeat.music.arrays import RATE, Float32s, Float64s
from backbeat.music.bars import Metre, downbeat_evidence, find_metre
from backbeat.music.energy import ENERGY_RATE, momentary
from backbeat.music.novelty import novelty
from backbeat.music.onsets import onsets
from backbeat.music.tracker import BeatTrack, tracker
from backbeat.progress import SILENT, Progress
from backbeat.v1.music_pb2 import (
    ORIGIN_DETECTED,
    Beat,
    BeatOptions,
    Energy,
    MusicAnalysis,
    Onset,
)

_METRES = (0, 2, 3, 4, 5, 6, 7)
_LOUDEST = 1e6
"""Times full scale. Floating-point files may well go over it, but not by 120 dB."""


def analyze(
    samples: Float32s, rate: int, options: BeatOptions | None = None, progress: Progress = SILENT
) -> MusicAnalysis:
    """Beats, bars, tempo, onsets and energy of a recording.

    Args:
        samples: float32, full scale 1.0, shape (n, channels).
        rate: Hz. Anything but `RATE` is converted to it first.
        options: the tracker and the metre; None: the defaults.
        progress: told what goes on, and asked whether to stop.

    Returns:
        Times in seconds from the first sample. No beats in silence or in less than two seconds.

    Raises:
        RequestError: an unknown tracker or metre, or samples of another shape or type.
        InputError: samples that are not numbers, or beyond all sense.
        CancelledError: the job was asked to stop.
    """
    options = options or BeatOptions()
    if options.beats_per_bar not in _METRES:
        raise RequestError(
            f"A bar cannot have {options.beats_per_bar} beats.",
            "Give 2 to 7 beats per bar, or 0 to have it estimated.",
        )
    chosen = tracker(options.tracker)
    _check(samples, rate)
    progress(0, "Preparing")
    mono = _mono(samples, rate)
    heard = novelty(mono, RATE, progress.part(0.02, 0.25))
    track = chosen.track(mono, RATE, progress.part(0.25, 0.75))
    evidence = track.downbeat_strength
    if evidence is None:
        evidence = downbeat_evidence(mono, RATE, track.times, heard, progress.part(0.75, 0.85))
    metre = find_metre(evidence, options.beats_per_bar)
    loudness = momentary(samples, rate, progress.part(0.85, 1))
    progress(1, "Analysed")
    return MusicAnalysis(
        duration_s=len(samples) / rate,
        tempo_bpm=_tempo(track.times),
        beats_per_bar=metre.beats_per_bar,
        beats=_beats(track, metre),
        onsets=[Onset(time_s=t, strength=s) for t, s in zip(*onsets(heard), strict=True)],
        energy=Energy(rate_hz=ENERGY_RATE, lufs=loudness),
        tracker=chosen.name,
    )


def _beats(track: BeatTrack, metre: Metre) -> list[Beat]:
    beats = []
    for index, (time, confidence) in enumerate(zip(track.times, track.confidence, strict=True)):
        bar, beat = metre.position(index)
        beats.append(
            Beat(
                time_s=time, bar=bar, beat=beat, confidence=confidence, origin=ORIGIN_DETECTED
            )
        )
    return beats


def _check(samples: Float32s, rate: int) -> None:
    if rate <= 0:
        raise RequestError(f"A sample rate of {rate} Hz makes no sense.")
    if samples.ndim != 2 or samples.shape[1] == 0:
        raise RequestError(
            f"Samples of shape {samples.shape} are not (n, channels).",
            "Give mono sound as samples[:, np.newaxis].",
        )
    if not np.issubdtype(samples.dtype, np.floating):
        raise RequestError(
            f"Samples of type {samples.dtype} are not float32.", "Scale them to full scale 1.0."
        )
    bad = np.flatnonzero(~(np.abs(samples) <= _LOUDEST).all(axis=1))
    if len(bad):
        raise InputError(
            f"The sound holds {len(bad)} samples that are no numbers or beyond all sense, "
            f"the first at {bad[0] / rate:.3f} s.",
            "Export it again from where it was made.",
        )


def _mono(samples: Float32s, rate: int) -> Float32s:
    mono: Float32s = samples.mean(axis=1, dtype=np.float32)
    if rate == RATE or not len(mono):
        return mono
    import soxr

    converted: Float32s = np.asarray(soxr.resample(mono, rate, RATE), np.float32)
    return converted


def _tempo(times: Float64s) -> float:
    return 60 / float(np.median(np.diff(times))) if len(times) > 1 else 0.0
