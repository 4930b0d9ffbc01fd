"""What is said of a delivery: its message, its log, and the labels in its file."""

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
from backbeat.workflows.master.encoding import Outcome
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, Recording
from backbeat.workflows.outputs import json_list, write_json

_MAX_SHIFT_MS = 1.0
_ROUNDING = 0.005
_LIMIT_ROUNDING = 0.05
"""Readings that show as the limit itself are within it."""
_ELSEWHERE = ("integrated", "dialogue", "RMS", "true peak", "short-term", "momentary")
"""Of a preset's margins: those that the target is judged by."""
_MAX_VALUES = 250_000
"""Of a curve, in all deliveries: a message holds 4 MiB."""


def said(spec: DeliverySpec, outcome: Outcome, prepared: Prepared) -> Delivered:
    """The message of a delivery."""
    wanted = chosen([spec.preset]) if spec.preset else []
    curve, target, verification = outcome.plan.curve, spec.target, outcome.verification
    recording = prepared.recording
    low, high = gain_spread_db(curve, prepared.spool.rate, len(prepared.measured.power))
    reduction = 0.0 if curve.reduction_db is None else float(curve.reduction_db.max(initial=0.0))
    made = Delivered(
        path=str(spec.path),
        preset=spec.preset,
        container=spec.muxer,
        codec=spec.form.codec,
        bit_depth=spec.form.bits or 0,
        bitrate_kbps=(spec.form.bit_rate or 0) // 1000,
        before=report(
            recording.measured,
            recording.sound.layout,
            wanted,
            dialogue_mask=recording.dialogue_mask,
            mean_squares=recording.mean_squares,
        ),
        after=report(
            verification.measured,
            spec.form.layout,
            wanted,
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
        rounds=outcome.rounds,
        shift_ms=verification.shift_ms,
        notes=[*recording.notes, *spec.notes],
        tracks_copied=outcome.copied.tracks,
        lead_s=float(outcome.copied.lead),
    )
    for report_, path in ((made.before, recording.info.path), (made.after, spec.path)):
        report_.path = str(path)
    made.before.tracks.extend(made.tracks)
    made.before.sound_tracks = len(sounds_of(recording.info))
    _ask(made, target)
    if verification.outside_peak > 0:
        made.outside_true_peak_dbtp = 20 * float(np.log10(verification.outside_peak))
    if spec.has_default_ceiling and reduction > 0:
        made.notes.append(
            f"Nobody asked for a ceiling, so peaks were limited to {target.true_peak_dbtp:g} dBTP; "
            "--ceiling none leaves them as they are."
        )
    made.notes.extend(f"Not copied: {name}." for name in outcome.copied.left_out)
    if outcome.copied.edit_lists_kept_for:
        made.notes.append(
            f"{spec.preset} asks for no edit lists, but {outcome.copied.edit_lists_kept_for}."
        )
    made.missed = "; ".join(_missed(made, spec, outcome))
    made.met = not made.missed and not len(verification.over_blocks)
    if not made.met and not made.missed:
        made.missed = f"true peaks are above {target.true_peak_dbtp:g} dBTP by one meter or another"
    return made


def _ask(made: Delivered, target: LoudnessTarget) -> None:
    """Says what was asked for."""
    if target.rms_dbfs is not None:
        made.target_rms_dbfs = target.rms_dbfs
    elif target.integrated_lufs is not None:
        made.target_lufs = target.integrated_lufs
    if target.peak_dbtp is not None:
        made.target_peak_dbtp = target.peak_dbtp
    if target.true_peak_dbtp is not None:
        made.ceiling_dbtp = target.true_peak_dbtp


def _missed(made: Delivered, spec: DeliverySpec, outcome: Outcome) -> Iterator[str]:
    """What is not as asked for, besides peaks above the ceiling; nothing where all of it is."""
    target, verification = spec.target, outcome.verification
    if abs(made.shift_ms) > _MAX_SHIFT_MS:
        yield f"the sound lies {made.shift_ms:+.1f} ms off where it belongs"
    if made.clipped_samples:
        count = made.clipped_samples
        yield (
            f"{count:,} sample{'s are' if count > 1 else ' is'} above full scale, and "
            f"{'will be clipped when played' if spec.is_lossy else 'clipped'}"
        )
    if target.peak_dbtp is not None:
        peak = verification.peak_dbtp
        if peak is None or abs(peak - target.peak_dbtp) > spec.tolerance_lu:
            found = "digital silence" if peak is None else f"{peak:.1f} dBTP"
            yield outcome.plan.missed or f"the highest true peak is {found}"
    elif target.level is not None:
        reached = target.loudness(verification.judged(target).power)
        if reached is None or abs(reached - target.level) > spec.tolerance_lu + _ROUNDING:
            yield outcome.plan.missed or "the loudness was not reached"
    for name, limit, field in (
        ("short-term", target.short_term_lufs, "short_term_max_lufs"),
        ("momentary", target.momentary_lufs, "momentary_max_lufs"),
    ):
        if limit is not None and getattr(made.after, field) > limit + _LIMIT_ROUNDING:
            yield f"{name} loudness is {getattr(made.after, field):.1f} LUFS, above {limit:g} LUFS"
    for check in made.after.presets:
        yield from (
            f"{margin.what} is {margin.measured}, and {check.name} wants {margin.wanted}"
            for margin in check.margins
            if not margin.met and margin.what not in {*spec.overridden, *_ELSEWHERE}
        )


def label(path: Path, made: Delivered, recording: Recording) -> None:
    """Fills the bext chunk, and carries over what else the source said."""

    def figure(name: str) -> float | None:
        return float(getattr(made.after, name)) if made.after.HasField(name) else None

    loudness = Loudness(
        figure("integrated_lufs"),
        figure("lra_lu"),
        figure("true_peak_dbtp"),
        figure("momentary_max_lufs"),
        figure("short_term_max_lufs"),
    )
    rates = recording.sound.rate, made.after.sample_rate_hz
    carried = finish(path, loudness, recording.info.path, *rates)
    if carried:
        made.notes.append(f"Carried over from the source: {', '.join(carried)}.")


def write_log(delivered: Sequence[Delivered], path: Path) -> None:
    """The loudness log of a file, of all its tracks: to read as .html, for programs otherwise."""
    if path.suffix.lower() == ".html":
        write_text(path, log_page(delivered))
        return
    if len(delivered) == 1:
        write_json(delivered[0], path)
        return
    write_text(path, json_list(delivered))


def log_page(delivered: Sequence[Delivered]) -> str:
    """The page of one delivery, or of several together."""
    if len(delivered) > 1:
        return deliveries_page(delivered, _presets)
    (made,) = delivered
    return delivery_page(made, Path(made.path).name, _presets(made.preset))


def _presets(name: str) -> list[Preset]:
    return chosen([name]) if name else []


def without_bulk(made: Delivered, deliveries: int) -> None:
    """Takes out what would make the message too long; the logs have it."""
    made.before.ClearField("curve")
    made.before.ClearField("overs")
    if len(made.after.curve.peak_dbfs) * deliveries > _MAX_VALUES:
        made.after.ClearField("curve")
