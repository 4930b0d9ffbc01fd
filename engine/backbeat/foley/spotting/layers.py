"""The kind and the layer of a sound, by its UCS category.

UCS 8.2.1: a CatID is a category in capitals, then a subcategory ("DOORWood"); some are bare
("RAIN").
"""

from __future__ import annotations

import re

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.spotting.vocabulary import words_of

_FOLEY = words_of(
    "FEET FOLY CLOTH LETHR OBJ FOOD DRWR PAPR EQUIP MOVE FGHT TOOL TOY GAME ROPE CHAIN MECH"
)
"""Categories that a performer makes: steps, cloth, props in hands."""
_BEDS = words_of("AMB RAIN WIND HAIL STORM WTHR")
_WHOOSHES = frozenset(("SWSH", "WHSH", "DSGNWhsh", "TOONSwsh", "FIREWhsh"))
_STEPS = frozenset(("FEETHmn", "FEETMisc", "FOLYFeet"))
_HANDLED = ("Hndl", "Mvmt", "Fric")
"""Subcategories of materials that are handled: "GLASHndl" is foley, "GLASBrk" an effect."""
_MATERIALS = words_of("CERM GLAS ICE METL PLAS ROCK RUBR SNOW WOOD DIRT WEAP GUN LIQ VEGE WATR")
_HITS = ("Impt", "Brk", "Crsh", "Splsh", "Knck", "Slam")
_SUDDEN = frozenset(["GUN", "EXPL", "BLLT", "FGHT"])
_HEAD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]+?(?=[A-Z][a-z])")

_FLAGS = {
    "foley": Layer.FOLEY,
    "fol": Layer.FOLEY,
    "fly": Layer.FOLEY,
    "fx": Layer.HARD_FX,
    "sfx": Layer.HARD_FX,
    "hardfx": Layer.HARD_FX,
    "hfx": Layer.HARD_FX,
    "effects": Layer.HARD_FX,
    "amb": Layer.AMBIENCE,
    "ambience": Layer.AMBIENCE,
    "bg": Layer.AMBIENCE,
    "atmos": Layer.AMBIENCE,
    "room": Layer.ROOM_TONE,
    "roomtone": Layer.ROOM_TONE,
    "rt": Layer.ROOM_TONE,
}


def category(ucs: str) -> str:
    """The category's part of a CatID: "DOOR" of "DOORWood", "RAIN" of "RAIN"."""
    head = _HEAD.match(ucs)
    return head[0] if head else ucs


def layer_named(text: str) -> Layer | None:
    """The layer that a flag or a column names, however it is spelled: "HARD FX", "sfx", "Amb"."""
    return _FLAGS.get(re.sub(r"[\s_-]+", "", text.casefold()))


def kind_of(ucs: str, lasts: bool) -> Kind:
    """The kind of sound that a category holds.

    Args:
        ucs: CatID.
        lasts: whether it has an end: rain that lasts is a bed, a gust is not.
    """
    head = category(ucs)
    if ucs == "AMBRoom":
        return Kind.ROOM_TONE
    if head == "AMB" or (head in _BEDS and lasts):
        return Kind.AMBIENCE
    if ucs in _STEPS:
        return Kind.FOOTSTEP
    if ucs in _WHOOSHES or head in _WHOOSHES:
        return Kind.WHOOSH
    if head in _SUDDEN and not ucs.endswith(_HANDLED):
        return Kind.IMPACT
    return Kind.IMPACT if ucs.endswith(_HITS) else Kind.EFFECT


def layer_of(kind: Kind, ucs: str) -> Layer:
    """The layer of a sound: beds by their kind, all else by its category.

    Without a category, steps are foley, and the rest are hard effects.
    """
    if kind is Kind.ROOM_TONE:
        return Layer.ROOM_TONE
    if kind is Kind.AMBIENCE:
        return Layer.AMBIENCE
    if kind is Kind.FOOTSTEP:
        return Layer.FOLEY
    head = category(ucs)
    handled = head in _MATERIALS and ucs.endswith(_HANDLED)
    return Layer.FOLEY if head in _FOLEY or handled else Layer.HARD_FX
