"""The prompt of a slot: a template filled in with what the music does in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from backbeat.cutting.pacing import Role, Slot
from backbeat.cutting.planning.template import Template
from backbeat.v1.music_pb2 import ENERGY_LEVEL_HIGH, ENERGY_LEVEL_LOW

_ACCENT = 0.5
"""From this strength on a beat is an accent."""
_LEVELS = {ENERGY_LEVEL_LOW: "low", ENERGY_LEVEL_HIGH: "high"}
_REPEATED = re.compile(r"\s*([.;,])(?:\s*[.;,])+|\s+([.;,])")
_LEADING = re.compile(r"^[\s.;,]+")
"""Punctuation around placeholders that stand for nothing."""
_LATEST_SHOWN_S = 8
"""Times are listed for so many seconds; a longer shot repeats."""


def prompt_of(
    slot: Slot, template: Template, action: str, frames: int, rate: Fraction, bpm: float
) -> str:
    """The prompt of one slot.

    Args:
        slot: the slot.
        template: the words.
        action: what the section's map of actions has for it; empty for nothing.
        frames: its length.
        rate: frames a second.
        bpm: tempo of the music.
    """
    words = template.beat_actions
    accent = words.get("accent", "") if _accents(slot) else ""
    changes = slot.roles & {Role.SECTION, Role.PHRASE}
    filled = template.prompt.format(
        base_prompt=template.base_prompt.rstrip(". "),
        energy=_sentence(template.energy_mapping.get(_LEVELS.get(slot.level, "medium"), "")),
        beats=_sentence(_beats(slot, template)),
        downbeat=words.get("downbeat", ""),
        upbeat=words.get("upbeat", ""),
        accent=accent,
        transition=_sentence(template.phrase_transitions if changes else ""),
        section=slot.section,
        action=_sentence(action),
        seconds=f"{float(frames / rate):.2f}",
        frames=frames,
        bpm=f"{bpm:.1f}",
    )
    tidy = _REPEATED.sub(lambda found: found[1] or found[2], " ".join(filled.split()))
    return _LEADING.sub("", tidy)


def _beats(slot: Slot, template: Template) -> str:
    """Which action falls on which moment of the shot, in seconds from its start."""
    words, parts = template.beat_actions, []
    accents = _accents(slot)
    downbeats = [beat.time_s for beat in slot.beats if beat.downbeat and beat.time_s not in accents]
    others = [
        beat.time_s for beat in slot.beats if not beat.downbeat and beat.time_s not in accents
    ]
    for name, times in (("downbeat", downbeats), ("accent", accents), ("upbeat", others)):
        if times and words.get(name):
            parts.append(f"{words[name]} at {_listed(slot, times)}")
    return "; ".join(parts)


def _accents(slot: Slot) -> list[Fraction]:
    return [beat.time_s for beat in slot.beats if beat.accent >= _ACCENT]


def _listed(slot: Slot, times: Iterable[Fraction]) -> str:
    seconds = [float(time - slot.start_s) for time in times]
    shown = [second for second in seconds if second < _LATEST_SHOWN_S]
    listed = ", ".join(f"{second:.2f}" for second in shown)
    return f"{listed} s" + (" and so on" if len(shown) < len(seconds) else "")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
