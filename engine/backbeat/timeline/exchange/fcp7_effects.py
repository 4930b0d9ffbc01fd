"""Speeds and levels of Final Cut Pro 7 XML, read and written."""

from __future__ import annotations

import math
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.timeline.clip_sound import SILENCE_DB, ClipSound
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.content import ItemContent
from backbeat.timeline.exchange.fcp7_numbers import frames_of
from backbeat.timeline.exchange.xmltree import child, text_of
from backbeat.timeline.model import Retime
from backbeat.timeline.time import Frames


def read_speed(element: Element) -> tuple[Fraction, bool]:
    """The factor of a clip's speed, and whether it changes."""
    for effect in element.iterfind("filter/effect"):
        if text_of(effect, "effectid").lower() != "timeremap":
            continue
        values = {text_of(p, "parameterid"): p for p in effect.findall("parameter")}
        variable = values.get("variablespeed")
        if variable is not None and text_of(variable, "value") in ("1", "TRUE"):
            return Fraction(1), True
        speed = values.get("speed")
        percent = rates.number(text_of(speed, "value")) if speed is not None else Fraction(100)
        reverse = values.get("reverse")
        backwards = reverse is not None and text_of(reverse, "value").upper() == "TRUE"
        factor = percent / 100
        return (-abs(factor) if backwards else factor), False
    return Fraction(1), False


def read_levels(effect: Element, first: Fraction) -> list[tuple[Frames, float]]:
    """(frames from the clip's start, dB) of an audio level."""
    for parameter in effect.findall("parameter"):
        if text_of(parameter, "parameterid") != "level":
            continue
        keys = [
            (
                frames_of(rates.number(text_of(key, "when")) - first),
                _decibels(text_of(key, "value")),
            )
            for key in parameter.findall("keyframe")
        ]
        if keys:
            return sorted(keys)
        return [(0, _decibels(text_of(parameter, "value")))]
    return []


def _decibels(text: str) -> float:
    amplitude = float(rates.number(text or "1"))
    return round(20 * math.log10(amplitude), 4) if amplitude > 1e-5 else -100.0


def write_speed(parent: Element, content: ItemContent, kind: str) -> None:
    """Adds the filter of a clip's speed, if it has one."""
    if content.item.retime not in (Retime.LINEAR, Retime.REVERSED, Retime.FREEZE):
        return
    effect = child(child(parent, "filter"), "effect")
    child(effect, "name", "Time Remap")
    child(effect, "effectid", "timeremap")
    child(effect, "effectcategory", "motion")
    child(effect, "effecttype", "motion")
    child(effect, "mediatype", kind)
    for name, value in (
        ("variablespeed", 0),
        ("speed", _decimal(content.scalar * 100)),
        ("reverse", content.scalar < 0),
        ("frameblending", False),
    ):
        parameter = child(effect, "parameter", authoringApp="PremierePro")
        child(parameter, "parameterid", name)
        child(parameter, "name", name)
        child(parameter, "value", value)


def write_level(parent: Element, content: ItemContent, first: int) -> None:
    """Adds the filter of a clip's level, if it has one; `first` is the clip's `in`."""
    sound = content.sound
    if sound is None or content.is_level:
        return
    levels = with_fades(sound, float(content.item.duration))
    effect = child(child(parent, "filter"), "effect")
    child(effect, "name", "Audio Levels")
    child(effect, "effectid", "audiolevels")
    child(effect, "effectcategory", "audiolevels")
    child(effect, "effecttype", "audiolevels")
    child(effect, "mediatype", "audio")
    parameter = child(effect, "parameter", authoringApp="PremierePro")
    child(parameter, "parameterid", "level")
    child(parameter, "name", "Level")
    child(parameter, "valuemin", 0)
    child(parameter, "valuemax", "3.98109")
    child(parameter, "value", _amplitude(levels[0][1]))
    if len(levels) > 1:
        for frame, db in levels:
            key = child(parameter, "keyframe")
            child(key, "when", first + round(frame))
            child(key, "value", _amplitude(db))


def with_fades(sound: ClipSound, length: float) -> tuple[tuple[float, float], ...]:
    """The levels of a clip with its fades, as points; of one whose level changes without them.

    Args:
        sound: of the clip.
        length: of the clip, in frames.
    """
    if len(sound.levels) != 1 or not (sound.fade_in or sound.fade_out):
        return sound.levels
    level = sound.levels[0][1]
    points = [(0.0, SILENCE_DB), (sound.fade_in, level)] if sound.fade_in else [(0.0, level)]
    if sound.fade_out:
        end = max(length - sound.fade_out, points[-1][0])
        points += [(end, level), (length, SILENCE_DB)]
    return tuple(points)


def _decimal(value: Fraction) -> str:
    """A number with as many decimals as bring it back exactly to a millionth."""
    return f"{float(value):.8f}".rstrip("0").rstrip(".")


def _amplitude(db: float) -> str:
    return f"{10 ** (db / 20):.8f}".rstrip("0").rstrip(".") if math.isfinite(db) else "0"
