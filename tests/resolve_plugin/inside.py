"""The plugin's modules inside a modelled Resolve, with no engine behind them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from backbeat_resolve import timelines, wanted
from backbeat_resolve.host import Session as Inside
from backbeat_resolve.host import find_host, open_session
from backbeat_resolve.wanted import ExpectedTimeline
from tests.doubles.resolve.session import Session, session

EXACT_RATES = [(23.976, False), (24, False), (25, False), (29.97, True), (59.94, False)]


def opened(held: Session) -> Inside:
    """What every entry begins with."""
    return open_session(find_host(held.globals))


def everything(held: Session) -> Any:
    """All that a user could find changed, as plain data."""
    assert held.world.project is not None
    return [held.world.page, asdict(held.project)]


def cut(
    folder: Path,
    version: str = "21.1",
    rate: float = 25,
    lengths: tuple[int, ...] = (50, 40, 60, 30),
    media_rate: float | None = None,
    drop_frame: bool = False,
    **switches: Any,
) -> Session:
    """A timeline of clips end to end on V1, from all over one file, and a song below them."""
    held = session(version, rate=rate, drop_frame=drop_frame, **switches)
    camera = held.add_media(folder / "camera.mov", 600, media_rate or rate, start=1234, channels=2)
    song = held.add_media(folder / "song.wav", 300, None, channels=2)
    made = held.add_timeline("edit", rate, drop_frame)
    at = 0
    for number, length in enumerate(lengths):
        held.add_item(made, camera, at, length, source=(100 + 71 * number) % 9000)
        at += length
    held.add_item(made, song, 0, at, kind="audio")
    return held


def goal_of(held: Session, folder: Path) -> ExpectedTimeline:
    """The open timeline as it would be read from its own export."""
    return exported(held, folder / "goal.otio")


def exported(held: Session, path: Path) -> ExpectedTimeline:
    inside = opened(held)
    timelines.export(inside, path)
    return wanted.read(path, inside.rate.fps)


def quiet(fraction: float, step: str) -> None:
    """A report that nobody hears."""


def never() -> bool:
    return False
