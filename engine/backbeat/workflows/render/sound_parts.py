"""The sound that a timeline plays: its clips with media, position in samples and levels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from backbeat.errors import TimelineError
from backbeat.loudness.mix.envelope import Envelope, Fade, Law
from backbeat.media.shortfall import shortfall_of
from backbeat.timeline.clip_sound import ClipSound
from backbeat.timeline.document import Document, media_path
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track, Transition
from backbeat.timeline.time import Frames
from backbeat.workflows.media_places import RELINK_HINT, missing_media

_LINEAR = ("0 db", "0db", "constant gain", "linear")
"""Words in the names of crossfades that are linear; all others are equal power."""


@dataclass(frozen=True)
class Part:
    """A clip's sound in the mix."""

    name: str
    path: Path
    start: int
    """First sample, counted from the start of the mix."""
    length: int
    """Number of samples."""
    source_start: Fraction
    """Seconds from the start of its media; before it where the part is reversed."""
    speed: Fraction
    reversed: bool
    channels: tuple[tuple[int, int], ...]
    """Stream and channel of the media for each channel of the clip; empty: the first stream's."""
    envelope: Envelope

    @property
    def end(self) -> int:
        """The sample of the mix after its last one."""
        return self.start + self.length


class Parts:
    """Reads the parts of an edit's tracks, and collects warnings about clips that cannot be played.

    Args:
        document: the timeline's file.
        edit: the timeline.
        sounds: levels and channels of its items, from `clip_sounds`.
        rate: sample rate of the mix, in Hz.
        unpacked: folder for media extracted from an .otioz.
        allow_missing: whether clips with missing media are left out, with a warning.
    """

    def __init__(
        self,
        document: Document,
        edit: Edit,
        sounds: dict[tuple[str | int, ...], ClipSound],
        rate: int,
        unpacked: Path,
        allow_missing: bool,
    ) -> None:
        self._document, self._edit, self._sounds = document, edit, sounds
        self._rate, self._unpacked, self._allow_missing = rate, unpacked, allow_missing
        self._checked: set[Path] = set()
        self.warnings: list[str] = []
        self.missing: dict[str, None] = {}
        """URLs of the media that is not there."""

    def say_missing(self) -> None:
        """Says once which media is missing.

        Raises:
            TimelineError: some is, and `allow_missing` is false.
        """
        if not self.missing:
            return
        sentence = missing_media(self._document.path, list(self.missing))
        if not self._allow_missing:
            raise TimelineError(sentence, RELINK_HINT)
        self.warnings.append(f"{sentence} Its clips are left out.")

    def of(self, track: Track) -> list[Part]:
        """The parts of a track, in order.

        Raises:
            TimelineError: media is missing, and `allow_missing` is false.
        """
        parts = []
        for index, item in enumerate(track.items):
            if item.kind is ItemKind.GAP or not item.duration:
                continue
            if item.kind is not ItemKind.CLIP:
                self._skip(track, item, f"is a {item.kind.value}")
                continue
            part = self._part(track, item, _transitions(track, index))
            if part is not None:
                parts.append(part)
        return parts

    def sample_at(self, frames: Frames) -> int:
        """The sample of the mix at a position of the timeline."""
        return round(Fraction(frames) / self._edit.rate * self._rate)

    def _part(
        self, track: Track, item: Item, transitions: tuple[Transition | None, Transition | None]
    ) -> Part | None:
        sound = self._sounds[item.path]
        if not sound.enabled or item.retime is Retime.FREEZE:
            return None
        if item.retime is Retime.RAMP:
            self._skip(track, item, "has a speed ramp")
            return None
        path = self._media(track, item)
        if path is None:
            return None
        if sound.unapplied_effects:
            names = ", ".join(dict.fromkeys(sound.unapplied_effects))
            self.warnings.append(f"{_display_name(track, item)} plays without its {names}.")
        opening, closing = transitions
        before = Fraction(opening.before) if opening else Fraction(0)
        after = Fraction(closing.after) if closing else Fraction(0)
        start = self.sample_at(item.start - before)
        end = self.sample_at(item.end + after)
        source = item.media_start - (item.available_start or 0)
        extended = after if item.retime is Retime.REVERSED else before
        return Part(
            item.name,
            path,
            start,
            end - start,
            source - extended / self._edit.rate * item.speed,
            item.speed,
            item.retime is Retime.REVERSED,
            sound.channels,
            self._envelope(item, sound, opening, closing, start),
        )

    def _envelope(
        self,
        item: Item,
        sound: ClipSound,
        opening: Transition | None,
        closing: Transition | None,
        start: int,
    ) -> Envelope:
        first, last = self.sample_at(item.start), self.sample_at(item.end)
        per_frame = float(self._rate / self._edit.rate)
        points = tuple((first - start + frame * per_frame, db) for frame, db in sound.levels)
        fades = []
        if sound.fade_in:
            length = round(sound.fade_in * per_frame)
            fades.append(Fade(first - start, length, True, Law.LINEAR))
        if sound.fade_out:
            length = round(sound.fade_out * per_frame)
            fades.append(Fade(last - start - length, length, False, Law.LINEAR))
        for transition, cut, rises in ((opening, item.start, True), (closing, item.end, False)):
            if transition is not None:
                low = self.sample_at(cut - Fraction(transition.before))
                high = self.sample_at(cut + Fraction(transition.after))
                fades.append(Fade(low - start, high - low, rises, _law(transition)))
        return Envelope(points, tuple(fades))

    def _media(self, track: Track, item: Item) -> Path | None:
        url = item.media_url or ""
        path = media_path(self._document, url, self._unpacked) if url else None
        if path is not None and path.is_file():
            self._check_whole(path)
            return path
        self.missing.setdefault(url or f"none is named for {_display_name(track, item)}")
        return None

    def _check_whole(self, path: Path) -> None:
        if path in self._checked:
            return
        self._checked.add(path)
        if (shortfall := shortfall_of(path)) is not None:
            self.warnings.append(shortfall.sentence(path.name))

    def _skip(self, track: Track, item: Item, why: str) -> None:
        self.warnings.append(f"{_display_name(track, item)} {why}, and is left out.")


def _transitions(track: Track, index: int) -> tuple[Transition | None, Transition | None]:
    return track.transitions.get(index), track.transitions.get(index + 1)


def _law(transition: Transition) -> Law:
    name = transition.name.casefold()
    return Law.LINEAR if any(word in name for word in _LINEAR) else Law.EQUAL_POWER


def _display_name(track: Track, item: Item) -> str:
    return f"“{item.name}” on {track.label}"


class Schedule:
    """Finds the parts of a track that sound in a stretch of the mix.

    Args:
        parts: in the order of the track; crossfaded ones overlap.
    """

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._ended_by = list(accumulate((part.end for part in parts), max))
        self._begun_by = list(accumulate((part.start for part in reversed(parts)), min))[::-1]

    def during(self, first: int, count: int) -> Iterator[tuple[Part, int, int]]:
        """Parts that sound in `count` samples from `first` on, each with first and end sample."""
        low, high = bisect_right(self._ended_by, first), bisect_left(self._begun_by, first + count)
        for part in self._parts[low:high]:
            start, end = max(first, part.start), min(first + count, part.end)
            if start < end:
                yield part, start, end
