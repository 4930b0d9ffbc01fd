"""Findings in words: one line per rule, with the number of objects it applies to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backbeat.timeline.profile.rule import Finding, Rule, Severity

SHOWN = 3
"""Number of findings of a rule that are named."""
_VERBS = {
    Severity.REFUSED: "is reported to refuse the whole file for",
    Severity.LOST: "is reported to drop",
}


@dataclass(frozen=True)
class Group:
    """All findings of one rule in one file that are repaired, or all that are not."""

    rule: Rule
    repairable: bool
    findings: Sequence[Finding]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """The findings by rule, by severity and then in the order of repair."""
    held: dict[tuple[str, bool], list[Finding]] = {}
    for finding in findings:
        held.setdefault((finding.rule.id, finding.repairable), []).append(finding)
    groups = [Group(found[0].rule, found[0].repairable, found) for found in held.values()]
    worst = list(Severity)
    return sorted(groups, key=lambda group: worst.index(group.rule.severity))


def first_messages(findings: Sequence[Finding]) -> list[str]:
    """The messages of the first findings, and the number of others."""
    lines = [finding.message for finding in findings[:SHOWN]]
    more = len(findings) - SHOWN
    return [*lines, f"and {more} more"] if more > 0 else lines


def repair_lines(findings: Iterable[Finding]) -> list[str]:
    """What was repaired, one line per rule."""
    return [
        f"{group.rule.what}, {_times(group)}: {group.rule.repaired}" for group in grouped(findings)
    ]


def left_lines(findings: Sequence[Finding], editor: str) -> list[str]:
    """What an editor will refuse or lose, one line per rule, and the number of uncertain findings.

    Args:
        findings: those that are left.
        editor: its name, such as "Resolve".
    """
    groups = grouped(findings)
    lines = [
        f"{editor} {_VERBS[group.rule.severity]} {group.rule.what}, {_times(group)}: "
        f"{_first(group)} {group.rule.advice}".rstrip()
        for group in groups
        if group.rule.severity in _VERBS
    ]
    risks = sum(len(group.findings) for group in groups if group.rule.severity is Severity.RISK)
    if risks:
        one = "1 thing is" if risks == 1 else f"{risks} things are"
        lines.append(
            f"{one} not sure to import into {editor}: `backbeat doctor FILE --for "
            f"{editor.lower()}` says why."
        )
    return lines


def _first(group: Group) -> str:
    more = len(group.findings) - 1
    return (
        group.findings[0].message if not more else f"{group.findings[0].message} And {more} more."
    )


def _times(group: Group) -> str:
    return "once" if len(group.findings) == 1 else f"{len(group.findings)} times"
