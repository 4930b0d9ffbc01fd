"""Writes a delivery, listens to what was written, and mends it until it is as asked for.

An encoder adds peaks of its own and may change the loudness a little, so nothing is believed but
the file itself, decoded again. Overs are turned down where they are, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.dither import dithered
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.limiter import limit_until_compliant
from backbeat.loudness.mastering import LoudnessTarget, Plan, needs_limiting, peak_threshold, plan
from backbeat.loudness.oversampling import BLOCK
from backbeat.media import broadcast_wave
from backbeat.media.clock import stretch_s
from backbeat.media.decode import stream_audio
from backbeat.media.delivering import (
    Copied,
    NewSound,
    brand_options,
    deliver_sound,
    deliver_video,
)
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.media.tags import wave_tags
from backbeat.progress import Progress
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, Recording
from backbeat.workflows.master.verification import ClippedSamples, Verification, verified

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_MAX_ROUNDS = 8
_LOCAL_ROUNDS, _LOWER_DB = 3, 0.06
_CLOSE_LU = 0.05
_LOCALLY_S = 0.05
"""Around an over in a lossy file: its codec answers in frames."""
_LOSSY_BELOW_DB, _BELOW_DB = 0.1, 0.02


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was written last."""

    plan: Plan
    """With the gain that was applied."""
    verification: Verification
    copied: Copied
    rounds: int

    def excess(self, target: LoudnessTarget) -> float:
        """How far it is from as right as can be; a decibel of peak weighs ten of loudness."""
        if target.peak_dbtp is not None:
            return self._off_peak(target.peak_dbtp)
        loudness = target.loudness(self.verification.judged(target).power)
        off = 0.0
        if not self.plan.missed and loudness is not None and target.level is not None:
            off = max(0.0, abs(target.level - loudness) - _CLOSE_LU)
        return 10 * float(self.verification.over_db.max(initial=0.0)) + off

    def _off_peak(self, wanted: float) -> float:
        """Above counts ten times."""
        peak = self.verification.peak_dbtp
        if peak is None or self.plan.missed:
            return 0.0
        return 10 * max(0.0, peak - wanted) + max(0.0, wanted - peak - _CLOSE_LU)


