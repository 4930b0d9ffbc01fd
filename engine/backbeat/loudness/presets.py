"""What deliveries ask for: data with source and grade, in `presets.json` beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from backbeat.errors import RequestError

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
    lra_min_lu: float | None = None
    lra_max_lu: float | None = None
    quiet_share: float | None = None
    """A share of dialogue below which the whole programme is judged instead."""
    quiet_lufs: float | None = None
    """The programme loudness wanted then."""
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


@cache
def presets() -> dict[str, Preset]:
    """All of them, by name."""
    kept = json.loads(Path(__file__).with_name("presets.json").read_text(encoding="utf-8"))
    return {item["name"]: _preset(item) for item in kept["presets"]}


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
