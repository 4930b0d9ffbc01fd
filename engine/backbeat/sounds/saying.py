"""Puts together what a sound file says of itself: its name, its folder and what is in it."""

from __future__ import annotations

from pathlib import PurePath

from backbeat.sounds import names, ucs
from backbeat.sounds.embedded import Embedded
from backbeat.sounds.facts import Said
from backbeat.sounds.licence_tables import Terms
from backbeat.sounds.licences import named
from backbeat.sounds.words import words_of


def said_by(path: str, inside: Embedded, terms: Terms, given: Terms) -> Said:
    """What a file says of itself.

    Args:
        path: of the file.
        inside: what is embedded in it.
        terms: its row in a table of licences beside it.
        given: licence and credit of those that do not say their own.
    """
    parts = names.parts_of(path)
    title = " ".join(words_of(inside.title))
    name = parts.words if parts.cat_id or not title else _without_repeats(f"{parts.words} {title}")
    own_licence = terms.licence or named(inside.licence)
    return Said(
        name=name,
        description=inside.description,
        keywords=inside.keywords,
        cat_id=_cat_id(parts, inside),
        licence=own_licence or given.licence,
        # Who made it is named where it says so; a copyright line is the next best.
        credit=terms.credit or inside.artist or parts.creator or inside.copyright or given.credit,
        url=terms.url or inside.url or given.url,
        cues=inside.cues,
        loop=inside.loop or "loop" in words_of(PurePath(path).stem),
    )


def _cat_id(parts: names.NameParts, inside: Embedded) -> str:
    for cat_id in (inside.cat_id, parts.cat_id):
        if ucs.category(cat_id) is not None:
            return cat_id
    full = [part.strip() for part in inside.category.split("-", 1)]
    if len(full) == 2:
        for one in ucs.categories().values():
            if [one.category.casefold(), one.subcategory.casefold()] == [
                part.casefold() for part in full
            ]:
                return one.cat_id
    return ""


def _without_repeats(text: str) -> str:
    return " ".join(dict.fromkeys(text.split()))
