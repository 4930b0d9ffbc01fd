"""Rules about what a sequence is set to: its size, rates and start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.origin import MADE_FOR_PREMIERE
from backbeat.timeline.premiere_profile.own_metadata import WRITER, add, is_foreign
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import metadata
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.start_time import without_start

_VERSION = "1.0"
_USUAL_SAMPLE_RATE = 48_000
_SQUARE = {"denominator": 1.0, "numerator": 1.0}


def _unset(inspection: Inspection) -> Iterator[Hit]:
    if is_foreign(inspection):
        size, sample_rate = _size(inspection), _sample_rate(inspection)
        pictures = f"{size[0]} x {size[1]} pixels" if size else "the size of its first clip"
        yield Hit(
            f"The timeline has no settings of Premiere's; its media ask for {pictures}, "
            f"{float(inspection.edit.rate):.6g} frames a second and {sample_rate} Hz.",
            partial(_set, inspection, size, sample_rate),
        )


def _set(inspection: Inspection, size: tuple[int, int] | None, sample_rate: int) -> None:
    add(inspection.timeline, MetadataVersion=_VERSION)
    held = metadata(inspection.timeline)
    ours = held.get(NAMESPACE)
    held[NAMESPACE] = {**(ours if isinstance(ours, dict) else {}), MADE_FOR_PREMIERE: True}
    resolution = {"VideoResolution": {"height": size[1], "width": size[0]}} if size else {}
    add(
        inspection.stack,
        AudioFrameRate=float(sample_rate),
        PixelAspectRatio=dict(_SQUARE),
        VideoFrameRate=float(inspection.rate),
        **resolution,
    )


def _size(inspection: Inspection) -> tuple[int, int] | None:
    """That of most pictures; of the first among equals."""
    sizes = Counter(found.size for found in _media(inspection, pictures=True) if found.size)
    return max(sizes, key=sizes.__getitem__) if sizes else None


def _sample_rate(inspection: Inspection) -> int:
    rates = Counter(
        found.sample_rate for found in _media(inspection, pictures=False) if found.sample_rate
    )
    return max(rates, key=rates.__getitem__) if rates else _USUAL_SAMPLE_RATE


def _media(inspection: Inspection, *, pictures: bool) -> Iterator[MediaRange]:
    for track in inspection.edit.tracks:
        if track.is_video != pictures:
            continue
        for item in track.items:
            found = inspection.media(item.media_url) if item.media_url else None
            if found is not None:
                yield found


def _start(inspection: Inspection) -> Iterator[Hit]:
    return without_start(inspection, float(inspection.rate))


START = Rule(
    "start-time",
    Severity.RISK,
    "a timeline that does not say at which timecode it starts",
    f"every file has it, {WRITER}",
    _start,
    "written out: zero",
)
SETTINGS = Rule(
    "sequence-settings",
    Severity.RISK,
    "a timeline without Premiere's own settings of size and rates",
    f"every file has them, {WRITER}; without them Premiere has to guess",
    _unset,
    "added, as most of its media have them",
)
