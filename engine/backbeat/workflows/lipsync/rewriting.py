"""Prepares the backend `rewrite`: mouths that the speaker made elsewhere, said anew.

After Video Rewrite (Bregler, Covell, Slaney 1997): what a face is to say is put together from
pictures in which the same speaker was seen to say something like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.footage.faces import Faces, faces_of
from backbeat.lipsync.bank.bank import LEAST_SPEECH_S, Bank
from backbeat.lipsync.choosing.choose import Choice, Studied, choose, studied
from backbeat.lipsync.choosing.mixing import Mixed, mixed
from backbeat.lipsync.drawing.layers import Mouth
from backbeat.lipsync.drawing.transfer import face_box, transferred
from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.moments import Moment
from backbeat.media.retouching.patches import Box, Patch
from backbeat.progress import SILENT, Progress
from backbeat.workflows.lipsync.banking import Source, bank_from
from backbeat.workflows.lipsync.fetching import ChosenMouths, fetch
from backbeat.workflows.lipsync.voices import voice_of

Float32s = NDArray[np.float32]
Ints = NDArray[np.int64]

_WITHOUT_MODEL = (
    "The speech model is not here, so that mouths are chosen less surely: backbeat models pull "
    "speech brings it."
)


@dataclass(frozen=True, eq=False)
class Rewritten:
    """What a face is to be given."""

    bank: Bank
    clips: tuple[Faces, ...]
    """Those of the bank."""
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...]
    """Of each line."""
    mixes: tuple[Mixed, ...]
    """Of each line."""
    warnings: tuple[str, ...]


def rewritten(
    lines: Sequence[Line],
    source: Faces,
    banks: Sequence[Path] = (),
    take: int = 1,
    progress: Progress = SILENT,
) -> Rewritten:
    """Chooses the mouths of one face.

    Args:
        lines: what it says, in each shot.
        source: the faces of the video that is changed.
        banks: further videos of the speaker; the source itself where nobody else speaks in it.
        take: number of the take, from 1; each has other mouths than those before.
        progress: may cancel.

    Raises:
        InputError: there is no picture with the speaker's mouth.
        MediaError: a video cannot be read.
        NotFoundError: the model that finds faces was not pulled.
        CancelledError: the job was cancelled.
    """
    clips = [source]
    for number, path in enumerate(banks):
        part = progress.part(0.4 * number / len(banks), 0.4 * (number + 1) / len(banks))
        clips.append(faces_of(path, part))
    tracks = tuple(sorted({line.track.number for line in lines}))
    around_s = float(np.median(np.concatenate([_source_times(line, source) for line in lines])))
    # Of the video itself, others may speak in other shots, unless it is given as a bank.
    itself = [clip for clip in clips[1:] if clip.sha256 == source.sha256]
    clips = [source, *(clip for clip in clips[1:] if clip.sha256 != source.sha256)]
    sources = [
        Source(source, tracks, bool(itself), around_s),
        *(Source(clip) for clip in clips[1:]),
    ]
    bank = bank_from(sources, progress.part(0.4 if banks else 0, 0.9))
    if not len(bank):
        raise InputError(
            f"{source.path} has no picture in which the speaker's mouth is seen.",
            "Give another video of the speaker (--bank), or use --backend warp.",
        )
    choices, mixes = [], []
    known: list[tuple[Speech, Studied]] = []
    for number, line in enumerate(lines):
        progress(0.9 + 0.1 * number / len(lines), "Choosing mouths")
        if not known or known[0][0] is not line.speech:
            period_s = _period_of(line, bank)
            known = [(line.speech, studied(bank, voice_of(line.speech), period_s))]
        choice, mix = _chosen(line, known[0][1], take)
        choices.append(choice)
        mixes.append(mix)
    progress(1, "Chose mouths")
    return Rewritten(
        bank, tuple(clips), tuple(lines), tuple(choices), tuple(mixes), _warnings(bank, lines)
    )


def too_little(bank: Bank, path: Path) -> str | None:
    """Why there is not enough to take mouths from, and what would help; None: there is."""
    if bank.is_enough:
        return None
    return (
        f"{path} has {bank.speech_s:.1f} s of the speaker's own speech to take mouths from, and "
        f"{LEAST_SPEECH_S:.0f} s are needed for most sounds to be among them: another video of the "
        "speaker (--bank) would help; or this one, where nobody else speaks in its other shots."
    )


def _period_of(line: Line, bank: Bank) -> float:
    return float(np.median(np.diff(line.times_s))) if len(line.times_s) > 1 else bank.period_s


def _chosen(line: Line, of: Studied, take: int) -> tuple[Choice, Mixed]:
    at = line.shown - line.track.first
    inside = (at >= 0) & (at < len(line.track.seen))
    rows = np.clip(at, 0, len(line.track.seen) - 1)
    seen = inside & line.track.seen[rows]
    strength = np.where(seen, line.strength, 0).astype(np.float32)
    own, pose = own_rows(of.bank, line), line.track.pose[rows]
    earlier: list[Ints] = []
    choice = choose(of, line.times_s, strength, line.resting, pose, own)
    for _ in range(take - 1):
        earlier.append(choice.rows)
        choice = choose(of, line.times_s, strength, line.resting, pose, own, earlier)
    # Rest begins at once: a mouth that is still half open in its first picture is none at rest.
    closed = np.maximum(choice.closed, line.resting)
    return choice, mixed(choice.rows, choice.joins, closed, choice.after)


def own_rows(bank: Bank, line: Line) -> Ints:
    """The bank's row of each picture's own mouth, or -1; shape (m,)."""
    mouths = bank.mouths
    mine = np.flatnonzero((mouths.clip == 0) & (mouths.face == line.track.number))
    most = int(max(line.shown.max(initial=0), mouths.picture[mine].max(initial=0)))
    table = np.full(most + 1, -1)
    table[mouths.picture[mine]] = mine
    return np.asarray(table[line.shown], np.int64)


def _source_times(line: Line, source: Faces) -> NDArray[np.float64]:
    return source.times_s[np.clip(line.shown, 0, len(source.times_s) - 1)]


def _warnings(bank: Bank, lines: Sequence[Line]) -> tuple[str, ...]:
    warnings = []
    if any(line.speech.features is None for line in lines):
        warnings.append(_WITHOUT_MODEL)
    if bank.left_out:
        warnings.append(
            f"The mouths were taken from the {len(bank)} pictures in which most is said; "
            f"{bank.left_out} more were not needed."
        )
    return tuple(warnings)


class RewriteBackend:
    """Draws the chosen mouths; see `moments.Backend`.

    Args:
        what: the choice.
        mouths: pixels of what was chosen.
    """

    batch = 1

    def __init__(self, what: Rewritten, mouths: ChosenMouths) -> None:
        self._lines = list(zip(what.lines, what.choices, what.mixes, strict=True))
        self._mouths = mouths

    def box(self, mesh: Float32s) -> Box:
        """The face below the eyes."""
        return face_box(mesh)

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """A patch for each moment; None where the mouth is covered, or the own one stays."""
        return [self._drawn(moment) for moment in moments]

    def close(self) -> None:
        """Removes the file with the mouths."""
        self._mouths.close()

    def _drawn(self, moment: Moment) -> Patch | None:
        found = self._at(moment.index)
        if found is None or moment.covered or moment.strength <= 0:
            return None
        choice, mix, at = found
        deep = moment.crop.pixels.dtype == np.uint16
        mouths = [
            Mouth(
                self._mouths.crop(row, deep),
                self._mouths.mesh(row),
                weight * min(moment.strength, 1.0),
            )
            for row, weight in zip(mix.rows[at].tolist(), mix.weights[at].tolist(), strict=True)
            if row >= 0
        ]
        if not mouths:
            return None
        if moment.strength < 1:
            mouths.append(Mouth(moment.crop, moment.mesh, 1 - moment.strength))
        mouths.sort(key=lambda mouth: -mouth.weight)
        closed = float(choice.closed[at]) * min(moment.strength, 1.0)
        return transferred(moment.crop, moment.mesh, mouths, closed)

    def _at(self, index: int) -> tuple[Choice, Mixed, int] | None:
        """The choice of the line that a picture of the output is of, and which of its pictures."""
        for line, choice, mix in self._lines:
            if line.first <= index < line.first + len(line.shown):
                return choice, mix, index - line.first
        return None


def prepare_rewrite(what: Rewritten, folder: Path, progress: Progress = SILENT) -> RewriteBackend:
    """Fetches the chosen mouths.

    Args:
        what: the choice.
        folder: for the file with their pixels, which is gone when the backend is closed.
        progress: may cancel.

    Raises:
        MediaError: a video cannot be read any more.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    rows = np.unique(np.concatenate([mix.rows.ravel() for mix in what.mixes]))
    mouths = ChosenMouths(folder)
    try:
        fetch(mouths, rows[rows >= 0].tolist(), what.bank, what.clips, face_box, progress)
    except BaseException:
        mouths.close()
        raise
    return RewriteBackend(what, mouths)
