"""A clip is looked at once, whatever happens to what is kept of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backbeat.footage import Footage, cache, keeping
from backbeat.footage.cache import looked_at, seen_before
from tests.footage.clips import bounces, encode, scene, shot


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    pictures, _ = bounces(1, 1.2)
    return encode(tmp_path_factory.mktemp("clips") / "clip.mp4", pictures).read_bytes()


@pytest.fixture
def clip(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def assert_same(one: Footage, other: Footage) -> None:
    for name in Footage.__dataclass_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype and mine.tobytes() == theirs.tobytes(), name
        else:
            assert mine == theirs, name


def test_what_is_kept_is_what_was_seen(clip: Path, kept: Path) -> None:
    assert seen_before(clip, kept) is None
    first = looked_at(clip, folder=kept)
    assert first.peaks
    again = seen_before(clip, kept)
    assert again is not None
    assert_same(first, again)
    assert_same(first, looked_at(clip, folder=kept))


def test_a_still_is_kept(tmp_path: Path, kept: Path) -> None:
    from PIL import Image

    path = tmp_path / "still.png"
    Image.fromarray(scene(1)).save(path)
    first = looked_at(path, folder=kept)
    again = seen_before(path, kept)
    assert again is not None
    assert_same(first, again)


def test_the_second_look_decodes_nothing(
    clip: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = looked_at(clip, folder=kept)
    monkeypatch.setattr(cache, "analyze", None)
    assert_same(first, looked_at(clip, folder=kept))


def test_a_copy_and_a_moved_clip_are_known(clip: Path, kept: Path, tmp_path: Path) -> None:
    first = looked_at(clip, folder=kept)
    copy = tmp_path / "copy.mp4"
    shutil.copy(clip, copy)
    assert seen_before(copy, kept) is None
    found = looked_at(copy, folder=kept)
    assert found.path == copy and found.sha256 == first.sha256
    assert len(list(kept.glob("*.npz"))) == 1
    assert seen_before(copy, kept) is not None


def test_two_spellings_are_one_clip(clip: Path, kept: Path) -> None:
    looked_at(clip, folder=kept)
    link = clip.with_name("link.mp4")
    link.symlink_to(clip)
    for other in (clip.parent / "x" / ".." / clip.name, link):
        (clip.parent / "x").mkdir(exist_ok=True)
        found = seen_before(other, kept)
        assert found is not None and found.path == other


def test_a_changed_clip_is_looked_at_again(clip: Path, kept: Path) -> None:
    first = looked_at(clip, folder=kept)
    encode(clip, shot(4, 12))
    assert seen_before(clip, kept) is None
    again = looked_at(clip, folder=kept)
    assert again.sha256 != first.sha256 and len(again.times_s) == 12


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _spoiled(data: bytes) -> bytes:
    middle = len(data) // 2
    return (
        data[:middle]
        + bytes(255 - byte for byte in data[middle : middle + 60])
        + data[middle + 60 :]
    )


@pytest.mark.parametrize(
    "spoil",
    [_cut, _spoiled, lambda data: b"", lambda data: b"not a zip" * 50],
    ids=["cut", "spoiled", "empty", "foreign"],
)
def test_a_spoiled_file_is_made_again(
    clip: Path, kept: Path, spoil: Callable[[bytes], bytes]
) -> None:
    first = looked_at(clip, folder=kept)
    (place,) = kept.glob("*.npz")
    place.write_bytes(spoil(place.read_bytes()))
    assert_same(first, looked_at(clip, folder=kept))
    again = seen_before(clip, kept)
    assert again is not None
    assert_same(first, again)


def test_another_clips_file_is_not_taken(clip: Path, kept: Path, tmp_path: Path) -> None:
    looked_at(clip, folder=kept)
    (place,) = kept.glob("*.npz")
    other = encode(tmp_path / "other.mp4", shot(4, 12))
    looked_at(other, folder=kept)
    (theirs,) = set(kept.glob("*.npz")) - {place}
    shutil.copy(theirs, place)
    assert seen_before(clip, kept) is None
    assert len(looked_at(clip, folder=kept).times_s) == 30


def test_another_version_is_not_taken(
    clip: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at(clip, folder=kept)
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    assert seen_before(clip, kept) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written_costs_nothing(clip: Path, kept: Path) -> None:
    kept.mkdir(mode=0o500)
    looked_at(clip, folder=kept)
    assert seen_before(clip, kept) is None


def test_a_file_where_the_folder_should_be_costs_nothing(clip: Path, kept: Path) -> None:
    kept.write_text("in the way")
    assert len(looked_at(clip, folder=kept).times_s) == 30
    assert kept.read_text() == "in the way"


def test_the_folder_stays_under_its_limit(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = [encode(tmp_path / f"{number}.mp4", shot(number, 12)) for number in range(4)]
    for number, path in enumerate(clips[:3]):
        looked_at(path, folder=kept)
        for place in kept.iterdir():
            if place.stat().st_mtime > 1000:
                os.utime(place, (number, number))
    # What is kept of a clip differs in size by some bytes.
    three = sum(one.stat().st_size for one in kept.iterdir())
    monkeypatch.setattr(keeping, "MAX_BYTES", three * 10 // 9)
    looked_at(clips[3], folder=kept)
    assert seen_before(clips[0], kept) is None
    assert all(seen_before(path, kept) is not None for path in clips[1:])
    assert sum(one.stat().st_size for one in kept.iterdir()) <= keeping.MAX_BYTES


def test_many_may_look_at_once(clip: Path, kept: Path) -> None:
    found: list[Footage] = []
    threads = [
        threading.Thread(target=lambda: found.append(looked_at(clip, folder=kept)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for one in found[1:]:
        assert_same(found[0], one)
    assert not list(kept.glob(".*.part"))
