"""Conversion of a recording for a delivery: channels, rate, high-pass, levelling and low-pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import MediaError
from backbeat.loudness import Meter
from backbeat.loudness.full_band import low_passed, reaches_half
from backbeat.loudness.leveller import levelled
from backbeat.loudness.mastering import needs_limiting, static_gain_db
from backbeat.loudness.rms import MeanSquares
from backbeat.loudness.state_filter import StateFilter, high_pass
from backbeat.media.channels import converted
from backbeat.media.resampling import Resampler
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.progress import Progress
from backbeat.workflows.master.format import DeliverySpec
from backbeat.workflows.master.recording import Prepared, Recording

if TYPE_CHECKING:
    from backbeat.loudness.dialogue import Dialogue

_UNHEARD_DB = 46.0
"""How far below the ceiling sound near half the rate may lie without moving a peak by 0.05 dB."""


def prepared_for(
    spec: DeliverySpec, recording: Recording, stack: ExitStack, progress: Progress
) -> Prepared:
    """Converts a recording to what a delivery holds, before its gain.

    Args:
        spec: the delivery; notes on what was done are added to it.
        recording: the decoded source.
        stack: closes the spools that are needed.
        progress: notified as work proceeds, and polled for cancellation.
    """

    def remeasured(blocks: Iterable[Samples]) -> Prepared:
        spool = stack.enter_context(Spool(spec.form.rate, spec.path.parent))
        meter = Meter(spec.form.rate, spec.form.channels, spec.form.layout)
        squares = MeanSquares(spec.form.rate, spec.form.channels) if by_rms else None
        spool.fill(metered(blocks, meter, spec.path, None, squares))
        return Prepared(
            spool, meter.finish(), recording, None if squares is None else squares.finish()
        )

    by_rms = recording.mean_squares is not None
    prepared = Prepared(recording.spool, recording.measured, recording, recording.mean_squares)
    if not spec.keeps_samples(recording.spool.rate):
        prepared = remeasured(_converted(recording.spool, spec, progress))
    if spec.lra_max_lu:
        power, samples = prepared.measured.power, prepared.spool.samples
        curve = levelled(power, spec.form.rate, samples, spec.lra_max_lu)
        if curve.reduction_db is not None:
            prepared = remeasured(curve.applied(prepared.spool.blocks()))
            lowest_db, highest_db = -curve.reduction_db.max(), -curve.reduction_db.min()
            spec.notes.append(
                f"Passages were levelled by {lowest_db:+.1f} to {highest_db:+.1f} dB for the "
                "loudness range."
            )
    if _needs_low_pass(spec, prepared):
        prepared = remeasured(low_passed(prepared.spool.blocks()))
        spec.notes.append(
            f"Sound above {0.478 * spec.form.rate / 1000:.1f} kHz was filtered out: converters "
            "differ in its peaks, so the ceiling could not be met on all of them."
        )
    return prepared


def metered(
    blocks: Iterable[Samples],
    meter: Meter,
    source: Path,
    dialogue: Dialogue | None = None,
    squares: MeanSquares | None = None,
) -> Iterator[Samples]:
    """Feeds the meters while passing the blocks on unchanged, shape (n, channels).

    Raises:
        MediaError: a sample is not a number; the message names `source`.
    """
    try:
        for block in meter.metered(blocks):
            if dialogue is not None:
                dialogue.feed(block)
            if squares is not None:
                squares.feed(block)
            yield block
    except MediaError as error:
        if str(source) in error.message:
            raise
        raise MediaError(f"{source}: {error.message}", error.hint) from error


def _needs_low_pass(spec: DeliverySpec, prepared: Prepared) -> bool:
    if not needs_limiting(prepared.judged(spec.target), spec.target):
        return False
    gain = static_gain_db(spec.target.loudness(prepared.judged(spec.target).power), spec.target)
    ceiling = spec.target.true_peak_dbtp or 0.0
    return reaches_half(prepared.spool.blocks(), 10 ** ((ceiling - gain - _UNHEARD_DB) / 20))


def _converted(spool: Spool, spec: DeliverySpec, progress: Progress) -> Iterator[Samples]:
    """The recording at the delivered rate, in the delivered channels, high-passed if asked for."""
    channels = spec.form.channels
    resampler = Resampler(spool.rate, spec.form.rate, channels)
    hz = spec.high_pass_hz
    filtering = StateFilter(high_pass(spool.rate, hz), channels) if hz else None
    for block in progress.each(spool.blocks()):
        mixed = converted(block, spec.matrix)
        if filtering is not None:
            mixed = filtering.feed(np.ascontiguousarray(mixed.T, np.float32)).T
        yield resampler.feed(mixed)
    if filtering is not None:
        yield resampler.feed(filtering.finish().T)
    yield resampler.finish()
