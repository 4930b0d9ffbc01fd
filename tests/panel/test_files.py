from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.panel.files import EDITS, RESULTS, SOUNDS, VIDEOS, kind_of, readable
from backbeat.timeline.document import Container
from backbeat.timeline.exchange.formats import ENDINGS
from backbeat.v1.panel_pb2 import FILE_KIND_SOUND, FILE_KIND_UNSPECIFIED


def test_no_ending_is_of_two_kinds() -> None:
    kinds = [EDITS, RESULTS, SOUNDS, VIDEOS]
    assert len(frozenset().union(*kinds)) == sum(map(len, kinds))


def test_every_format_of_timelines_is_known() -> None:
    assert {kind.value for kind in Container} | set(ENDINGS) == EDITS


def test_endings_are_read_in_any_case() -> None:
    assert kind_of(Path("SONG.MP3")) == FILE_KIND_SOUND
    assert kind_of(Path("notes.txt")) == FILE_KIND_UNSPECIFIED
    assert kind_of(Path("none")) == FILE_KIND_UNSPECIFIED


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "song.wav").touch()
    if os.name != "nt":
        (tmp_path / "link.wav").symlink_to(tmp_path / "song.wav")
        assert readable(str(tmp_path / "link.wav")) == tmp_path / "song.wav"
    assert readable(f"{tmp_path}/./x/../song.wav".replace("x/../", "")) == tmp_path / "song.wav"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", RequestError),
        ("song.wav", RequestError),
        ("~/song.wav", RequestError),
        ("https://example.org/song.wav", RequestError),
        ("file:///song.wav", RequestError),
        ("/dev/zero", RequestError),
        ("/a\0b", RequestError),
        ("/nothing/here.wav", NotFoundError),
        (f"/{'x' * 5000}", InputError),
    ],
)
def test_what_is_no_file_here_is_refused(path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        readable(path)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_go_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(InputError, match="cannot be opened"):
        readable(str(tmp_path / "loop"))
