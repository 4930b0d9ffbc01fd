"""Adds the files of a generator, once they were tried and their licence was accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.models.generators.binding import bound
from backbeat.models.generators.external import files_beside
from backbeat.models.generators.kinds import COMMERCIAL, Kind
from backbeat.models.registry import Card, put_added
from backbeat.models.sessions import open_session

MODEL = "model.onnx"
"""Name of the file of each role, in a folder named for the role."""


@dataclass(frozen=True)
class Terms:
    """What a user says of the licence of a generator's weights."""

    licence: str
    """SPDX identifier or text; empty: what its authors say of their own weights."""
    commercial: str
    """Whether it allows commercial use: one of `kinds.COMMERCIAL`."""
    accepted: bool
    """Whether the user accepts it."""


def add_generator(kind: Kind, given: Sequence[Path], terms: Terms, source: str = "") -> Card:
    """Adds a generator, replacing one of that name.

    Args:
        kind: the generator.
        given: its ONNX files, or a folder that holds them.
        terms: its licence.
        source: where it is from; empty: the path.

    Raises:
        RequestError: the licence was not accepted.
        InputError: a file is missing, is given twice, or is no part of this generator.
        OutputError: the registry cannot be written to.
    """
    if terms.commercial not in COMMERCIAL:
        raise RequestError(
            f"{terms.commercial} does not say whether the licence allows commercial use.",
            f"Choose from: {', '.join(COMMERCIAL)}.",
        )
    if not terms.accepted:
        raise RequestError(
            f"The licence of the weights of {kind.title} was not accepted. {kind.terms}",
            "Read it, then give --accept-licence.",
        )
    files = {}
    for role, model in roles_of(kind, onnx_files(given)).items():
        files[f"{role}/{MODEL}"] = model
        files |= {f"{role}/{name}": model.parent / name for name in files_beside(model)}
    main = f"{kind.roles[0].name}/{MODEL}"
    card = Card(
        kind.name,
        kind.purpose,
        terms.licence or kind.terms,
        source or str(given[0]),
        sha256="",
        file=main,
        commercial=terms.commercial,
        accepted=dt.datetime.now(dt.UTC).strftime("%Y-%m-%d"),
    )
    return put_added(card, files)


def onnx_files(given: Sequence[Path]) -> list[Path]:
    """The ONNX files that a user names, or that are in a folder that is named.

    Raises:
        InputError: there is no such file, or none in the folder.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(path.rglob("*.onnx"))
            if not inside:
                raise InputError(f"{path} holds no .onnx file.", "Give the ONNX files.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(f"{path} does not exist.", "Give an ONNX file, or a folder of them.")
    return found


def roles_of(kind: Kind, files: Sequence[Path]) -> dict[str, Path]:
    """Which file does what, by trying each.

    Raises:
        InputError: a file is missing, is given twice, or is no part of this generator.
    """
    found: dict[str, Path] = {}
    for file in files:
        files_beside(file)
        role = bound(open_session(file), kind, str(file)).role.name
        if role in found:
            raise InputError(
                f"{found[role]} and {file} are both the {role} of {kind.title}.",
                "Give one of them.",
            )
        found[role] = file
    missing = [role.name for role in kind.roles if role.name not in found]
    if missing:
        raise InputError(
            f"Of {kind.title}, no file is the {' or the '.join(missing)}.",
            f"It takes {len(kind.roles)}: {', '.join(role.name for role in kind.roles)}.",
        )
    return found
