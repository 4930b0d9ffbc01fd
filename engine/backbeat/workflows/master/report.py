"""The report of a delivery: its message, its loudness log, and the chunks in a WAV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from backbeat.files import write_text
from backbeat.loudness.mastering import LoudnessTarget, gain_spread_db
from backbeat.loudness.page import deliveries_page, delivery_page
from backbeat.loudness.presets import Preset, chosen
from backbeat.loudness.report import report
from backbeat.media.broadcast_wave import Loudness, finish
from backbeat.v1.mastering_pb2 import Delivered
from backbeat.workflows.bindings import sounds_of
from backbeat.workflows.master.encoding import WrittenTrack
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, Recording
from backbeat.workflows.outputs import json_list, write_json

_MAX_SHIFT_MS = 1.0
_ROUNDING = 0.005
_LIMIT_ROUNDING = 0.05
"""In LU: a reading that rounds to the limit is within it."""
_JUDGED_BY_TARGET = ("integrated", "dialogue", "RMS", "true peak", "short-term", "momentary")
"""Names of a preset's margins that the loudness target already covers."""
_MAX_VALUES = 250_000
"""Most points of all curves in a result: a gRPC message holds 4 MiB."""


def delivered_message(spec: DeliverySpec, written: WrittenTrack, prepared: Prepared) -> Delivered:
    """The message of a delivered track, with its readings before and after."""
    presets = chosen([spec.preset]) if spec.preset else []
    curve, target, verification = written.plan.curve, spec.target, written.verification
    recording = prepared.recording
    low, high = gain_spread_db(curve, prepared.spool.rate, len(prepared.measured.power))
    reduction = 0.0 if curve.reduction_db is None else float(curve.reduction_db.max(initial=0.0))
    delivered = Delivered(
        path=str(spec.path),
        preset=spec.preset,
        container=spec.muxer,
        codec=spec.form.codec,
        bit_depth=spec.form.bits or 0,
        bitrate_kbps=(spec.form.bit_rate or 0) // 1000,
        before=report(
            recording.measured,
            recording.sound.layout,
            presets,
            dialogue_mask=recording.dialogue_mask,
            mean_squares=recording.mean_squares,
        ),
        after=report(
            verification.measured,
            spec.form.layout,
            presets,
            dialogue_mask=recording.dialogue_mask,
            mean_squares=verification.mean_squares,
        ),
        clipped_samples=verification.clipped_samples,
        tracks=recording.sound.numbers,
        tolerance_lu=spec.tolerance_lu,
        gain_db=curve.gain_db,
        max_reduction_db=reduction,
        gain_low_db=low,
        gain_high_db=high,
        rounds=written.rounds,
        shift_ms=verification.shift_ms,
        notes=[*recording.notes, *spec.notes],
        tracks_copied=written.copied.tracks,
        lead_s=float(written.copied.lead),
    )
    for report_, path in ((delivered.before, recording.info.path), (delivered.after, spec.path)):
        report_.path = str(path)
    delivered.before.tracks.extend(delivered.tracks)
    delivered.before.sound_tracks = len(sounds_of(recording.info))
    _set_targets(delivered, target)
    if verification.outside_peak > 0:
        delivered.outside_true_peak_dbtp = 20 * float(np.log10(verification.outside_peak))
    if spec.has_default_ceiling and reduction > 0:
        delivered.notes.append(
            f"No ceiling was asked for, so peaks were limited to {target.true_peak_dbtp:g} dBTP; "
            "--ceiling none leaves them as they are."
        )
    delivered.notes.extend(f"Not copied: {name}." for name in written.copied.left_out)
    if written.copied.edit_lists_kept_for:
        delivered.notes.append(
            f"{spec.preset} asks for no edit lists, but {written.copied.edit_lists_kept_for}."
        )
    delivered.missed = "; ".join(_missed(delivered, spec, written))
    delivered.met = not delivered.missed and not len(verification.over_blocks)
    if not delivered.met and not delivered.missed:
        delivered.missed = (
            f"true peaks are above {target.true_peak_dbtp:g} dBTP by one meter or another"
        )
    return delivered


