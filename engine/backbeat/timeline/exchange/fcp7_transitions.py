"""Transitions of Final Cut Pro 7 XML, as they are written."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.content import TrackContent
from backbeat.timeline.exchange.rounding import whole
from backbeat.timeline.exchange.xmltree import child
from backbeat.timeline.model import Transition


def alignment_of(joint: Transition, track: TrackContent, index: int) -> str:
    opens = index == 0 or track.items[index - 1].is_gap
    closes = index >= len(track.items) or track.items[index].is_gap
    if whole(joint.before) == 0:
        return "start-black" if opens else "start"
    if whole(joint.after) == 0:
        return "end-black" if closes else "end"
    return "center"


def dissolve_of(joint: Transition, kind: str) -> Element:
    made = Element("effect")
    if kind == "video":
        name, identifier, category = "Cross Dissolve", "Cross Dissolve", "Dissolve"
    elif "0db" in joint.name.lower().replace(" ", ""):
        name, identifier, category = "Cross Fade ( 0dB)", "KGAudioTransCrossFade0dB", ""
    else:
        name, identifier, category = "Cross Fade (+3dB)", "KGAudioTransCrossFade3dB", ""
    child(made, "name", name)
    child(made, "effectid", identifier)
    if category:
        child(made, "effectcategory", category)
    child(made, "effecttype", "transition")
    child(made, "mediatype", kind)
    if kind == "video":
        for key, value in (("wipecode", 0), ("wipeaccuracy", 100), ("startratio", 0)):
            child(made, key, value)
        child(made, "endratio", 1)
        child(made, "reverse", False)
    return made
