"""Which media of a new cut is which of the old one, and how their clocks lie to each other."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.spine import PictureClip, Spine

_VERSION = re.compile(r"[ _.\-]*(?:v|ver|version|take|tk|t)[ _.\-]?\d+\b", re.IGNORECASE)


class Likeness(enum.Enum):
    """How it is known that media is the same."""

    SAME = "the same file"
    NAME = "a file of the same name"
    VERSION = "another version or take by its name"
    TIMECODE = "a file of the same timecode"

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to look."""
        return self is Likeness.SAME


@dataclass(frozen=True, slots=True)
class Match:
    """Media of the old cut that media of the new one is."""

    media: str
    """Path in the old cut."""
    likeness: Likeness
    shift: Fraction
    """What to add to times on the old clock to get those on the new one, in seconds."""


@dataclass(frozen=True, slots=True)
class _Media:
    """Media of a cut, as far as the cut shows it. Times are on its own clock."""

    key: str
    firsts: frozenset[Fraction]
    """Its first picture; several where clips of the cut do not agree."""
    low: Fraction
    """The first moment that is seen."""

    @property
    def first(self) -> Fraction:
        """Its first picture, at the earliest."""
        return min(self.firsts)


def key_of(clip: PictureClip) -> str:
    """What a clip's media is called among those of its cut: its path, else the clip's name."""
    return clip.media or f"\0{clip.name}"


def matches(old: Spine, new: Spine, contents: Mapping[str, str] | None = None) -> dict[str, Match]:
    """The media of a new cut that is in the old one too, by its key.

    By path; then by content; then by name, without regard to folder and ending; then by name
    without version or take numbers; then by timecode. A name counts only where it is one file's.

    Args:
        old, new: the cuts.
        contents: digests of files, by path, as far as they are known; of two files that only one
            cut has each, of both or of neither.
    """
    before, after = _media_of(old), _media_of(new)
    contents = contents or {}
    found: dict[str, Match] = {}
    for key, one in after.items():
        if key in before:
            found[key] = Match(key, Likeness.SAME, _shift(before[key], one))
    left = [one for key, one in after.items() if key not in found and not key.startswith("\0")]
    for keys, likeness in _WAYS:
        gone = [one for key, one in before.items() if key not in after and not key.startswith("\0")]
        by_key = _single(gone, lambda one, keys=keys: keys(one, contents))  # type: ignore[misc]
        for one in list(left):
            other = next((by_key[key] for key in keys(one, contents) if key in by_key), None)
            if other is None:
                continue
            differ = contents.get(other.key, "") != contents.get(one.key, "")
            sure = likeness is Likeness.NAME and not differ and _is_moved_folder(other, one)
            found[one.key] = Match(
                other.key, Likeness.SAME if sure else likeness, _shift(other, one)
            )
            left.remove(one)
    return found


def _media_of(spine: Spine) -> dict[str, _Media]:
    found: dict[str, _Media] = {}
    for clip in spine.clips:
        key, ends = key_of(clip), (clip.media_start, clip.media_time(clip.end))
        before = found.get(key)
        firsts = frozenset({clip.media_first}) | (before.firsts if before else frozenset())
        low = min(ends) if before is None else min(*ends, before.low)
        found[key] = _Media(key, firsts, low)
    return found


def _shift(old: _Media, new: _Media) -> Fraction:
    """Between clocks that start at the first picture, unless one of the two is not known."""
    apart = Fraction(0) if old.firsts & new.firsts else new.first - old.first
    counts_from_zero = old if old.first < new.first else new
    if apart and counts_from_zero.low >= max(old.first, new.first):
        return Fraction(0)
    return apart


def _is_moved_folder(old: _Media, new: _Media) -> bool:
    """Whether a file of the same name is surely the same: in a folder of the same name, or by its
    timecode."""
    if _names(old, {}) != _names(new, {}):
        return False
    parts = [one.key.replace("\\", "/").casefold().split("/") for one in (old, new)]
    same_folder = all(len(one) > 1 for one in parts) and parts[0][-2] == parts[1][-2]
    return same_folder or (old.first == new.first and old.first > 0)


_Keys = Callable[[_Media, Mapping[str, str]], tuple[str, ...]]


def _contents(one: _Media, contents: Mapping[str, str]) -> tuple[str, ...]:
    return (contents[one.key],) if one.key in contents else ()


def _names(one: _Media, contents: Mapping[str, str]) -> tuple[str, ...]:
    del contents
    return (_name(one.key),)


def _stems(one: _Media, contents: Mapping[str, str]) -> tuple[str, ...]:
    del contents
    return (_stem(one.key),)


def _unversioned(one: _Media, contents: Mapping[str, str]) -> tuple[str, ...]:
    del contents
    bare = _VERSION.sub("", _stem(one.key))
    return (bare,) if len(bare) > 1 else ()


def _timecodes(one: _Media, contents: Mapping[str, str]) -> tuple[str, ...]:
    del contents
    return (str(one.first),) if one.first else ()


_WAYS: tuple[tuple[_Keys, Likeness], ...] = (
    (_contents, Likeness.SAME),
    (_names, Likeness.NAME),
    (_stems, Likeness.NAME),
    (_unversioned, Likeness.VERSION),
    (_timecodes, Likeness.TIMECODE),
)


def _single(
    media: Iterable[_Media], keys: Callable[[_Media], tuple[str, ...]]
) -> dict[str, _Media]:
    """Media by key, without keys that several have."""
    by_key: defaultdict[str, list[_Media]] = defaultdict(list)
    for one in media:
        for key in keys(one):
            by_key[key].append(one)
    return {key: every[0] for key, every in by_key.items() if len(every) == 1}


def _name(path: str) -> str:
    last = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return unicodedata.normalize("NFC", last).casefold()


def _stem(path: str) -> str:
    name = _name(path)
    return name.rpartition(".")[0] or name
