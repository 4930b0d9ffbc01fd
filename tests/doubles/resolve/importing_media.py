"""Files that become clips of the pool."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from backbeat.errors import MediaError, RequestError
from backbeat.media.probe import VideoStream, probe
from backbeat.timeline.time import canonical_rate, from_timecode
from tests.doubles.resolve.state import MediaFacts, PoolItem
from tests.doubles.resolve.world import World

STILL_FRAMES = 1


def facts_of(world: World, path: str) -> MediaFacts | None:
    """What a file holds: what the test said it does, else what it does; None: no media."""
    if not Path(path).is_file():
        return None
    if path not in world.facts:
        found = _probed(Path(path))
        if found is None:
            return None
        world.facts[path] = found
    return world.facts[path]


def pool_item(world: World, path: str) -> PoolItem | None:
    """A clip of the file; None: it is missing, or no media.

    Sound alone takes the project's rate at import, and keeps it.
    """
    facts = facts_of(world, path)
    if facts is None:
        return None
    rate = facts.rate
    frames = facts.frames
    if rate is None:
        rate = world.project_rate
        frames = math.floor(facts.seconds * rate)
    return PoolItem(
        Path(path).name,
        path,
        rate,
        frames,
        facts.start,
        facts.channels,
        pictures=facts.rate is not None,
    )


def _probed(path: Path) -> MediaFacts | None:
    try:
        found = probe(path)
    except MediaError:
        return None
    channels = found.audio.channels if found.audio else 0
    seconds = found.duration or Fraction(0)
    stills = [each for each in found.streams if isinstance(each, VideoStream) and each.still]
    if found.video is None:
        if found.audio is None and stills:
            return MediaFacts(STILL_FRAMES, Fraction(24))
        return MediaFacts(0, None, 0, channels, seconds) if found.audio else None
    rate = canonical_rate(float(found.video.rate or 24))
    frames = found.video.frames or math.floor(seconds * rate)
    try:
        start = from_timecode(found.start_timecode, rate) if found.start_timecode else 0
    except RequestError:
        start = 0
    return MediaFacts(frames, rate, start, channels, seconds)
