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
from backbeat.lipsync.choosing.choose import Choice, choose
from backbeat.lipsync.choosing.mixing import Mixed, mixed
from backbeat.lipsync.lines import Line
from backbeat.progress import SILENT, Progress
from backbeat.workflows.lipsync.banking import Source, bank_from
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
        banks: further videos of the speaker.
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
    sources = [Source(source, tracks, around_s), *(Source(clip) for clip in clips[1:])]
    bank = bank_from(sources, progress.part(0.4 if banks else 0, 0.9))
    if not len(bank):
        raise InputError(
            f"{source.path} has no picture in which the speaker's mouth is seen.",
            "Give another video of the speaker (--bank), or use --backend warp.",
        )
    choices, mixes = [], []
    for number, line in enumerate(lines):
        progress(0.9 + 0.1 * number / len(lines), "Choosing mouths")
        choice, mix = _chosen(line, bank, take)
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
        f"{path} has {bank.speech_s:.0f} s of the speaker's own speech to take mouths from, and "
        f"{LEAST_SPEECH_S:.0f} s are needed for most sounds to be among them: another video of the "
        "speaker (--bank) would help."
    )


def _chosen(line: Line, bank: Bank, take: int) -> tuple[Choice, Mixed]:
    voice = voice_of(line.speech)
    at = line.shown - line.track.first
    inside = (at >= 0) & (at < len(line.track.seen))
    rows = np.clip(at, 0, len(line.track.seen) - 1)
    seen = inside & line.track.seen[rows]
    strength = np.where(seen, line.strength, 0).astype(np.float32)
    own = own_rows(bank, line)
    earlier: list[Ints] = []
    choice = choose(
        bank, voice, line.times_s, strength, line.resting, line.track.pose[rows], own
    )  # fmt: skip
    for _ in range(take - 1):
        earlier.append(choice.rows)
        choice = choose(
            bank, voice, line.times_s, strength, line.resting, line.track.pose[rows], own, earlier
        )
    return choice, mixed(choice.rows, choice.joins, choice.closed, choice.after)


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
