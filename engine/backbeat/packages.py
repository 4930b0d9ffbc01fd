"""Optional packages, each needed by one option or one job only."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from backbeat.errors import InputError
from backbeat.frozen import is_frozen


@dataclass(frozen=True, slots=True)
class Optional:
    """A package that the slim set leaves out."""

    module: str
    """What it is imported as."""
    needed_by: str
    """The option or the job that needs it."""
    is_option: bool = False
    """Whether it is an option, which can be left out."""


OPTIONAL = {
    "librosa": Optional("librosa", "--tracker librosa", is_option=True),
    "pyloudnorm": Optional("pyloudnorm", "--meter pyloudnorm", is_option=True),
    "opencv-python-headless": Optional("cv2", "cutting to music"),
    "scenedetect-headless": Optional("scenedetect", "cutting to music"),
    "ctranslate2": Optional("ctranslate2", "recognising speech"),
    "pocketsphinx": Optional("pocketsphinx", "aligning speech with its text"),
}
"""The optional packages, by the names to install them by."""
FOOTAGE = ("opencv-python-headless", "scenedetect-headless")
"""Those that looking at clips takes."""


def require(package: str) -> None:
    """Checks that a package of `OPTIONAL` is installed.

    Raises:
        InputError: it is not.
    """
    wanted = OPTIONAL[package]
    if _is_there(wanted.module):
        return
    needed_by = wanted.needed_by
    or_not = ", or leave the option out" * wanted.is_option
    if is_frozen():
        raise InputError(
            f"{needed_by[0].upper()}{needed_by[1:]} needs the package {package}, which this "
            "program does not contain.",
            f"Use a Backbeat that pip installed (pip install backbeat){or_not}.",
        )
    raise InputError(
        f"{needed_by[0].upper()}{needed_by[1:]} needs the package {package}, which is not "
        "installed.",
        f"Install it (pip install {package}){or_not}.",
    )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:
        # Another thread is importing it just now: OpenCV has no spec for a moment then.
        return True
