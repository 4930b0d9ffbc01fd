"""What DaVinci Resolve refuses or loses of a timeline file, found and repaired before the import.

The behaviour of Resolve is known from published reports; each rule names those it is based on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backbeat.errors import TimelineError
from backbeat.memory import collector_at_rest
from backbeat.timeline.document import Container, Document
from backbeat.timeline.jsontext import BOM
from backbeat.timeline.jsontree import copied, parsed, rewritten
from backbeat.timeline.reading import MediaLookup, read_edit
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
from backbeat.timeline.resolve_profile.inspection import Inspection
from backbeat.timeline.resolve_profile.rule import Finding, Hit, Rule, Severity

__all__ = ["RULES", "Finding", "Fitted", "Rule", "Severity", "check", "check_kind", "fitted"]

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


@dataclass(frozen=True)
class RepairResult:
    """A document repaired for Resolve, with its findings."""

    document: Document
    findings_repaired: tuple[Finding, ...]
    findings_left: tuple[Finding, ...]
    """Findings that remain in `document`."""


def check(document: Document, media: MediaLookup) -> tuple[Finding, ...]:
    """What Resolve is reported to refuse, to lose or possibly to mishandle.

    Args:
        document: the timeline's file; it is not changed.
        media: looks up the range of media by URL.

    Raises:
        TimelineError: the file is an .otiod, or holds no timeline that could be edited.
    """
    with collector_at_rest():
        return _findings(_inspection(document, media, ""))


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
    with collector_at_rest():
        return _repair(_inspection(document, media, name))


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


def _repair(inspection: Inspection) -> RepairResult:
    before = copied(inspection.tree)
    repaired: list[Finding] = []
    for rule in RULES:
        # All hits first: one repair must not hide the others from the rule.
        for hit in list(rule.look(inspection)):
            if hit.repair is not None:
                hit.repair()
                repaired.append(_finding(rule, hit))
    data = rewritten(inspection.document.text, before, inspection.tree)
    if not inspection.starts_with_mark:
        data = data.removeprefix(BOM)
    after = inspection.document.with_data(data)
    # Repairs move no cut, but they may state available ranges, which limit dissolves.
    edit = read_edit(after, inspection.media) if inspection.layout.transitions else inspection.edit
    left = _findings(Inspection(after, inspection.tree, edit, inspection.media, inspection.name))
    return RepairResult(after, tuple(repaired), left)


def _inspection(document: Document, media: MediaLookup, name: str) -> Inspection:
    check_kind(document)
    edit = read_edit(document, media)
    return Inspection(document, parsed(document.data), edit, media, name or document.path.stem)


def _findings(inspection: Inspection) -> tuple[Finding, ...]:
    return tuple(_all_findings(inspection))


def _all_findings(inspection: Inspection) -> Iterator[Finding]:
    for rule in RULES:
        for hit in rule.look(inspection):
            yield _finding(rule, hit)


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule, hit.message, hit.repair is not None)
