"""From samples to `MusicAnalysis`: the one entry to music analysis."""

from __future__ import annotations

import numpy as np

from backbeat.errors import InputError, RequestError
from backbeat.music import beat_edits, edits
from backbeat.music.accents import accents
from backbeat.music.arrays import RATE, Float32s, Float64s
from backbeat.music.bars import Bars, count_bars, counted_from, shifted
from backbeat.music.blocks import Blocks, analyze_blocks
from backbeat.music.constraints import constraints_of
from backbeat.music.corrections import Uncorrected, corrections
from backbeat.music.doubts import doubts
from backbeat.music.downbeats import combined, downbeat_evidence
from backbeat.music.drums import drums
from backbeat.music.energy import measure
from backbeat.music.form import find_form, grid
from backbeat.music.harmony import pitch_strengths
from backbeat.music.levels import spans
from backbeat.music.metre import bar_starts, levelled
from backbeat.music.metre.features import Heard
from backbeat.music.novelty import novelty
from backbeat.music.onsets import onsets
from backbeat.music.retiming import index_of, retimed, whole_shift
from backbeat.music.tracker import ANY, BeatTrack
from backbeat.music.tracker_registry import tracker
from backbeat.music.unsure import FoundBars, judge
from backbeat.progress import SILENT, Progress
from backbeat.sliced_sound import FirstChannel, Mono, Sound, stretches
from backbeat.v1.music_pb2 import (
    ORIGIN_DETECTED,
    Beat,
    BeatOptions,
    MusicAnalysis,
    Onset,
)

_LOUDEST = 1e6
"""Greatest amplitude accepted: floating-point files may exceed full scale, but not by 120 dB."""
_TEMPO_BEATS = 8
"""Beats over which a steady tempo is measured."""
_STEADY_TOLERANCE = 0.02


def analyze(
    samples: Sound, rate: int, options: BeatOptions | None = None, progress: Progress = SILENT
) -> MusicAnalysis:
    """Beats, bars, tempo, onsets, energy and form of a recording.

    Args:
        samples: float32, full scale 1.0, shape (n, channels): an array, or what is read like one,
            from a file. One channel at `RATE` is read in slices; other sound is held in memory.
        rate: Hz. Anything but `RATE` is converted to it first.
        options: the tracker, the metre and what the user knows; None: the defaults.
        progress: notified as work proceeds, and polled for cancellation.

    Returns:
        Times in seconds from the first sample. No beats in silence or in less than two seconds, but
        for the user's; without beats, one section.

    Raises:
        RequestError: an unknown tracker or metre, edits that make no sense, or samples of another
            shape or type.
        InputError: samples that are NaN, infinite or far beyond full scale.
        CancelledError: the job was asked to stop.
    """
    options = options or BeatOptions()
    chosen = tracker(options.tracker)
    _check(samples, rate)
    duration_s = len(samples) / rate
    constraints = constraints_of(options, duration_s)
    edits.check(options.edits, duration_s)
    progress(0, "Preparing")
    mono = _mono(samples, rate)
    tracked = chosen.track(mono, RATE, constraints, progress.part(0.02, 0.6))
    flux = novelty(mono, RATE, progress.part(0.6, 0.75))
    pitches = pitch_strengths(mono, RATE, progress.part(0.75, 0.85))
    heard = None if tracked.activations is None else Heard(tracked.activations, pitches, flux)
    if heard and constraints == ANY:
        tracked = levelled(tracked, heard)
    track = retimed(tracked, options)
    if constraints.tempo_bpm and not len(track.times) and not options.edits.beats:
        raise InputError(
            f"Nothing is heard that beats at {constraints.tempo_bpm:g} bpm could lie on.",
            "Name a downbeat as well, from which beats are laid out, or leave the tempo out.",
        )
    evidence = combined(
        track.downbeat_strength,
        downbeat_evidence(track.times, pitches, flux),
        # With a downbeat named only the length of bars is wanted, which drums and chords tell best.
        bar_starts(track.times, heard)
        if heard and not options.HasField("first_downbeat_s")
        else None,
    )
    heard_bars, bars = _bars(track, evidence, options)
    blocks = analyze_blocks(samples, rate, progress.part(0.85, 0.98))
    progress(0.98, "Finding the form")
    analysis = MusicAnalysis(
        duration_s=duration_s,
        beats_per_bar=bars.beats_per_bar,
        beats=_beats(track, bars),
        onsets=[Onset(time_s=t, strength=s) for t, s in zip(*onsets(flux), strict=True)],
        tracker=chosen.name,
        model_sha256=track.model_sha256,
    )
    detected = list(analysis.beats)
    _complete(analysis, blocks, options)
    times = np.array([beat.time_s for beat in analysis.beats])
    for beat, *hits in zip(analysis.beats, *drums(mono, RATE, times, flux), strict=True):
        beat.kick, beat.snare = hits
    analysis.corrections.extend(
        corrections(
            Uncorrected(tracked.times, heard_bars),
            detected,
            analysis.beats,
            analysis.tempo_bpm,
            options,
        )
    )
    judgement = judge(tracked, FoundBars(evidence, heard_bars.beat), options)
    analysis.unsure.extend(judgement.unsure)
    if judgement.confidence is not None:
        analysis.confidence = judgement.confidence
    analysis.warnings.extend(doubts(detected, analysis, options))
    progress(1, "Analysed")
    return analysis


