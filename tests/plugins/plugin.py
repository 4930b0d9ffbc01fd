"""A small plugin to install, and what a folder holds before and after."""

from __future__ import annotations

from pathlib import Path

from backbeat.plugins.carrying_out import carry_out
from backbeat.plugins.places import Places, Scope, System, places
from backbeat.plugins.plan import plan_install, plan_uninstall

MENU_SCRIPT = """\
# -*- coding: utf-8 -*-
import sys

PLUGIN_FOLDER = ""

sys.path.insert(0, PLUGIN_FOLDER)
import backbeat_resolve

backbeat_resolve.say()
"""
_INIT = """\
def say():
    print(ascii(__file__))
"""


def write_plugin(folder: Path, *modules: str, menu: tuple[str, ...] = ("Snap to Beats",)) -> Path:
    """A plugin's sources: a package that says where it lies, and menu scripts that ask it."""
    package, scripts = folder / "backbeat_resolve", folder / "menu"
    (package / "windows").mkdir(parents=True)
    scripts.mkdir()
    (package / "__init__.py").write_text(_INIT)
    (package / "windows" / "__init__.py").write_text("")
    for module in modules:
        (package / f"{module}.py").write_text(f"NAME = '{module}'\n")
    for name in menu:
        (scripts / f"{name}.py").write_text(MENU_SCRIPT)
    return folder


def linux(root: Path, scope: Scope = Scope.USER, user: str = "me") -> Places:
    """The places of Linux below `root`."""
    return places(System.LINUX, {"HOME": f"/home/{user}"}, scope, root)


def install(where: Places, source: Path) -> None:
    carry_out(plan_install(where, source))


def uninstall(where: Places) -> None:
    carry_out(plan_uninstall(where))


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its content, every folder with None."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }
