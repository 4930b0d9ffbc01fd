"""Bundles play the media they name, and nothing in them leads out of them."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import OutputError, TimelineError
from backbeat.timeline import Document, bundle, load, save
from backbeat.timeline.bundle import member_of
from backbeat.timeline.document import media_inside, media_path
from tests import edits
from tests.edits import Piece

TIMELINE = edits.timeline([[Piece(url="media/a.wav")]])
LINKS = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


def _archive(path: Path, members: dict[str, bytes], timeline: object = TIMELINE) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("content.otio", otio.adapters.write_to_string(timeline, "otio_json"))
        for name, data in members.items():
            made.writestr(name, data)
    return path


def _folder(path: Path) -> Path:
    (path / "media").mkdir(parents=True)
    (path / "content.otio").write_text(otio.adapters.write_to_string(TIMELINE, "otio_json"))
    (path / "media" / "a.wav").write_bytes(b"RIFF")
    return path


def _refused(path: Path, words: str) -> None:
    with pytest.raises(TimelineError, match=words) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_media_of_one_base_name_are_told_apart(tmp_path: Path) -> None:
    members = {f"media/{camera}/a.wav": camera.encode() for camera in ("A", "B", "C")}
    document = load(_archive(tmp_path / "e.otioz", members))
    found = [media_inside(document, name, tmp_path) for name in members]
    assert [path.read_bytes() for path in found if path] == list(members.values())
    again = [media_inside(document, name, tmp_path) for name in members]
    assert again == found


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("media/a b.wav", "media/a b.wav"),
        ("media/a%20b.wav", "media/a b.wav"),
        ("media\\a b.wav", "media/a b.wav"),
        ("./media/x/../a b.wav", "media/a b.wav"),
        ("media/100%.wav", "media/100%.wav"),
        ("a b.wav", None),
        ("other/a b.wav", None),
        ("/media/a b.wav", None),
        ("file:///media/a b.wav", None),
        ("../media/a b.wav", None),
        ("", None),
    ],
)
def test_a_member_is_found_by_its_whole_path(url: str, name: str | None) -> None:
    assert member_of(url, {"media/a b.wav", "media/100%.wav", "content.otio"}) == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/a.wav", "absolute"),
        ("C:\\a.wav", "absolute"),
        ("C:/a.wav", "absolute"),
        ("../a.wav", "out of the archive"),
        ("media/../../a.wav", "out of the archive"),
        ("media\\..\\..\\a.wav", "out of the archive"),
    ],
)
def test_members_that_lead_out_are_refused(tmp_path: Path, name: str, words: str) -> None:
    _refused(_archive(tmp_path / "e.otioz", {name: b"x"}), words)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = _archive(tmp_path / "e.otioz", {"media/a.wav": b"one"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("media/a.wav", b"two")
    _refused(path, "2 files called media/a.wav")


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_in_an_archive_are_refused(tmp_path: Path, mode: int) -> None:
    path = _archive(tmp_path / "e.otioz", {})
    with zipfile.ZipFile(path, "a") as archive:
        odd = zipfile.ZipInfo("media/a.wav")
        odd.external_attr = (mode | 0o644) << 16
        archive.writestr(odd, "/etc/passwd")
    _refused(path, "link or a device")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "e.otioz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.otio", otio.adapters.write_to_string(TIMELINE, "otio_json"))
        with archive.open("media/a.wav", "w", force_zip64=True) as bomb:
            for _ in range(1025):
                bomb.write(bytes(1 << 20))
    _refused(path, "unpacks to 1,074,790,400 bytes")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = _archive(tmp_path / "e.otioz", {"media/a.wav": b"x"})
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 8] + b"\x01" + data[at + 9 :])
    _refused(path, "encrypted")


def test_media_larger_than_the_disk_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = load(_archive(tmp_path / "e.otioz", {"media/a.wav": bytes(5000)}))
    _fill_disk(monkeypatch)
    with pytest.raises(TimelineError, match=r"media/a\.wav of .* has 5,000 bytes"):
        media_inside(document, "media/a.wav", tmp_path)


def _fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = bundle.shutil.disk_usage("/")
    monkeypatch.setattr(bundle.shutil, "disk_usage", lambda _: usage._replace(free=1))


@LINKS
@pytest.mark.parametrize("absolute", [True, False])
def test_a_link_that_leaves_a_folder_is_refused_and_its_file_not_copied(
    tmp_path: Path, absolute: bool
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("private")
    path = _folder(tmp_path / "e.otiod")
    link = path / "media" / "b.wav"
    link.symlink_to(secret if absolute else "../../secret.txt")
    with pytest.raises(TimelineError, match=r"leads out of the bundle, to .*secret"):
        load(path)
    # Made after the timeline was read, it is refused all the same.
    with pytest.raises(TimelineError, match="leads out of the bundle"):
        save(_edited(path), tmp_path / "out.otiod")
    assert not (tmp_path / "out.otiod").exists()


def _edited(path: Path) -> Document:
    content = path / "content.otio"
    kind = load(content).container
    document = load(content)
    assert kind is document.container
    from dataclasses import replace

    from backbeat.timeline import Container

    return replace(document, path=path, container=Container.OTIOD)


@LINKS
@pytest.mark.parametrize("target", ["/dev/zero", "/etc", "/nowhere"])
def test_links_to_devices_folders_and_nothing_are_refused(tmp_path: Path, target: str) -> None:
    path = _folder(tmp_path / "e.otiod")
    (path / "media" / "b.wav").symlink_to(target)
    _refused(path, "out of the bundle")


@LINKS
def test_a_pipe_in_a_folder_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = _folder(tmp_path / "e.otiod")
    os.mkfifo(path / "media" / "b.wav")
    _refused(path, "a device or a pipe")


@LINKS
def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    path = _folder(tmp_path / "e.otiod")
    (path / "again").symlink_to("media")
    _refused(path, "a link to a folder")


@LINKS
def test_a_timeline_that_is_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    path = _folder(tmp_path / "e.otiod")
    (path / "content.otio").rename(tmp_path / "mine.otio")
    (path / "content.otio").symlink_to(tmp_path / "mine.otio")
    _refused(path, "out of the bundle")


@LINKS
def test_a_link_inside_becomes_the_file_it_leads_to(tmp_path: Path) -> None:
    path = _folder(tmp_path / "e.otiod")
    (path / "media" / "b.wav").symlink_to("a.wav")
    save(load(path), tmp_path / "out.otiod")
    copied = tmp_path / "out.otiod" / "media" / "b.wav"
    assert copied.read_bytes() == b"RIFF" and not copied.is_symlink()


def test_a_folder_larger_than_the_disk_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = load(_folder(tmp_path / "e.otiod"))
    _fill_disk(monkeypatch)
    with pytest.raises(OutputError, match="do not fit there"):
        save(document, tmp_path / "out.otiod")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.otiod"]


@pytest.mark.parametrize("ending", [".aaf", ".drp", ".mov", ""])
def test_a_timeline_is_written_under_its_own_endings_only(tmp_path: Path, ending: str) -> None:
    from backbeat.errors import RequestError

    document = edits.document(TIMELINE, tmp_path)
    with pytest.raises(RequestError, match=ending or "needs an ending") as caught:
        save(document, tmp_path / f"out{ending}")
    assert ".otio" in caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["edit.otio"]


def test_a_file_beside_an_archive_is_not_taken_for_a_member(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.wav").write_bytes(b"another project's")
    document = load(_archive(tmp_path / "e.otioz", {"media/b.wav": b"RIFF"}))
    assert media_path(document, "media/a.wav", tmp_path) is None
    inside = media_path(document, "media/b.wav", tmp_path)
    assert inside is not None and inside.read_bytes() == b"RIFF"
    outside = tmp_path / "media" / "a.wav"
    assert media_path(document, outside.as_uri(), tmp_path) == outside


def test_save_replaces_neither_the_file_it_read_nor_a_folder(tmp_path: Path) -> None:
    path = _folder(tmp_path / "e.otiod")
    document = load(path)
    with pytest.raises(TimelineError, match="the file it was read from"):
        save(document, tmp_path / "x" / ".." / "e.otiod")
    (tmp_path / "out.otiod").mkdir()
    (tmp_path / "out.otiod" / "mine.txt").write_text("an afternoon's work")
    with pytest.raises(OutputError, match="is an existing folder"):
        save(document, tmp_path / "out.otiod")
    assert (tmp_path / "out.otiod" / "mine.txt").read_text() == "an afternoon's work"
