"""Tokens that were given out: what is kept of them, and when they work."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path

import pytest

from backbeat.errors import (
    AlreadyExistsError,
    InputError,
    NotFoundError,
    OutputError,
    RequestError,
)
from backbeat.filelock import FileLock
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.scopes import Scope


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_token_is_kept_as_a_digest_only(home: Path) -> None:
    token = GivenTokens(home).add("edit-bay-2", Scope.SUBMIT, None)
    assert len(token) == 43
    kept = GivenTokens(home)
    found = kept.of(token.encode())
    assert found is not None
    assert (found.name, found.scope, found.expires) == ("edit-bay-2", Scope.SUBMIT, "")
    assert kept.of(token[:-1].encode()) is None
    assert kept.of(b"") is None
    assert kept.of(found.sha256.encode()) is None
    for file in home.iterdir():
        assert token not in file.read_text()
        if os.name == "posix":
            assert file.stat().st_mode & 0o777 == 0o600


def test_what_another_process_changed_is_seen(home: Path) -> None:
    engine, command = GivenTokens(home), GivenTokens(home)
    token = command.add("a", Scope.READ, None)
    assert engine.of(token.encode()) is not None
    again = command.rotate("a", None)
    assert engine.of(token.encode()) is None
    found = engine.of(again.encode())
    assert found is not None
    assert (found.name, found.scope) == ("a", Scope.READ)
    command.revoke("a")
    assert engine.of(again.encode()) is None
    assert command.all() == ()


def test_a_token_lives_as_long_as_it_was_made_for(home: Path) -> None:
    tokens = GivenTokens(home)
    found = tokens.of(tokens.add("a", Scope.READ, 2).encode())
    assert found is not None
    made = datetime.datetime.fromisoformat(found.created)
    assert not found.is_over(made + datetime.timedelta(days=1.9))
    assert found.is_over(made + datetime.timedelta(days=2))
    again = tokens.of(tokens.rotate("a", None).encode())
    assert again is not None
    lives = datetime.datetime.fromisoformat(again.expires) - datetime.datetime.fromisoformat(
        again.created
    )
    assert lives == datetime.timedelta(days=2)


@pytest.mark.parametrize("days", [0, -1, float("nan"), float("inf"), 1e300, 3651])
def test_days_that_cannot_be(home: Path, days: float) -> None:
    with pytest.raises(RequestError, match="out of range"):
        GivenTokens(home).add("a", Scope.READ, days)
    assert GivenTokens(home).all() == ()


@pytest.mark.parametrize("name", ["", "-x", "a b", "a/b", "ü", "x" * 65, "a\n"])
def test_names_that_cannot_be(home: Path, name: str) -> None:
    with pytest.raises(RequestError, match="cannot be the name"):
        GivenTokens(home).add(name, Scope.READ, None)


def test_what_is_refused(home: Path) -> None:
    tokens = GivenTokens(home)
    tokens.add("a", Scope.READ, None)
    with pytest.raises(AlreadyExistsError, match=r"a token a already.*rotate a"):
        tokens.add("a", Scope.ADMIN, None)
    for change in (lambda: tokens.revoke("b"), lambda: tokens.rotate("b", None)):
        with pytest.raises(NotFoundError, match="no token 'b'"):
            change()
    with pytest.raises(RequestError):
        tokens.add("b", Scope.PANEL, None)
    lock = FileLock(home / "tokens.lock")
    assert lock.acquire()
    with pytest.raises(OutputError, match="being changed"):
        tokens.revoke("a")
    lock.release()
    assert [one.name for one in tokens.all()] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"tokens": 1}',
        '{"tokens": [{}]}',
        "\x00",
        '{"tokens": [{"name": "a", "scope": "all", "sha256": "00", "created": "2026-01-01"}]}',
    ],
)
def test_a_damaged_file_lets_nobody_in_and_is_said(home: Path, text: str) -> None:
    tokens = GivenTokens(home)
    token = tokens.add("a", Scope.ADMIN, None)
    good = json.loads((home / "tokens.json").read_text())
    (home / "tokens.json").write_text(text)
    assert tokens.of(token.encode()) is None
    with pytest.raises(InputError, match=r"tokens\.json is damaged"):
        tokens.all()
    (home / "tokens.json").write_text(json.dumps(good))
    assert tokens.of(token.encode()) is not None


def test_one_that_is_not_there_cannot_be_revoked(home: Path) -> None:
    given = GivenTokens(home)
    with pytest.raises(NotFoundError, match="no token 'old'"):
        given.revoke("old")
    given.add("old", Scope.READ, None)
    given.revoke("old")
    with pytest.raises(NotFoundError, match="no token 'old'"):
        given.revoke("old")
