"""What deliveries ask for: data with source and grade, in `presets.json` beside this file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from backbeat.errors import InputError, RequestError
from backbeat.home import home

USERS_FILE = "presets.toml"
"""In the user's folder."""
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
"""What may stand in a user's preset."""
ASSUMED_TOLERANCE_LU = 1.0
"""Where nobody states one: AES TD1008's figure for streams, and R 128's for live programmes."""


@dataclass(frozen=True)
class Preset:
    """One delivery. None: nobody states it."""

    name: str
    """As it is typed."""
    title: str
    """As it is read."""
    gating: str
    """programme, dialogue or anchor: what the loudness is of."""
    grade: str
    """How far it can be trusted: official, secondary, or convention."""
    source: str
    """Where it is from."""
    integrated_lufs: float | None = None
    tolerance_lu: float | None = None
    true_peak_max_dbtp: float | None = None
    short_term_max_lufs: float | None = None
    momentary_max_lufs: float | None = None
    sample_peak_max_dbfs: float | None = None
    rms_min_dbfs: float | None = None
    """Lowest and highest RMS level of all of it, unweighted and without a gate."""
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
    """The programme loudness wanted then."""
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
        """Whether it is judged by RMS level or noise floor, and not by loudness alone."""
        limits = (self.rms_min_dbfs, self.rms_max_dbfs, self.noise_floor_max_dbfs)
        return any(limit is not None for limit in limits)

    @property
    def target_rms_dbfs(self) -> float | None:
        """The middle of the RMS levels allowed; None where none are stated."""
        if self.rms_min_dbfs is None or self.rms_max_dbfs is None:
            return None
        return (self.rms_min_dbfs + self.rms_max_dbfs) / 2


def presets() -> dict[str, Preset]:
    """All of them by name, the user's own last; theirs go before ours of the same name.

    Raises:
        InputError: the user's file cannot be read, or makes no sense.
    """
    return {**_ours(), **_users(home() / USERS_FILE)}


@cache
def _ours() -> dict[str, Preset]:
    kept = json.loads(Path(__file__).with_name("presets.json").read_text(encoding="utf-8"))
    return {item["name"]: _preset(item) for item in kept["presets"]}


def _users(path: Path) -> dict[str, Preset]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Check the file.") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}.", "Mend the line it names.") from error
    return {name: _users_preset(path, name, table) for name, table in tables.items()}


def _users_preset(path: Path, name: str, table: Any) -> Preset:
    if not isinstance(table, dict):
        raise InputError(
            f"{path}: {name} stands outside of any preset.", "Begin a preset with [its-name]."
        )
    given = {"title": name, "gating": "programme", "grade": "yours", "source": path.name, **table}
    for key, value in given.items():
        if key not in _KINDS or not _fits(value, _KINDS[key]):
            known = f"It may be {_KINDS[key]}." if key in _KINDS else f"Known: {', '.join(_KINDS)}."
            raise InputError(f"{path}: {name} has {key} = {value!r}, which means nothing.", known)
    if given["gating"] not in ("programme", "dialogue"):
        raise InputError(
            f"{path}: {name} has gating = {given['gating']!r}.", "Choose programme or dialogue."
        )
    return _preset({"name": name, **given})


def _fits(value: Any, kind: str) -> bool:
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
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, dict) and all(
        isinstance(rates, list) and all(isinstance(rate, int) for rate in rates)
        for rates in value.values()
    )


def chosen(names: list[str]) -> list[Preset]:
    """Those of the names, or all where there are none.

    Raises:
        RequestError: a name that is not known.
    """
    known = presets()
    for name in names:
        if name not in known:
            raise RequestError(
                f"There is no delivery preset {name!r}.", f"Choose of {', '.join(known)}."
            )
    return [known[name] for name in names] if names else list(known.values())


def _preset(item: dict[str, Any]) -> Preset:
    lists = {key: tuple(item.get(key, ())) for key in ("layouts", "codecs", "notes")}
    return Preset(**{**item, **lists})
