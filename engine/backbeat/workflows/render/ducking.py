"""How the beds of a mix give way to its dialogue."""

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
    """The gain of each role: music and ambience give way to dialogue where that is asked for.

    Args:
        options: of the job.
        spools: the sum of each role's tracks.
        result: gets what was found and done.
        progress: asked whether to stop.
    """
    curves = {role: GainCurve() for role in spools}
    if not options.duck:
        return curves
    if Role.DIALOGUE not in spools:
        result.warnings.append("No track is dialogue, so nothing was turned down for it.")
        return curves
    duck = Duck(options.duck_below_lu or Duck().below_lu)
    dialogue, mask = _speech(spools[Role.DIALOGUE], result.layout, progress)
    result.dialogue_share = float(mask.mean()) if len(mask) else 0.0
    if not mask.any():
        result.warnings.append(
            "No speech was found on the dialogue tracks, so nothing was turned down for it."
        )
        return curves
    for role in (Role.MUSIC, Role.AMBIENCE):
        if role in spools:
            spool = spools[role]
            bed = _powers(spool, result.layout, progress)
            curves[role] = curve = ducked(dialogue, mask, bed, spool.rate, spool.samples, duck)
            if curve.reduction_db is not None:
                most = float(curve.reduction_db.max())
                result.max_ducking_db = max(result.max_ducking_db, most)
                fastest = max_rise_db_s(curve, spool.rate)
                result.max_ducking_rise_db_s = max(result.max_ducking_rise_db_s, fastest)
    return curves


def _speech(spool: Spool, layout: str, progress: Progress) -> tuple[np.ndarray, Mask]:
    """The loudness of the dialogue, and where in it somebody speaks, in steps of 10 ms."""
    powers = Powers(spool.rate, spool.channels, layout)
    dialogue = Dialogue(spool.rate, spool.channels, layout)
    for block in progress.each(spool.blocks()):
        powers.feed(block)
        dialogue.feed(block)
    measured = powers.finish()
    return measured, dialogue.finish(len(measured))


def _powers(spool: Spool, layout: str, progress: Progress) -> np.ndarray:
    powers = Powers(spool.rate, spool.channels, layout)
    for block in progress.each(spool.blocks()):
        powers.feed(block)
    return powers.finish()
