"""Writes a delivery, measures the written file, and corrects the gain until it is compliant.

An encoder adds peaks of its own and may change the loudness a little, so only the file itself,
decoded again, is judged. Gain is reduced only around the blocks that are above the ceiling.
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
from backbeat.media.decode import early_s, stream_audio
from backbeat.media.delivering import Copied, NewSound, deliver_sound, deliver_video
from backbeat.media.samples import Samples
from backbeat.media.sound_formats import brand_options
from backbeat.media.spool import Spool
from backbeat.media.tags import tags_outside_wave, wave_tags
from backbeat.progress import Progress
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, Recording
from backbeat.workflows.master.verification import ClippedSamples, Verification, verified

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_MAX_ROUNDS = 8
_LOCAL_ROUNDS, _LOWER_DB = 3, 0.06
"""Rounds that reduce locally only; by how much each one after them lowers the ceiling."""
_CLOSE_LU = 0.05
"""Loudness within this of the target needs no further round."""
_LOCALLY_S = 0.05
"""Reach of a reduction around an over in a lossy file, in seconds: codecs work in frames."""
_LOSSY_BELOW_DB, _BELOW_DB = 0.1, 0.02
"""How far below the ceiling a reduction brings an over, in lossy and in lossless files."""


@dataclass(frozen=True, eq=False)
class WrittenTrack:
    """A track of a delivery as it was written in one round, with its verification."""

    plan: Plan
    """The plan that was carried out, with the gain that was applied."""
    verification: Verification
    copied: Copied
    rounds: int

    def deviation(self, target: LoudnessTarget) -> float:
        """Weighted distance from the target; 0 is compliant. One dB of peak counts as ten LU."""
        if target.peak_dbtp is not None:
            return self._peak_deviation(target.peak_dbtp)
        loudness = target.loudness(self.verification.judged(target).power)
        off = 0.0
        if not self.plan.missed and loudness is not None and target.level is not None:
            off = max(0.0, abs(target.level - loudness) - _CLOSE_LU)
        return 10 * float(self.verification.over_db.max(initial=0.0)) + off

    def _peak_deviation(self, target_dbtp: float) -> float:
        """Distance of the highest peak from `target_dbtp` in dB; an excess counts ten times."""
        peak = self.verification.peak_dbtp
        if peak is None or self.plan.missed:
            return 0.0
        return 10 * max(0.0, peak - target_dbtp) + max(0.0, target_dbtp - peak - _CLOSE_LU)


class Attempts:
    """The rounds of encoding one track of a delivery: the next plan, and the results so far.

    Args:
        spec: the delivery.
        prepared: the sound that is delivered, before its gain.
    """

    def __init__(self, spec: DeliverySpec, prepared: Prepared) -> None:
        self.spec, self.prepared = spec, prepared
        self.plan = Plan(GainCurve(), None)
        """The plan of the next round."""
        self.written: WrittenTrack | None = None
        self._best: WrittenTrack | None = None
        self._peaks: Float32s | None = None
        self._extra: Float32s | None = None
        self._correction = 0.0

    @property
    def is_compliant(self) -> bool:
        """Whether the last round met the target."""
        return self.written is not None and self.written.deviation(self.spec.target) == 0

    @property
    def is_best(self) -> bool:
        """Whether no earlier round came closer to the target than the last."""
        return self.written is self._best

    def begin(self, progress: Progress) -> None:
        """Reads the block peaks that the limiter needs, where it is needed."""
        target = self.spec.target
        measured = self.prepared.judged(target)
        if needs_limiting(measured, target):
            blocks = progress.each(self.prepared.spool.blocks())
            self._peaks = block_peaks(blocks, peak_threshold(measured, target))

    def plan_next(self, number: int, progress: Progress) -> None:
        """Plans round `number`, from 1; a compliant track keeps its plan."""
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
        """Plans the round that came closest to the target once more."""
        if self._best is not None:
            self.plan = self._best.plan

    def record(self, written: WrittenTrack) -> None:
        """Takes the result of a round, and derives the correction of the next."""
        self.written = written
        target, verification = self.spec.target, written.verification
        if self._best is None or written.deviation(target) < self._best.deviation(target):
            self._best = written
        if self.is_compliant:
            return
        if target.peak_dbtp is not None:
            peak = verification.peak_dbtp
            # Slightly lower, so that rounding does not put the peak above the target again.
            self._correction += 0.0 if peak is None else peak - target.peak_dbtp + _BELOW_DB
            return
        if len(verification.over_blocks):
            spool = self.prepared.spool
            if self._extra is None:
                self._extra = np.zeros(-(-spool.samples // BLOCK), np.float32)
            _add_reduction(self._extra, verification, self.spec, spool.rate, written.rounds)
        loudness = target.loudness(verification.judged(target).power)
        foreseen = written.plan.integrated_lufs
        if loudness is not None and foreseen is not None and not written.plan.missed:
            self._correction += loudness - foreseen


def encode_until_compliant(
    attempts: Sequence[Attempts], path: Path, progress: Progress
) -> list[WrittenTrack]:
    """Writes a delivery to `path` in up to 8 rounds, until every track meets its target.

    Args:
        attempts: one for each track of sound that is delivered; a file of sound has one.
        path: where to write.
        progress: notified as work proceeds, and polled for cancellation.

    Returns:
        each track as it was written last; the round that came closest, where none met the target.
    """
    for attempt in attempts:
        attempt.begin(progress)
    for number in range(1, _MAX_ROUNDS + 1):
        step = progress.part((number - 1) / _MAX_ROUNDS, number / _MAX_ROUNDS)
        step(0.0, f"Writing {attempts[0].spec.path.name}, round {number}")
        for attempt in attempts:
            attempt.plan_next(number, step)
        tracks = _write(attempts, path, number, step)
        for attempt, written in zip(attempts, tracks, strict=True):
            attempt.record(written)
        if all(attempt.is_compliant for attempt in attempts):
            return tracks
    if all(attempt.is_best for attempt in attempts):
        return tracks
    for attempt in attempts:
        attempt.plan_best()
    return _write(attempts, path, _MAX_ROUNDS + 1, progress.part(1, 1))


def _write(
    attempts: Sequence[Attempts], path: Path, number: int, progress: Progress
) -> list[WrittenTrack]:
    counts = [ClippedSamples() for _ in attempts]
    first = attempts[0]
    spec, recording = first.spec, first.prepared.recording
    if spec.has_picture:
        bound = [attempt.prepared.recording.sound.tracks for attempt in attempts]
        new = [
            NewSound(bound[index][0], _blocks(attempt, count, progress), attempt.spec.form)
            for index, (attempt, count) in enumerate(zip(attempts, counts, strict=True))
        ]
        copied = deliver_video(
            path,
            spec.muxer,
            recording.info.path,
            bound[0][0],
            new[0].blocks,
            new[0].form,
            spec.edit_lists,
            progress,
            new[1:],
            [track for joined in bound for track in joined[1:]],
        )
        indexes = [copied.sound_index, *copied.other_indexes]
    else:
        indexes = [0]
        metadata, options = _metadata(spec, recording)
        blocks = _blocks(first, counts[0], progress)
        source, track = recording.info.path, recording.sound.tracks[0]
        copied = deliver_sound(
            path, spec.muxer, blocks, spec.form, metadata, options, source, track
        )
        if spec.muxer == "wav" and (outside := tags_outside_wave(recording.info.metadata)):
            copied.left_out.append(f"{'tag' if len(outside) == 1 else 'tags'} {', '.join(outside)}")
    return [
        WrittenTrack(attempt.plan, _verify(attempt, path, index, count.count), copied, number)
        for attempt, index, count in zip(attempts, indexes, counts, strict=True)
    ]


def _blocks(attempt: Attempts, clipped: ClippedSamples, progress: Progress) -> Iterator[Samples]:
    """The samples to encode, with gain and dither, shape (n, channels), piece by piece."""
    form = attempt.spec.form
    blocks = attempt.plan.curve.applied(progress.each(attempt.prepared.spool.blocks()))
    if form.bits is not None:
        blocks = clipped.counted(blocks)
    return dithered(blocks) if form.bits == 16 else blocks


def _verify(attempt: Attempts, path: Path, index: int, clipped: int) -> Verification:
    rate = attempt.prepared.spool.rate
    with Spool(rate, path.parent) as decoded:
        decoded.append(stream_audio(path, rate, stream=index))
        whole = None
        if attempt.spec.has_picture and early_s(path, index):
            whole = stream_audio(path, rate, stream=index, keep_early=True)
        verification = verified(
            attempt.spec, attempt.prepared, attempt.plan.curve, decoded, clipped, whole
        )
    if attempt.spec.has_picture:
        # Players play packets back to back, without the delay that timestamps alone express.
        late = verification.shift_ms - 1000 * float(stretch_s(path, index))
        verification = replace(verification, shift_ms=late)
    return verification


def _metadata(
    spec: DeliverySpec, recording: Recording
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The metadata of a sound file, and the options of its muxer."""
    info = recording.info
    if spec.muxer != "wav":
        return info.metadata, brand_options(spec.path)
    bext = broadcast_wave.metadata_of(
        info.path, recording.sound.rate, spec.form.rate, recording.start_s
    )
    return {**wave_tags(info.metadata), **bext}, broadcast_wave.OPTIONS


