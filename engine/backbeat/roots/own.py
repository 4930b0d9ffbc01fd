"""The folders that an engine uses unnamed: its code and its own folders."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from backbeat.roots import Roots

_CODE = Path(os.path.realpath(Path(__file__).parents[1]))


def own_added(roots: Roots, *homes: Path) -> Roots:
    """The roots of an engine, with its own places.

    Args:
        roots: the folders that its user allows.
        homes: the engine's folders, which no request may name: that of its jobs, and that of the
            user's models and presets.
    """
    real = tuple(Path(os.path.realpath(home)) for home in homes)
    return replace(roots, private=(*roots.private, *real), own=(*roots.own, *real, _CODE))
