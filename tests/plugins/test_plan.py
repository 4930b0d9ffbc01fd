from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.plugins import manifest
from backbeat.plugins.carrying_out import carry_out
from backbeat.plugins.places import Places, Scope, System, places
from backbeat.plugins.plan import Action, plan_install, plan_uninstall
from tests.plugins.plugin import install, linux, snapshot, uninstall, write_plugin

BEATS = "Backbeat/backbeat_resolve/beats.py"
SNAP = "Scripts/Utility/Backbeat/Snap to Beats.py"


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return linux(tmp_path / "disk")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_plugin(tmp_path / "plugin", "beats")


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("system", list(System))
def test_a_plugin_is_installed_and_removed_on_every_system(
    tmp_path: Path, source: Path, system: System, scope: Scope
) -> None:
    root = tmp_path / "a disk"
    environment = {"HOME": "/Users/me", "APPDATA": r"C:\Users\me\Roaming"}
    where = places(system, environment, scope, root)
    root.mkdir()
    install(where, source)
    assert sorted(path.name for path in where.menu.iterdir()) == ["Snap to Beats.py"]
    assert sorted(path.name for path in where.package.iterdir()) == [
        "backbeat_resolve",
        "install.json",
    ]
    found = json.loads((where.package / "install.json").read_text())
    assert found["scope"] == scope.value and SNAP in found["files"]
    uninstall(where)
    assert snapshot(root) == {}


def test_a_plan_writes_nothing(tmp_path: Path, where: Places, source: Path) -> None:
    plan = plan_install(where, source)
    assert set(plan.names(Action.WRITE)) >= {BEATS, SNAP, "Backbeat/install.json"}
    assert not (tmp_path / "disk").exists()
    install(where, source)
    before = snapshot(tmp_path)
    (source / "backbeat_resolve" / "beats.py").write_text("NAME = 'new'\n")
    before["plugin/backbeat_resolve/beats.py"] = b"NAME = 'new'\n"
    plan_install(where, source)
    plan_uninstall(where)
    assert snapshot(tmp_path) == before


def test_installing_again_changes_nothing(tmp_path: Path, where: Places, source: Path) -> None:
    install(where, source)
    before = snapshot(tmp_path)
    again = plan_install(where, source)
    assert {step.action for step in again.steps} == {Action.LEAVE}
    carry_out(again)
    assert snapshot(tmp_path) == before


def test_an_upgrade_replaces_adds_and_removes(tmp_path: Path, where: Places) -> None:
    old = write_plugin(tmp_path / "old", "beats", "gone", menu=("Snap to Beats", "Gone"))
    install(where, old)
    cache = where.package / "backbeat_resolve" / "__pycache__"
    cache.mkdir()
    (cache / "gone.cpython-36.pyc").touch()
    (cache / "beats.cpython-36.pyc").touch()
    new = write_plugin(tmp_path / "new", "beats", "fresh")
    (new / "backbeat_resolve" / "beats.py").write_text("NAME = 'better'\n")
    plan = plan_install(where, new)
    assert plan.names(Action.REPLACE) == [BEATS, "Backbeat/install.json"]
    assert plan.names(Action.WRITE) == ["Backbeat/backbeat_resolve/fresh.py"]
    assert plan.names(Action.REMOVE) == [
        "Backbeat/backbeat_resolve/gone.py",
        "Scripts/Utility/Backbeat/Gone.py",
        "Backbeat/backbeat_resolve/__pycache__/gone.cpython-36.pyc",
    ]
    assert not plan.names(Action.SET_ASIDE)
    carry_out(plan)
    assert (where.fusion / BEATS).read_text() == "NAME = 'better'\n"
    uninstall(where)
    assert snapshot(tmp_path / "disk") == {}


def test_a_folder_that_an_upgrade_empties_goes(tmp_path: Path, where: Places) -> None:
    install(where, write_plugin(tmp_path / "old"))
    new = write_plugin(tmp_path / "new")
    (new / "backbeat_resolve" / "windows" / "__init__.py").unlink()
    install(where, new)
    assert not (where.package / "backbeat_resolve" / "windows").exists()
    assert where.menu.is_dir()


def test_a_changed_file_is_kept_beside_the_new_one(
    tmp_path: Path, where: Places, source: Path
) -> None:
    install(where, source)
    script = where.fusion / SNAP
    wanted = script.read_bytes()
    for number, kept in enumerate(("mine", "mine too")):
        script.write_text(kept)
        plan = plan_install(where, source)
        aside = SNAP + ".bak" + ("2" if number else "")
        assert [step.aside for step in plan.steps if step.aside] == [aside]
        carry_out(plan)
        assert (where.fusion / aside).read_text() == kept
        assert script.read_bytes() == wanted
    # No menu entry comes of it.
    assert [path.name for path in where.menu.glob("*.py")] == ["Snap to Beats.py"]


