from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import RequestError
from backbeat.plugins.places import Scope, System, places

MAC = {"HOME": "/Users/Zoë O'Hara"}
WINDOWS = {"APPDATA": r"C:\Users\Zoë O'Hara\AppData\Roaming", "PROGRAMDATA": r"D:\Program Data"}
LINUX = {"HOME": "/home/zoë o'hara"}
SUPPORT = "Library/Application Support/Blackmagic Design/DaVinci Resolve"

TABLE = [
    (System.MACOS, Scope.USER, MAC, f"Users/Zoë O'Hara/{SUPPORT}"),
    (System.MACOS, Scope.ALL_USERS, MAC, SUPPORT),
    (
        System.WINDOWS,
        Scope.USER,
        WINDOWS,
        "Users/Zoë O'Hara/AppData/Roaming/Blackmagic Design/DaVinci Resolve/Support",
    ),
    (
        System.WINDOWS,
        Scope.ALL_USERS,
        WINDOWS,
        "Program Data/Blackmagic Design/DaVinci Resolve",
    ),
    (System.LINUX, Scope.USER, LINUX, "home/zoë o'hara/.local/share/DaVinciResolve"),
    (System.LINUX, Scope.ALL_USERS, LINUX, "opt/resolve"),
]


@pytest.mark.parametrize(("system", "scope", "environment", "product"), TABLE)
def test_each_system_has_its_folders(
    tmp_path: Path, system: System, scope: Scope, environment: dict[str, str], product: str
) -> None:
    found = places(system, environment, scope, tmp_path)
    assert found.product == tmp_path / product
    assert found.menu == tmp_path / product / "Fusion/Scripts/Utility/Backbeat"
    assert found.package == tmp_path / product / "Fusion/Backbeat"
    # Nothing under Scripts but menu entries.
    assert not found.package.is_relative_to(tmp_path / product / "Fusion/Scripts")
    assert list(tmp_path.iterdir()) == []


def test_the_second_folder_of_linux_is_taken_when_resolve_is_there(tmp_path: Path) -> None:
    (tmp_path / "home/resolve").mkdir(parents=True)
    found = places(System.LINUX, LINUX, Scope.ALL_USERS, tmp_path)
    assert found.product == tmp_path / "home/resolve"
    (tmp_path / "opt/resolve").mkdir(parents=True)
    found = places(System.LINUX, LINUX, Scope.ALL_USERS, tmp_path)
    assert found.product == tmp_path / "opt/resolve"


def test_windows_without_its_usual_variables(tmp_path: Path) -> None:
    found = places(System.WINDOWS, {"USERPROFILE": r"C:\Users\me"}, Scope.USER, tmp_path)
    assert found.product.is_relative_to(tmp_path / "Users/me/AppData/Roaming/Blackmagic Design")
    found = places(System.WINDOWS, {}, Scope.ALL_USERS, tmp_path)
    assert found.product.is_relative_to(tmp_path / "ProgramData")


@pytest.mark.parametrize(
    ("system", "variable"),
    [(System.MACOS, "HOME"), (System.LINUX, "HOME"), (System.WINDOWS, "APPDATA")],
)
def test_a_user_without_a_home_is_told_what_is_missing(system: System, variable: str) -> None:
    with pytest.raises(RequestError, match=variable):
        places(system, {}, Scope.USER)


def test_without_a_root_the_paths_are_those_of_the_disk() -> None:
    found = places(System.LINUX, {"HOME": "/home/me"}, Scope.USER)
    assert found.product == Path("/home/me/.local/share/DaVinciResolve")
