"""Plugin and engine of versions that do not fit: each says so, and nothing is done."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.client.discovery import Discovery
from backbeat.server import Engine, ServeOptions
from backbeat.server.announcement import announce
from backbeat.server.pairing import greeting
from backbeat_resolve import engine as plugin
from backbeat_resolve.places import Installation
from backbeat_resolve.problems import Problem


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Discovery]:
    running = Engine(ServeOptions(home=home, workers=1))
    yield running.start()
    running.stop(0)


def _found(engine: Discovery) -> plugin.Engine:
    return plugin.Engine(dataclasses.asdict(engine))


def test_the_same_version_fits(engine: Discovery) -> None:
    _found(engine).check_version("0.1.0")
    _found(engine).check_version("")
    assert greeting.RESOLVE == plugin.CLIENT
    assert greeting.PROTOCOL_MIN <= plugin.PROTOCOL <= greeting.PROTOCOL_MAX


@pytest.mark.parametrize(
    ("own", "words"),
    [(0, "This plugin is too old .*plugins install resolve"), (9, "too new for .*Update Backbeat")],
)
def test_the_engine_says_what_does_not_fit(
    engine: Discovery, own: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin, "PROTOCOL", own)
    with pytest.raises(Problem, match=words) as caught:
        _found(engine).check_version("0.0.1")
    assert "Nothing was changed in Resolve." in str(caught.value)


def test_the_plugin_looks_for_itself_where_the_engine_says_nothing(
    engine: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "_mismatch", lambda request: "")
    monkeypatch.setattr(greeting, "PROTOCOL_MIN", 2)
    monkeypatch.setattr(greeting, "PROTOCOL_MAX", 3)
    with pytest.raises(Problem, match="do not fit"):
        _found(engine).check_version("0.1.0")


def test_an_engine_of_another_contract_is_named_and_none_is_started(
    engine: Discovery, home: Path
) -> None:
    announce(home, dataclasses.replace(engine, proto="backbeat.v2", version="7.0"))
    try:
        with pytest.raises(Problem, match=r"Backbeat 7\.0, which speaks backbeat\.v2"):
            plugin.reach(Installation(["/nobody"], home, ""), lambda *_: None, lambda: False)
    finally:
        announce(home, engine)
