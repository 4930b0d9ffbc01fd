"""Where numba's compiled code lies, which is run as it is found."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.music.librosa_tracker import _compiled_code_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="each user has an own cache there")


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o1777)
    _compiled_code_folder.cache_clear()
    yield
    _compiled_code_folder.cache_clear()


def test_it_is_the_users_own(tmp_path: Path) -> None:
    folder = _compiled_code_folder()
    assert tmp_path / "tmp" not in folder.parents
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("prepared", ["missing", "world"])
def test_a_folder_that_another_user_prepared_is_not_used(tmp_path: Path, prepared: str) -> None:
    usual = _compiled_code_folder()
    _compiled_code_folder.cache_clear()
    # What a place that cannot be made looks like, and one that another user can write into.
    if prepared == "missing":
        usual.rmdir()
        usual.write_text("")
    else:
        usual.chmod(0o777)
    other = _compiled_code_folder()
    assert other.parent == tmp_path / "home"
    _compiled_code_folder.cache_clear()
    other.chmod(0o777)
    # The names that the last resort had before, and that anybody could make first in /tmp.
    (tmp_path / "tmp" / f"backbeat-{other.name}").mkdir()
    last = _compiled_code_folder()
    assert last.parent == tmp_path / "tmp"
    assert not last.name.startswith(f"backbeat-{other.name}")
    assert last.stat().st_mode & 0o777 == 0o700
    assert last == _compiled_code_folder()
