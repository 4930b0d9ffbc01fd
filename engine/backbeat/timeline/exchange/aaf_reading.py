"""Reads AAF through OpenTimelineIO's adapter for it, as Media Composer and Pro Tools write it."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import TimelineError
from backbeat.timeline.exchange.conversion import Converted
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.objects import EXCHANGE

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a Microsoft compound file begins, which an AAF is."""


def read(path: Path) -> Converted:
    """The timeline of an AAF.

    Raises:
        TimelineError: it cannot be read.
    """
    import opentimelineio as otio

    with path.open("rb") as file:
        if file.read(len(_COMPOUND)) != _COMPOUND:
            raise TimelineError(f"{path} is not an AAF.", "Export it again from the editor.")
    if "AAF" not in otio.adapters.available_adapter_names():
        raise TimelineError(
            f"{path} cannot be read: the reader of AAF is not installed.",
            "Install it with `pip install otio-aaf-adapter`, or export FCP 7 XML or an EDL.",
        )
    reason = ""
    with warnings.catch_warnings():
        # Where pyaaf2 fails, it leaves the file open.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            # The adapter prints what it makes of unknown parts.
            with contextlib.redirect_stdout(io.StringIO()), _quiet():
                found = otio.adapters.read_from_file(str(path), "AAF")
        except Exception as error:  # pyaaf2 raises many types, its own and those of struct
            reason = " ".join(str(error).split())[:200] or type(error).__name__
        if reason:
            gc.collect()
    if reason:
        raise TimelineError(
            f"{path} is not an AAF that can be read: {reason}.", "Export it again from the editor."
        )
    tree = json.loads(otio.adapters.write_to_string(found, "otio_json", indent=-1))
    tree.setdefault("metadata", {})[EXCHANGE] = {
        "format": Format.AAF.value,
        "name": path.name,
        "drop_frame": False,
    }
    return Converted(tree, ("Levels and effects of an AAF are not applied to the sound.",))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    previous = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(previous)
