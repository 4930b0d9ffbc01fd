"""What DaVinci Resolve makes of a timeline file: found beforehand, repaired where possible.

Everything known about Resolve here is reported by others; each rule names the reports it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backbeat.errors import TimelineError
from backbeat.memory import collector_paused
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
from backbeat.timeline.resolve_profile.rule import Finding, Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Sheet

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
"""In the order of repair: what a later rule reads, an earlier one has repaired."""


@dataclass(frozen=True)
class Fitted:
    """A document as Resolve takes it, as far as that can be done here."""

    document: Document
    findings_repaired: tuple[Finding, ...]
    findings_left: tuple[Finding, ...]
    """What still holds for `document`."""


def check(document: Document, media: MediaLookup) -> tuple[Finding, ...]:
    """What Resolve is reported to refuse, to lose, or perhaps to stumble over.

    Args:
        document: the file, which stays as it is.
        media: knows the extent of media by URL.

    Raises:
        TimelineError: the file is an .otiod, or holds no timeline that could be edited.
    """
    with collector_paused():
        return _findings(_sheet(document, media, ""))


def fitted(document: Document, media: MediaLookup, name: str = "") -> Fitted:
    """The document with everything repaired that can be; the same cuts of the same media.

    What needs no repair keeps its bytes. Fitting what was fitted changes nothing.

    Args:
        document: the file, which stays as it is.
        media: knows the extent of media by URL.
        name: for a timeline without one; empty names it after the file.

    Raises:
        TimelineError: the file is an .otiod, or holds no timeline that could be edited.
    """
    with collector_paused():
        return _fitted(_sheet(document, media, name))


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


def _fitted(sheet: Sheet) -> Fitted:
    before = copied(sheet.tree)
    repaired: list[Finding] = []
    for rule in RULES:
        # All at once: a repair must not hide its like from the rule.
        for hit in list(rule.look(sheet)):
            if hit.repair is not None:
                hit.repair()
                repaired.append(_finding(rule, hit))
    data = rewritten(sheet.document.text, before, sheet.tree)
    if not sheet.starts_with_mark:
        data = data.removeprefix(BOM)
    after = sheet.document.with_data(data)
    # Repairs move nothing, but they may state how much media a dissolve has at its ends.
    edit = read_edit(after, sheet.media) if sheet.layout.transitions else sheet.edit
    left = _findings(Sheet(after, sheet.tree, edit, sheet.media, sheet.name))
    return Fitted(after, tuple(repaired), left)


def _sheet(document: Document, media: MediaLookup, name: str) -> Sheet:
    check_kind(document)
    edit = read_edit(document, media)
    return Sheet(document, parsed(document.data), edit, media, name or document.path.stem)


def _findings(sheet: Sheet) -> tuple[Finding, ...]:
    return tuple(_all_findings(sheet))


def _all_findings(sheet: Sheet) -> Iterator[Finding]:
    for rule in RULES:
        for hit in rule.look(sheet):
            yield _finding(rule, hit)


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule, hit.says, hit.repair is not None)
