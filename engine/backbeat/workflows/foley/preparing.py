"""Prepared files: each placed sound as a broadcast WAV that starts on a frame, with handles.

All that was done to the sound is in its samples, so that it sounds the same in every editor, and
what it is stands in the file itself, since editors drop metadata that they do not know.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape, unescape
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.files.transaction import Transaction
from backbeat.foley.found import FoundSound, Placed
from backbeat.foley.landing.record import LandedSound, Place, Record, written
from backbeat.media.broadcast_wave import ixml_of, write
from backbeat.progress import SILENT, Progress
from backbeat.timeline.model import Edit
from backbeat.timeline.time import Frames, guess_drop_frame

HANDLE_S = Fraction(1, 4)
"""Silence before and after each sound, rounded up to frames: room to slip it and to fade it."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME = 48
_OWN = re.compile(r"<BACKBEAT>(.*?)</BACKBEAT>", re.DOTALL)
_MOST_CHARACTERS = 255
"""Of a description in a bext chunk (EBU Tech 3285)."""


@dataclass(frozen=True)
class Prepared:
    """A placed sound as it will be written."""

    placed: Placed
    record: Record
    sound: LandedSound
    path: Path
    offset: int
    """Sample of the file at which the placed samples begin."""
    count: int
    """Samples of the file."""
    time_reference: int
    """Samples from midnight to the file's first."""


def prepared(
    placed: Sequence[Placed], edit: Edit, end: Frames, folder: Path, seed: int
) -> list[Prepared]:
    """Plans the files of placed sounds.

    Args:
        placed: sounds in their places.
        edit: the timeline they are for.
        end: frames of the timeline; clips end there at the latest.
        folder: where the files will lie. Their names tell contents apart, so that no file that
            another timeline plays is ever replaced by another sound.
        seed: of the run.
    """
    return [_prepared(one, edit, math.ceil(end), folder, seed) for one in placed]


def write_prepared(
    files: Sequence[Prepared], edit: Edit, outputs: Transaction, progress: Progress = SILENT
) -> None:
    """Writes the files.

    Raises:
        OutputError: one cannot be written.
        CancelledError: the job was asked to stop.
    """
    for number, file in enumerate(files):
        progress(number / len(files), f"Writing {file.path.name}")
        samples = np.zeros((file.count, file.placed.samples.shape[1]), np.float32)
        kept = file.placed.samples[: file.count - file.offset]
        samples[file.offset : file.offset + len(kept)] = kept
        facts = {
            "description": _description(file)[:_MOST_CHARACTERS],
            "time_reference": str(file.time_reference),
            "coding_history": f"A=PCM,F={file.placed.rate},W=24,M=stereo,T=Backbeat",
        }
        hit = round(file.sound.hit * file.placed.rate)
        write(outputs.at(file.path), samples, file.placed.rate, facts, hit, _ixml(file, edit))
    progress(1, "Sounds written")


class Recorded:
    """What prepared files say of themselves, each read once: a `reading.Recorded`.

    Args:
        place_of: where the media at a URL is on this machine, if it is.
    """

    def __init__(self, place_of: Callable[[str], Path | None]) -> None:
        self._place_of = place_of
        self._found: dict[str, Mapping[str, Any] | None] = {}

    def __call__(self, url: str) -> Mapping[str, Any] | None:
        """What the file at a URL says; None where it is none of ours, or cannot be read."""
        if url not in self._found:
            path = self._place_of(url)
            self._found[url] = None if path is None else said_by(path)
        return self._found[url]


