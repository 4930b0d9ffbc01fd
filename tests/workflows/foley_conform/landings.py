"""Timelines with foley whose hits are single samples, and what is heard of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.files.transaction import Transaction
from backbeat.foley.found import Choice, Placed
from backbeat.media.decode import read_audio
from backbeat.timeline import document as documents
from backbeat.timeline.document import Document
from backbeat.timeline.reading import read_edit
from backbeat.v1.foley_pb2 import FoleyConformRequest, FoleyConformResult
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.foley.beside import folder_beside
from backbeat.workflows.foley.landing import planned, write_landing
from backbeat.workflows.foley_conform import job
from backbeat.workflows.media_ranges import MediaRanges
from backbeat.workflows.render import job as render
from tests.workflows.foley.clicks import SAMPLED

Float32s = NDArray[np.float32]


def land(
    document: Document, placed: Sequence[Placed], out: Path, unplaced: Sequence[Choice] = ()
) -> Path:
    """Lands sounds in a timeline, as the foley job does."""
    edit = read_edit(document, MediaRanges(document))
    duration = Fraction(edit.duration) / edit.rate
    folder = folder_beside(out)
    landing = planned(document, edit, placed, unplaced, duration, folder)
    with Transaction([out, *landing.paths], [folder]) as outputs:
        documents.save(write_landing(landing, outputs), outputs.at(out))
    return out


def conform(old: Path, new: Path, out: Path, **more: Any) -> FoleyConformResult:
    request = FoleyConformRequest(
        old_path=str(old), new_path=str(new), output_path=str(out), **more
    )
    return job.run(request)


def heard(path: Path, folder: Path) -> Float32s:
    """The sound of a timeline, as it is rendered, in its first channel."""
    mix = folder / f"{path.stem} mix.wav"
    options = RenderOptions(allow_missing=True)
    render.run(RenderRequest(edit_path=str(path), output_path=str(mix), options=options))
    return read_audio(mix, SAMPLED).samples[:, 0]


def peaks(samples: Float32s) -> list[int]:
    """Samples of the hits."""
    return [int(at) for at in np.flatnonzero(samples > 0.25)]
