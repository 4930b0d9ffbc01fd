"""Media inside a bundle: unpacked one by one, within a limit, and never outside its folder."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from backbeat.errors import BackbeatError, InputError, NotFoundError
from backbeat.panel.bundled_media import BundledMedia, path_inside


def _bundle(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"media/{name}.mov", content)
    return path


def _kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_only_what_is_asked_for_is_unpacked_and_once(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path / "edit.OTIOZ", a=b"first", b=b"second")
    media = BundledMedia(tmp_path / "cache")
    place = media.place_of(path_inside(bundle, "media/b.mov"))
    assert place.read_bytes() == b"second" and _kept(tmp_path / "cache") == ["b.mov"]
    inode = place.stat().st_ino
    assert media.place_of(path_inside(bundle, "media/b.mov")).stat().st_ino == inode
    # Another content under the same name is another file.
    _bundle(bundle, b=b"of another length")
    assert media.place_of(path_inside(bundle, "media/b.mov")).read_bytes() == b"of another length"


def test_other_files_are_themselves(tmp_path: Path) -> None:
    (tmp_path / "a.mov").write_bytes(b"plain")
    assert BundledMedia(tmp_path / "cache").place_of(str(tmp_path / "a.mov")) == tmp_path / "a.mov"
    with pytest.raises(NotFoundError):
        BundledMedia(tmp_path / "cache").place_of(str(tmp_path / "gone.otioz" / "a.mov"))
    assert not (tmp_path / "cache").exists()


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path / "edit.otioz", a=b"x" * 40, b=b"x" * 40, c=b"x" * 40, d=b"x" * 101)
    media = BundledMedia(tmp_path / "cache", most_bytes=100)
    for order, name in enumerate("ba"):
        os.utime(media.place_of(path_inside(bundle, f"media/{name}.mov")), (order, order))
    media.place_of(path_inside(bundle, "media/b.mov"))
    media.place_of(path_inside(bundle, "media/c.mov"))
    assert _kept(tmp_path / "cache") == ["b.mov", "c.mov"]
    with pytest.raises(InputError, match=r"media/d\.mov in .*edit\.otioz has 101 bytes"):
        media.place_of(path_inside(bundle, "media/d.mov"))
    assert _kept(tmp_path / "cache") == ["b.mov", "c.mov"]


@pytest.mark.parametrize("member", ["media/none.mov", "../secret", "media/../../secret", ""])
def test_nothing_else_is_found_through_a_bundle(member: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    bundle = _bundle(tmp_path / "edit.otioz", a=b"first")
    media = BundledMedia(tmp_path / "cache")
    if not member:
        assert media.place_of(str(bundle)) == bundle
        return
    with pytest.raises(NotFoundError):
        media.place_of(path_inside(bundle, member))


def test_a_bundle_that_is_none_or_leads_out_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.otioz"
    broken.write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"broken\.otioz cannot be unpacked"):
        BundledMedia(tmp_path / "cache").place_of(path_inside(broken, "a.mov"))
    evil = tmp_path / "evil.otioz"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../out.mov", b"out")
    with pytest.raises(BackbeatError):
        BundledMedia(tmp_path / "cache").place_of(path_inside(evil, "../../out.mov"))
