"""Packages that one option each needs, and that an installation may leave out."""

from __future__ import annotations

from importlib.util import find_spec

from backbeat.errors import InputError

OPTIONAL = {"librosa": "--tracker librosa", "pyloudnorm": "--meter pyloudnorm"}
"""Each with the option that needs it."""


def require(package: str) -> None:
    """Makes sure that a package of `OPTIONAL` is installed.

    Raises:
        InputError: it is not.
    """
    if find_spec(package) is None:
        raise InputError(
            f"{OPTIONAL[package]} needs the package {package}, which is not installed.",
            f"Install it (pip install {package}), or leave the option out.",
        )
