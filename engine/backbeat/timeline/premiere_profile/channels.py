"""Rules about the channels of sound."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backbeat.timeline.clip_sound import source_channels
from backbeat.timeline.model import Item
from backbeat.timeline.premiere_profile.own_metadata import WRITER, add, is_foreign, premiere
from backbeat.timeline.premiere_profile.track_clips import clips_by_track
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, metadata
from backbeat.timeline.profile.rule import Hit, Rule, Severity

_TYPES = {1: "Mono", 2: "Stereo"}
_RESOLVE = "Resolve_OTIO"


def _unsaid(inspection: Inspection) -> Iterator[Hit]:
    if not is_foreign(inspection):
        return
    for of, track, clips in clips_by_track(inspection):
        if of.is_video:
            continue
        most = 0
        for named, item in clips:
            channels = _channels(inspection, named.value, item)
            if len(channels) in _TYPES:
                most = max(most, len(channels))
                if "AudioChannels" not in premiere(named.value):
                    yield Hit(
                        f"{named.label} does not say that it is {_TYPES[len(channels)].lower()}.",
                        partial(_say, named.value, channels),
                    )
        if most and "AudioChannels" not in premiere(track.value):
            kept = {"ChannelType": _TYPES[most], "NumberOfChannels": most}
            yield Hit(
                f"{track.label} does not say that it is {_TYPES[most].lower()}.",
                partial(add, track.value, AudioChannels=kept),
            )


def _say(clip: Json, channels: tuple[int, ...]) -> None:
    add(
        clip,
        AudioChannels={
            "ChannelType": _TYPES[len(channels)],
            "SecondaryAssignments": [{"SecondaryChannelIndex": channel} for channel in channels],
        },
        OriginalChannelGroupIndex=0,
        SourceClipIndex=0,
    )


def _many(inspection: Inspection) -> Iterator[Hit]:
    for of, _, clips in clips_by_track(inspection):
        if of.is_video:
            continue
        for named, item in clips:
            count = len(_channels(inspection, named.value, item))
            if count > max(_TYPES) and "AudioChannels" not in premiere(named.value):
                yield Hit(f"{named.label} has {count} channels.")


def _channels(inspection: Inspection, clip: Json, item: Item) -> tuple[int, ...]:
    """The channels of its media that a clip plays, from 0; none where that is not known."""
    chosen = source_channels(metadata(clip).get(_RESOLVE))
    if chosen:
        # Another track of the media than its first has no number that is known to be Premiere's.
        return tuple(channel for track, channel in chosen) if not any(t for t, _ in chosen) else ()
    found = inspection.media(item.media_url) if item.media_url else None
    count = found.channels if found is not None else None
    return tuple(range(count)) if count else ()


RULES = (
    Rule(
        "sound-channels",
        Severity.RISK,
        "sound that does not say whether it is mono or stereo",
        f"every clip and track of sound says it, {WRITER}; without it a track may come in wrong",
        _unsaid,
        "written out, as its media has it",
    ),
    Rule(
        "many-channels",
        Severity.RISK,
        "sound of more than two channels",
        "no writer made for Premiere writes any; nobody reports what becomes of it",
        _many,
        advice="Look at Modify > Audio Channels after the import.",
    ),
)
