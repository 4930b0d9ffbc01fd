"""Media URLs in the spellings that editors write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.timeline.urls import file_names, local_path

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX paths")


@posix
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/media/a.mov", "/media/a.mov"),
        ("file:///media/a%20b.mov", "/media/a b.mov"),
        ("file://localhost/media/a.mov", "/media/a.mov"),
        ("file:///media/50#2?.mov", "/media/50#2?.mov"),
        ("media/a.mov", "/project/media/a.mov"),
        ("C:\\media\\a.mov", None),
        ("file:///C:/media/a.mov", None),
        ("\\\\server\\share\\a.mov", None),
        ("file://server/share/a.mov", None),
        ("https://example.org/a.mov", None),
        ("rtmp://example.org/a", None),
    ],
)
def test_where_a_url_leads(url: str, expected: str | None) -> None:
    found = local_path(url, Path("/project"))
    assert found == (Path(expected) if expected else None)


def test_a_percent_sign_is_read_as_the_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a b.mov").write_bytes(b"")
    assert local_path("a%20b.mov", tmp_path) == tmp_path / "a b.mov"
    (tmp_path / "100%25.mov").write_bytes(b"")
    assert local_path("100%25.mov", tmp_path) == tmp_path / "100%25.mov"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("file:///C:/Users/My%20Music/a%20b.wav", "a b.wav"),
        ("file://localhost/C%3a/a%20b.wav", "a b.wav"),
        ("file://NAS/share/a%20b.wav", "a b.wav"),
        ("\\\\NAS\\share\\a b.wav", "a b.wav"),
        ("/Volumes/m/a%20b.wav", "a b.wav"),
        ("/Volumes/m/100%25.wav", "100%25.wav"),
        ("a b.wav", "a b.wav"),
    ],
)
def test_the_names_that_a_url_can_end_in(url: str, name: str) -> None:
    assert name in file_names(url)
