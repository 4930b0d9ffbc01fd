"""What Final Cut Pro asks of an FCPXML 1.10 before it imports any of it.

After the document type definition that Apple publishes for 1.10: which elements stand in which, in
what order, with which attributes; that each reference names an element of that document; and that
times are whole seconds or fractions with a 64-bit numerator and a 32-bit denominator. Elements that
Backbeat never writes and never keeps are unknown here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_TIME = re.compile(r"(-?\d+)(?:/(\d+))?s")
_ANCHOR = "audio|video|clip|title|caption|mc-clip|ref-clip|sync-clip|asset-clip|audition|spine"
_STORY = "audio|video|clip|title|mc-clip|ref-clip|sync-clip|asset-clip|audition|gap"
_MARKER = "marker|chapter-marker|rating|keyword|analysis-marker"
_FILTERS = "(filter-video |filter-video-mask )*(filter-audio )*"
_PICTURE = "".join(
    f"(adjust-{name} )?"
    for name in (
        "crop",
        "corners",
        "conform",
        "transform",
        "blend",
        "stabilization",
        "rollingShutter",
        "360-transform",
        "reorient",
        "orientation",
        "cinematic",
    )
)
_SOUND = "(adjust-volume )?(adjust-panner )?"
_TIMING = "(conform-rate )?(timeMap )?"
_ENHANCED = (
    "(adjust-loudness )?(adjust-noiseReduction )?(adjust-humReduction )?"
    "(adjust-EQ |adjust-matchEQ )?"
)
_PLACE = frozenset({"lane", "offset", "name", "start", "duration", "enabled"})
_SPLIT = frozenset({"srcEnable", "audioStart", "audioDuration", "modDate"})


def _any_of(names: str) -> str:
    return f"({'|'.join(f'{name} ' for name in names.split('|'))})*"


@dataclass(frozen=True)
class Rule:
    """Of one element: its children, as an expression over their names, each with a space after it;
    the attributes that it must have, and those that it may have."""

    children: str = ""
    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


def _rule(children: str, must: str = "", may: str | frozenset[str] = "") -> Rule:
    allowed = frozenset(may.split()) if isinstance(may, str) else may
    return Rule(children, frozenset(must.split()), allowed)


_CLIP_BODY = f"(note )?{_TIMING}{_PICTURE}{_SOUND}"
_ANCHORED = f"{_any_of(_ANCHOR)}{_any_of(_MARKER)}"
_MEDIA = "duration tcStart tcFormat"

RULES: dict[str, Rule] = {
    "fcpxml": _rule("(import-options )?(resources )?library ", "version"),
    "resources": _rule(_any_of("asset|effect|format|media|locator")),
    "library": _rule(_any_of("event|smart-collection"), may="location colorProcessing"),
    "event": _rule(_any_of("clip|audition|ref-clip|sync-clip|asset-clip|project"), may="name uid"),
    "project": _rule("sequence ", may="name uid id modDate"),
    "media": _rule("(multicam |sequence )?", "id", "name uid projectRef modDate"),
    "format": _rule(
        "",
        "id",
        "name frameDuration fieldOrder width height paspH paspV colorSpace projection stereoscopic",
    ),
    "asset": _rule(
        "(media-rep )+(metadata )?",
        "id",
        "name uid start duration hasVideo format hasAudio videoSources audioSources audioChannels "
        "audioRate customLUTOverride colorSpaceOverride projectionOverride stereoscopicOverride "
        "auxVideoFlags",
    ),
    "media-rep": _rule("(bookmark )?", "src", "kind sig suggestedFilename"),
    "effect": _rule("", "id uid", "name src"),
    "sequence": _rule(
        "(note )?spine (metadata )?",
        "format",
        f"{_MEDIA} audioLayout audioRate renderFormat keywords",
    ),
    "spine": _rule(_any_of(f"{_STORY}|transition"), may="lane offset name format"),
    "gap": _rule(
        f"(note )?{_ANCHORED}(metadata )?", "duration", "name offset start enabled"
    ),
    "asset-clip": _rule(
        f"{_CLIP_BODY}{_ANCHORED}(audio-channel-source )*{_FILTERS}(metadata )?",
        "ref",
        _PLACE | _SPLIT | {"format", "tcStart", "tcFormat", "audioRole", "videoRole"},
    ),
    "ref-clip": _rule(
        f"{_CLIP_BODY}{_ANCHORED}(audio-role-source )*{_FILTERS}(metadata )?",
        "ref duration",
        _PLACE | _SPLIT | {"useAudioSubroles"},
    ),
    "video": _rule(
        f"(param )*(note )?{_TIMING}{_PICTURE}{_ANCHORED}(filter-video |filter-video-mask )*"
        "(reserved )?",
        "ref duration",
        _PLACE | {"srcID", "role"},
    ),
    "transition": _rule(
        f"(filter-video )?(filter-audio )?{_any_of(_MARKER)}(metadata )?(reserved )?",
        "duration",
        "name offset",
    ),
    "filter-video": _rule("(data )*(param )*", "ref", "name enabled"),
    "filter-audio": _rule("(data )?(param )*", "ref", "name enabled presetID"),
    "audio-channel-source": _rule(
        f"{_ENHANCED}{_SOUND}(filter-audio )*(mute )*",
        "srcCh",
        "outCh role start duration enabled active",
    ),
    "conform-rate": _rule("", may="scaleEnabled srcFrameRate frameSampling"),
    "timeMap": _rule("(timept )*", may="frameSampling preservesPitch"),
    "timept": _rule("", "time value", "interp inTime outTime"),
    "marker": _rule("", "start value", "duration completed note"),
    "adjust-volume": _rule("(param )*", may="amount"),
    "adjust-panner": _rule("(param )*", may="mode amount"),
    "adjust-crop": _rule(
        "(crop-rect )?(trim-rect )?(pan-rect pan-rect )?", "mode", "enabled"
    ),
    "adjust-transform": _rule(
        "(param )*", may="enabled position scale rotation anchor tracking"
    ),
    "adjust-conform": _rule("", may="type"),
    "adjust-blend": _rule("(param )*(reserved )?", may="amount mode"),
    "param": _rule(
        "(fadeIn )?(fadeOut )?(keyframeAnimation )?(param )*", "name", "key value enabled"
    ),
    "fadeIn": _rule("", "duration", "type"),
    "fadeOut": _rule("", "duration", "type"),
    "keyframeAnimation": _rule("(keyframe )*"),
    "keyframe": _rule("", "time value", "interp curve"),
}  # fmt: skip

VALUES: dict[tuple[str, str], str] = {
    ("fcpxml", "version"): "1.10",
    ("conform-rate", "srcFrameRate"): "23.98|24|25|29.97|30|60|47.95|48|50|59.94",
    ("conform-rate", "scaleEnabled"): "0|1",
    ("asset-clip", "srcEnable"): "all|audio|video",
    ("ref-clip", "srcEnable"): "all|audio|video",
    ("sequence", "tcFormat"): "DF|NDF",
    ("sequence", "audioLayout"): "mono|stereo|surround",
    ("sequence", "audioRate"): r"32k|44\.1k|48k|88\.2k|96k|176\.4k|192k",
    ("timept", "interp"): "smooth2|linear|smooth",
    ("fadeIn", "type"): "linear|easeIn|easeOut|easeInOut",
    ("fadeOut", "type"): "linear|easeIn|easeOut|easeInOut",
    ("media-rep", "kind"): "original-media|proxy-media",
}
_TIMES = frozenset(
    {"offset", "start", "duration", "tcStart", "audioStart", "audioDuration", "frameDuration"}
)


def broken(root: Element) -> list[str]:
    """Every rule that a document breaks, in words; empty if Final Cut takes it."""
    found: list[str] = []
    identities = [e.get("id", "") for e in root.iter() if e.get("id") is not None]
    found += [f"id {name} twice" for name in set(identities) if identities.count(name) > 1]
    for element in root.iter():
        found += _of_element(element, set(identities))
    return found


def _of_element(element: Element, identities: set[str]) -> list[str]:
    tag = element.tag
    rule = RULES.get(tag)
    if rule is None:
        return [] if tag in ("data", "crop-rect", "trim-rect", "pan-rect") else [f"<{tag}>"]
    found = []
    inside = "".join(f"{each.tag} " for each in element)
    if not re.fullmatch(rule.children, inside):
        found.append(f"<{tag}> holds {inside}")
    names = set(element.attrib)
    found += [f"<{tag}> without {name}" for name in sorted(rule.must - names)]
    found += [f"<{tag}> with {name}" for name in sorted(names - rule.must - rule.may)]
    for name, value in element.attrib.items():
        allowed = VALUES.get((tag, name))
        if allowed and not re.fullmatch(allowed, value):
            found.append(f"<{tag} {name}={value}>")
        if name in _TIMES or (tag in ("timept", "keyframe") and name == "time"):
            found += _of_time(tag, name, value)
        if name in ("ref", "format", "tracking") and value not in identities:
            found.append(f"<{tag} {name}={value}> names nothing")
        if name == "enabled" and value not in ("0", "1"):
            found.append(f"<{tag} enabled={value}>")
    return found


def _of_time(tag: str, name: str, value: str) -> list[str]:
    match = _TIME.fullmatch(value)
    if match is None:
        return [f"<{tag} {name}={value}> is no time"]
    too_long = abs(int(match[1])) >= 1 << 63 or not 0 < int(match[2] or 1) < 1 << 31
    return [f"<{tag} {name}={value}> is too long"] if too_long else []
