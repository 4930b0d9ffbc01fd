"""Writes a delivery, listens to what was written, and mends it until it is as asked for.

An encoder adds peaks of its own and may change the loudness a little, so nothing is believed but
the file itself, decoded again. Overs are turned down where they are, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backbeat.loudness import Measured, Meter
from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.dither import dithered
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.gating import Mask
from backbeat.loudness.limiter import limit_until_compliant
from backbeat.loudness.mastering import LoudnessTarget, Plan, needs_limiting, peak_threshold, plan
from backbeat.loudness.oversampling import BLOCK
from backbeat.loudness.windows import GRID_HZ, mean_around
from backbeat.media import broadcast_wave
from backbeat.media.clock import stretch_s
from backbeat.media.decode import stream_audio
from backbeat.media.delivering import Copied, brand_options, deliver_sound, deliver_video
from backbeat.media.outside import outside_peaks
from backbeat.media.probe import AudioStream, MediaInfo
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.media.tags import wave_tags
from backbeat.progress import Progress
from backbeat.workflows.master.format import DeliverySpec

Float32s = npt.NDArray[np.float32]

_MAX_ROUNDS = 8
_LOCAL_ROUNDS, _LOWER_DB = 3, 0.06
_CLOSE_LU = 0.05
_LOCALLY_S = 0.05
"""Around an over in a lossy file: its codec answers in frames."""
_LOSSY_BELOW_DB, _BELOW_DB = 0.1, 0.02
_NEARLY = 0.8
"""Of the highest peak: below, another meter's reading is of no interest."""
_LONGEST_SHIFT_S = 0.1
_COMPARED_S = 2.0


@dataclass(frozen=True, eq=False)
class Recording:
    """What there is."""

    info: MediaInfo
    stream: AudioStream
    track: int
    """Of the file's tracks of sound, from 0."""
    spool: Spool
    measured: Measured
    dialogue_mask: Mask | None = None
    """Steps of 10 ms with speech; None where nobody asked."""
    start_s: float | None = None
    """Timecode of its first sample in seconds since midnight."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """The recording at the rate and in the channels that are delivered."""

    spool: Spool
    measured: Measured
    recording: Recording


@dataclass(frozen=True, eq=False)
class Verification:
    """A delivered file, decoded again."""

    measured: Measured
    over_blocks: npt.NDArray[np.intp]
    """Those above the ceiling, by whichever meter reads most."""
    over_db: Float32s
    """By how much they are, shape (len(over_blocks),)."""
    outside_peak: float
    """Amplitude, by FFmpeg's reading."""
    shift_ms: float
    """How far the written sound lies behind the mastered one when it is played."""


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
        loudness = target.loudness(self.verification.measured.power)
        off = 0.0
        if not self.plan.missed and loudness is not None and target.integrated_lufs is not None:
            off = max(0.0, abs(target.integrated_lufs - loudness) - _CLOSE_LU)
        return 10 * float(self.verification.over_db.max(initial=0.0)) + off


