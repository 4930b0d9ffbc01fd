"""What a label or a row wishes for, as a cue: category, level, layer, surface and the rest."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.foley.cues import Cue, Evidence, Kind, Layer
from backbeat.foley.spotting.layers import kind_of, layer_named, layer_of
from backbeat.foley.spotting.vocabulary import Named, named, spelled, words_of
from backbeat.sounds.ucs import guess, meant_by
from backbeat.timeline.time import Clock, Frames
from backbeat.timeline.typed_time import Unit, parse_position

_NAMES = {
    "cat": "ucs",
    "catid": "ucs",
    "cat_id": "ucs",
    "ucs": "ucs",
    "gain": "gain",
    "level": "gain",
    "vol": "gain",
    "layer": "layer",
    "kind": "kind",
    "surface": "surface",
    "shoe": "shoe",
    "shoes": "shoe",
    "foot": "foot",
    "pan": "pan",
    "focus": "focus",
    "sound": "sound",
    "out": "out",
    "end": "out",
    "len": "length",
    "length": "length",
    "dur": "length",
    "note": "note",
    "cue": "number",
    "strength": "strength",
}
"""Tags that are understood, and what each sets."""
_OF_SOUNDS = words_of("cat catid cat_id ucs layer kind surface shoe shoes gain sound")
"""Tags that no other use of the grammar has; "$note=" is also said of dialogue."""
_FEET = {"l": "left", "left": "left", "r": "right", "right": "right"}
_FOCUS, _ONLY_MARKER = "focus", frozenset(("marker", "spot", "nosound"))
_MOST_DB = 60.0
_CLEAR = 0.5
"""Confidence from which a category that only words suggest is taken; else sources go by the words.
"""
_SURFACES = words_of(
    "asphalt carpet concrete dirt glass grass gravel hay ice leaves linoleum marble metal mud "
    "parquet rock sand snow stairs stone tile tiles water wood"
)
_SHOES = words_of(
    "barefoot boot boots clogs heels leather loafers sandals slippers sneakers trainers"
)
_DECIBELS = re.compile(r"\s*(?:db)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """What was written, before it is understood."""

    words: str
    tags: Mapping[str, str] = field(default_factory=dict)
    """By name, in lower case."""
    flags: tuple[str, ...] = ()

    @property
    def is_spotting(self) -> bool:
        """Whether a tag or a flag says that it is a sound, whatever its words are."""
        return not _OF_SOUNDS.isdisjoint(self.tags) or any(_meant(flag) for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Times:
    """How times are read that stand in tags and columns."""

    clock: Clock
    duration: Frames
    """Of the timeline, in frames."""

    def seconds(self, text: str, bare: Unit = Unit.SECONDS) -> Fraction:
        """Seconds from the timeline's first frame.

        Raises:
            RequestError: it is no time, or lies outside the timeline.
        """
        return parse_position(text, self.clock, self.duration, bare).seconds

    def length(self, text: str, bare: Unit = Unit.SECONDS) -> Fraction:
        """A length in seconds: of a timecode, counted from nought.

        Raises:
            RequestError: it is no length.
        """
        signed = text if text[:1] in "+-" else f"+{text}"
        found = parse_position(signed, self.clock, self.duration, bare, outside=True).seconds
        if found <= 0:
            raise RequestError(f"{text!r} is no length.", "Write seconds (2.5s) or frames (60f).")
        return found


def cue_of(
    wish: Wish,
    time: Fraction,
    end: Fraction | None,
    evidence: Evidence,
    times: Times,
    number: str = "",
) -> tuple[Cue, dict[str, str]]:
    """The cue that a wish makes, and what of it was not understood: a sentence by tag.

    Args:
        wish: what was written.
        time: when, in seconds from the timeline's first frame.
        end: when it ends; None: not said, but by a tag.
        evidence: who says so.
        times: how times are read.
        number: of the cue; empty: as a tag says, or none.
    """
    said = _understood(wish)
    faults: dict[str, str] = {}
    reader = _Reader(wish, said, faults)
    by_words = named(wish.words)
    end = reader.end(time, end, times)
    ucs = reader.category() or (by_words.ucs if by_words else guessed(wish.words))
    kind = reader.kind(ucs, end is not None, by_words)
    layer = reader.layer() or layer_of(kind, ucs)
    # Whoever puts a sound among the beds means a bed.
    if layer is Layer.ROOM_TONE:
        kind = Kind.ROOM_TONE
    elif layer is Layer.AMBIENCE and not kind.is_bed:
        kind = Kind.AMBIENCE
    surface, shoe = _on(wish.words) if kind is Kind.FOOTSTEP else ("", "")
    cue = Cue(
        number=number or said.get("number", "").strip(),
        time=time,
        kind=kind,
        layer=layer,
        end=end,
        words=wish.words,
        ucs=ucs,
        surface=said.get("surface", surface),
        shoe=said.get("shoe", shoe),
        foot=reader.foot(),
        gain_db=reader.gain(),
        strength=reader.number("strength", 0, 1, 1.0),
        focus=reader.focus(),
        pan=reader.pan(),
        evidence=(evidence,),
        placed=not any(flag.casefold() in _ONLY_MARKER for flag in wish.flags),
        note=said.get("note", ""),
        tags={name: value for name, value in wish.tags.items() if name not in _NAMES},
        sound=said.get("sound", ""),
    )
    return cue, faults


def with_defaults(cue: Cue, surface: str, shoe: str) -> Cue:
    """A cue with the surface and shoes of the request where it is a step and says neither."""
    if cue.kind is not Kind.FOOTSTEP:
        return cue
    return replace(cue, surface=cue.surface or surface, shoe=cue.shoe or shoe)


def _meant(flag: str) -> bool:
    folded = flag.casefold()
    return layer_named(flag) is not None or folded == _FOCUS or folded in _ONLY_MARKER


def _understood(wish: Wish) -> dict[str, str]:
    return {_NAMES[name]: value for name, value in wish.tags.items() if name in _NAMES}


def _on(words: str) -> tuple[str, str]:
    """The surface and the shoes that words name."""
    spelling = spelled(words)
    return _first(spelling, _SURFACES), _first(spelling, _SHOES)


def _first(words: Iterable[str], known: frozenset[str]) -> str:
    return next((word for word in words if word in known), "")


def guessed(words: str) -> str:
    """The category that words mean where it is clear; empty where it is not."""
    best = next(iter(guess(words, 1)), None)
    return best.cat_id if best is not None and best.confidence >= _CLEAR else ""


@dataclass(frozen=True)
class _Reader:
    """Reads values, and notes those that it cannot."""

    wish: Wish
    said: Mapping[str, str]
    faults: dict[str, str]

    def category(self) -> str:
        """The CatID that is written, or one of the category that is."""
        text = self.said.get("ucs", "").strip()
        if not text or layer_named(text) is not None:
            return ""
        meant = meant_by(text)
        if len(meant) <= 1:
            if not meant:
                self.faults["ucs"] = f"{text!r} is no category. Write a CatID of UCS, as DOORWood."
            return "".join(meant)
        by_words = named(self.wish.words)
        if by_words is not None and by_words.ucs in meant:
            return by_words.ucs
        ranked = [one.cat_id for one in guess(f"{self.wish.words} {text}", 12)]
        return next((one for one in ranked if one in meant), meant[0])

    def kind(self, ucs: str, lasts: bool, by_words: Named | None) -> Kind:
        text = self.said.get("kind", "").strip().casefold()
        if text:
            try:
                return Kind(text)
            except ValueError:
                known = ", ".join(kind.value for kind in Kind)
                self.faults["kind"] = f"{text!r} is no kind of sound. Write one of: {known}."
        if by_words is not None and (not self.said.get("ucs") or by_words.ucs == ucs):
            return by_words.kind
        return kind_of(ucs, lasts) if ucs else Kind.EFFECT

    def layer(self) -> Layer | None:
        text = self.said.get("layer", "").strip()
        if text:
            found = layer_named(text)
            if found is not None:
                return found
            self.faults["layer"] = f"{text!r} is no layer. Write FOLEY, HARD FX, AMB or ROOM."
        # Sheets that know no categories write layers there.
        return next(
            (
                found
                for said in (*self.wish.flags, self.said.get("ucs", ""))
                if (found := layer_named(said))
            ),
            None,
        )

    def end(self, time: Fraction, end: Fraction | None, times: Times) -> Fraction | None:
        try:
            if self.said.get("out", "").strip():
                end = times.seconds(self.said["out"].strip())
            elif self.said.get("length", "").strip():
                end = time + times.length(self.said["length"].strip())
        except RequestError as error:
            self.faults["out" if "out" in self.said else "length"] = str(error)
        if end is not None and end <= time:
            self.faults["out"] = "It ends before it begins. Write an end that is later."
            return None
        return end

    def gain(self) -> float:
        return self.number("gain", -_MOST_DB, _MOST_DB, 0.0)

    def number(self, name: str, low: float, high: float, usual: float) -> float:
        text = _DECIBELS.sub("", self.said.get(name, "")).replace("−", "-").strip()
        if not text:
            return usual
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = math.nan
        if not low <= found <= high:
            self.faults[name] = f"{text!r} is no number from {low:g} to {high:g}."
            return usual
        return found

    def pan(self) -> float:
        text = self.said.get("pan", "").strip().casefold()
        sides = {"left": -1.0, "l": -1.0, "right": 1.0, "r": 1.0, "centre": 0.0, "center": 0.0}
        side = re.fullmatch(r"([lr])(\d{1,3})", text)
        if side and int(side[2]) <= 100:
            return (-1 if side[1] == "l" else 1) * int(side[2]) / 100
        return sides[text] if text in sides else self.number("pan", -1, 1, 0.0)

    def foot(self) -> str:
        folded = [flag.casefold() for flag in self.wish.flags]
        flagged = next((_FEET[flag] for flag in folded if flag in _FEET), "")
        text = self.said.get("foot", "").strip().casefold()
        if text and text not in _FEET:
            self.faults["foot"] = f"{text!r} is no foot. Write left or right."
        return _FEET.get(text, flagged)

    def focus(self) -> bool:
        text = self.said.get("focus", "").strip().casefold()
        flagged = any(flag.casefold() == _FOCUS for flag in self.wish.flags)
        return flagged or text in ("1", "yes", "true", "on", "high")
