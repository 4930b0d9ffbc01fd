"""The backend `rewrite`, prepared: mouths of the speaker's own, drawn where others are said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.lipsync.choosing.choose import Choice
from backbeat.lipsync.choosing.mixing import Mixed
from backbeat.lipsync.drawing.transfer import Mouth, face_box, transferred
from backbeat.lipsync.lines import Line
from backbeat.lipsync.moments import Moment
from backbeat.media.retouching.patches import Box, Patch
from backbeat.progress import Progress
from backbeat.workflows.lipsync.backends import REWRITE, Prepared, Wanted
from backbeat.workflows.lipsync.fetching import ChosenMouths, fetch
from backbeat.workflows.lipsync.rewriting import rewritten, too_little

Float32s = NDArray[np.float32]


class NotEnoughSpeech(InputError):
    """There is too little of the speaker's own speech to take mouths from."""


def prepare_rewrite(wanted: Wanted, progress: Progress) -> Prepared:
    """Chooses mouths for what a face says, and fetches them.

    Raises:
        NotEnoughSpeech: what there is of the speaker does not do.
        MediaError: a video cannot be read.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    request = wanted.request
    banks = [Path(path) for path in request.bank_paths]
    found = rewritten(
        wanted.lines, wanted.faces, banks, max(1, request.take), progress.part(0, 0.7)
    )
    warnings = list(found.warnings)
    why_not = too_little(found.bank, wanted.faces.path)
    if why_not is not None:
        if request.backend != REWRITE:
            raise NotEnoughSpeech(why_not, "Give another video of the speaker (--bank).")
        warnings.append(why_not)
    mouths = ChosenMouths(wanted.folder)
    rows = [int(row) for mix in found.mixes for row in mix.rows.ravel() if row >= 0]
    fetch(mouths, rows, found.bank, found.clips, face_box, progress.part(0.7, 1))
    backend = Rewrite(found.lines, found.choices, found.mixes, mouths)
    return Prepared(backend, REWRITE, warnings=tuple(warnings))


class Rewrite:
    """Draws chosen mouths; a `lipsync.moments.Backend`.

    Args:
        lines: what the face says.
        choices: the mouths of each line.
        mixes: how they turn into each other.
        mouths: their pixels.
    """

    batch = 1

    def __init__(
        self,
        lines: Sequence[Line],
        choices: Sequence[Choice],
        mixes: Sequence[Mixed],
        mouths: ChosenMouths,
    ) -> None:
        self.lines, self.choices = tuple(lines), tuple(choices)
        self._mixes, self._mouths = tuple(mixes), mouths

    def box(self, mesh: Float32s) -> Box:
        """The part of a picture that it needs to see."""
        return face_box(mesh)

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """A patch for each moment; None where the own mouth stays."""
        return [self._drawn(moment) for moment in moments]

    def close(self) -> None:
        """Frees what it holds."""
        self._mouths.close()

    def _drawn(self, moment: Moment) -> Patch | None:
        found = self._at(moment.index)
        if found is None:
            return None
        choice, mix, at = found
        deep = moment.crop.pixels.dtype == np.uint16
        mouths = [
            Mouth(self._mouths.crop(row, deep), self._mouths.mesh(row), weight * moment.strength)
            for row, weight in zip(mix.rows[at].tolist(), mix.weights[at].tolist(), strict=True)
            if row >= 0 and weight > 0
        ]
        if moment.strength < 1:
            # A ramp is a join with the own mouth.
            mouths.append(Mouth(moment.crop, moment.mesh, 1 - moment.strength))
        closed = float(choice.closed[at]) * moment.strength
        return transferred(moment.crop, moment.mesh, mouths, closed)

    def _at(self, index: int) -> tuple[Choice, Mixed, int] | None:
        for line, choice, mix in zip(self.lines, self.choices, self._mixes, strict=True):
            at = index - line.first
            if 0 <= at < len(choice.rows) and choice.rows[at] >= 0:
                return choice, mix, at
        return None