def encode_until_compliant(
    spec: DeliverySpec, prepared: Prepared, path: Path, progress: Progress
) -> Outcome:
    """Writes a delivery to `path` as often as it takes.

    Args:
        spec: what is asked for.
        prepared: what it is made of.
        path: where to write.
        progress: notified as work proceeds, and polled for cancellation.
    """
    target, spool, measured = spec.target, prepared.spool, prepared.measured
    peaks = None
    if needs_limiting(measured, target):
        peaks = block_peaks(progress.each(spool.blocks()), peak_threshold(measured, target))
    extra: Float32s | None = None
    correction = 0.0
    best: Outcome | None = None
    for number in range(1, _MAX_ROUNDS + 1):
        step = progress.part((number - 1) / _MAX_ROUNDS, number / _MAX_ROUNDS)
        step(0.0, f"Writing {spec.path.name}, round {number}")
        if extra is not None and peaks is None:
            peaks = np.zeros(len(extra), np.float32)
        stricter = _stricter(target, number)
        planned = plan(measured, stricter, peaks, extra, correction)
        if peaks is not None and stricter.true_peak_dbtp is not None:
            curve, _ = limit_until_compliant(
                spool.blocks, spool.rate, stricter.true_peak_dbtp, planned.curve, step
            )
            planned = replace(planned, curve=curve)
            del curve
        made = _made(spec, prepared, planned, path, number, step)
        if made.excess(target) == 0:
            return made
        if best is None or made.excess(target) < best.excess(target):
            best = made
        if len(made.verification.over_blocks):
            if extra is None:
                extra = np.zeros(-(-spool.samples // BLOCK), np.float32)
            _add_needed(extra, made.verification, spec, spool.rate, number)
        loudness = target.loudness(made.verification.measured.power)
        if loudness is not None and planned.integrated_lufs is not None and not planned.missed:
            correction += loudness - planned.integrated_lufs
    if best is None or best is made:
        return made
    last = progress.part(1, 1)
    return _made(spec, prepared, best.plan, path, made.rounds + 1, last)


def _made(
    spec: DeliverySpec,
    prepared: Prepared,
    planned: Plan,
    path: Path,
    number: int,
    progress: Progress,
) -> Outcome:
    def blocks() -> Iterator[Samples]:
        made = planned.curve.applied(progress.each(prepared.spool.blocks()))
        return dithered(made) if spec.form.bits == 16 else made

    recording, index = prepared.recording, 0
    if spec.has_picture:
        copied = deliver_video(
            path,
            spec.muxer,
            recording.info.path,
            recording.track,
            blocks(),
            spec.form,
            spec.edit_lists,
            progress,
        )
        index = copied.sound_index
    else:
        metadata, options = _labels(spec, recording)
        source, track = recording.info.path, recording.track
        copied = deliver_sound(
            path, spec.muxer, blocks(), spec.form, metadata, options, source, track
        )
    rate = prepared.spool.rate
    with Spool(rate, path.parent) as decoded:
        decoded.fill(stream_audio(path, rate, stream=index))
        verification = _verified(spec, prepared, planned.curve, decoded)
    if spec.has_picture:
        # Players play packets one after another; what lies late by timestamps alone is early there.
        late = verification.shift_ms - 1000 * float(stretch_s(path, index))
        verification = replace(verification, shift_ms=late)
    return Outcome(planned, verification, copied, number)


def _labels(
    spec: DeliverySpec, recording: Recording
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Metadata of a file of sound, and options of its muxer."""
    info = recording.info
    if spec.muxer != "wav":
        return info.metadata, brand_options(spec.path)
    said = broadcast_wave.metadata_of(
        info.path, recording.stream.rate, spec.form.rate, recording.start_s
    )
    return {**wave_tags(info.metadata), **said}, broadcast_wave.OPTIONS


def _verified(
    spec: DeliverySpec, prepared: Prepared, curve: GainCurve, decoded: Spool
) -> Verification:
    meter = Meter(decoded.rate, decoded.channels, spec.form.layout)
    for block in decoded.blocks():
        meter.feed(block)
    measured = meter.finish()
    blocks = np.zeros(0, np.intp)
    over = np.zeros(0, np.float32)
    ceiling_dbtp = spec.target.true_peak_dbtp
    ceiling = np.inf if ceiling_dbtp is None else 10 ** (ceiling_dbtp / 20)
    least = _NEARLY * min(float(measured.true_peaks.max(initial=0.0)), ceiling)
    outside = outside_peaks(decoded.blocks(), decoded.rate, spec.form.layout, BLOCK, least)
    if ceiling_dbtp is not None:
        inside = block_peaks(decoded.blocks(), ceiling)
        highest = np.maximum(inside, outside, out=inside)[: -(-prepared.spool.samples // BLOCK)]
        blocks = np.flatnonzero(highest > ceiling)
        over = 20 * np.log10(highest[blocks] / ceiling)
    shift = _shift_s(prepared, curve, decoded)
    reading = float(outside.max(initial=0))
    return Verification(measured, blocks, over, reading, 1000 * shift)


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


def _shift_s(prepared: Prepared, curve: GainCurve, decoded: Spool) -> float:
    """How far the written sound lies behind the mastered one, in seconds, at its loudest place."""
    spool, loudness = prepared.spool, mean_around(prepared.measured.power, GRID_HZ)
    if not loudness.any():
        return 0.0
    middle = round(int(loudness.argmax()) / GRID_HZ * spool.rate)
    length = min(round(_COMPARED_S * spool.rate), spool.samples)
    where = min(max(0, middle - length // 2), spool.samples - length)
    (wanted,) = curve.applied([spool.read(where, length)], where)
    found = decoded.read(where, length)
    size = 1 << (2 * length - 1).bit_length()
    # Channel by channel: a mean of opposite ones would be silent.
    product = np.fft.rfft(found, size, axis=0) * np.conj(np.fft.rfft(wanted, size, axis=0))
    match = np.fft.irfft(product.sum(axis=1), size)
    reach = round(_LONGEST_SHIFT_S * spool.rate)
    lags = np.concatenate([match[-reach:], match[: reach + 1]])
    return float((int(lags.argmax()) - reach) / spool.rate)
