"""Reads the two cuts, and the foley of the old one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.foley.landing.reading import Landed
from backbeat.foley.spine import Spine
from backbeat.timeline.document import Document, load
from backbeat.timeline.model import Edit
from backbeat.workflows.foley.landing import earlier_foley
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.foley.picture import spine_of


@dataclass(frozen=True)
class Cuts:
    """What a conform job starts from."""

    old: Spine
    new: Spine
    sounding: Document
    """Where the foley is read from: the old cut, or another timeline."""
    landed: list[Landed]
    """The foley of the old cut, in order of time."""
    document: Document
    """The new cut."""
    edit: Edit
    newer: list[Landed]
    """The foley that the new cut has already."""
    contents: dict[str, str]
    """Digests of media that only one of the cuts has, by path."""


def read_cuts(old_path: Path, new_path: Path, foley_path: Path | None) -> Cuts:
    """Reads both cuts.

    Raises:
        TimelineError: a timeline cannot be read.
        MediaError: the old cut is a video that cannot be read.
        RequestError: there is no foley in the old cut, or no picture in one of the two.
    """
    old_document, document = opened(old_path), load(new_path)
    sounding = load(foley_path) if foley_path is not None else old_document
    old, new = spine_of(old_document), spine_of(document)
    for path, spine in ((old_path, old), (new_path, new)):
        if not spine.clips:
            raise RequestError(f"{path} has no picture to go by.", "Export it with its clips.")
    _, landed = earlier_foley(sounding)
    if not landed:
        raise RequestError(
            f"{sounding.path} has no foley of Backbeat's.",
            "Name the timeline that backbeat foley wrote, with --foley where it isn't the old cut.",
        )
    edit, newer = earlier_foley(document)
    return Cuts(old, new, sounding, landed, document, edit, newer, _contents(old, new))


def _contents(old: Spine, new: Spine) -> dict[str, str]:
    """What tells files apart, or shows that they are the same, that only one of the cuts has.

    Of files of one size, their digests: they may be the same media, renamed. Of others, their
    sizes.
    """
    before, after = ({clip.media for clip in spine.clips} - {""} for spine in (old, new))
    gone, come = (
        {media: _size(media) for media in own} for own in (before - after, after - before)
    )
    common = {size for size in gone.values() if size} & set(come.values())
    return {
        media: sha256_of(Path(media)) if size in common else f"{size} bytes"
        for media, size in (*gone.items(), *come.items())
        if size
    }


def _size(media: str) -> int:
    """Size of a file in bytes; 0 where there is none."""
    try:
        path = Path(media)
        return path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        return 0
