"""The folder of an engine is its user's alone, and no other folder is made so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.errors import EngineUnavailableError
from backbeat.home import default_home
from backbeat.server import Engine, ServeOptions

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")


def _mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def test_a_shared_folder_is_refused_and_stays_shared(tmp_path: Path) -> None:
    shared = tmp_path / "project"
    shared.mkdir()
    shared.chmod(0o775)
    (shared / "film.otio").write_text("")
    with pytest.raises(EngineUnavailableError, match=r"project is shared.*chmod 700"):
        Engine(ServeOptions(home=shared, workers=1)).start()
    assert _mode(shared) == 0o775
    assert [path.name for path in shared.iterdir()] == ["film.otio"]


def test_the_folder_that_backbeat_chose_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    # As another command left it, which made it for its models.
    (default_home() / "models").mkdir(parents=True)
    default_home().chmod(0o755)
    engine = Engine(ServeOptions(home=default_home(), workers=1))
    engine.start()
    engine.stop(0)
    assert _mode(default_home()) == 0o700
