from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError
from backbeat.plugins import manifest
from backbeat.plugins.manifest import is_ours
from backbeat.plugins.places import Places, Scope, System, places
from tests.plugins.plugin import linux


@pytest.fixture
def where(tmp_path: Path) -> Places:
    found = linux(tmp_path)
    found.package.mkdir(parents=True)
    return found


def test_what_is_written_is_read(where: Places) -> None:
    fresh = manifest.fresh(where, {"Backbeat/backbeat_resolve/é.py": "00"}, ["/opt"])
    text = manifest.text_of(fresh)
    assert text.isascii()
    manifest.path_of(where).write_text(text)
    assert manifest.read(where) == fresh
    assert fresh.engine[1:] == ["-m", "backbeat.cli.main"] and Path(fresh.engine[0]).is_file()


@pytest.mark.parametrize("system", list(System))
def test_for_all_users_the_home_is_that_of_whoever_runs_it(system: System, tmp_path: Path) -> None:
    where = places(system, {}, Scope.ALL_USERS, tmp_path)
    assert manifest.fresh(where, {}, []).home.startswith("~")


def test_the_home_of_all_users_is_where_an_engine_keeps_its_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BACKBEAT_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    from backbeat.plugins.places import places_here

    everybody = manifest.fresh(places_here(Scope.ALL_USERS), {}, [])
    mine = manifest.fresh(places_here(Scope.USER), {}, [])
    assert Path(everybody.home).expanduser() == Path(mine.home)


def test_nothing_installed_is_no_manifest(where: Places) -> None:
    assert manifest.read(where) is None


GOOD = {
    "version": "0.1.0",
    "scope": "user",
    "engine": ["python"],
    "home": "/h",
    "files": {"Backbeat/backbeat_resolve/__init__.py": "00"},
    "folders": [],
}


@pytest.mark.parametrize(
    "change",
    [
        {"files": {"../../../etc/passwd": "00"}},
        {"files": {"Backbeat/../../x": "00"}},
        {"files": {"/etc/passwd": "00"}},
        {"files": {"Scripts/Utility/Other/x.py": "00"}},
        {"files": {"Backbeat": "00"}},
        {"files": {"Backbeat/..\\..\\x.py": "00"}},
        {"files": {"Backbeat/x": 3}},
        {"files": ["Backbeat/x"]},
        {"engine": "python"},
        {"engine": None},
        {"folders": [1]},
        {"version": 1},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(
    where: Places, change: dict[str, object]
) -> None:
    manifest.path_of(where).write_text(json.dumps(GOOD))
    assert manifest.read(where) is not None
    manifest.path_of(where).write_text(json.dumps({**GOOD, **change}))
    with pytest.raises(InputError, match=r"install\.json is no list"):
        manifest.read(where)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"null"])
def test_what_is_no_manifest_is_refused(where: Places, content: bytes) -> None:
    manifest.path_of(where).write_bytes(content)
    with pytest.raises(InputError, match=r"install\.json is no list"):
        manifest.read(where)


_PART = st.sampled_from(["Backbeat", "Scripts", "Utility", "..", ".", "x.py", "", "C:", "\\"])


@given(st.lists(_PART, max_size=7))
def test_a_name_of_ours_never_leads_out_of_our_folders(parts: list[str]) -> None:
    name = "/".join(parts)
    if is_ours(name):
        fusion = PurePosixPath("/r/Fusion")
        lands = Path(fusion / name).resolve()
        ours = (Path("/r/Fusion/Backbeat"), Path("/r/Fusion/Scripts/Utility/Backbeat"))
        assert any(folder in lands.parents for folder in ours)
