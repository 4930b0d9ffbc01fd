from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError, NotFoundError
from backbeat.plugins.manifest import is_ours
from backbeat.plugins.places import Places, Scope, System
from backbeat.plugins.source import folder_literal, shipped, wanted
from tests.plugins.plugin import linux, write_plugin


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return linux(tmp_path / "disk")


def test_package_and_menu_are_wanted_and_nothing_else(tmp_path: Path, where: Places) -> None:
    source = write_plugin(tmp_path / "plugin", "beats", menu=("Snap to Beats", "Self-test"))
    (source / "README.md").write_text("for readers")
    (source / "menu" / "notes.txt").write_text("no script")
    (source / "backbeat_resolve" / ".hidden").write_text("x")
    (source / "backbeat_resolve" / "words.json").write_text("{}")
    cache = source / "backbeat_resolve" / "__pycache__"
    cache.mkdir()
    (cache / "beats.cpython-311.pyc").write_bytes(b"x")
    assert list(wanted(source, where)) == [
        "Backbeat/backbeat_resolve/__init__.py",
        "Backbeat/backbeat_resolve/beats.py",
        "Backbeat/backbeat_resolve/windows/__init__.py",
        "Backbeat/backbeat_resolve/words.json",
        "Scripts/Utility/Backbeat/Self-test.py",
        "Scripts/Utility/Backbeat/Snap to Beats.py",
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_the_blank_line_of_a_menu_script_is_filled(
    tmp_path: Path, where: Places, ending: str
) -> None:
    source = write_plugin(tmp_path / "plugin")
    script = source / "menu" / "Snap to Beats.py"
    text = script.read_text().replace("\n", ending)
    script.write_bytes(text.encode())
    filled = wanted(source, where)["Scripts/Utility/Backbeat/Snap to Beats.py"].decode()
    assert filled == text.replace('""', repr(str(where.package)))


@pytest.mark.parametrize(
    "text", ["", 'PLUGIN_FOLDER = ""\nPLUGIN_FOLDER = ""\n', 'PLUGIN_FOLDER = "x"\n']
)
def test_a_menu_script_has_one_blank_to_fill(tmp_path: Path, where: Places, text: str) -> None:
    source = write_plugin(tmp_path / "plugin")
    (source / "menu" / "Snap to Beats.py").write_text(text)
    with pytest.raises(InputError, match=r"Snap to Beats\.py has [02] lines"):
        wanted(source, where)


def test_a_folder_that_is_no_plugin_is_refused(tmp_path: Path, where: Places) -> None:
    with pytest.raises(InputError, match="is no plugin"):
        wanted(tmp_path, where)
    with pytest.raises(InputError, match="is no plugin"):
        wanted(tmp_path / "none", where)


def test_the_shipped_plugin_can_be_installed() -> None:
    try:
        source = shipped()
    except NotFoundError:
        pytest.skip("this checkout has no plugin for Resolve")
    contents = wanted(source, linux(Path("/"), Scope.ALL_USERS))
    assert all(map(is_ours, contents))
    for name, content in contents.items():
        if name.endswith(".py"):
            compile(content, name, "exec")


@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])))
def test_every_folder_can_be_written_into_a_script(folder: str) -> None:
    for system in System:
        literal = folder_literal(folder, system)
        assert literal.isascii() and "\n" not in literal
        assert eval(literal) == folder


def test_a_wheel_holds_the_plugin_where_it_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Path(__file__).parents[2]
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    checkout = "plugins/resolve"
    wheel = forced[checkout]
    for code, folder in (
        ("site/backbeat", f"site/{wheel}"),
        ("repo/engine/backbeat", f"repo/{checkout}"),
    ):
        monkeypatch.setattr(
            "backbeat.plugins.source.__file__", str(tmp_path / code / "plugins" / "source.py")
        )
        with pytest.raises(NotFoundError, match="does not include the plugin"):
            shipped()
        (tmp_path / folder / "menu").mkdir(parents=True)
        assert shipped() == tmp_path / folder
