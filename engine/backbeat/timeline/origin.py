"""Which program wrote a timeline, recognised by the namespaces of its metadata."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from backbeat.errors import TimelineError
from backbeat.timeline.jsontree import parsed
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Dialect
from backbeat.timeline.source import Source

RECORD_FRAMES = "retimes_in_record_frames"
"""Key in `metadata["backbeat"]` of a Premiere timeline whose retimed clips were converted to record
frames."""
MADE_FOR_PREMIERE = "made_for_premiere"
"""Key in `metadata["backbeat"]` of a timeline of another program to which Premiere's own metadata
was added."""


@dataclass(frozen=True)
class _Writer:
    name: str
    """Name of the program, as it reads after "written by"."""
    namespaces: tuple[str, ...]
    """Namespaces that only it writes; one that ends in a dot is a prefix."""

    def wrote(self, names: Collection[str]) -> bool:
        return any(
            any(name.startswith(namespace) for name in names)
            if namespace.endswith(".")
            else namespace in names
            for namespace in self.namespaces
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


def written_by(document: Source) -> str:
    """The program that wrote a timeline, in words, and whether Backbeat edited it since.

    Raises:
        TimelineError: the file is not valid JSON.
    """
    try:
        names = set(_names(parsed(document.data)))
    except ValueError as error:
        raise TimelineError(f"{document.path} is not a timeline: {error}.") from error
    made_for_premiere = MADE_FOR_PREMIERE in names
    if made_for_premiere:
        names.discard(_PREMIERE)
    found = next((writer.name for writer in _WRITERS if writer.wrote(names)), "")
    if made_for_premiere:
        return f"{found or 'an unknown program'}, made ready for Premiere by Backbeat"
    if NAMESPACE not in names:
        return found or "an unknown program"
    return f"{found}, edited by Backbeat" if found else "Backbeat, or edited by it"


def _names(tree: Any) -> Iterator[str]:
    """The metadata namespaces of all objects, and the prefixes of effect kinds with their colon."""
    if isinstance(tree, list):
        for item in tree:
            yield from _names(item)
    if not isinstance(tree, dict):
        return
    held = tree.get("metadata")
    own = set(held) if isinstance(held, dict) else set()
    # Other programs' markers have Resolve's namespace too.
    yield from own - {_RESOLVE} if str(tree.get("OTIO_SCHEMA")).startswith("Marker.") else own
    ours = held.get(NAMESPACE) if isinstance(held, dict) else None
    if isinstance(ours, dict) and MADE_FOR_PREMIERE in ours:
        yield MADE_FOR_PREMIERE
    for key in ("effect_name", "generator_kind", "transition_type"):
        program, colon, _ = str(tree.get(key)).partition(":")
        if colon:
            yield f"{program}:"
    for key, value in tree.items():
        if key != "metadata":
            yield from _names(value)


def dialect_of(names: Collection[str], own_metadata: object) -> Dialect:
    """The editor whose conventions a timeline follows.

    Args:
        names: metadata namespaces of the timeline, its stack and its tracks.
        own_metadata: the timeline's `metadata["backbeat"]`, if it has any.
    """
    if _PREMIERE in names and not is_in_record_frames(own_metadata):
        return Dialect.PREMIERE
    return Dialect.RESOLVE if _RESOLVE in names else Dialect.GENERIC


def is_in_record_frames(own_metadata: object) -> bool:
    """Whether `metadata["backbeat"]` says that retimed clips were converted to record frames."""
    get = getattr(own_metadata, "get", None)
    return get is not None and get(RECORD_FRAMES) is True
