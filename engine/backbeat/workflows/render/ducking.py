"""Ducking for the `render` job: gains of music and ambience under dialogue."""

from __future__ import annotations

import numpy as np

from backbeat.loudness.dialogue import Dialogue
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.gating import Mask
from backbeat.loudness.meter import Powers
from backbeat.loudness.mix.ducking import Duck, ducked, max_rise_db_s
from backbeat.loudness.mix.roles import Role
from backbeat.media.spool import Spool
from backbeat.progress import Progress
from backbeat.v1.rendering_pb2 import RenderOptions, RenderResult


def ducking_curves(
    options: RenderOptions, spools: dict[Role, Spool], result: RenderResult, progress: Progress
) -> dict[Role, GainCurve]:
    """The gain of each role: music and ambience are turned down under dialogue if requested.

    Args:
        options: options of the job.
        spools: the sum of each role's tracks.
        result: receives warnings, the share of speech and the largest reduction.
        progress: polled for cancellation.

    Raises:
        CancelledError: the job was asked to stop.
    """
    curves = {role: GainCurve() for role in spools}
    if not options.duck:
        return curves
    if Role.DIALOGUE not in spools:
        result.warnings.append("No track has the role dialogue, so nothing was ducked.")
        return curves
    duck = Duck(options.duck_below_lu or Duck().below_lu)
    dialogue, mask = _dialogue_and_mask(spools[Role.DIALOGUE], result.layout, progress)
    result.dialogue_share = float(mask.mean()) if len(mask) else 0.0
    if not mask.any():
        result.warnings.append("No speech was found on the dialogue tracks, so nothing was ducked.")
        return curves
    for role in (Role.MUSIC, Role.AMBIENCE):
        if role in spools:
            spool = spools[role]
            bed = _powers(spool, result.layout, progress)
            curves[role] = curve = ducked(dialogue, mask, bed, spool.rate, spool.samples, duck)
            if curve.reduction_db is not None:
                largest = float(curve.reduction_db.max())
                result.max_ducking_db = max(result.max_ducking_db, largest)
                fastest = max_rise_db_s(curve, spool.rate)
                result.max_ducking_rise_db_s = max(result.max_ducking_rise_db_s, fastest)
    return curves


def _dialogue_and_mask(spool: Spool, layout: str, progress: Progress) -> tuple[np.ndarray, Mask]:
    """The K-weighted mean squares and the dialogue mask of the dialogue tracks, in 10 ms steps."""
    powers = Powers(spool.rate, spool.channels, layout)
    dialogue = Dialogue(spool.rate, spool.channels, layout)
    for block in progress.each(spool.blocks()):
        powers.feed(block)
        dialogue.feed(block)
    measured = powers.finish()
    return measured, dialogue.finish(len(measured))


def _powers(spool: Spool, layout: str, progress: Progress) -> np.ndarray:
    """K-weighted mean squares in steps of 10 ms, shape (steps,)."""
    powers = Powers(spool.rate, spool.channels, layout)
    for block in progress.each(spool.blocks()):
        powers.feed(block)
    return powers.finish()
