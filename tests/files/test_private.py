from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from backbeat.errors import OutputError
from backbeat.files.private import is_safe_to_load_from, private_folder, write_private_json

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_missing_folder_is_made_for_its_user_only(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert _mode(tmp_path / "a" / "b") == 0o700
    private_folder(tmp_path / "a" / "b")


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777, 0o711])
def test_a_shared_folder_is_refused_and_left_as_it_is(tmp_path: Path, mode: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(mode)
    with pytest.raises(OutputError, match=r"is shared.*chmod 700 '"):
        private_folder(shared)
    assert _mode(shared) == mode
    private_folder(shared, is_ours=True)
    assert _mode(shared) == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root can give away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    private_folder(tmp_path / "theirs")
    os.chown(tmp_path / "theirs", 12345, -1)
    with pytest.raises(OutputError, match="another user"):
        private_folder(tmp_path / "theirs", is_ours=True)
    assert not is_safe_to_load_from(tmp_path / "theirs")


def test_code_is_loaded_only_from_where_nobody_else_writes(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir(mode=0o755)
    assert is_safe_to_load_from(own)
    (tmp_path / "link").symlink_to(own)
    assert not is_safe_to_load_from(tmp_path / "link")
    assert not is_safe_to_load_from(tmp_path / "missing")
    own.chmod(0o775)
    assert not is_safe_to_load_from(own)
    own.chmod(0o700)
    tmp_path.chmod(0o777)
    assert not is_safe_to_load_from(own)
    tmp_path.chmod(0o1777)
    assert is_safe_to_load_from(own)


def test_private_json_is_whole_and_its_users(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_private_json(path, {"a": 1})
    write_private_json(path, {"a": 2})
    assert json.loads(path.read_text()) == {"a": 2}
    assert _mode(path) == 0o600
    with pytest.raises(OSError):
        write_private_json(tmp_path / "missing" / "x.json", {})
    with pytest.raises(TypeError):
        write_private_json(path, object())
    assert json.loads(path.read_text()) == {"a": 2}
    assert [found.name for found in tmp_path.iterdir()] == ["x.json"]
