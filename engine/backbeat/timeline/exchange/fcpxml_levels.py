"""Volumes and fades of FCPXML, read and written."""

from __future__ import annotations

import math
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.timeline.clip_sound import ClipSound
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.fcpxml_clocks import time_of
from backbeat.timeline.exchange.rates import in_words


def read_levels(
    element: Element, rate: Fraction, start: Fraction
) -> list[tuple[int | Fraction, float]]:
    """(frames from the clip's start, dB) of its volume."""
    volume = element.find("adjust-volume")
    if volume is None:
        return []
    keys = [
        (rates.frames_at(time_of(key, "time") - start, rate), _decibels(key.get("value", "")))
        for key in volume.iterfind("param/keyframeAnimation/keyframe")
    ]
    if keys:
        return sorted(keys)
    return [(0, _decibels(volume.get("amount", "")))]


def read_fade(element: Element, tag: str, rate: Fraction) -> float:
    """The length of a fade in frames."""
    fade = element.find(f"adjust-volume/param/{tag}")
    return float(time_of(fade, "duration") * rate) if fade is not None else 0.0


def _decibels(text: str) -> float:
    bare = text.strip().removesuffix("dB").strip()
    try:
        level = float(bare)
    except ValueError:
        return 0.0
    return max(-100.0, min(level, 60.0)) if level == level else 0.0


def write_levels(sound: ClipSound, local: Fraction, rate: Fraction) -> Element:
    """The volume of a clip whose own clock shows `local` where it begins."""
    made = Element("adjust-volume", {"amount": _db(sound.levels[0][1])})
    fades = (("fadeIn", sound.fade_in), ("fadeOut", sound.fade_out))
    if len(sound.levels) == 1 and not any(length for _, length in fades):
        return made
    parameter = Element("param", {"name": "amount"})
    for tag, length in fades:
        if length:
            duration = in_words(Fraction(length).limit_denominator(1000) / rate)
            parameter.append(Element(tag, {"type": "linear", "duration": duration}))
    if len(sound.levels) > 1:
        del made.attrib["amount"]
        animation = Element("keyframeAnimation")
        for frame, db in sound.levels:
            at = local + Fraction(frame).limit_denominator(1000) / rate
            animation.append(Element("keyframe", {"time": in_words(at), "value": _db(db)}))
        parameter.append(animation)
    made.append(parameter)
    return made


def _db(level: float) -> str:
    return f"{round(level, 4):g}dB" if math.isfinite(level) else "-96dB"
