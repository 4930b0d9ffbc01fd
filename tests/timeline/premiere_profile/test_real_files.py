"""Timelines of many programs, made ready for Premiere: the same cuts, nothing left to repair."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import BackbeatError
from backbeat.timeline.document import load
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.premiere_profile import check, repair_document
from backbeat.timeline.reading import read_edit

pytestmark = pytest.mark.shared


def nowhere(url: str) -> MediaRange | None:
    del url
    return None


def cuts_of(path: Path, data: bytes) -> list[tuple[object, ...]]:
    document = load(path).with_data(data)
    return [
        (track.label, item.kind, item.start, item.duration, item.media_start, item.speed)
        for track in read_edit(document, nowhere).tracks
        for item in track.items
    ]


def test_every_timeline_keeps_its_cuts_and_is_repaired_once(shared: Path) -> None:
    made_ready = 0
    for path in sorted((shared / "data" / "otio").rglob("*.otio")):
        try:
            document = load(path)
            fit = repair_document(document, nowhere)
        except BackbeatError:
            continue
        made_ready += 1
        assert not [x for x in fit.findings_left if x.repairable], path
        assert [(x.rule.id, x.message) for x in check(fit.document, nowhere)] == [
            (x.rule.id, x.message) for x in fit.findings_left
        ], path
        assert repair_document(fit.document, nowhere).document.data == fit.document.data, path
        assert cuts_of(path, fit.document.data) == cuts_of(path, document.data), path
    assert made_ready >= 60