def test_a_file_of_others_with_our_name_is_kept_too(
    tmp_path: Path, where: Places, source: Path
) -> None:
    where.menu.mkdir(parents=True)
    (where.fusion / SNAP).write_text("theirs")
    install(where, source)
    assert (where.menu / "Snap to Beats.py.bak").read_text() == "theirs"
    uninstall(where)
    assert snapshot(where.menu) == {"Snap to Beats.py.bak": b"theirs"}


def test_removing_leaves_what_is_not_ours(tmp_path: Path, where: Places, source: Path) -> None:
    where.menu.mkdir(parents=True)
    (where.menu.parent / "Other.py").write_text("theirs")
    install(where, source)
    (where.menu / "Mine.py").write_text("mine")
    (where.package / "notes.txt").write_text("mine")
    (where.fusion / BEATS).write_text("changed")
    cache = where.package / "backbeat_resolve" / "__pycache__"
    cache.mkdir()
    for name in ("__init__.cpython-36.pyc", "beats.cpython-314.opt-1.pyc", "other.cpython-36.pyc"):
        (cache / name).touch()
    plan = plan_uninstall(where)
    assert plan.names(Action.SET_ASIDE) == [BEATS]
    carry_out(plan)
    files = {
        name: content for name, content in snapshot(where.fusion).items() if content is not None
    }
    assert files == {
        "Backbeat/backbeat_resolve/__pycache__/other.cpython-36.pyc": b"",
        "Backbeat/backbeat_resolve/beats.py.bak": b"changed",
        "Backbeat/notes.txt": b"mine",
        "Scripts/Utility/Backbeat/Mine.py": b"mine",
        "Scripts/Utility/Other.py": b"theirs",
    }


def test_a_missing_file_is_put_back_and_does_not_hinder_removal(
    tmp_path: Path, where: Places, source: Path
) -> None:
    install(where, source)
    whole = snapshot(tmp_path)
    (where.fusion / BEATS).unlink()
    install(where, source)
    assert snapshot(tmp_path) == whole
    (where.fusion / BEATS).unlink()
    uninstall(where)
    assert snapshot(tmp_path / "disk") == {}


def test_folders_that_were_there_stay(tmp_path: Path, where: Places, source: Path) -> None:
    (where.fusion / "Scripts").mkdir(parents=True)
    install(where, source)
    (source / "backbeat_resolve" / "beats.py").write_text("NAME = 'new'\n")
    install(where, source)
    uninstall(where)
    assert (where.fusion / "Scripts").is_dir()
    assert not (where.fusion / "Scripts" / "Utility").exists()


def test_a_broken_list_is_replaced_and_what_differs_is_kept(
    tmp_path: Path, where: Places, source: Path
) -> None:
    install(where, source)
    manifest.path_of(where).write_text("{")
    (where.fusion / BEATS).write_text("who knows")
    with pytest.raises(InputError, match="Install again"):
        plan_uninstall(where)
    plan = plan_install(where, source)
    assert plan.names(Action.SET_ASIDE) == [BEATS]
    carry_out(plan)
    assert manifest.read(where) is not None


def test_folders_listed_by_a_stranger_are_not_removed(
    tmp_path: Path, where: Places, source: Path
) -> None:
    install(where, source)
    other = tmp_path / "other"
    other.mkdir()
    path = manifest.path_of(where)
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "folders": [str(other)]}))
    uninstall(where)
    assert other.is_dir()


def test_a_link_is_replaced_and_what_it_leads_to_is_untouched(
    tmp_path: Path, where: Places, source: Path
) -> None:
    install(where, source)
    mine = tmp_path / "mine.py"
    mine.write_bytes((where.fusion / BEATS).read_bytes())
    (where.fusion / BEATS).unlink()
    (where.fusion / BEATS).symlink_to(mine)
    plan = plan_install(where, source)
    assert plan.names(Action.SET_ASIDE) == [BEATS]
    (source / "backbeat_resolve" / "beats.py").write_text("NAME = 'new'\n")
    install(where, source)
    assert mine.read_text() == "NAME = 'beats'\n"
    assert (where.fusion / BEATS).read_text() == "NAME = 'new'\n"
    assert (where.fusion / f"{BEATS}.bak").is_symlink()


def test_removing_what_is_not_there_says_so(where: Places) -> None:
    with pytest.raises(NotFoundError, match="not installed for you"):
        plan_uninstall(where)


def test_a_folder_in_the_place_of_a_file_is_named(where: Places, source: Path) -> None:
    (where.fusion / SNAP).mkdir(parents=True)
    with pytest.raises(OutputError, match=r"folder .*Snap to Beats\.py is in the way"):
        plan_install(where, source)


def test_a_file_in_the_place_of_a_folder_is_named(where: Places, source: Path) -> None:
    where.fusion.mkdir(parents=True)
    (where.fusion / "Backbeat").write_text("a file")
    with pytest.raises(OutputError, match="in the way"):
        plan_install(where, source)
