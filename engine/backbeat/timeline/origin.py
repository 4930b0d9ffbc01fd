"""Who wrote a timeline, judged by the names its metadata goes by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from backbeat.errors import TimelineError
from backbeat.timeline.document import Document
from backbeat.timeline.jsontree import parsed
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect

RECORD_FRAMES = "retimes_in_record_frames"
"""In our metadata of a Premiere timeline: its retimed clips are counted as everybody else's."""


@dataclass(frozen=True)
class _Writer:
    name: str
    """In words, as it stands after "written by"."""
    spaces: tuple[str, ...]
    """Metadata names of its own; one that ends in a dot is how its names begin."""

    def wrote(self, names: Collection[str]) -> bool:
        return any(
            any(name.startswith(space) for name in names) if space.endswith(".") else space in names
            for space in self.spaces
        )


_PREMIERE = "PremierePro_OTIO"
_RESOLVE = "Resolve_OTIO"
_WRITERS = (
    _Writer("Premiere Pro", (_PREMIERE,)),
    _Writer("DaVinci Resolve", (_RESOLVE,)),
    _Writer("OpenTimelineIO's adapter for the XML of Final Cut Pro 7", ("fcp_xml",)),
    _Writer("OpenTimelineIO's adapter for Avid's AAF", ("AAF",)),
    _Writer("OpenTimelineIO's adapter for EDLs", ("cmx_3600",)),
    _Writer("OpenTimelineIO's adapter for Final Cut Pro X XML", ("fcpx",)),
    _Writer("Hiero or Nuke Studio", ("hiero_source_type", "foundry.")),
    _Writer("Flame", ("flame_sub_products",)),
    _Writer("Kdenlive", ("kdenlive", "kdenlive:")),
    _Writer("toucan", ("toucan:",)),
)


def written_by(document: Document) -> str:
    """The writer in words, with what Backbeat did since.

    Raises:
        TimelineError: the file is not JSON that can be looked through.
    """
    try:
        names = set(_names(parsed(document.data)))
    except ValueError as error:
        raise TimelineError(f"{document.path} is not a timeline: {error}.") from error
    found = next((writer.name for writer in _WRITERS if writer.wrote(names)), "")
    if NAMESPACE not in names:
        return found or "an unknown program"
    return f"{found}, edited by Backbeat" if found else "Backbeat, or edited by it"


def _names(tree: Any) -> Iterator[str]:
    """What the metadata of objects goes by, and the kinds of effects before their colon."""
    if isinstance(tree, list):
        for item in tree:
            yield from _names(item)
    if not isinstance(tree, dict):
        return
    held = tree.get("metadata")
    own = set(held) if isinstance(held, dict) else set()
    # Markers carry Resolve's words in files of anybody.
    yield from own - {_RESOLVE} if str(tree.get("OTIO_SCHEMA")).startswith("Marker.") else own
    for key in ("effect_name", "generator_kind", "transition_type"):
        program, colon, _ = str(tree.get(key)).partition(":")
        if colon:
            yield f"{program}:"
    for key, value in tree.items():
        if key != "metadata":
            yield from _names(value)


def dialect_of(names: Collection[str], ours: object) -> Dialect:
    """Whose habits a timeline follows.

    Args:
        names: of the metadata of timeline, stack and tracks.
        ours: the timeline's own metadata of ours, if it has any.
    """
    if _PREMIERE in names and not is_in_record_frames(ours):
        return Dialect.PREMIERE
    return Dialect.RESOLVE if _RESOLVE in names else Dialect.GENERIC


def is_in_record_frames(ours: object) -> bool:
    """Whether the metadata of ours on a timeline says that its retimes were converted."""
    get = getattr(ours, "get", None)
    return get is not None and get(RECORD_FRAMES) is True
