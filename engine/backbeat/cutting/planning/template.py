"""The template that the prompts of a shot plan are made of."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from backbeat.errors import InputError

PLACEHOLDERS = (
    "base_prompt",
    "energy",
    "beats",
    "downbeat",
    "upbeat",
    "accent",
    "transition",
    "section",
    "action",
    "seconds",
    "frames",
    "bpm",
)
"""What may stand in braces in a template's `prompt`."""
_WHEN = re.compile(r"[1-9][0-9]{0,5}|last|every beat|every bar")
_BEAT_ACTIONS = ("downbeat", "upbeat", "accent")
_ENERGIES = ("low", "medium", "high")
_FORMAT = 'Write it as {"base_prompt": "...", "audio_reactive": {"beat_actions": {...}}}.'


@dataclass(frozen=True)
class Template:
    """The words for what the music does."""

    base_prompt: str
    """What every shot shows."""
    beat_actions: Mapping[str, str]
    """By `downbeat`, `upbeat`, `accent`."""
    energy_mapping: Mapping[str, str]
    """By `low`, `medium`, `high`."""
    phrase_transitions: str
    prompt: str
    """The sentence or sentences of a slot, with `PLACEHOLDERS` in braces."""
    sections: Mapping[str, Mapping[str, str]]
    """Actions by the label of a section, or `*` for any other, and when: a beat counted from 1,
    `last`, `every beat` or `every bar`."""


@cache
def default_template() -> Template:
    """The one in the package."""
    text = (files(__package__) / "template.json").read_text(encoding="utf-8")
    return _template(json.loads(text), "the template of the package", None)


def read_template(text: str, name: str) -> Template:
    """Reads a template; what it leaves out is taken from the one in the package.

    Args:
        text: JSON of the form {"base_prompt": ..., "audio_reactive": {"beat_actions": ...,
            "energy_mapping": ..., "phrase_transitions": ...}, "prompt": ..., "sections": ...}.
        name: of the file, for messages.

    Raises:
        InputError: it is not JSON, or a field is unknown or of the wrong kind.
    """
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is not JSON: {error}.", _FORMAT) from error
    return _template(parsed, name, default_template())


def _template(parsed: Any, name: str, base: Template | None) -> Template:
    known = ("base_prompt", "audio_reactive", "prompt", "sections")
    whole = _object(parsed, name, "the template", known)
    reactive = _object(
        whole.get("audio_reactive", {}),
        name,
        "audio_reactive",
        ("track", "beat_actions", "energy_mapping", "phrase_transitions"),
    )
    sections = {
        label: _words(actions, name, f"sections.{label}", None)
        for label, actions in _object(whole.get("sections", {}), name, "sections", None).items()
    }
    _check_times(sections, name)
    template = Template(
        _text(whole, "base_prompt", name, base.base_prompt if base else ""),
        {
            **(base.beat_actions if base else {}),
            **_words(reactive.get("beat_actions", {}), name, "beat_actions", _BEAT_ACTIONS),
        },
        {
            **(base.energy_mapping if base else {}),
            **_words(reactive.get("energy_mapping", {}), name, "energy_mapping", _ENERGIES),
        },
        _text(reactive, "phrase_transitions", name, base.phrase_transitions if base else ""),
        _text(whole, "prompt", name, base.prompt if base else ""),
        {**(base.sections if base else {}), **sections},
    )
    _check_prompt(template.prompt, name)
    return template


def _object(value: Any, name: str, where: str, known: tuple[str, ...] | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{name}: {where} is not an object.", _FORMAT)
    unknown = [key for key in value if known is not None and key not in known]
    if unknown and known is not None:
        raise InputError(
            f"{name}: {where} has an unknown field “{unknown[0]}”.", f"Known: {', '.join(known)}."
        )
    return value


def _words(value: Any, name: str, where: str, known: tuple[str, ...] | None) -> dict[str, str]:
    found = _object(value, name, where, known)
    for key, words in found.items():
        if not isinstance(words, str):
            raise InputError(f"{name}: {where}.{key} is not text.", "Put it in quotation marks.")
    return found


def _text(value: Mapping[str, Any], key: str, name: str, default: str) -> str:
    found = value.get(key, default)
    if not isinstance(found, str):
        raise InputError(f"{name}: {key} is not text.", "Put it in quotation marks.")
    return found


def _check_times(sections: Mapping[str, Mapping[str, str]], name: str) -> None:
    for label, actions in sections.items():
        for when in actions:
            if not _WHEN.fullmatch(when):
                raise InputError(
                    f"{name}: sections.{label} has an action at “{when}”.",
                    "Name a beat, counted from 1, or last, every beat or every bar.",
                )


def _check_prompt(prompt: str, name: str) -> None:
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(prompt) if field is not None]
    except ValueError as error:
        raise InputError(
            f"{name}: the prompt cannot be read: {error}.", "Write a brace as {{ or }}."
        ) from error
    for field in fields:
        if field not in PLACEHOLDERS:
            raise InputError(
                f"{name}: the prompt has an unknown placeholder {{{field}}}.",
                f"Known: {', '.join(PLACEHOLDERS)}.",
            )
