"""Keeps the head that was fitted to the user's footage, in their home, with what it was fitted to.

The text file can be read and copied to another machine; without it the detector is as it comes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.errors import OutputError
from backbeat.files import replacing
from backbeat.foley.impacts.adapting import Adaptation
from backbeat.foley.impacts.heads import Head
from backbeat.home import home
from backbeat.models.impacts import ImpactNetwork
from backbeat.version import __version__

_UNREADABLE = (OSError, ValueError, TypeError, LookupError)


@dataclass(frozen=True)
class Used:
    """The head that is used."""

    head: Head
    sha256: str
    """Digest of the network and, where it was adapted, of what was kept of that."""
    adapted: bool
    warning: str = ""
    """Why what was adapted is not used, in a sentence; empty: there is none, or it is."""


def head_in_use(network: ImpactNetwork, unadapted: bool = False) -> Used:
    """The head for a network: the one fitted on this machine, else the one that comes with it.

    Args:
        network: that it is for.
        unadapted: whether the fitted one is left aside.
    """
    shipped = Used(Head.shipped(network.shipped), network.sha256, adapted=False)
    if unadapted or not place().is_file():
        return shipped
    again = "Adapt it again: backbeat foley --adapt FOOTAGE..."
    try:
        content = place().read_bytes()
        values = json.loads(content)
        if values["network_sha256"] != network.sha256:
            why = f"It was adapted when the detector was another. {again}"
            return Used(shipped.head, shipped.sha256, adapted=False, warning=why)
        head = _head(values["head"], len(network.shipped.weights))
    except _UNREADABLE:
        why = f"{place()} cannot be read, so the detector is used as it comes. {again}"
        return Used(shipped.head, shipped.sha256, adapted=False, warning=why)
    digest = hashlib.sha256(network.sha256.encode() + content).hexdigest()
    return Used(head, digest, adapted=True)


def keep(found: Adaptation, network: ImpactNetwork, footage: dict[str, str]) -> None:
    """Keeps a fitted head, in place of one from before.

    Args:
        found: what came of fitting.
        network: that it is for.
        footage: digests of what it was fitted to, by the files' names.

    Raises:
        OutputError: the user's home cannot be written to.
    """
    head = found.head
    values = {
        "network_sha256": network.sha256,
        "written_by": f"backbeat {__version__}",
        "footage": footage,
        "impacts": found.impacts,
        "f_before": round(found.f_before, 4),
        "f_after": round(found.f_after, 4),
        "head": {
            "weights": [[float(w) for w in tap] for tap in head.weights],
            "bias": head.bias,
            "scores": head.scores,
            "chances": head.chances,
            "propose_from": head.propose_from,
            "early": head.early,
        },
    }
    try:
        place().parent.mkdir(parents=True, exist_ok=True)
        with replacing(place()) as stage:
            stage.write_text(json.dumps(values, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise OutputError(
            f"{place()} cannot be written: {error.strerror or error}.",
            "Check the permissions of your data folder, or set BACKBEAT_HOME to another.",
        ) from error


def forget() -> bool:
    """Removes what was adapted; whether there was any.

    Raises:
        OutputError: it cannot be removed.
    """
    try:
        place().unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(
            f"{place()} cannot be removed: {error.strerror or error}.", "Check its permissions."
        ) from error
    return True


def place() -> Path:
    """The file it is kept in; it need not exist."""
    return home() / "foley" / "impacts.json"


def _head(values: dict[str, Any], width: int) -> Head:
    head = Head(
        np.array(values["weights"], np.float32),
        float(values["bias"]),
        tuple(float(value) for value in values["scores"]),
        tuple(float(value) for value in values["chances"]),
        float(values["propose_from"]),
        float(values["early"]),
    )
    if head.weights.ndim != 2 or head.weights.shape[1] != width or not len(head.scores):
        raise ValueError("weights of another shape")
    if len(head.scores) != len(head.chances) or not np.isfinite(head.weights).all():
        raise ValueError("a curve that is none")
    return head
