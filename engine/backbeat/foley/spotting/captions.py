"""Sounds in subtitles for the hard of hearing: "[door slams]", "(thunder)", "*glass breaks*".

SubRip and WebVTT. Sounds stand in brackets, in every language; in Japanese and Chinese in full
width ones. Names of speakers ("[ANNA:]"), languages ("[in French]"), what voices do ("[laughs]")
and music are no effects, and are said to be none. The time of a caption is only near its sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import unescape

from backbeat.errors import InputError
from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind
from backbeat.foley.spotting.asked import MOST_CUES, Asked, Given, LeftOut
from backbeat.foley.spotting.labels import parse_label
from backbeat.foley.spotting.vocabulary import (
    MUSIC,
    VOICE,
    is_end_of_sound,
    named,
    spelled,
    words_of,
)
from backbeat.foley.spotting.wishes import Times, Wish, cue_of

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_ARROW = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_MARKUP = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_BRACKETS = re.compile(
    r"\[([^\[\]]+)\]|\(([^()]+)\)|（([^（）]+)）|［([^［］]+)］|【([^【】]+)】|\*([^*\n]+)\*"
)
_NOTES = "♪♫#"
_SPEAKER = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W_]+){0,3}\s*:?")
_LANGUAGE = re.compile(
    r"(?:speaking |speaks |sings |singing )?(?:in |auf |en )"
    r"(?:[A-Z]\w+|\w+isch|\w+ais|other language.*)",
    re.IGNORECASE,
)
_LABELS = words_of("sfx sound fx foley effect effects geraeusch son sonido suono")
"""What may stand before a sound, with a colon: "[SFX: door slams]"."""
_STATES = words_of("silence pause beat continues continued inaudible unintelligible")
_BED_S = 2


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption. Times are in seconds from the first picture."""

    start: Fraction
    end: Fraction
    text: str


def read_captions(text: str, name: str) -> list[Caption]:
    """The captions of a SubRip or WebVTT file, in its order.

    Raises:
        InputError: no line of it is a caption's times, or a caption ends before it begins.
    """
    captions = []
    blocks = _blocks(text.removeprefix("﻿"))
    for line, start, end, body in blocks:
        if end < start:
            raise InputError(
                f"{name}, line {line}: the caption ends before it begins.", "Swap its times."
            )
        captions.append(Caption(start, end, body))
        if len(captions) > MOST_CUES:
            raise InputError(
                f"{name} has over {MOST_CUES:,} captions, more than any programme.",
                "Cut it into parts.",
            )
    if not captions and not text.removeprefix("﻿").startswith("WEBVTT"):
        raise InputError(
            f"{name} has no captions.",
            "A caption begins with its times, as in 00:01:02,500 --> 00:01:04,000.",
        )
    return captions


def from_captions(captions: Iterable[Caption], name: str, times: Times, offset: Fraction) -> Given:
    """The sounds that captions name.

    Args:
        captions: as read.
        name: of the file, for messages.
        times: how times are read, and how long the timeline is.
        offset: added to the captions' times: some files count from the timeline's timecode.
    """
    given = Given()
    length = Fraction(times.duration) / times.clock.rate
    for number, caption in enumerate(captions, 1):
        where = f"{name}, caption {number}"
        for said in bracketed(caption.text):
            moved = replace(caption, start=caption.start + offset, end=caption.end + offset)
            reason = _no_effect(said)
            if not reason and not 0 <= moved.start < length:
                reason = "It is outside the timeline."
            if reason:
                given += Given((), (LeftOut(said, where, reason),))
            else:
                given += _asked(said, moved, where, times)
    return given


def bracketed(text: str) -> list[str]:
    """What stands in brackets in a caption, without markup, and not where music notes are."""
    plain = unescape(_MARKUP.sub("", text))
    if any(note in plain for note in _NOTES[:2]) or plain.strip().startswith("# "):
        return []
    flat = " ".join(plain.split())
    return [
        next(part for part in found.groups() if part is not None).strip()
        for found in _BRACKETS.finditer(flat)
    ]


