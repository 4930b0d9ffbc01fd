"""The documented Python API: the code of docs/python.md runs, and takes paths of either kind."""

from __future__ import annotations

import importlib
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import commands, edits
from tests.edits import Piece
from tests.material import write_clip

PAGE = (Path(__file__).parent.parent / "docs" / "python.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
HERE = "\n".join(block for block in BLOCKS if "connect" not in block)
"""What needs no engine."""
PACKAGES = ("timeline", "music", "cutting", "loudness", "client")


def documented() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function that the page or a package's `__all__` names."""
    for package in PACKAGES:
        module = importlib.import_module(f"backbeat.{package}")
        for name in module.__all__:
            if inspect.isfunction(getattr(module, name)):
                yield f"{package}.{name}", getattr(module, name)
    media = [
        importlib.import_module(f"backbeat.media.{name}") for name in ("decode", "encode", "probe")
    ]
    others = [importlib.import_module(name) for name in ("backbeat.footage.analysis",)]
    for module in media + others:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


@pytest.mark.parametrize("as_text", [False, True])
def test_the_code_of_the_page_runs(
    as_text: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.write_clicks(tmp_path / "song.wav", 12)
    edits.written(edits.timeline([[Piece(27), Piece(47), Piece(60)]]), tmp_path)
    for seed, name in enumerate(("one.mov", "two.mov")):
        write_clip(tmp_path / name, 8, seed=seed)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    code = re.sub(r"Path\((\".*?\"|clip)\)", r"\1", HERE) if as_text else HERE
    assert ("Path(" in code) is not as_text
    exec(compile(code, "python.md", "exec"), {})
    assert (tmp_path / "out.otio").is_file()
    assert (tmp_path / "cut.otio").is_file()


def test_no_documented_function_insists_on_a_path_object() -> None:
    taking = []
    for name, function in documented():
        hints = typing.get_type_hints(function)
        hints.pop("return", None)
        for argument, hint in hints.items():
            kinds = typing.get_args(hint) if _is_union(hint) else (hint,)
            if any(inspect.isclass(kind) and issubclass(kind, Path) for kind in kinds):
                taking.append(f"{name}({argument})")
    assert not taking, "these take a Path only; let them take backbeat.files.StrPath"


def _is_union(hint: object) -> bool:
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def test_an_engine_is_found_by_text_and_by_path(tmp_path: Path) -> None:
    from backbeat.client import connect
    from backbeat.errors import EngineUnavailableError

    for home in (tmp_path, str(tmp_path)):
        with pytest.raises(EngineUnavailableError, match="No engine is running"):
            connect(home=home)
