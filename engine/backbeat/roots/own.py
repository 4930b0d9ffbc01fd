"""The folders that an engine uses unnamed: its code and its own folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from backbeat.roots import Roots

_CODE = Path(os.path.realpath(Path(__file__).parents[1]))


def own_added(roots: Roots, home: Path) -> Roots:
    """The roots of an engine, with its own places.

    Args:
        roots: the folders that its user allows.
        home: the engine's folder, which no request may name.
    """
    real = Path(os.path.realpath(home))
    return replace(roots, private=(*roots.private, real), own=(*roots.own, real, _CODE))
