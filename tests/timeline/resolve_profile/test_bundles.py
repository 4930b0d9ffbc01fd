"""An .otioz goes to Resolve with its media inside; an .otiod does not."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import Document, load, save
from backbeat.timeline.resolve_profile import Severity, check, repair_document
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.timelines import Tree, media, media_of, tracks


def clips(tree: Tree) -> list[Tree]:
    return [clip for track in tracks(tree) for clip in track["children"]]


def packed(folder: Path, names: dict[str, str] | None = None, held: bool = True) -> Document:
    """An .otioz as OpenTimelineIO lays it out; `names` spells media URLs otherwise."""
    tree = timelines.clean(folder)
    members = []
    for clip in clips(tree):
        name = f"media/{Path(media_of(clip)['target_url']).name}"
        members.append(name)
        media_of(clip)["target_url"] = (names or {}).get(name, name)
    path = folder / "edit.otioz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.otio", json.dumps(tree, indent=4))
        archive.writestr("version.txt", "1.0.0")
        for name in members if held else members[1:]:
            archive.writestr(name, b"x")
    return load(path)


def test_an_otioz_is_taken_and_its_own_media_is_no_fault(tmp_path: Path) -> None:
    document = packed(tmp_path)
    for name in ("a.mov", "b.mov", "s.wav"):
        (tmp_path / name).unlink()
    (only,) = check(document, media)
    assert (only.rule.id, only.rule.severity) == ("otioz", Severity.RISK)
    assert "manual of 18.6" in only.rule.basis
    fit = repair_document(document, media)
    assert fit.document.data == document.data
    save(fit.document, tmp_path / "out.otioz")
    with zipfile.ZipFile(tmp_path / "out.otioz") as archive:
        assert archive.read("media/a.mov") == b"x"


def test_what_an_otioz_does_not_hold_is_said(tmp_path: Path) -> None:
    missing = [x for x in check(packed(tmp_path, held=False), media) if x.rule.id != "otioz"]
    assert [finding.rule.id for finding in missing] == ["beside-bundle"]
    assert "media/a.mov" in missing[0].message


def test_a_packed_url_with_percent_signs_is_written_as_the_member_it_names(tmp_path: Path) -> None:
    document = packed(tmp_path, {"media/a.mov": "media/%61.mov"})
    assert "percent-encoded" in {finding.rule.id for finding in check(document, media)}
    fit = repair_document(document, media)
    assert [finding.rule.id for finding in fit.findings_repaired] == ["percent-encoded"]
    urls = [media_of(clip)["target_url"] for clip in clips(json.loads(fit.document.data))]
    assert urls == ["media/a.mov", "media/b.mov", "media/s.wav"]


def test_an_otiod_is_refused_with_what_to_do(tmp_path: Path) -> None:
    tree = timelines.clean(tmp_path)
    for clip in clips(tree):
        Path(media_of(clip)["target_url"]).write_bytes(b"x")
    path = tmp_path / "edit.otiod"
    otio.adapters.write_to_file(
        otio.adapters.read_from_string(json.dumps(tree), "otio_json"), str(path)
    )
    with pytest.raises(TimelineError, match=r"Resolve imports \.otio and \.otioz"):
        check(load(path), media)
