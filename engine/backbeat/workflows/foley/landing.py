"""Lands foley in a timeline: prepared files beside it, clips on tracks by layer, markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.files.transaction import Transaction
from backbeat.foley.found import Choice, Placed
from backbeat.foley.landing.reading import Landed, landed
from backbeat.foley.landing.record import Record
from backbeat.foley.landing.writing import put
from backbeat.progress import SILENT, Progress
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.timeline.provenance import marked
from backbeat.timeline.reading import read_edit
from backbeat.workflows.foley.preparing import Prepared, Recorded, prepared, write_prepared
from backbeat.workflows.media_ranges import MediaRanges


@dataclass(frozen=True)
class Landing:
    """What will be put into a timeline, known before anything is written."""

    document: Document
    edit: Edit
    files: tuple[Prepared, ...]
    markers: tuple[Record, ...]
    kept: tuple[Landed, ...]
    kept_markers: tuple[str, ...]

    @property
    def paths(self) -> list[Path]:
        """Every prepared file."""
        return list(dict.fromkeys(file.path for file in self.files))

    @property
    def records(self) -> list[Record]:
        """All cues of the timeline as it will be, in order of time."""
        records = [file.record for file in self.files]
        records += [*self.markers, *(one.record for one in self.kept)]
        return sorted(records, key=lambda record: (record.cue.time, record.cue.number))


def earlier_foley(document: Document) -> tuple[Edit, list[Landed]]:
    """A timeline, and what earlier runs put there, also where an editor dropped its metadata.

    Raises:
        TimelineError: it cannot be read, or what a clip says of itself is damaged.
    """
    edit = read_edit(document, MediaRanges(document))
    return edit, landed(document, edit, Recorded(document.place_of))


def planned(
    document: Document,
    edit: Edit,
    placed: Sequence[Placed],
    unplaced: Sequence[Choice],
    duration: Fraction,
    folder: Path,
    seed: int = 0,
    kept: Sequence[Landed] = (),
    kept_markers: Sequence[str] = (),
) -> Landing:
    """Plans what will be put into a timeline.

    Args:
        document, edit: the timeline.
        placed: sounds in their places.
        unplaced: cues that become markers: proposals, and those without a sound.
        duration: of the timeline, in seconds.
        folder: of the prepared files.
        seed: of the run.
        kept: clips of earlier runs that stay as they are.
        kept_markers: numbers of proposals of earlier runs that stay.
    """
    files = prepared(placed, edit, duration * edit.rate, folder, seed)
    markers = tuple(
        Record(choice.cue, None, choice.alternatives, choice.problem) for choice in unplaced
    )
    return Landing(document, edit, tuple(files), markers, tuple(kept), tuple(kept_markers))


def write_landing(landing: Landing, outputs: Transaction, progress: Progress = SILENT) -> Document:
    """Writes the prepared files, and gives the timeline with its foley, marked as ours.

    Raises:
        OutputError: a file cannot be written.
        TimelineError: what a clip of an earlier run says of itself is damaged.
        CancelledError: the job was asked to stop.
    """
    unique = list({file.path: file for file in landing.files}.values())
    if unique:
        write_prepared(unique, landing.edit, outputs, progress)
    document = put(
        landing.document,
        landing.edit,
        [*(file.record for file in landing.files), *landing.markers],
        [one.path for one in landing.kept],
        landing.kept_markers,
        Recorded(landing.document.place_of),
    )
    return marked(document)
