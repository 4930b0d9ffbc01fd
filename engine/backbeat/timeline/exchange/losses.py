"""What a format cannot hold of a timeline, found in the timeline itself before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.colors import RGB
from backbeat.timeline.exchange.content import Content, ItemContent, TrackContent
from backbeat.timeline.exchange.edl_writing import (
    picture_track,
    shortened_transitions,
    sound_tracks,
)
from backbeat.timeline.exchange.fcpxml_kept import unknown_to_version
from backbeat.timeline.exchange.fcpxml_sound import joined_sound
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.exchange.rounding import HEIGHT, WIDTH
from backbeat.timeline.model import ItemKind, Retime

_NAMED = 3
_EDL_HOURS = 24
_RAMPS = {Format.FCP7: "timeremap", Format.FCPXML: "timeMap"}
"""What the metadata of a clip holds whose speed ramp came from that format, and goes back there."""


def losses(content: Content, form: Format) -> list[str]:
    """One sentence for each kind of thing that is lost, with its count."""
    return [
        f"{form.value} {sentence}" for sentence in (*_common(content, form), *_own(content, form))
    ]


def _own(content: Content, form: Format) -> Iterator[str]:
    if form is Format.EDL:
        yield from _edl(content)
    elif form is Format.FCP7:
        yield from _fcp7(content)
    else:
        yield from _fcpxml(content)


def _common(content: Content, form: Format) -> Iterator[str]:
    items = list(content.items)
    ramps = [
        item for item in items if item.item.retime is Retime.RAMP and not _has_own_ramp(item, form)
    ]
    yield from _named("plays speed ramps at normal speed", ramps)
    effects = [item for item in items if item.effects]
    names = sorted({name for item in effects for name in item.effects})
    yield from _named(f"leaves out effects ({_some(names)})", effects)
    yield from _named(
        "leaves out titles and generators", [i for i in items if _is_lost_generator(i, form)]
    )
    yield from _named(
        "cannot say where media is for clips that name none",
        [i for i in items if _is_without_media(i)],
    )
    between = sum(
        Fraction(edge).denominator != 1
        for item in items
        for edge in (item.item.start, item.item.end)
    )
    if between and form is not Format.FCPXML:
        yield f"counts whole frames; rounded: {_count(between, 'position')} between frames."
    if content.size is None and form is not Format.EDL and "format_xml" not in content.origin:
        yield f"needs a picture size, and the timeline states none: {WIDTH}x{HEIGHT} is written."
    if items and not rates.holds_rate(content.rate) and form is Format.FCP7:
        timebase, _ = rates.timebase_of(content.rate)
        yield f"has no {float(content.rate):g} frames a second: {timebase} is written."


def _edl(content: Content) -> Iterator[str]:
    held = {id(track) for track in (picture_track(content), *sound_tracks(content))}
    for track in content.tracks:
        if id(track) not in held and track.clips:
            kind = "one picture track" if track.track.is_video else "four sound tracks"
            clips = _count(track.clips, "clip")
            yield f"holds {kind}: {track.track.label} with {clips} is left out."
    written = [track for track in content.tracks if id(track) in held]
    items = [item for track in written for item in track.items if not item.is_gap]
    yield from _named("leaves out nested timelines", [i for i in items if i.is_nested])
    yield from _named("plays clips that are switched off", [i for i in items if not i.enabled])
    yield from _named("leaves out levels and fades", [i for i in items if not i.is_level])
    links = {item.item.link for item in items if item.item.link}
    if links:
        yield f"links no picture with its sound; separate clips: {_count(len(links), 'group')}."
    off = [track.track.label for track in written if not track.track.enabled]
    if off:
        yield f"plays tracks that are switched off: {', '.join(off)}."
    wipes = sum(1 for _, name in _joints(written) if not _is_dissolve(name))
    if wipes:
        yield f"writes {_count(wipes, 'transition')} of other kinds as dissolves."
    short = sum(shortened_transitions(content, track) for track in written)
    if short:
        yield f"shortens {_count(short, 'transition')} to begin within media and timeline."
    yield from _named("shows stills as clips of media", [i for i in items if i.media.still])
    outside = sum(
        not item.item.media_start <= marker.start < item.item.media_start + _played(item, content)
        for item in items
        for marker in item.markers
    )
    if outside:
        yield f"leaves out {_count(outside, 'marker')} outside the used part of their clips."
    if content.duration + content.start > _EDL_HOURS * 3600 * content.rate:
        yield "counts up to 24 hours: timecodes past midnight begin again at zero."
    inside = sum(len(item.markers) for item in items) - outside
    if inside:
        yield f"has no markers of clips; on the timeline instead: {_count(inside, 'marker')}."
    long = sum(marker.duration * content.rate > 1 for marker in content.markers)
    if long:
        yield f"has markers of one frame; shortened: {_count(long, 'marker')}."


def _fcp7(content: Content) -> Iterator[str]:
    faded = [i for i in content.items if i.sound is not None and len(i.sound.levels) > 1]
    faded = [i for i in faded if i.sound is not None and (i.sound.fade_in or i.sound.fade_out)]
    yield from _named("leaves out fades of clips whose level changes", faded)
    wide = [i for i in content.items if i.sound is not None and len(i.sound.channels) > 2]
    yield from _named("plays the first two channels of sound with more", wide)
    colors = {m.color for m in content.markers} - set(RGB)
    if colors:
        yield f"has no marker colour {', '.join(sorted(colors))}: it is left out."


def _fcpxml(content: Content) -> Iterator[str]:
    early = sum(0 in t.joints and t.joints[0][0].before > 0 for t in content.tracks)
    if early:
        yield f"shortens {_count(early, 'transition')} to begin within the timeline."
    if content.markers:
        yield (
            "has no markers of the timeline; on the clips below instead: "
            f"{_count(len(content.markers), 'marker')}."
        )
    colors = {m.color for item in content.items for m in item.markers}
    colors |= {m.color for m in content.markers}
    if colors:
        yield "has no marker colours."
    names = [t.track.label for t in content.video if t.track.name and t.clips]
    if names:
        yield f"has no names of picture tracks; left out: {', '.join(names)}."
    off = [t for t in content.tracks if not t.track.enabled and t.clips]
    if off:
        labels = ", ".join(t.track.label for t in off)
        yield f"has no tracks to switch off: the clips of {labels} are switched off instead."
    sizes = Counter(item.item.link for item in content.items if item.item.link)
    joined = joined_sound(content.video, content.audio, content.rate)
    whole = Counter(sound.item.link for sound, _ in joined.values())
    broken = sum(size > 1 and size != 2 * whole[link] for link, size in sizes.items())
    if broken:
        yield f"links only a clip with its own sound; apart: {_count(broken, 'group')}."
    later = [item for item in content.items if unknown_to_version(item.metadata)]
    yield from _named("of version 1.10 leaves out adjustments of later ones", later)
    locked = [t.track.label for t in content.tracks if t.track.locked]
    if locked:
        yield f"has no locked tracks: {', '.join(locked)}."


def _joints(tracks: list[TrackContent]) -> Iterator[tuple[int, str]]:
    for track in tracks:
        for at, (joint, _) in track.joints.items():
            yield at, joint.name


def _is_dissolve(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in ("dissolve", "fade", "smpte", "gain", "power"))


def _is_lost_generator(item: ItemContent, form: Format) -> bool:
    if not item.media.generator:
        return False
    kept = item.metadata.get("fcp7")
    return not (form is Format.FCP7 and isinstance(kept, dict) and "<effect>" in str(kept))


def _is_without_media(item: ItemContent) -> bool:
    return item.item.kind is ItemKind.CLIP and not item.media.url and not item.media.generator


def _has_own_ramp(item: ItemContent, form: Format) -> bool:
    held = item.metadata.get("fcp7" if form is Format.FCP7 else "fcpxml")
    return form in _RAMPS and _RAMPS[form] in str(held)


def _played(item: ItemContent, content: Content) -> Fraction:
    return Fraction(item.item.duration) * item.item.speed / content.rate


def _named(what: str, items: list[ItemContent]) -> Iterator[str]:
    if items:
        yield f"{what}: {_some([f'“{item.name}”' for item in items])}."


def _some(names: list[str]) -> str:
    first = ", ".join(names[:_NAMED])
    return first if len(names) <= _NAMED else f"{first} and {len(names) - _NAMED} more"


def _count(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
