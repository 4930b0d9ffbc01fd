"""The adjustments and filters of a clip of FCPXML, which are kept as they are.

Final Cut Pro refuses a whole document whose elements are not those of its version's document type,
in the order of that. What a later version added is left out of the 1.10 that is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.fcpxml_media import Resources
from backbeat.timeline.exchange.xmltree import from_raw, raw

SPACE = "fcpxml"
"""Metadata key of what only this format has."""
PICTURE = tuple(
    f"adjust-{name}"
    for name in (
        *("crop", "corners", "conform", "transform", "blend", "stabilization", "rollingShutter"),
        *("360-transform", "reorient", "orientation", "cinematic"),
    )
)
"""Adjustments of the picture, in the order of the document type."""
SOUND = ("adjust-panner",)
"""Adjustments of the sound that follow the volume."""
FILTERS = ("filter-video", "filter-video-mask", "filter-audio")
"""Filters, in the order of the document type."""
_KEPT = re.compile(r"(adjust-(?!volume$).*|filter-.*)")
_OTHER_REFERENCES = ("tracking", "dataLocator")
"""Attributes that name what is not kept: trackers, and data beside the document."""


def kept_of(element: Element, resources: Resources) -> dict[str, Any]:
    """The adjustments and filters of a clip as text, with the effects that they refer to."""
    kept = [child for child in element if _KEPT.fullmatch(child.tag)]
    if not kept:
        return {}
    referred = sorted({e.get("ref", "") for child in kept for e in child.iter()})
    effects = {
        key: raw(effect) for key in referred if (effect := resources.get(key or None)) is not None
    }
    return {"kept": [raw(child) for child in kept], "effects": effects}


def kept_elements(metadata: dict[str, Any]) -> list[Element]:
    """What `kept_of` kept, as elements."""
    held = metadata.get(SPACE)
    elements = list(from_raw(held.get("kept"))) if isinstance(held, dict) else []
    for element in elements:
        for inside in element.iter():
            for name in _OTHER_REFERENCES:
                inside.attrib.pop(name, None)
    return elements


def effects_of(metadata: dict[str, Any]) -> dict[str, Element]:
    """The effects that kept filters refer to, by the id that they had."""
    held = metadata.get(SPACE)
    effects = held.get("effects") if isinstance(held, dict) else None
    found = {}
    for key, text in effects.items() if isinstance(effects, dict) else ():
        for effect in from_raw([text]):
            found[key] = effect
    return found


def in_order(elements: Iterable[Element], names: tuple[str, ...]) -> list[Element]:
    """The elements of those names, in their order; of an adjustment the first only."""
    found: list[Element] = []
    chosen = list(elements)
    for name in names:
        same = [element for element in chosen if element.tag == name]
        found += same if name.startswith("filter-") else same[:1]
    return found


def unknown_to_version(metadata: dict[str, Any]) -> set[str]:
    """What a clip has of adjustments that the version that is written does not know."""
    known = {*PICTURE, *SOUND, *FILTERS}
    return {element.tag for element in kept_elements(metadata)} - known
