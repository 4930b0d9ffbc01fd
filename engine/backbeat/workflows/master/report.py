"""What is said of a delivery: its message, its log, and the labels in its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backbeat.files import write_text
from backbeat.loudness.mastering import gain_spread_db
from backbeat.loudness.page import delivery_page
from backbeat.loudness.presets import chosen
from backbeat.loudness.report import report
from backbeat.media.broadcast_wave import Loudness, finish
from backbeat.v1.mastering_pb2 import Delivered
from backbeat.workflows.master.encoding import Outcome, Prepared, Recording
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.outputs import write_json

_MAX_SHIFT_MS = 1.0
_MAX_VALUES = 250_000
"""Of a curve, in all deliveries: a message holds 4 MiB."""


def said(spec: DeliverySpec, outcome: Outcome, prepared: Prepared) -> Delivered:
    """The message of a delivery."""
    wanted = chosen([spec.preset]) if spec.preset else []
    curve, target = outcome.plan.curve, spec.target
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
            recording.stream.layout,
            wanted,
            dialogue_mask=recording.dialogue_mask,
        ),
        after=report(
            outcome.verification.measured,
            spec.form.layout,
            wanted,
            dialogue_mask=recording.dialogue_mask,
        ),
        tolerance_lu=spec.tolerance_lu,
        gain_db=curve.gain_db,
        max_reduction_db=reduction,
        gain_low_db=low,
        gain_high_db=high,
        rounds=outcome.rounds,
        shift_ms=outcome.verification.shift_ms,
        notes=spec.notes,
        tracks_copied=outcome.copied.tracks,
        lead_s=float(outcome.copied.lead),
    )
    if target.integrated_lufs is not None:
        made.target_lufs = target.integrated_lufs
    if target.true_peak_dbtp is not None:
        made.ceiling_dbtp = target.true_peak_dbtp
    if outcome.verification.outside_peak > 0:
        made.outside_true_peak_dbtp = 20 * float(np.log10(outcome.verification.outside_peak))
    made.notes.extend(f"Not copied: {name}." for name in outcome.copied.left_out)
    if outcome.copied.edit_lists_kept_for:
        made.notes.append(
            f"{spec.preset} asks for no edit lists, but {outcome.copied.edit_lists_kept_for}."
        )
    made.missed = outcome.plan.missed
    if abs(made.shift_ms) > _MAX_SHIFT_MS:
        made.missed = f"the sound lies {made.shift_ms:+.1f} ms off where it belongs"
    made.met = _is_met(made, spec, outcome)
    return made


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
    rates = recording.stream.rate, made.after.sample_rate_hz
    carried = finish(path, loudness, recording.info.path, *rates)
    if carried:
        made.notes.append(f"Carried over from the source: {', '.join(carried)}.")


def write_log(made: Delivered, path: Path) -> None:
    """The loudness log: to read as .html, for programs otherwise."""
    if path.suffix.lower() == ".html":
        wanted = chosen([made.preset]) if made.preset else []
        write_text(path, delivery_page(made, Path(made.path).name, wanted))
        return
    write_json(made, path)


def without_bulk(made: Delivered, deliveries: int) -> None:
    """Takes out what would make the message too long; the logs have it."""
    made.before.ClearField("curve")
    made.before.ClearField("overs")
    if len(made.after.curve.peak_dbfs) * deliveries > _MAX_VALUES:
        made.after.ClearField("curve")


def _is_met(made: Delivered, spec: DeliverySpec, outcome: Outcome) -> bool:
    if len(outcome.verification.over_blocks) or abs(made.shift_ms) > _MAX_SHIFT_MS:
        return False
    if spec.target.integrated_lufs is None:
        return True
    reached = spec.target.loudness(outcome.verification.measured.power)
    if reached is None:
        return False
    return abs(reached - spec.target.integrated_lufs) <= spec.tolerance_lu