class Attempts:
    """One track of a delivery on its way to compliance: what to try next, and what came of it.

    Args:
        spec: what is asked for.
        prepared: what it is made of.
    """

    def __init__(self, spec: DeliverySpec, prepared: Prepared) -> None:
        self.spec, self.prepared = spec, prepared
        self.plan = Plan(GainCurve(), None)
        """The next one to write."""
        self.outcome: Outcome | None = None
        self._best: Outcome | None = None
        self._peaks: Float32s | None = None
        self._extra: Float32s | None = None
        self._correction = 0.0

    @property
    def is_compliant(self) -> bool:
        """Whether what was written last is as right as can be."""
        return self.outcome is not None and self.outcome.excess(self.spec.target) == 0

    @property
    def is_best(self) -> bool:
        """Whether nothing written before was better than the last."""
        return self.outcome is self._best

    def begin(self, progress: Progress) -> None:
        """Reads the peaks that the limiter needs."""
        target = self.spec.target
        measured = self.prepared.judged(target)
        if needs_limiting(measured, target):
            blocks = progress.each(self.prepared.spool.blocks())
            self._peaks = block_peaks(blocks, peak_threshold(measured, target))

    def plan_next(self, number: int, progress: Progress) -> None:
        """Plans round `number`; what is compliant is written again as it was."""
        if self.is_compliant:
            return
        if self._extra is not None and self._peaks is None:
            self._peaks = np.zeros(len(self._extra), np.float32)
        stricter = _stricter(self.spec.target, number)
        self.plan = plan(
            self.prepared.judged(stricter), stricter, self._peaks, self._extra, self._correction
        )
        if self._peaks is not None and stricter.true_peak_dbtp is not None:
            spool = self.prepared.spool
            curve, _ = limit_until_compliant(
                spool.blocks, spool.rate, stricter.true_peak_dbtp, self.plan.curve, progress
            )
            self.plan = replace(self.plan, curve=curve)

    def plan_best(self) -> None:
        """Plans what came out best."""
        if self._best is not None:
            self.plan = self._best.plan

    def take(self, outcome: Outcome) -> None:
        """Learns from what was written."""
        self.outcome = outcome
        target, verification = self.spec.target, outcome.verification
        if self._best is None or outcome.excess(target) < self._best.excess(target):
            self._best = outcome
        if self.is_compliant:
            return
        if target.peak_dbtp is not None:
            peak = verification.peak_dbtp
            # A hair lower, so that what is corrected is not above again by rounding.
            self._correction += 0.0 if peak is None else peak - target.peak_dbtp + _BELOW_DB
            return
        if len(verification.over_blocks):
            spool = self.prepared.spool
            if self._extra is None:
                self._extra = np.zeros(-(-spool.samples // BLOCK), np.float32)
            _add_needed(self._extra, verification, self.spec, spool.rate, outcome.rounds)
        loudness = target.loudness(verification.judged(target).power)
        foreseen = outcome.plan.integrated_lufs
        if loudness is not None and foreseen is not None and not outcome.plan.missed:
            self._correction += loudness - foreseen


def encode_until_compliant(
    attempts: Sequence[Attempts], path: Path, progress: Progress
) -> list[Outcome]:
    """Writes a delivery to `path` as often as it takes.

    Args:
        attempts: one for each track of sound that is delivered; a file of sound has one.
        path: where to write.
        progress: notified as work proceeds, and polled for cancellation.

    Returns:
        what became of each.
    """
    for attempt in attempts:
        attempt.begin(progress)
    for number in range(1, _MAX_ROUNDS + 1):
        step = progress.part((number - 1) / _MAX_ROUNDS, number / _MAX_ROUNDS)
        step(0.0, f"Writing {attempts[0].spec.path.name}, round {number}")
        for attempt in attempts:
            attempt.plan_next(number, step)
        made = _made(attempts, path, number, step)
        for attempt, outcome in zip(attempts, made, strict=True):
            attempt.take(outcome)
        if all(attempt.is_compliant for attempt in attempts):
            return made
    if all(attempt.is_best for attempt in attempts):
        return made
    for attempt in attempts:
        attempt.plan_best()
    return _made(attempts, path, _MAX_ROUNDS + 1, progress.part(1, 1))


def _made(
    attempts: Sequence[Attempts], path: Path, number: int, progress: Progress
) -> list[Outcome]:
    counts = [ClippedSamples() for _ in attempts]
    first = attempts[0]
    spec, recording = first.spec, first.prepared.recording
    if spec.has_picture:
        tracks = [attempt.prepared.recording.sound.tracks for attempt in attempts]
        new = [
            NewSound(tracks[index][0], _blocks(attempt, count, progress), attempt.spec.form)
            for index, (attempt, count) in enumerate(zip(attempts, counts, strict=True))
        ]
        copied = deliver_video(
            path,
            spec.muxer,
            recording.info.path,
            new[0].replaced,
            new[0].blocks,
            new[0].form,
            spec.edit_lists,
            progress,
            new[1:],
            [track for bound in tracks for track in bound[1:]],
        )
        indexes = [copied.sound_index, *copied.other_indexes]
    else:
        indexes = [0]
        metadata, options = _labels(spec, recording)
        blocks = _blocks(first, counts[0], progress)
        source, track = recording.info.path, recording.sound.tracks[0]
        copied = deliver_sound(
            path, spec.muxer, blocks, spec.form, metadata, options, source, track
        )
    return [
        Outcome(attempt.plan, _decoded(attempt, path, index, count.count), copied, number)
        for attempt, index, count in zip(attempts, indexes, counts, strict=True)
    ]


def _blocks(attempt: Attempts, clipped: ClippedSamples, progress: Progress) -> Iterator[Samples]:
    """What is encoded, as often as it is written."""
    form = attempt.spec.form
    blocks = attempt.plan.curve.applied(progress.each(attempt.prepared.spool.blocks()))
    if form.bits is not None:
        blocks = clipped.counted(blocks)
    return dithered(blocks) if form.bits == 16 else blocks


def _decoded(attempt: Attempts, path: Path, index: int, clipped: int) -> Verification:
    rate = attempt.prepared.spool.rate
    with Spool(rate, path.parent) as decoded:
        decoded.fill(stream_audio(path, rate, stream=index))
        verification = verified(
            attempt.spec, attempt.prepared, attempt.plan.curve, decoded, clipped
        )
    if attempt.spec.has_picture:
        # Players play packets one after another; what lies late by timestamps alone is early there.
        late = verification.shift_ms - 1000 * float(stretch_s(path, index))
        verification = replace(verification, shift_ms=late)
    return verification


def _labels(
    spec: DeliverySpec, recording: Recording
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Metadata of a file of sound, and options of its muxer."""
    info = recording.info
    if spec.muxer != "wav":
        return info.metadata, brand_options(spec.path)
    said = broadcast_wave.metadata_of(
        info.path, recording.sound.rate, spec.form.rate, recording.start_s
    )
    return {**wave_tags(info.metadata), **said}, broadcast_wave.OPTIONS


def _stricter(target: LoudnessTarget, number: int) -> LoudnessTarget:
    """A codec may answer each local change with a new over; then all of it gives way a little."""
    lower = _LOWER_DB * max(0, number - _LOCAL_ROUNDS)
    if target.true_peak_dbtp is None or not lower:
        return target
    return replace(target, true_peak_dbtp=target.true_peak_dbtp - lower)


def _add_needed(
    extra: Float32s, verification: Verification, spec: DeliverySpec, rate: int, number: int
) -> None:
    """Adds what blocks are to be turned down, and their neighbours with them in a lossy file."""
    # A codec that is given a little less may well answer with a little more.
    below = _LOSSY_BELOW_DB * number if spec.is_lossy else _BELOW_DB
    reach = max(1, round(_LOCALLY_S * rate / BLOCK)) if spec.is_lossy else 1
    wanted = np.zeros(len(extra), np.float32)
    wanted[verification.over_blocks] = verification.over_db + np.float32(below)
    extra += _spread(wanted, reach)


def _spread(values: Float32s, reach: int) -> Float32s:
    """The greatest value up to `reach` places away from each."""
    spread, width = np.pad(values, reach), 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        spread = np.maximum(spread[:-step], spread[step:])
        width += step
    return spread
