"""What an editor refuses or drops of a timeline file, printed before it is imported."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backbeat.timeline.profile.rule import Finding
    from backbeat.timeline.profile.summary import Group
    from backbeat.workflows.editors import EditorProfile

_INDENT = " " * 9
_REFUSED = 3


def run(arguments: argparse.Namespace) -> int:
    """Prints the writer of the file and every finding; returns 0 when nothing is refused, else 3.

    Raises:
        RequestError: the file or the editor is not named.
        TimelineError: the file is not a timeline, or is of a kind that the editor does not import.
    """
    if arguments.edit is None:
        raise RequestError(
            "No timeline is named.", "Write `backbeat doctor EDIT.otio --for resolve`."
        )
    if arguments.for_editor is None:
        raise RequestError("No editor is named.", "Add --for resolve or --for premiere.")
    from backbeat.timeline import load
    from backbeat.timeline.origin import written_by
    from backbeat.timeline.profile.rule import Severity
    from backbeat.workflows.editors import editor_called, profile_of
    from backbeat.workflows.media_ranges import MediaRanges

    editor = profile_of(editor_called(arguments.for_editor))
    if editor is None:
        raise RequestError("No editor is named.", "Add --for resolve or --for premiere.")
    document = load(Path(absolute(arguments.edit)))
    findings = editor.check(document, MediaRanges(document))
    writer = written_by(document)
    if document.converted_from is not None:
        writer = f"an editor that exports {document.converted_from.value}, and converted"
    if arguments.json:
        print(
            json.dumps(
                _as_json(document.path, writer, findings, editor.option),
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        _print(document.path, writer, findings, editor)
    refused = any(finding.rule.severity is Severity.REFUSED for finding in findings)
    return _REFUSED if refused else 0


def _as_json(
    path: Path, writer: str, findings: Sequence[Finding], option: str
) -> dict[str, object]:
    return {
        "path": str(path),
        "written_by": writer,
        "for": option,
        "findings": [
            {
                "rule": finding.rule.id,
                "severity": finding.rule.severity.value,
                "says": finding.message,
                "repairable": finding.repairable,
                "remedy": finding.rule.repaired if finding.repairable else finding.rule.advice,
                "basis": finding.rule.basis,
            }
            for finding in findings
        ],
    }


def _print(path: Path, writer: str, findings: Sequence[Finding], editor: EditorProfile) -> None:
    from backbeat.timeline.profile.rule import Severity
    from backbeat.timeline.profile.summary import grouped

    print(f"{path.name}: written by {writer}")
    for group in grouped(findings):
        _print_group(group, editor.option)
    counts = {
        severity: sum(finding.rule.severity is severity for finding in findings)
        for severity in Severity
    }
    print(
        f"\n{counts[Severity.REFUSED]} that {editor.name} is reported to refuse the whole file "
        f"for, {counts[Severity.LOST]} that it drops, {counts[Severity.RISK]} that are uncertain"
    )
    repairable = sum(finding.repairable for finding in findings)
    if repairable:
        print(f"`backbeat snap ... --for {editor.option}` repairs {repairable} of them.")
    print(
        "The findings rest on published reports; they have not been verified in "
        f"{editor.name} itself."
    )


def _print_group(group: Group, option: str) -> None:
    from backbeat.timeline.profile.summary import first_messages

    rule, count = group.rule, len(group.findings)
    print(f"\n{rule.severity.name:8} {rule.id}{f' ({count})' if count > 1 else ''}: {rule.what}")
    for line in first_messages(group.findings):
        print(f"{_INDENT}{line}")
    if group.repairable:
        print(f"{_INDENT}-> repaired by `backbeat snap --for {option}`: {rule.repaired}")
    elif rule.advice:
        print(f"{_INDENT}-> {rule.advice}")