def said_by(path: Path) -> Mapping[str, Any] | None:
    """What a prepared file says of itself; None where it is none, or cannot be read."""
    if path.suffix.lower() != ".wav":
        return None
    try:
        found = _OWN.search(ixml_of(path))
        said = json.loads(unescape(found[1])) if found else None
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _prepared(placed: Placed, edit: Edit, end: int, folder: Path, seed: int) -> Prepared:
    rate, sampled = edit.rate, placed.rate
    begins = placed.start
    ends = begins + Fraction(len(placed.samples), sampled)
    first = min(math.floor(begins * rate), end - 1)
    last = min(max(math.ceil(ends * rate), first + 1), end)
    handle = math.ceil(HANDLE_S * rate)
    # Timecode does not go below nought, and no time reference does.
    file_first = max(first - handle, -math.floor(edit.start))
    frames = last + handle - file_first
    origin = file_first / rate
    offset = round((begins - origin) * sampled)
    count = max(math.ceil(frames / rate * sampled), offset + len(placed.samples))
    clock = (edit.start + file_first) / rate
    choice, found = placed.choice, _found(placed)
    path = folder / _name(placed)
    sound = LandedSound(
        found=replace(found, takes=found.takes[placed.take : placed.take + 1]),
        rendered=str(path.absolute()),
        hit=choice.cue.time - origin,
        length=frames / rate,
        place=Place(first / rate, last / rate, (first - file_first) / rate),
        clock=clock,
        gain_db=placed.gain_db,
        pitch_semitones=placed.pitch_semitones,
        key=placed.key or found.key,
        seed=seed,
    )
    record = Record(choice.cue, sound, choice.alternatives, choice.problem)
    reference = math.ceil(clock * sampled)
    return Prepared(placed, record, sound, path, offset, count, reference)


def _found(placed: Placed) -> FoundSound:
    found = placed.choice.sound
    if found is None:
        raise RuntimeError(f"cue {placed.choice.cue.number} was placed without a sound")
    return found


def _name(placed: Placed) -> str:
    cue = placed.choice.cue
    what = cue.words or _found(placed).name
    stem = _UNSAFE.sub("_", f"{cue.number} {what}").strip(" .")[:_LONGEST_NAME].strip(" .")
    digest = hashlib.sha256(np.ascontiguousarray(placed.samples).tobytes())
    digest.update(f"{cue.time} {placed.start}".encode())
    return f"{stem} {digest.hexdigest()[:6]}.wav"


def _description(file: Prepared) -> str:
    cue, found = file.record.cue, file.sound.found
    licence = f" ({found.licence.name})" if found.licence.name else ""
    text = f"Cue {cue.number}: {cue.words or cue.kind.value}. {found.name}{licence}"
    return text.encode("ascii", "replace").decode()


def _ixml(file: Prepared, edit: Edit) -> str:
    """iXML 2.0, with the tags that libraries of sounds read under USER."""
    cue, found = file.record.cue, file.sound.found
    rate = f"{edit.rate.numerator}/{edit.rate.denominator}"
    user = {
        "CATID": cue.ucs or found.ucs,
        "FXNAME": cue.words or found.name,
        "DESCRIPTION": found.description,
        "NOTES": file.record.problem,
        "LIBRARY": found.source,
    }
    speed = {
        "MASTER_SPEED": rate,
        "CURRENT_SPEED": rate,
        "TIMECODE_RATE": rate,
        "TIMECODE_FLAG": "DF" if guess_drop_frame(edit.start, edit.rate) else "NDF",
        "FILE_SAMPLE_RATE": file.placed.rate,
        "AUDIO_BIT_DEPTH": 24,
        "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI": file.time_reference >> 32,
        "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO": file.time_reference & 0xFFFFFFFF,
        "TIMESTAMP_SAMPLE_RATE": file.placed.rate,
    }
    own = json.dumps(written(file.record), ensure_ascii=False)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML><IXML_VERSION>2.0</IXML_VERSION>',
        _tag("SCENE", cue.scene),
        _tag("TAKE", cue.number),
        _tag("NOTE", _description(file)),
        f"<SPEED>{''.join(_tag(name, value) for name, value in speed.items())}</SPEED>",
        f"<USER>{''.join(_tag(name, value) for name, value in user.items() if value)}</USER>",
        _tag("BACKBEAT", own),
        "</BWFXML>",
    ]
    return "".join(parts)


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value), quote=False)}</{name}>"
