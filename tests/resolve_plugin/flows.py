"""Runs of the plugin's menu entries in a modelled Resolve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.media.encode import write_audio
from backbeat.workflows.demo.song import make_song
from backbeat_resolve.entry import main
from tests.doubles.resolve.behaviour import Edition
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Timeline
from tests.doubles.resolve.ui import Click, Step

EDITIONS: tuple[tuple[str, Edition], ...] = (
    ("18.6", "studio"), ("18.6", "free"), ("19.1", "studio"), ("19.1", "free"),
    ("20.3", "studio"), ("20.3", "free"), ("21.0.4", "studio"), ("21.0.4", "free"),
    ("21.1", "studio"),
)  # fmt: skip
"""Every version and edition that runs Python scripts at all."""
MATERIAL_S = 120
"""Of each clip."""


def run(held: Session, name: str, steps: Sequence[Step] | None = None) -> bool:
    """Runs a menu entry; where there are windows, the user says yes and closes the last one."""
    if held.world.behaviour.ui_manager:
        asks = name in (
            "snap_to_beats", "beat_markers", "cut_to_music", "master_loudness", "settings",
            "lip_sync_clip", "place_foley",
        )  # fmt: skip
        usual = [Click("Go"), Click("Close")] if asks else [Click("Close")]
        held.user.steps = list(usual if steps is None else steps)
    return main(name, {"resolve": held.resolve, "fusion": held.fusion, "bmd": held.bmd})


def write_song(path: Path, seconds: float = 20) -> Path:
    """A song of ours."""
    song = make_song(seconds=seconds)
    write_audio(path, song.samples[: int(song.rate * seconds)], song.rate, "pcm_s16le")
    return path


def cut_world(
    folder: Path,
    song: Path,
    version: str = "21.1",
    edition: Edition = "studio",
    rate: float | Fraction = 25,
    drop_frame: bool = False,
    lengths: Sequence[int] = (31, 47, 29, 55, 38, 44, 61, 33),
    **switches: object,
) -> Session:
    """A timeline of clips with handles over a song, cut anywhere; media on a timecode clock."""
    held = session(version, edition, rate, drop_frame, **switches)
    edit = held.add_timeline("edit ü", rate, drop_frame)
    at = 0
    for number, length in enumerate(lengths):
        path = folder / f"shot {number} é.mov"
        media = held.add_media(path, MATERIAL_S, rate, start=90_000, channels=2)
        held.add_item(edit, media, at, length, source=200)
        at += length
    music = held.add_media(song, seconds=Fraction(at) / edit.rate + 1, rate=None, channels=2)
    held.add_item(edit, music, 0, at, kind="audio")
    return held


@dataclass(frozen=True)
class Shape:
    """What an editor sees of a timeline."""

    name: str
    start: int
    items: tuple[tuple[str, int, str, int, int, Fraction], ...]
    markers: tuple[tuple[float, str, str], ...]
    tracks: tuple[tuple[str, str, bool, bool], ...]


def shape(timeline: Timeline) -> Shape:
    """Everything of a timeline that a run may not change unasked."""
    kinds = ("video", "audio")
    return Shape(
        timeline.name,
        timeline.start,
        tuple(
            (kind, number, item.name, item.start, item.end, Fraction(item.source))
            for kind in kinds
            for number, track in enumerate(timeline.tracks[kind], 1)
            for item in track.items
        ),
        tuple(
            (float(frame), marker.name, marker.note)
            for frame, marker in sorted(timeline.markers.items())
        ),
        tuple(
            (kind, track.name, track.enabled, track.locked)
            for kind in kinds
            for track in timeline.tracks[kind]
        ),
    )


def pool_of(held: Session) -> list[str]:
    """All clips and timelines of the project's pool, by name."""
    found = [item.name for bin_ in _bins(held) for item in bin_.items]
    return sorted(found) + sorted(timeline.name for timeline in held.project.timelines)


def _bins(held: Session) -> list:
    waiting, found = [held.project.root], []
    while waiting:
        bin_ = waiting.pop()
        found.append(bin_)
        waiting.extend(bin_.bins)
    return found
