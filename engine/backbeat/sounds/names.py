"""What a sound file's name says: its UCS category, its words, and which files are its variants.

File names after UCS: CatID[-UserCategory]_[VendorCategory-]FXName_CreatorID_SourceID[_UserData].
Only the CatID at the head is required; "_" separates blocks and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from backbeat.sounds.ucs import categories
from backbeat.sounds.words import words_of

_NUMBER_AT_END = re.compile(r"[\s._\-]*(?:\(\d{1,3}\)|#?\d{1,3})$")
_NUMBER_OF_ONE = re.compile(r"(?<=[A-Za-z])\d{1,2}$")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A file name taken apart."""

    cat_id: str
    """UCS CatID; empty where the name has none."""
    words: str
    """What the sound is, without category, maker and number."""
    creator: str = ""
    source: str = ""


def parts_of(path: str) -> NameParts:
    """Takes the name of a sound file apart.

    Args:
        path: of a file, or its name.
    """
    whole = PurePath(path).stem
    blocks = whole.split("_")
    head, _, user_category = blocks[0].partition("-")
    cat_id = _cat_ids().get(head.casefold(), "")
    # A name such as "rain_heavy" begins with a category's letters by chance, and not in its case.
    if not cat_id or (cat_id != head and len(blocks) < 4) or len(blocks) < 2:
        return NameParts("", _spaced(whole))
    words = " ".join(word for word in (_spaced(user_category), _spaced(blocks[1])) if word)
    creator, source = [*blocks[2:4], "", ""][:2]
    return NameParts(cat_id, words or _spaced(whole), creator, source)


def variant_group(path: str) -> str:
    """What the variants of a sound have in common: its folder, and its name without a number.

    "steps/footstep.1.ogg" and "steps/footstep.2.ogg" are of one group. UCS names are compared by
    every block, each without its number.
    """
    pure = PurePath(path)
    blocks = [_without_number(block) for block in pure.stem.split("_")]
    return f"{pure.parent}/{'_'.join(blocks).casefold()}{pure.suffix.casefold()}"


def _without_number(text: str) -> str:
    bare = _NUMBER_AT_END.sub("", text)
    return bare or text


def _spaced(text: str) -> str:
    """A name as words: separators and humps are spaces, and the number of the variant is gone."""
    bare = _NUMBER_OF_ONE.sub("", _without_number(text))
    return " ".join(words_of(bare or text))


@cache
def _cat_ids() -> dict[str, str]:
    return {cat_id.casefold(): cat_id for cat_id in categories()}
