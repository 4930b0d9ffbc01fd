"""What DaVinci Resolve refuses or loses of a timeline file, found and repaired before the import.

The behaviour of Resolve is known from published reports; each rule names those it is based on.
"""

from __future__ import annotations

from backbeat.errors import TimelineError
from backbeat.memory import collector_paused
from backbeat.timeline.document import Container, Document
from backbeat.timeline.profile.fitting import RepairResult, findings, inspection_of, repaired
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.rule import Finding, Rule, Severity
from backbeat.timeline.reading import MediaLookup
from backbeat.timeline.resolve_profile import (
    bundles,
    lost,
    markers,
    media_paths,
    media_presence,
    media_ranges,
    retimes,
    source_ranges,
    structure,
    text,
)

__all__ = [
    "RULES",
    "Finding",
    "RepairResult",
    "Rule",
    "Severity",
    "check",
    "check_kind",
    "repair_document",
]

RULES: tuple[Rule, ...] = (
    *text.RULES,
    *bundles.RULES,
    *media_paths.RULES,
    *media_presence.RULES,
    *structure.RULES,
    *source_ranges.RULES,
    *retimes.RULES,
    *media_ranges.RULES,
    *markers.RULES,
    *lost.RULES,
)
"""In the order of repair: later rules rely on the repairs of earlier ones."""


def check(document: Document, media: MediaLookup) -> tuple[Finding, ...]:
    """What Resolve is reported to refuse, to lose or possibly to mishandle.

    Args:
        document: the timeline's file; it is not changed.
        media: looks up the range of media by URL.

    Raises:
        TimelineError: the file is an .otiod, or holds no timeline that could be edited.
    """
    with collector_paused():
        return findings(_inspection(document, media, ""), RULES)


def repair_document(document: Document, media: MediaLookup, name: str = "") -> RepairResult:
    """Repairs everything that can be repaired; cuts and media stay the same.

    All other bytes stay as they are. Repairing a repaired document changes nothing.

    Args:
        document: the timeline's file; it is not changed.
        media: looks up the range of media by URL.
        name: the name to give a timeline without one; empty: the file's name.

    Raises:
        TimelineError: the file is an .otiod, or holds no timeline that could be edited.
    """
    with collector_paused():
        return repaired(_inspection(document, media, name), RULES)


def check_kind(document: Document) -> None:
    """Refuses what Resolve does not import: its manual of 18.6 names .otio and .otioz.

    Raises:
        TimelineError: the file is an .otiod.
    """
    if document.container is Container.OTIOD:
        raise TimelineError(
            f"{document.path} is an .otiod, and Resolve imports .otio and .otioz.",
            "Export it as .otioz, or as .otio with the media beside it.",
        )


def _inspection(document: Document, media: MediaLookup, name: str) -> Inspection:
    check_kind(document)
    return inspection_of(document, media, name)
