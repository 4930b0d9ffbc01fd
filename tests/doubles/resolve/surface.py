"""The scripting API's table of facts: the methods of each version, and how they are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "surface.json"

Version = tuple[int, int, int]


def version_from(text: str) -> Version:
    """(18, 6, 0) from "18.6"."""
    numbers = [int(part) for part in text.split(".")]
    major, minor, patch = [*numbers, 0, 0][:3]
    return major, minor, patch


@dataclass(frozen=True)
class Signature:
    least: int
    """Fewest arguments."""
    most: int | None
    """Most arguments; None: any number of the last type."""
    types: tuple[str, ...]
    """Of the arguments, as the table spells them: "int", "list[Folder]", "str|None"."""
    returns: str
    deprecated: bool


@dataclass(frozen=True)
class Method:
    name: str
    since: Version
    deprecated: Version | None
    """From which version on."""
    signatures: tuple[Signature, ...]

    @property
    def failure(self) -> bool | None:
        """What a call that fails answers."""
        return False if self.signatures[0].returns == "bool" else None


@cache
def table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


@cache
def methods(api: str) -> dict[str, Method]:
    """All methods of a class, of every version, by name."""
    return {
        name: Method(
            name,
            version_from(about["since"]),
            version_from(about["deprecated"]) if "deprecated" in about else None,
            tuple(
                Signature(
                    each["args"][0],
                    each["args"][1],
                    tuple(each["types"]),
                    each["returns"],
                    each["deprecated"],
                )
                for each in about["signatures"]
            ),
        )
        for name, about in table()["classes"][api].items()
    }


@cache
def fields(typed_dict: str) -> dict[str, str]:
    """Keys of a dictionary that the API takes or gives, and their types."""
    found: dict[str, str] = table()["typed_dicts"][typed_dict]
    return found


def is_typed_dict(name: str) -> bool:
    return name in table()["typed_dicts"]


def is_enum(name: str) -> bool:
    return name in table()["constants"]


def literals(name: str) -> list[str]:
    """Values of a literal type, such as the sixteen marker colours."""
    found: list[str] = table()["literals"][name]
    return found


def is_literal(name: str) -> bool:
    return name in table()["literals"]


def names_of(enum: str) -> list[str]:
    """Constants of one enumeration."""
    return list(table()["constants"][enum])


@cache
def constants() -> dict[str, float]:
    """Every constant by name, as the floats they read as.

    Most values are published nowhere. Those get numbers that mean nothing, so that code which
    writes a number of its own fails here.
    """
    made: dict[str, float] = {}
    for enum in table()["constants"].values():
        for name, value in enum.items():
            made[name] = float(value) if value is not None else 7001.0 + len(made)
    return made