def _bars(track: BeatTrack, evidence: Float64s, options: BeatOptions) -> tuple[Bars, Bars]:
    """The bars as they are heard, and as the options want them."""
    heard = count_bars(evidence, options.beats_per_bar)
    if options.HasField("first_downbeat_s") and len(track.times):
        downbeat = index_of(track.times, options.first_downbeat_s)
        return heard, counted_from(downbeat, len(track.times), heard.beats_per_bar)
    return heard, shifted(heard, whole_shift(options))


def _complete(analysis: MusicAnalysis, blocks: Blocks, options: BeatOptions) -> None:
    """Adds tempo, energy, form and accents, with the user's edits applied."""
    user = options.edits
    beats = beat_edits.with_edits(analysis.beats, user, analysis.beats_per_bar)
    if user.beats or user.removed_beats_s:
        del analysis.beats[:]
        analysis.beats.extend(beats)
        analysis.beats_per_bar = beat_edits.usual_bar(beats, analysis.beats_per_bar)
    analysis.tempo_bpm = _tempo(np.array([beat.time_s for beat in beats]))
    energy = edits.with_gains(measure(blocks), user.energy)
    bars = grid(beats, analysis.duration_s)
    energy.spans.extend(edits.with_levels(spans(energy, bars), user.energy))
    analysis.energy.CopyFrom(energy)
    form = find_form(blocks, energy, bars)
    analysis.sections.extend(form.sections)
    analysis.phrases.extend(form.phrases)
    analysis.drops.extend(form.drops)
    analysis.builds.extend(form.builds)
    analysis.accents.extend(accents(analysis.onsets, energy, user.emphasis))
    for named in (analysis.beats, analysis.sections, analysis.phrases, analysis.drops):
        for one in named:
            one.bar -= options.shift_bars


def _beats(track: BeatTrack, bars: Bars) -> list[Beat]:
    return [
        Beat(time_s=time, bar=bar, beat=beat, confidence=confidence, origin=ORIGIN_DETECTED)
        for time, bar, beat, confidence in zip(
            track.times, bars.bar, bars.beat, track.confidence, strict=True
        )
    ]


def _check(samples: Sound, rate: int) -> None:
    if rate <= 0:
        raise RequestError(f"A sample rate of {rate} Hz makes no sense.")
    if len(samples.shape) != 2 or samples.shape[1] == 0:
        raise RequestError(
            f"Samples of shape {samples.shape} are not (n, channels).",
            "Give mono sound as samples[:, np.newaxis].",
        )
    if not np.issubdtype(samples.dtype, np.floating):
        raise RequestError(
            f"Samples of type {samples.dtype} are not float32.", "Scale them to full scale 1.0."
        )
    # Least and greatest need no copy; a value that is no number shows in both.
    if all(part.min() >= -_LOUDEST and part.max() <= _LOUDEST for part in stretches(samples)):
        return
    bad = np.flatnonzero(
        np.concatenate([~(np.abs(part) <= _LOUDEST).all(axis=1) for part in stretches(samples)])
    )
    raise InputError(
        f"The sound holds {len(bad)} samples that are no numbers or beyond all sense, "
        f"the first at {bad[0] / rate:.3f} s.",
        "Export it again from where it was made.",
    )


def _mono(samples: Sound, rate: int) -> Mono:
    channel = FirstChannel(samples)
    if samples.shape[1] == 1 and (rate == RATE or not len(samples)):
        return channel
    mono = channel[:] if samples.shape[1] == 1 else samples[:].mean(axis=1, dtype=np.float32)
    if rate == RATE or not len(mono):
        return mono
    import soxr

    converted: Float32s = np.asarray(soxr.resample(mono, rate, RATE), np.float32)
    return converted


def _tempo(times: Float64s) -> float:
    """The usual tempo, in beats a minute."""
    if len(times) < 2:
        return 0.0
    interval = float(np.median(np.diff(times)))
    lag = min(_TEMPO_BEATS, len(times) - 1)
    # Several beats at once average out jitter, but only where the tempo is steady.
    over_some = float(np.median(times[lag:] - times[:-lag])) / lag
    steady = abs(over_some / interval - 1) < _STEADY_TOLERANCE
    return 60 / (over_some if steady else interval)
