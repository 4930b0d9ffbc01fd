"""Real files of many editors: fitted, they are read with the same cuts, and once is enough."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from backbeat.errors import TimelineError
from backbeat.timeline.document import Container, Document, load
from backbeat.timeline.jsontree import parsed
from backbeat.timeline.origin import written_by
from backbeat.timeline.reading import read_edit
from backbeat.timeline.resolve_profile import check
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.test_fitting import assert_fits

pytestmark = pytest.mark.shared


def files(shared: Path) -> list[Path]:
    found = sorted((shared / "data" / "otio").rglob("*.*"))
    return [
        path for path in found if path.suffix in (".otio", ".json") and path.name != "index.json"
    ]


def documents(shared: Path) -> list[Document]:
    """Every file that holds a timeline, and the ones that hold a clip in a timeline around it."""
    found = []
    for path in files(shared):
        document = load(path)
        tree = parsed(document.data)
        if tree["OTIO_SCHEMA"].startswith("Clip."):
            around = timelines.clean_shell([timelines.track("Video", [tree])])
            data = json.dumps(around, indent=4).encode()
            document = Document(path, Container.OTIO, data)
        try:
            read_edit(document)
        except TimelineError:
            continue
        found.append(document)
    assert len(found) > 100
    return found


def test_real_files_are_fitted_with_the_same_cuts(shared: Path) -> None:
    for document in documents(shared):
        assert_fits(document, timelines.nothing)


def test_what_resolve_wrote_itself_needs_nothing_but_a_name_and_its_media(shared: Path) -> None:
    (effects,) = [x for x in documents(shared) if x.path.name.endswith("__effects.otio")]
    found = Counter(finding.rule.id for finding in check(effects, timelines.nothing))
    assert found == {"media-missing": 20, "no-media": 17, "timeline-name": 1}


def test_writers_of_real_files(shared: Path) -> None:
    writers = Counter(written_by(load(path)) for path in files(shared))
    assert writers["DaVinci Resolve"] == 8
    assert writers["Premiere Pro"] == 5
    assert writers["OpenTimelineIO's adapter for Avid's AAF"] == 6
    assert writers["Hiero or Nuke Studio"] >= 7
