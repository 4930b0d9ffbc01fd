"""The bin: the clips of an edit conformed to its rate, and what the user wants of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.cutting.assembly.candidates import MotionScale, motion_scale
from backbeat.cutting.assembly.conformed import MIN_FRAMES, Conformed, conform
from backbeat.cutting.assembly.wishes import Wishes
from backbeat.errors import InputError, RequestError
from backbeat.footage import Footage


@dataclass(frozen=True)
class Bin:
    """Clips to choose from."""

    clips: tuple[Conformed, ...]
    """In the order given."""
    scale: MotionScale
    free: tuple[int, ...]
    """Indices of those that any slot may show: no flawed ones, unless all are."""
    warnings: tuple[str, ...]

    @property
    def longest(self) -> int:
        """Frames of the longest shot that a free clip gives."""
        return max(self.clips[index].longest for index in self.free)

    def index_of(self, path: Path, what: str) -> int:
        """The clip of a path.

        Args:
            path: as the footage has it.
            what: that names it, such as "must-use".

        Raises:
            RequestError: there is none.
        """
        for index, clip in enumerate(self.clips):
            if clip.footage.path == path:
                return index
        raise RequestError(
            f"{what} names {path.name}, which is not among the clips.",
            "Give the clip as well, or name one that is given.",
        )


def fill(footage: Sequence[Footage], wishes: Wishes, rate: Fraction) -> Bin:
    """Conforms the clips, and says which of them are of use.

    Args:
        footage: the clips, in the order given.
        wishes: of the user.
        rate: frames a second of the timeline.

    Raises:
        InputError: there is no clip, or none lasts for a shot.
        RequestError: a skip names a clip that is not there.
    """
    known = {item.path for item in footage}
    for skip in wishes.skips:
        if skip.path not in known:
            raise RequestError(
                f"skip names {skip.path.name}, which is not among the clips.",
                "Give the clip as well, or leave the skip out.",
            )
    clips = tuple(
        conform(item, rate, [skip for skip in wishes.skips if skip.path == item.path])
        for item in footage
    )
    usable = [index for index, clip in enumerate(clips) if clip.longest >= MIN_FRAMES]
    if not usable:
        raise InputError(
            f"{_none_of(len(clips))} {MIN_FRAMES} frames that could be a shot.",
            "Give longer clips, or skip less of them.",
        )
    clean = [index for index in usable if not clips[index].flawed]
    warnings = _pinned_though_skipped(wishes)
    pinned = {pin.path for pin in wishes.pins}
    for index, clip in enumerate(clips):
        name = clip.footage.path.name
        if clip.footage.path in pinned:
            continue
        if index not in usable:
            warnings.append(f"{name} is left out: it has no {MIN_FRAMES} frames that can be used.")
        elif clip.flawed and clean:
            kinds = ", ".join(sorted({flaw.kind.value for flaw in clip.footage.flaws}))
            warnings.append(f"{name} is left out unless asked for: all of it is {kinds}.")
    if not clean:
        warnings.append("No clip has a stretch without a flaw, so flawed ones are shown.")
    return Bin(clips, motion_scale(clips), tuple(clean or usable), tuple(warnings))


def _none_of(clips: int) -> str:
    return f"None of the {clips} clips has" if clips > 1 else "The clip does not have"


def _pinned_though_skipped(wishes: Wishes) -> list[str]:
    return [
        f"Slot {pin.slot} shows {pin.path.name} from {float(pin.start):.2f} s as it is pinned to, "
        "though that stretch is to be skipped."
        for pin in wishes.pins
        for skip in wishes.skips
        if pin.start is not None
        and skip.path == pin.path
        and skip.start <= pin.start
        and (skip.end is None or pin.start < skip.end)
    ]