def write_srt(cues: Sequence[Cue]) -> str:
    """Cues as SubRip, which reads as the same sounds at the same times, to the thousandth."""
    parts = [
        f"{number}\n{_written(cue.time, ',')} --> {_written(_shown_until(cue), ',')}\n"
        f"[{_said(cue)}]\n"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n".join(parts)


def write_vtt(cues: Sequence[Cue]) -> str:
    """Cues as WebVTT, which reads as the same sounds at the same times, to the thousandth."""
    parts = [
        f"{_written(cue.time, '.')} --> {_written(_shown_until(cue), '.')}\n[{_said(cue)}]\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *parts])


def sound_of(text: str) -> str:
    """A sound without what stands before it: "SFX: door slams" is "door slams"."""
    head, colon, rest = text.partition(":")
    words = spelled(head)
    return rest.strip() if colon and words and words[0] in _LABELS else text.strip()


def _no_effect(said: str) -> str:
    """Why a text in brackets is no effect; empty where it is one."""
    words = spelled(sound_of(said))
    if not words:
        return "It has no words."
    if sound_of(said) != said.strip():
        # Whoever writes "SFX:" before it means a sound.
        return ""
    if said.rstrip().endswith(":"):
        return "It names a speaker."
    if not MUSIC.isdisjoint(words):
        return "It is music, not an effect."
    if is_end_of_sound(said):
        return "It says that a sound ends."
    if _LANGUAGE.fullmatch(said.strip()):
        return "It names a language."
    known = named(said)
    if known is not None and known.kind is not Kind.EFFECT:
        return ""
    if not VOICE.isdisjoint(words):
        return "It is a voice: of the dialogue, not of the effects."
    if words[0] in _STATES:
        return "It names no sound."
    if known is None and _is_name(said):
        return "It reads like a speaker's name. Write [SFX: …] where it is a sound."
    return ""


def _is_name(said: str) -> bool:
    """Whether it reads like a name: capitals without a known sound, or words that begin with them.

    A sound has a verb in small letters, or is written as a sentence: "door slams", "Door slams".
    """
    letters: list[str] = re.findall(r"[^\W\d_]+", said)
    if not letters or not _SPEAKER.fullmatch(said):
        return False
    if all(word.isupper() for word in letters):
        return len(letters) <= 2
    titled = all(word[0].isupper() and word[1:].islower() for word in letters)
    return titled and len(letters) <= 3


def _asked(said: str, caption: Caption, where: str, times: Times) -> Given:
    label = parse_label(sound_of(said))
    evidence = Evidence(EvidenceKind.SUBTITLE, caption.start, 1.0, where)
    wish = Wish(label.words, label.tags, label.flags)
    cue, faults = cue_of(wish, caption.start, None, evidence, times)
    if cue.kind.is_bed:
        cue = replace(cue, end=caption.end)
    problems = tuple(f"{where}: {tag}: {fault}" for tag, fault in faults.items())
    return Given((Asked(cue, until=None if cue.kind.is_bed else caption.end),), (), problems)


def _blocks(text: str) -> Iterator[tuple[int, Fraction, Fraction, str]]:
    """Captions with the line of their times."""
    found: re.Match[str] | None = None
    first, body = 0, list[str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        times = _ARROW.fullmatch(line)
        if found and (times or not line.strip()):
            yield first, *_span(found), "\n".join(body)
            found = None
        if times:
            found, first, body = times, number, []
        elif found:
            body.append(line)


def _span(found: re.Match[str]) -> tuple[Fraction, Fraction]:
    return _seconds(found.groups()[:4]), _seconds(found.groups()[4:])


def _seconds(parts: Sequence[str | None]) -> Fraction:
    hours, minutes, seconds, part = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + Fraction(int((part or "0").ljust(3, "0")), 1000)


def _written(time: Fraction, point: str) -> str:
    whole, thousandths = divmod(max(0, round(time * 1000)), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{point}{thousandths:03}"


def _shown_until(cue: Cue) -> Fraction:
    return cue.end if cue.end is not None else cue.time + _BED_S


def _said(cue: Cue) -> str:
    return f"SFX: {cue.words or cue.kind.value}"
