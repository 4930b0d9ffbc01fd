"""Channel weights of ITU-R BS.1770-5, tables 4 and 5, by FFmpeg's names of channel places."""

from __future__ import annotations

import re

from backbeat.errors import MediaError

_UNNAMED = re.compile(r"\d+ channels \(([A-Z0-9+]+)\)")
"""How FFmpeg spells a channel mask that has no name, as in "3 channels (FL+FR+LFE)"."""

_SURROUND = 1.41
"""Weight of places at 60 to 120 degrees azimuth and ear height; all others have 1."""

_WEIGHTS = {"LFE": 0.0, "LFE2": 0.0, "SL": _SURROUND, "SR": _SURROUND, "WL": _SURROUND}
_WEIGHTS["WR"] = _SURROUND
_WIDE_FRONT = "22.2"
"""Its FL and FR stand at 60 degrees, and FLC and FRC at 30 (ITU-R BS.2051, system H)."""

USUAL = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0(side)", 6: "5.1(side)", 8: "7.1"}
"""Assumed layouts of recordings that state none, by number of channels."""

_SIDE_5_1 = ("FL", "FR", "FC", "LFE", "SL", "SR")
_7_1 = ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR")
_TOP_FOUR = ("TFL", "TFR", "TBL", "TBR")
_PLACES = {
    "mono": ("FC",),
    "stereo": ("FL", "FR"),
    "2.1": ("FL", "FR", "LFE"),
    "3.0": ("FL", "FR", "FC"),
    "3.0(back)": ("FL", "FR", "BC"),
    "3.1": ("FL", "FR", "FC", "LFE"),
    "quad": ("FL", "FR", "BL", "BR"),
    "quad(side)": ("FL", "FR", "SL", "SR"),
    "4.0": ("FL", "FR", "FC", "BC"),
    "4.1": ("FL", "FR", "FC", "LFE", "BC"),
    "5.0": ("FL", "FR", "FC", "BL", "BR"),
    "5.0(side)": ("FL", "FR", "FC", "SL", "SR"),
    "5.1": ("FL", "FR", "FC", "LFE", "BL", "BR"),
    "5.1(side)": ("FL", "FR", "FC", "LFE", "SL", "SR"),
    "6.1": ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    "7.0": ("FL", "FR", "FC", "BL", "BR", "SL", "SR"),
    "7.1": ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
    "7.1(wide)": ("FL", "FR", "FC", "LFE", "BL", "BR", "FLC", "FRC"),
    "7.1(wide-side)": ("FL", "FR", "FC", "LFE", "FLC", "FRC", "SL", "SR"),
    "6.0": ("FL", "FR", "FC", "BC", "SL", "SR"),
    "6.1(back)": ("FL", "FR", "FC", "LFE", "BL", "BR", "BC"),
    "6.0(front)": ("FL", "FR", "FLC", "FRC", "SL", "SR"),
    "6.1(front)": ("FL", "FR", "LFE", "FLC", "FRC", "SL", "SR"),
    "7.0(front)": ("FL", "FR", "FC", "FLC", "FRC", "SL", "SR"),
    "3.1.2": ("FL", "FR", "FC", "LFE", "TFL", "TFR"),
    "cube": ("FL", "FR", "BL", "BR", "TFL", "TFR", "TBL", "TBR"),
    "downmix": ("DL", "DR"),
    "binaural": ("BIL", "BIR"),
    "5.1.2(back)": ("FL", "FR", "FC", "LFE", "BL", "BR", "TFL", "TFR"),
    "hexadecagonal": (
        *("FL", "FR", "FC", "BL", "BR", "BC", "SL", "SR"),
        *("TFL", "TFC", "TFR", "TBL", "TBC", "TBR", "WL", "WR"),
    ),
    "hexagonal": ("FL", "FR", "FC", "BL", "BR", "BC"),
    "octagonal": ("FL", "FR", "FC", "BL", "BR", "BC", "SL", "SR"),
    "5.1.2": (*_SIDE_5_1, "TFL", "TFR"),
    "5.1.4": (*_SIDE_5_1, *_TOP_FOUR),
    "7.1.2": (*_7_1, "TFL", "TFR"),
    "7.1.4": (*_7_1, *_TOP_FOUR),
    "7.2.3": (*_7_1, "TFL", "TFR", "TBC", "LFE2"),
    "9.1.4": (*_7_1[:6], "FLC", "FRC", "SL", "SR", *_TOP_FOUR),
    "9.1.6": (*_7_1[:6], "FLC", "FRC", "SL", "SR", *_TOP_FOUR, "TSL", "TSR"),
    "22.2": (
        *_7_1[:6],
        *("FLC", "FRC", "BC", "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"),
        *("LFE2", "TSL", "TSR", "BFC", "BFL", "BFR"),
    ),
}


def places(layout: str | None, channels: int) -> tuple[str, ...]:
    """FFmpeg's name of each channel's place; their numbers where nobody says which is which.

    Args:
        layout: FFmpeg's name of a channel layout; None, or a bare "6 channels", for the usual one.
        channels: how many there are.
    """
    named = _stated(layout)
    if named is None and (not layout or layout == f"{channels} channels"):
        named = _PLACES.get(USUAL.get(channels, ""))
    if named is None or len(named) != channels:
        return tuple(f"{index + 1}" for index in range(channels))
    return named


def is_stated(layout: str, channels: int) -> bool:
    """Whether a layout by itself says where each of so many channels is heard."""
    named = _stated(layout)
    return named is not None and len(named) == channels


def channel_count(layout: str) -> int | None:
    """How many channels a layout has; None for one that is not known."""
    named = _stated(layout)
    return None if named is None else len(named)


def weights(layout: str | None, channels: int) -> tuple[float, ...]:
    """Weight of each channel's mean square.

    FFmpeg calls the two surrounds of 5.1 BL and BR where a file does not say that they stand to the
    side; in layouts without side channels they are the surrounds of the standard (110 degrees) and
    count 1.41. With side channels beside them they stand behind (135 degrees) and count 1.
    Everything above the listener (30 degrees and more) and below counts 1.

    Raises:
        MediaError: nobody says which channel is which.
    """
    named = places(layout, channels)
    if named[0] == "1":
        raise MediaError(
            f"There are {channels} channels, and nothing says which is which.",
            "Name their layout, such as 5.1, 7.1.4 or 5.1.4, with --layout.",
        )
    sides = "SL" in named
    return tuple(_weight(name, sides, layout == _WIDE_FRONT) for name in named)


def _weight(place: str, sides: bool, wide_front: bool) -> float:
    if place in ("BL", "BR"):
        return 1.0 if sides else _SURROUND
    if wide_front and place in ("FL", "FR"):
        return _SURROUND
    return _WEIGHTS.get(place, 1.0)


def _stated(layout: str | None) -> tuple[str, ...] | None:
    if layout is None:
        return None
    unnamed = _UNNAMED.fullmatch(layout)
    return tuple(unnamed[1].split("+")) if unnamed else _PLACES.get(layout)