def _set_targets(delivered: Delivered, target: LoudnessTarget) -> None:
    """Enters the loudness target, or the RMS level or peak, and the ceiling."""
    if target.rms_dbfs is not None:
        delivered.target_rms_dbfs = target.rms_dbfs
    elif target.integrated_lufs is not None:
        delivered.target_lufs = target.integrated_lufs
    if target.peak_dbtp is not None:
        delivered.target_peak_dbtp = target.peak_dbtp
    if target.true_peak_dbtp is not None:
        delivered.ceiling_dbtp = target.true_peak_dbtp


def _missed(delivered: Delivered, spec: DeliverySpec, written: WrittenTrack) -> Iterator[str]:
    """The requirements that are not met, one clause each; peaks above the ceiling are left out."""
    target, verification = spec.target, written.verification
    if abs(delivered.shift_ms) > _MAX_SHIFT_MS:
        yield f"the sound lies {delivered.shift_ms:+.1f} ms off where it belongs"
    if delivered.clipped_samples:
        count = delivered.clipped_samples
        yield (
            f"{count:,} sample{'s are' if count > 1 else ' is'} above full scale, and "
            f"{'will be clipped when played' if spec.is_lossy else 'clipped'}"
        )
    if target.peak_dbtp is not None:
        peak = verification.peak_dbtp
        if peak is None or abs(peak - target.peak_dbtp) > spec.tolerance_lu:
            reading = "digital silence" if peak is None else f"{peak:.1f} dBTP"
            yield written.plan.missed or f"the highest true peak is {reading}"
    elif target.level is not None:
        reached = target.loudness(verification.judged(target).power)
        if reached is None or abs(reached - target.level) > spec.tolerance_lu + _ROUNDING:
            yield written.plan.missed or "the loudness was not reached"
    for name, limit, field in (
        ("short-term", target.short_term_lufs, "short_term_max_lufs"),
        ("momentary", target.momentary_lufs, "momentary_max_lufs"),
    ):
        measured = getattr(delivered.after, field)
        if limit is not None and measured > limit + _LIMIT_ROUNDING:
            yield f"{name} loudness is {measured:.1f} LUFS, above {limit:g} LUFS"
    for check in delivered.after.presets:
        yield from (
            f"{margin.what} is {margin.measured}, and {check.name} requires {margin.wanted}"
            for margin in check.margins
            if not margin.met and margin.what not in {*spec.overridden, *_JUDGED_BY_TARGET}
        )


def write_wave_chunks(path: Path, delivered: Delivered, recording: Recording) -> None:
    """Writes the loudness into the bext chunk, and copies the other chunks of the source."""

    def figure(name: str) -> float | None:
        return float(getattr(delivered.after, name)) if delivered.after.HasField(name) else None

    loudness = Loudness(
        figure("integrated_lufs"),
        figure("lra_lu"),
        figure("true_peak_dbtp"),
        figure("momentary_max_lufs"),
        figure("short_term_max_lufs"),
    )
    rates = recording.sound.rate, delivered.after.sample_rate_hz
    carried = finish(path, loudness, recording.info.path, *rates)
    if carried:
        delivered.notes.append(f"Carried over from the source: {', '.join(carried)}.")


def write_log(delivered: Sequence[Delivered], path: Path) -> None:
    """Writes the loudness log of all tracks of a file: a page for .html, otherwise JSON."""
    if path.suffix.lower() == ".html":
        write_text(path, log_page(delivered))
        return
    if len(delivered) == 1:
        write_json(delivered[0], path)
        return
    write_text(path, json_list(delivered))


def log_page(delivered: Sequence[Delivered]) -> str:
    """The loudness log of one delivery, or of several, as HTML."""
    if len(delivered) > 1:
        return deliveries_page(delivered, _presets)
    (single,) = delivered
    return delivery_page(single, Path(single.path).name, _presets(single.preset))


def _presets(name: str) -> list[Preset]:
    return chosen([name]) if name else []


def drop_curves(delivered: Delivered, deliveries: int) -> None:
    """Removes curves that would make the message too long; the logs have them."""
    delivered.before.ClearField("curve")
    delivered.before.ClearField("overs")
    if len(delivered.after.curve.peak_dbfs) * deliveries > _MAX_VALUES:
        delivered.after.ClearField("curve")
