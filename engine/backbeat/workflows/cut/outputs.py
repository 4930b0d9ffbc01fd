"""The files that a cut writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.timeline import document as documents
from backbeat.v1.assembly_pb2 import CutRequest
from backbeat.workflows.outputs import output_path
from backbeat.workflows.snap.job import REPORT_SUFFIX, SYNC_MAP_SUFFIX

MAX_VARIANTS = 20


@dataclass(frozen=True)
class Outputs:
    """The files of one edit."""

    timeline: Path
    sync_map: Path
    report: Path
    preview: Path | None

    @property
    def all(self) -> tuple[Path | None, ...]:
        """The paths of all of them."""
        return self.timeline, self.sync_map, self.report, self.preview

    @classmethod
    def beside(cls, timeline: Path, preview: Path | None) -> Outputs:
        """Those that go with the path of a timeline."""
        return cls(
            timeline,
            sync_map_beside(timeline),
            timeline.with_name(timeline.stem + REPORT_SUFFIX),
            preview,
        )


def sync_map_beside(timeline: Path) -> Path:
    """Where the sync map of a timeline is."""
    return timeline.with_name(timeline.stem + SYNC_MAP_SUFFIX)


def outputs_of(request: CutRequest) -> list[Outputs]:
    """The outputs of each edit that is asked for: OUT.otio, OUT.2.otio ...; none of a dry run.

    Raises:
        RequestError: no output is named, one of an ending that is not written, or more than
            `MAX_VARIANTS` edits.
    """
    preview = output_path(request.preview_path, (".mp4",))
    if not 0 <= request.variants <= MAX_VARIANTS:
        raise RequestError(
            f"variants = {request.variants} is not a number from 1 to {MAX_VARIANTS}."
        )
    if request.output_path:
        timeline = Path(request.output_path)
        documents.check_ending(timeline, timeline.with_suffix(".otio"))
        if timeline.suffix.lower() in (".otioz", ".otiod"):
            raise RequestError(
                f"{timeline} would hold the media itself, which a cut does not pack.",
                "End the output in .otio.",
            )
    if request.dry_run:
        return []
    if not request.output_path:
        raise RequestError("A cut needs an output.", "Name one with -o, or ask for a dry run.")
    edits = max(1, request.variants)
    return [
        Outputs.beside(numbered(timeline, edit), numbered(preview, edit) if preview else None)
        for edit in range(1, edits + 1)
    ]


def numbered(path: Path, edit: int) -> Path:
    """A path with the number of its edit before the ending: none for the first."""
    return path if edit == 1 else path.with_name(f"{path.stem}.{edit}{path.suffix}")


def all_paths(outputs: Sequence[Outputs]) -> Iterator[Path]:
    """Every file of every edit."""
    for one in outputs:
        yield from (path for path in one.all if path is not None)
