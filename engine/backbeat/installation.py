"""How this Backbeat was installed, which decides how it is updated."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from backbeat.frozen import is_frozen

_NAME = "backbeat"


@dataclass(frozen=True, slots=True)
class Installation:
    """One way of installing."""

    kind: str
    """ "pip", "pipx", "uv", "source" or "frozen"."""
    words: str
    """As in "0.1.0, installed by pipx"."""
    update: str
    """What updates it: a command, or for a folder a sentence."""
    releases: str
    """What shows which releases there are: a command, or for a folder a sentence."""


def installation() -> Installation:
    """How this Backbeat was installed. Looks at files beside it only, and asks nobody."""
    if is_frozen():
        folder = Path(sys.executable).parent
        return Installation(
            "frozen",
            f"a program of its own in {folder}",
            f"Stop the engine and replace the folder {folder} with that of the newer version.",
            "They are where you have this folder from.",
        )
    pip = f"{sys.executable} -m pip"
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return Installation(
            "uv",
            "installed by uv",
            f"uv tool upgrade {_NAME}",
            f"uv tool list --outdated, or: uvx pip index versions {_NAME}",
        )
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return Installation(
            "pipx",
            "installed by pipx",
            f"pipx upgrade {_NAME}",
            f"pipx runpip {_NAME} index versions {_NAME}",
        )
    source = _source_folder()
    if source is not None:
        return Installation(
            "source",
            f"run from its source in {source}",
            f"git -C {source} pull, then: {pip} install --editable {source}",
            f"git -C {source} fetch --tags, then: git -C {source} tag",
        )
    return Installation(
        "pip",
        "installed by pip",
        f"{pip} install --upgrade {_NAME}",
        f"{pip} index versions {_NAME}",
    )


def _source_folder() -> Path | None:
    """The folder of an editable installation; None for another."""
    try:
        said = metadata.distribution(_NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return Path(__file__).parents[2]
    try:
        origin = json.loads(said or "{}")
        if not origin.get("dir_info", {}).get("editable"):
            return None
    except (ValueError, AttributeError):
        return None
    return Path(__file__).parents[2]