def _stricter(target: LoudnessTarget, number: int) -> LoudnessTarget:
    """The target with a lower ceiling from round 4 on, as a codec may put new overs elsewhere."""
    lower = _LOWER_DB * max(0, number - _LOCAL_ROUNDS)
    if target.true_peak_dbtp is None or not lower:
        return target
    return replace(target, true_peak_dbtp=target.true_peak_dbtp - lower)


def _add_reduction(
    extra: Float32s, verification: Verification, spec: DeliverySpec, rate: int, number: int
) -> None:
    """Adds the gain reduction of blocks above the ceiling, and of those around them.

    Args:
        extra: reduction so far in dB, shape (blocks,); changed in place.
    """
    # A codec's peaks may rise although its input was turned down, so each round goes further.
    below = _LOSSY_BELOW_DB * number if spec.is_lossy else _BELOW_DB
    reach = max(1, round(_LOCALLY_S * rate / BLOCK)) if spec.is_lossy else 1
    reduction_db = np.zeros(len(extra), np.float32)
    reduction_db[verification.over_blocks] = verification.over_db + np.float32(below)
    extra += _spread(reduction_db, reach)


def _spread(values: Float32s, reach: int) -> Float32s:
    """The maximum over `reach` neighbours on either side of each value, shape unchanged."""
    spread, width = np.pad(values, reach), 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        spread = np.maximum(spread[:-step], spread[step:])
        width += step
    return spread
