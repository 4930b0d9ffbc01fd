"""What Adobe Premiere refuses or loses of a timeline file, found and repaired before the import.

Premiere reads OpenTimelineIO since 25.6. What it does with it is known from writers that others
made for it, and from open reports; each rule names what it rests on. None was verified in Premiere
by us.
"""

from __future__ import annotations

from backbeat.errors import TimelineError
from backbeat.memory import collector_paused
from backbeat.timeline.document import Container, Document
from backbeat.timeline.premiere_profile import (
    channels,
    links,
    lost,
    media,
    numbers,
    retimes,
    settings,
)
from backbeat.timeline.profile.fitting import RepairResult, findings, inspection_of, repaired
from backbeat.timeline.profile.rule import Finding, Rule
from backbeat.timeline.reading import MediaLookup

__all__ = ["RULES", "check", "check_kind", "repair_document"]

RULES: tuple[Rule, ...] = (
    *numbers.RULES,
    settings.START,
    *media.RULES,
    *retimes.RULES,
    *links.RULES,
    *channels.RULES,
    *lost.RULES,
    settings.SETTINGS,
)
"""In the order of repair: with Premiere's settings a timeline counts as Premiere's own."""


def check(document: Document, media: MediaLookup) -> tuple[Finding, ...]:
    """What Premiere is reported to refuse, to lose or possibly to mishandle.

    Args:
        document: the timeline's file; it is not changed.
        media: looks up the range of media by URL.

    Raises:
        TimelineError: the file is a bundle, or holds no timeline that could be edited.
    """
    check_kind(document)
    with collector_paused():
        return findings(inspection_of(document, media, ""), RULES)


def repair_document(document: Document, media: MediaLookup, name: str = "") -> RepairResult:
    """Repairs everything that can be repaired; cuts and media stay the same.

    All other bytes stay as they are, so that what Premiere itself wrote survives a round trip.
    Repairing a repaired document changes nothing.

    Args:
        document: the timeline's file; it is not changed.
        media: looks up the range of media by URL.
        name: the name to give a timeline without one; empty: the file's name.

    Raises:
        TimelineError: the file is a bundle, or holds no timeline that could be edited.
    """
    check_kind(document)
    with collector_paused():
        return repaired(inspection_of(document, media, name), RULES)


def check_kind(document: Document) -> None:
    """Refuses what Premiere is not known to import: Adobe names .otio.

    Raises:
        TimelineError: the file is an .otioz or .otiod.
    """
    if document.container in (Container.OTIOZ, Container.OTIOD):
        raise TimelineError(
            f"{document.path} is a bundle, and Premiere imports .otio.",
            "Export it as .otio, with the media beside it.",
        )
