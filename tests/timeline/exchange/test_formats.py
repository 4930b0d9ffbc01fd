"""Endings decide the format; what cannot be read or written is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.exchange.formats import PROJECTS
from tests.timeline.exchange import own


@pytest.mark.parametrize("ending", sorted(PROJECTS))
def test_projects_are_named_with_the_way_out(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"film{ending}"
    path.write_bytes(b"\0")
    with pytest.raises(TimelineError) as refused:
        load(path)
    assert PROJECTS[ending].application in refused.value.message
    assert PROJECTS[ending].export in refused.value.hint


@pytest.mark.parametrize("ending", [".aaf", ".drp", ".prproj", ".kdenlive", ".fcpxmld", ".mov", ""])
def test_other_endings_are_never_filled_with_json(tmp_path: Path, ending: str) -> None:
    document = own.document(tmp_path)
    with pytest.raises(RequestError, match="cannot be written") as refused:
        save(document, tmp_path / f"out{ending}")
    assert ".fcpxml" in refused.value.hint
    assert not (tmp_path / f"out{ending}").exists()


def test_an_xml_that_holds_fcpxml_is_read_as_that(tmp_path: Path) -> None:
    save(own.document(tmp_path), tmp_path / "a.fcpxml")
    (tmp_path / "a.xml").write_bytes((tmp_path / "a.fcpxml").read_bytes())
    assert len(load(tmp_path / "a.xml").root.video_tracks()) == 2


def test_a_converted_timeline_is_saved_as_otio(tmp_path: Path) -> None:
    save(own.document(tmp_path), tmp_path / "a.xml")
    document = load(tmp_path / "a.xml")
    save(document, tmp_path / "b.otio")
    assert (tmp_path / "b.otio").read_bytes() == document.data
    assert document.root.metadata["exchange"]["format"] == "Final Cut Pro 7 XML"
    with pytest.raises(TimelineError, match="read from"):
        save(document, tmp_path / "a.xml")
