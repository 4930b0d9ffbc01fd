"""Findings in a few lines: worst first, a line a rule, and how many more."""

from __future__ import annotations

from pathlib import Path

from backbeat.timeline.profile.summary import (
    first_messages,
    grouped,
    left_lines,
    repair_lines,
)
from backbeat.timeline.resolve_profile import Severity, check, repair_document
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.timelines import Tree, first, marker, media_of


def broken(folder: Path) -> Tree:
    tree = timelines.clean(folder)
    tree["global_start_time"] = None
    media_of(first(tree))["target_url"] = str(folder / "gone.mov")
    tree["tracks"]["markers"] = [
        marker(start=float(number), comment="said", metadata={}) for number in range(5)
    ]
    first(tree)["effects"] = [
        {"OTIO_SCHEMA": "LinearTimeWarp.1", "metadata": {}, "effect_name": "", "time_scalar": 0.5}
    ]
    return tree


def test_the_worst_comes_first(tmp_path: Path) -> None:
    groups = grouped(check(timelines.document(broken(tmp_path), tmp_path), timelines.nothing))
    severities = [group.rule.severity for group in groups]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.REFUSED
    (notes,) = [group for group in groups if group.rule.id == "marker-note"]
    assert len(notes.findings) == 5
    assert first_messages(notes.findings)[3:] == ["and 2 more"]
    assert len(first_messages(notes.findings[:3])) == 3


def test_what_was_mended_and_what_is_left_is_said_by_rule(tmp_path: Path) -> None:
    fit = repair_document(timelines.document(broken(tmp_path), tmp_path), timelines.nothing)
    repaired = repair_lines(fit.findings_repaired)
    assert len(repaired) == 2
    assert "a marker's comment, 5 times: copied" in repaired[0]
    assert repaired[1].endswith("starts, once: written out: zero")
    refused, risks = left_lines(fit.findings_left, "Resolve")
    assert refused.startswith("Resolve is reported to refuse the whole file for media that is not")
    assert f"“A” (V1 00:00:00:00) plays {tmp_path / 'gone.mov'}" in refused
    # The retime.
    assert risks.startswith("1 thing is not sure to import into Resolve")


def test_nothing_left_is_nothing_said(tmp_path: Path) -> None:
    fit = repair_document(timelines.document(timelines.clean(tmp_path), tmp_path), timelines.media)
    assert repair_lines(fit.findings_repaired) == left_lines(fit.findings_left, "Resolve") == []
