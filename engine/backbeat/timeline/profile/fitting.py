"""What an editor refuses or loses of a timeline file, found and repaired before the import.

The rules are those of `resolve_profile` and `premiere_profile`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backbeat.timeline.document import Document
from backbeat.timeline.jsontext import BOM
from backbeat.timeline.jsontree import copied, parsed, rewritten
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.rule import Finding, Hit, Rule
from backbeat.timeline.reading import MediaLookup, read_edit


@dataclass(frozen=True)
class RepairResult:
    """A document repaired for an editor, with its findings."""

    document: Document
    findings_repaired: tuple[Finding, ...]
    findings_left: tuple[Finding, ...]
    """Findings that remain in `document`."""


def inspection_of(document: Document, media: MediaLookup, name: str) -> Inspection:
    """A document under inspection. Raises: TimelineError."""
    edit = read_edit(document, media)
    return Inspection(document, parsed(document.data), edit, media, name or document.path.stem)


def findings(inspection: Inspection, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """Every object that a rule applies to, in the rules' order."""
    return tuple(_all_findings(inspection, rules))


def repaired(inspection: Inspection, rules: Sequence[Rule]) -> RepairResult:
    """Repairs what can be repaired, rule by rule; all other bytes stay as they are."""
    before = copied(inspection.tree)
    done: list[Finding] = []
    for rule in rules:
        # All hits first: one repair must not hide the others from the rule.
        for hit in list(rule.look(inspection)):
            if hit.repair is not None:
                hit.repair()
                done.append(_finding(rule, hit))
    data = rewritten(inspection.document.text, before, inspection.tree)
    if not inspection.starts_with_mark:
        data = data.removeprefix(BOM)
    after = inspection.document.with_data(data)
    # Repairs move no cut, but they may state available ranges, which limit dissolves.
    edit = read_edit(after, inspection.media) if inspection.layout.transitions else inspection.edit
    again = Inspection(after, inspection.tree, edit, inspection.media, inspection.name)
    return RepairResult(after, tuple(done), findings(again, rules))


def _all_findings(inspection: Inspection, rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule in rules:
        for hit in rule.look(inspection):
            yield _finding(rule, hit)


def _finding(rule: Rule, hit: Hit) -> Finding:
    return Finding(rule, hit.message, hit.repair is not None)
