"""Delivery presets: data with source and grade, in `presets.json` beside this file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from backbeat.errors import InputError, RequestError
from backbeat.files.given import check_given
from backbeat.home import home

USERS_FILE = "presets.toml"
"""File name of the user's own presets, in Backbeat's home folder."""
_USERS_BYTES = 1 << 20
_KINDS = {
    "title": "text",
    "gating": "text",
    "grade": "text",
    "source": "text",
    "integrated_lufs": "a number",
    "tolerance_lu": "a number",
    "true_peak_max_dbtp": "a number",
    "short_term_max_lufs": "a number",
    "momentary_max_lufs": "a number",
    "sample_peak_max_dbfs": "a number",
    "rms_min_dbfs": "a number",
    "rms_max_dbfs": "a number",
    "noise_floor_max_dbfs": "a number",
    "no_ceiling": "true or false",
    "lra_min_lu": "a number",
    "lra_max_lu": "a number",
    "quiet_share": "a number",
    "quiet_lufs": "a number",
    "edit_lists": "true or false",
    "lra_advice": "true or false",
    "sample_rate_hz": "a whole number",
    "bit_depth": "a whole number",
    "layouts": "a list of texts",
    "codecs": "a list of texts",
    "notes": "a list of texts",
    "bitrates_kbps": "lists of whole numbers by layout",
}
"""The keys of a user's preset, and the kind of value that each takes."""
ASSUMED_TOLERANCE_LU = 1.0
"""Tolerance of a preset that states none: AES TD1008's for streams, R 128's for live programmes."""


@dataclass(frozen=True)
class Preset:
    """The requirements of one kind of delivery; None: the specification does not state it."""

    name: str
    """The name to type, such as `ebu-r128`."""
    title: str
    """The name to display."""
    gating: str
    """programme, dialogue or anchor: which part of the sound the loudness is measured on."""
    grade: str
    """Reliability of the source: official, secondary, or convention."""
    source: str
    """The document or page that states the requirements."""
    integrated_lufs: float | None = None
    tolerance_lu: float | None = None
    true_peak_max_dbtp: float | None = None
    short_term_max_lufs: float | None = None
    momentary_max_lufs: float | None = None
    sample_peak_max_dbfs: float | None = None
    rms_min_dbfs: float | None = None
    """Lowest and highest RMS level of the whole recording, unweighted and without a gate."""
    rms_max_dbfs: float | None = None
    noise_floor_max_dbfs: float | None = None
    """Highest RMS level of the quietest half second."""
    no_ceiling: bool = False
    """Whether peaks are delivered as they are, as in an archive."""
    lra_min_lu: float | None = None
    lra_max_lu: float | None = None
    quiet_share: float | None = None
    """A share of dialogue below which the whole programme is judged instead."""
    quiet_lufs: float | None = None
    """The programme loudness required then."""
    edit_lists: bool = True
    """Whether an MP4 may have edit lists."""
    lra_advice: bool = False
    """Whether the loudness range is only recommended."""
    sample_rate_hz: int | None = None
    bit_depth: int | None = None
    layouts: tuple[str, ...] = ()
    """mono, stereo, 5.1, 7.1; empty: any."""
    codecs: tuple[str, ...] = ()
    bitrates_kbps: dict[str, list[int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def tolerance(self) -> float:
        """The tolerance to judge by, in LU."""
        return ASSUMED_TOLERANCE_LU if self.tolerance_lu is None else self.tolerance_lu

    @property
    def is_by_rms(self) -> bool:
        """Whether the preset limits RMS level or noise floor."""
        limits = (self.rms_min_dbfs, self.rms_max_dbfs, self.noise_floor_max_dbfs)
        return any(limit is not None for limit in limits)

    @property
    def target_rms_dbfs(self) -> float | None:
        """The middle of the RMS levels allowed; None where none are stated."""
        if self.rms_min_dbfs is None or self.rms_max_dbfs is None:
            return None
        return (self.rms_min_dbfs + self.rms_max_dbfs) / 2


def presets() -> dict[str, Preset]:
    """All presets by name; the user's own come last and replace built-in ones of the same name.

    Raises:
        InputError: the user's file cannot be read, or has an invalid entry.
    """
    return {**_ours(), **_users(home() / USERS_FILE)}


@cache
def _ours() -> dict[str, Preset]:
    data = json.loads(Path(__file__).with_name("presets.json").read_text(encoding="utf-8"))
    return {item["name"]: _preset(item) for item in data["presets"]}


def _users(path: Path) -> dict[str, Preset]:
    try:
        check_given(path, "a file of presets", _USERS_BYTES)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Check the file.") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path} is not valid TOML: {error}.", "Correct the line it names."
        ) from error
    return {name: _users_preset(path, name, table) for name, table in tables.items()}


def _users_preset(path: Path, name: str, table: Any) -> Preset:
    if not isinstance(table, dict):
        raise InputError(
            f"{path}: {name} stands outside of any preset.", "Begin a preset with [its-name]."
        )
    given = {"title": name, "gating": "programme", "grade": "yours", "source": path.name, **table}
    for key, value in given.items():
        if key not in _KINDS or not _has_type(value, _KINDS[key]):
            known = f"It may be {_KINDS[key]}." if key in _KINDS else f"Known: {', '.join(_KINDS)}."
            raise InputError(f"{path}: {name} has {key} = {value!r}, which means nothing.", known)
    if given["gating"] not in ("programme", "dialogue"):
        raise InputError(
            f"{path}: {name} has gating = {given['gating']!r}.", "Choose programme or dialogue."
        )
    return _preset({"name": name, **given})


def _has_type(value: Any, kind: str) -> bool:
    match kind:
        case "a number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "a whole number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "true or false":
            return isinstance(value, bool)
        case "a list of texts":
            return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, dict) and all(
        isinstance(rates, list) and all(isinstance(rate, int) for rate in rates)
        for rates in value.values()
    )


def chosen(names: list[str]) -> list[Preset]:
    """The presets of some names, in that order; all presets where `names` is empty.

    Raises:
        RequestError: there is no preset of a name.
    """
    known = presets()
    for name in names:
        if name not in known:
            raise RequestError(
                f"There is no delivery preset {name!r}.", f"Choose from: {', '.join(known)}."
            )
    return [known[name] for name in names] if names else list(known.values())


def _preset(item: dict[str, Any]) -> Preset:
    lists = {key: tuple(item.get(key, ())) for key in ("layouts", "codecs", "notes")}
    return Preset(**{**item, **lists})
