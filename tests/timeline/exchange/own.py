"""Timelines of our own, which hold one of everything that formats differ in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.timeline import Document, load
from backbeat.timeline.exchange import objects
from tests import edits
from tests.edits import Piece

RATES = (24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 50.0, 60000 / 1001, 60.0)


def everything(rate: float = 25.0, start: float | None = None) -> Any:
    """A timeline with cuts, gaps, dissolves, speeds, markers, links, levels, names."""
    first = round(rate) * 3600 if start is None else start
    picture = [
        Piece(48, name="opening", link=1),
        Piece(60, name="R&D <two>", link=2),
        Piece(kind="transition", offsets=(6, 6)),
        Piece(40, name="third"),
        Piece(25, kind="gap"),
        Piece(30, name="slow", speed=0.5),
        Piece(30, name="fast", speed=2.0),
        Piece(24, name="backwards", speed=-1.0),
        Piece(kind="transition", offsets=(4, 8)),
        Piece(50, name="último"),
    ]
    above = [Piece(60, kind="gap"), Piece(30, name="title shot")]
    sound = [Piece(48, name="opening", link=1), Piece(60, name="R&D <two>", link=2)]
    music = [Piece(12, kind="gap"), Piece(200, name="song")]
    made = edits.timeline([picture, above], [sound, music], rate, first)
    made.name = "Everything & more"
    tracks = list(made.tracks)
    for track, name in zip(tracks, ("Base", "Overlay", "Dialogue", "Music"), strict=True):
        track.name = name
    tracks[0][3].enabled = False
    tracks[3][1].effects.append(
        otio.adapters.read_from_string(_json(objects.volume([(0, -6.0)])), "otio_json")
    )
    media_start = 86400.0
    tracks[0][0].markers.append(
        otio.schema.Marker(
            "look",
            edits.span(media_start + 30, 1, rate),
            otio.schema.MarkerColor.RED,
            comment="a note",
        )
    )
    for frame, name, color in ((10, "beat", "RED"), (100, "drop", "CYAN"), (170, "end", "BLUE")):
        made.tracks.markers.append(
            otio.schema.Marker(name, edits.span(frame, 1, rate), color, comment=f"at {frame}")
        )
    return made


def document(folder: Path, rate: float = 25.0) -> Document:
    """`everything`, as a document."""
    return load(edits.written(everything(rate), folder))


def _json(tree: Any) -> str:
    import json

    return json.dumps(tree)
