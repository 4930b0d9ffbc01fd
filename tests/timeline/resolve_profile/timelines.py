"""A timeline as Resolve exports it, of which nothing can be found fault with, to break in tests."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat.timeline.document import Container, Document
from backbeat.timeline.media_range import MediaRange

RATE = 25.0
HOUR = 90000.0
"""Timecode of the first frame of the timeline and of the media."""
MEDIA_FRAMES = 500.0

Tree = dict[str, Any]


def time(value: float, rate: float = RATE) -> Tree:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value}


def span(start: float, duration: float, rate: float = RATE) -> Tree:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": time(duration, rate),
        "start_time": time(start, rate),
    }


def clip(name: str, url: str, start: float = HOUR + 100, duration: float = 50.0) -> Tree:
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {"Resolve_OTIO": {}},
        "name": name,
        "source_range": span(start, duration),
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "metadata": {},
                "name": name,
                "available_range": span(HOUR, MEDIA_FRAMES),
                "available_image_bounds": None,
                "target_url": url,
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def track(kind: str, children: list[Tree]) -> Tree:
    return {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {"Resolve_OTIO": {"Locked": False}},
        "name": f"{kind} 1",
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": children,
        "kind": kind,
    }


def marker(name: str = "note", start: float = 10.0, **members: Any) -> Tree:
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"Resolve_OTIO": {"Keywords": [], "Note": "said"}},
        "name": name,
        "color": "GREEN",
        "marked_range": span(start, 1.0),
        "comment": "",
        **members,
    }


def transition(before: float, after: float, kind: str = "SMPTE_Dissolve") -> Tree:
    return {
        "OTIO_SCHEMA": "Transition.1",
        "metadata": {},
        "name": "Dissolve",
        "in_offset": time(before),
        "out_offset": time(after),
        "transition_type": kind,
    }


def clean(folder: Path) -> Tree:
    """Two picture clips and a sound clip of media that is in `folder`; starts at zero."""
    for name in ("a.mov", "b.mov", "s.wav"):
        (folder / name).touch()
    video = [clip("A", str(folder / "a.mov")), clip("B", str(folder / "b.mov"))]
    sound = [clip("S", str(folder / "s.wav"), duration=100.0)]
    return clean_shell([track("Video", video), track("Audio", sound)])


def clean_shell(children: list[Tree]) -> Tree:
    """A timeline of these tracks."""
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {},
        "name": "edit",
        "global_start_time": time(0.0),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {},
            "name": "",
            "source_range": None,
            "effects": [],
            "markers": [],
            "enabled": True,
            "children": children,
        },
    }


def tracks(tree: Tree) -> list[Tree]:
    found: list[Tree] = tree["tracks"]["children"]
    return found


def first(tree: Tree) -> Tree:
    """The first picture clip."""
    found: Tree = tracks(tree)[0]["children"][0]
    return found


def media_of(clip: Tree) -> Tree:
    found: Tree = clip["media_references"]["DEFAULT_MEDIA"]
    return found


def document(tree: Tree, folder: Path, **layout: Any) -> Document:
    data = json.dumps(tree, **{"indent": 4, **layout}).encode()
    return Document(folder / "file.otio", Container.OTIO, data)


def media(url: str) -> MediaRange | None:
    """What the media says: 500 frames from an hour; other media than ours is unknown."""
    if not url.endswith(("a.mov", "b.mov", "s.wav")):
        return None
    rate = Fraction(25)
    return MediaRange(Fraction(int(HOUR)) / rate, Fraction(int(MEDIA_FRAMES)) / rate, rate=rate)


def nothing(url: str) -> MediaRange | None:
    """Media that nobody can look at."""
    del url
