"""The plugin inside a modelled Resolve, with a real engine process behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import engines


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.EngineProcess]:
    """An engine that runs before the plugin looks for one."""
    with engines.engine_process(tmp_path_factory.mktemp("home ö")) as running:
        yield running


@pytest.fixture
def at_home(engine: engines.EngineProcess, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The engine's folder, where the plugin finds it; its settings are gone."""
    monkeypatch.setenv("BACKBEAT_HOME", str(engine.home))
    (engine.home / "resolve" / "settings.json").unlink(missing_ok=True)
    return engine.home


@pytest.fixture
def chosen(at_home: Path) -> Callable[..., None]:
    """Writes the plugin's settings."""

    def write(**values: str) -> None:
        folder = at_home / "resolve"
        folder.mkdir(exist_ok=True)
        (folder / "settings.json").write_text(json.dumps(values))

    return write
