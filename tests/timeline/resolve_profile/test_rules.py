"""Every rule finds what it is for, lets pass what is fine, and its repair repairs what it found."""

from __future__ import annotations

import json
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.timeline.document import Document
from backbeat.timeline.resolve_profile import RULES, Severity, bundles, check, repair_document
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.breakages import BREAKAGES, Change
from tests.timeline.resolve_profile.timelines import media


def made(change: Change, folder: Path, rule: str = "") -> Document:
    tree = timelines.clean(folder)
    change(tree)
    document = timelines.document(tree, folder)
    return document.with_data(b"\xef\xbb\xbf" + document.data) if rule == "bom" else document


def broken(rule: str, folder: Path) -> Document:
    return made(BREAKAGES[rule].breaks, folder, "bom" if rule == "byte-order-mark" else "")


def found(document: Document) -> set[str]:
    return {finding.rule.id for finding in check(document, media)}


def test_no_rule_is_without_a_breakage() -> None:
    assert [rule.id for rule in RULES] == list(dict.fromkeys(rule.id for rule in RULES))
    assert {rule.id for rule in RULES if rule not in bundles.RULES} == set(BREAKAGES)


def test_nothing_is_found_in_what_resolve_would_write(tmp_path: Path) -> None:
    document = timelines.document(timelines.clean(tmp_path), tmp_path)
    assert check(document, media) == ()
    assert repair_document(document, media).document.data == document.data


@pytest.mark.parametrize("rule", BREAKAGES)
def test_a_rule_finds_what_it_is_for(rule: str, tmp_path: Path) -> None:
    findings = [x for x in check(broken(rule, tmp_path), media) if x.rule.id == rule]
    assert findings
    assert {finding.repairable for finding in findings} == {BREAKAGES[rule].repaired}
    for finding in findings:
        assert finding.message[0].isupper() or finding.message[0] in "“0123456789"
        assert finding.message.endswith(".")


@pytest.mark.parametrize("rule", BREAKAGES)
def test_a_rule_lets_pass_what_is_fine(rule: str, tmp_path: Path) -> None:
    assert rule not in found(made(BREAKAGES[rule].near, tmp_path))


@pytest.mark.parametrize("rule", [name for name, one in BREAKAGES.items() if one.repaired])
def test_a_repair_mends_what_was_found(rule: str, tmp_path: Path) -> None:
    fit = repair_document(broken(rule, tmp_path), media)
    assert rule in {finding.rule.id for finding in fit.findings_repaired}
    assert not [finding for finding in fit.findings_left if finding.repairable]
    assert {x.message for x in fit.findings_left} == {x.message for x in check(fit.document, media)}
    otio.adapters.read_from_string(fit.document.data.decode(), "otio_json")
    assert json.loads(fit.document.data)["OTIO_SCHEMA"] == "Timeline.1"


def test_every_rule_says_what_it_rests_on_and_what_to_do() -> None:
    for rule in RULES:
        assert rule.basis and rule.what
        assert rule.repaired or rule.advice, rule.id
        repaired = rule not in bundles.RULES and BREAKAGES[rule.id].repaired
        assert repaired == bool(rule.repaired), rule.id


def test_a_refusal_is_one_that_somebody_reported() -> None:
    for rule in RULES:
        if rule.severity is Severity.REFUSED:
            assert "report" in rule.basis or "missing" in rule.basis
