"""How much each channel counts: ITU-R BS.1770-5, table 4 and 5, for FFmpeg's names of places."""

from __future__ import annotations

_SURROUND = 1.41
"""Of places 60 to 120 degrees to the side, at the height of the ears; all others count 1."""

_WEIGHTS = {"LFE": 0.0, "LFE2": 0.0, "SL": _SURROUND, "SR": _SURROUND, "WL": _SURROUND}
_WEIGHTS["WR"] = _SURROUND

USUAL = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0(side)", 6: "5.1(side)", 8: "7.1"}
"""Layouts of recordings that do not say."""

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
}


def places(layout: str | None, channels: int) -> tuple[str, ...]:
    """FFmpeg's name of each channel's place; of numbered channels where nothing is known."""
    known = _PLACES.get(layout or "") or _PLACES.get(USUAL.get(channels, ""))
    if known is None or len(known) != channels:
        return tuple(f"{index + 1}" for index in range(channels))
    return known


def weights(layout: str | None, channels: int) -> tuple[float, ...]:
    """What each channel's mean square counts.

    FFmpeg calls the two surrounds of 5.1 BL and BR where a file does not say that they stand to the
    side; in layouts without side channels they are the surrounds of the standard (110 degrees) and
    count 1.41. With side channels beside them they stand behind (135 degrees) and count 1.
    """
    named = places(layout, channels)
    sides = "SL" in named
    return tuple(
        _SURROUND if name in ("BL", "BR") and not sides else _WEIGHTS.get(name, 1.0)
        for name in named
    )
