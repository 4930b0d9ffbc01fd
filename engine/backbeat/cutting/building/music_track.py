"""The music track of an assembled edit: the song, whole or as the stretches that are heard."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import PurePath

from backbeat.cutting.building.media import Media, rate_of
from backbeat.timeline import otio_json
from backbeat.timeline.exchange.objects import Json, gap, time_range
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.time import nearest_frame
from backbeat.v1.cutting_pb2 import Medium, Placement, SyncMap
from backbeat.v1.music_pb2 import (
    CROSSFADE_CURVE_EQUAL_GAIN,
    CROSSFADE_CURVE_EQUAL_POWER,
    SongJoin,
)
from backbeat.version import __version__

TRACK = "Music"
CROSSFADES = {
    CROSSFADE_CURVE_EQUAL_GAIN: "Cross Fade 0 dB",
    CROSSFADE_CURVE_EQUAL_POWER: "Cross Fade +3 dB",
}
"""Resolve's names of them."""
_ROUNDING = Fraction(1, 100_000)
"""Of a frame: what a double may lie below the whole number that it stands for."""


def music_track(sync_map: SyncMap) -> Json:
    """One clip a stretch, with the crossfades of a song that was made to fit; a gap where the song
    ends before the picture.

    A stretch that starts between two frames starts on the one before, and its media is moved by as
    much, so that the music stays where it is to the sample. Its crossfade so ends no later than in
    the song that was fitted, clear of the downbeat's attack.
    """
    rate, media = rate_of(sync_map.rate), Media(sync_map.media)
    placements = sync_map.spine.placements
    starts = [_frame_before(placement.timeline_start_s, rate) for placement in placements]
    ends = [*starts[1:], sync_map.duration_frames]
    children: list[Json] = []
    channels = 2
    for index, (placement, start, end) in enumerate(zip(placements, starts, ends, strict=True)):
        if index and index <= len(sync_map.joins):
            children.append(_crossfade(sync_map.joins[index - 1], rate))
        medium = media[placement.path]
        channels = medium.sound_channels
        source = _source_frames(placement, start, rate)
        held = min(end - start, math.floor(_frames(medium, rate) - source))
        fade_in = 0 if index else _frame(sync_map.format.music_fade_in_s, rate)
        last = index == len(placements) - 1
        fade_out = min(_frame(sync_map.format.music_fade_out_s, rate), held) if last else 0
        children.append(_clip(medium, source, held, rate, (fade_in, fade_out)))
        if held < end - start:
            children.append(gap(end - start - held, rate))
    return otio_json.sound_track(TRACK, channels, children)


def _frame(seconds: float, rate: Fraction) -> int:
    return int(nearest_frame(seconds, rate)[0])


def _frame_before(seconds: float, rate: Fraction) -> int:
    return math.floor(Fraction(seconds) * rate + _ROUNDING)


def _source_frames(placement: Placement, start: int, rate: Fraction) -> Fraction:
    """Where in the song a stretch starts, in frames of the timeline from the first sample."""
    moved = Fraction(start) / rate - Fraction(placement.timeline_start_s)
    exact = (Fraction(placement.source_start_s) + moved).limit_denominator(1_000_000)
    return max(exact * rate, Fraction(0))


def _frames(medium: Medium, rate: Fraction) -> Fraction:
    return Fraction(medium.length) / rate_of(medium.rate) * rate


def _crossfade(join: SongJoin, rate: Fraction) -> Json:
    """A crossfade of whole frames, at least one, that is over when the one of the join is."""
    half = Fraction(join.crossfade_s) * rate / 2
    after = math.floor(half + _ROUNDING)
    return otio_json.dissolve(max(1, round(half)), after, rate, CROSSFADES[join.curve])


def _clip(
    medium: Medium, source: Fraction, frames: int, rate: Fraction, fades: tuple[int, int]
) -> Json:
    name = PurePath(medium.path).name
    origin = Fraction(medium.start) / rate_of(medium.rate) * rate
    start = origin + source
    available = time_range(_whole(origin), math.floor(_frames(medium, rate)), rate)
    metadata = {
        "Resolve_OTIO": {"Channels": otio_json.channel_map(medium.sound_channels)},
        NAMESPACE: {"job": "cut", "version": __version__, "media_sha256": medium.sha256},
    }
    return otio_json.clip(
        name,
        otio_json.media(name, medium.path, available),
        time_range(_whole(start), frames, rate),
        metadata,
        [otio_json.level(0.0, *fades)] if any(fades) else [],
    )


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value
