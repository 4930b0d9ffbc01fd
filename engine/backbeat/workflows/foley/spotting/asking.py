"""What a foley request says of spotting."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.foley.spine import Spine
from backbeat.foley.spotting.spot import PLACE_FROM, USUAL, Options
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.model import Edit
from backbeat.timeline.time import guess_drop_frame
from backbeat.v1.foley_pb2 import FoleyRequest

MARKERS, GUIDE, MOTION, CUTS = "markers", "guide", "motion", "cuts"
SPOTTERS = (MARKERS, GUIDE, MOTION, CUTS)
"""What may say what should sound, besides files of cues."""


@dataclass(frozen=True)
class Asking:
    """What the request says of spotting."""

    spot: Collection[str] = SPOTTERS
    cue_paths: Sequence[Path] = ()
    guide_tracks: Sequence[str] = ()
    options: Options = USUAL


def asked_by(request: FoleyRequest) -> Asking:
    """What a request says of spotting."""
    return Asking(
        tuple(request.spot) or SPOTTERS,
        [Path(path) for path in request.cue_paths],
        tuple(request.guide_tracks),
        Options(
            place_from=request.place_from or PLACE_FROM,
            surface=request.surface,
            shoe=request.shoe,
            ambience=request.ambience,
            beds=not request.no_beds,
            only_markers=request.spot_only,
        ),
    )


def times_of(edit: Edit, spine: Spine) -> Times:
    """How times in markers and cue sheets are read."""
    clock = edit.clock(guess_drop_frame(edit.start, edit.rate))
    return Times(clock, math.ceil(spine.duration * spine.rate))
