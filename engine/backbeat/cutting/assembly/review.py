"""What an assembled edit could not do, looked for in the edit itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Floats
from backbeat.cutting.assembly.bin import Bin
from backbeat.cutting.assembly.flashes import LIMIT, luminance, most_in_a_second
from backbeat.cutting.assembly.shots import Shot
from backbeat.footage import Footage


def review(shots: Sequence[Shot], material: Bin, split: int, rate: Fraction) -> list[str]:
    """Sentences on an edit.

    Args:
        shots: of the edit.
        material: that it was chosen from.
        split: how many slots were added because clips are short.
        rate: frames a second.
    """
    return [
        *_split(split),
        *_repeated(shots, material, rate),
        *_near(shots, rate),
        *_dissolves(shots),
        *_flashes(shots, rate),
    ]


def _split(split: int) -> Iterator[str]:
    if split:
        cuts = "1 cut was" if split == 1 else f"{split} cuts were"
        yield f"The clips are short for the music: {cuts} added on beats inside shots."


def unused(shots: Sequence[Shot], material: Bin) -> Iterator[str]:
    """A sentence on the clips that an edit does not show, if there are any."""
    used = {id(shot.footage) for shot in shots}
    left = [i for i in material.free if id(material.clips[i].footage) not in used]
    if not left:
        return
    names = ", ".join(material.clips[i].footage.path.name for i in left[:5])
    more = f" and {len(left) - 5} more" if len(left) > 5 else ""
    shortest = min(shot.end_frame - shot.start_frame for shot in shots)
    if len(shots) < len(material.free):
        shown = "1 shot" if len(shots) == 1 else f"{len(shots)} shots"
        are = "1 is" if len(left) == 1 else f"{len(left)} are"
        yield f"The edit has {shown} for {len(material.free)} clips, so {are} not shown."
    elif all(material.clips[i].longest < shortest for i in left):
        yield f"Shorter than every shot, and so not shown: {names}{more}."
    else:
        yield f"Not shown, as other clips fit the shots better: {names}{more}."


def _repeated(shots: Sequence[Shot], material: Bin, rate: Fraction) -> Iterator[str]:
    again = _shown_again(shots, rate)
    if again:
        usable = sum(
            sum(end - start for start, end in clip.spans)
            for clip in (material.clips[i] for i in material.free)
            if not clip.footage.still
        )
        lasts = float(shots[-1].end_frame / rate)
        show = "1 shot shows" if again == 1 else f"{again} of {len(shots)} shots show"
        # More seconds than the edit has may still not hold its shots, or not without a jump.
        why = (
            f": the clips have {usable:.0f} s that can be used, and the edit lasts {lasts:.0f} s"
            if 0 < usable < lasts
            else ": there are too few clips"
        )
        yield f"{show} again what was shown before{why}."


def _shown_again(shots: Sequence[Shot], rate: Fraction) -> int:
    """How many shots are more than half what an earlier one showed."""
    by_clip: dict[int, list[tuple[float, float]]] = {}
    again = 0
    for shot in shots:
        start, end = (0.0, 1.0) if shot.footage.still else stretch(shot, rate)
        earlier = by_clip.setdefault(id(shot.footage), [])
        if earlier:
            first, last = np.array(earlier).T
            shared = np.minimum(last, end) - np.maximum(first, start)
            again += bool(shared.max() > (end - start) / 2)
        earlier.append((start, end))
    return again


def _near(shots: Sequence[Shot], rate: Fraction) -> Iterator[str]:
    near = sum(
        left.footage is right.footage
        and not left.footage.still
        and apart(left, right, rate) < costs.APART_S
        for left, right in pairwise(shots)
    )
    if near:
        cuts = "1 cut joins" if near == 1 else f"{near} cuts join"
        look = "looks like a jump cut" if near == 1 else "look like jump cuts"
        yield (
            f"{cuts} stretches of one clip less than {costs.APART_S:g} s apart, which {look}: "
            "there are too few clips."
        )


def _dissolves(shots: Sequence[Shot]) -> Iterator[str]:
    dropped = sum(shot.slot.dissolve_s > 0 and not shot.dissolve_frames for shot in shots)
    if dropped:
        became = "1 dissolve became a hard cut"
        if dropped > 1:
            became = f"{dropped} dissolves became hard cuts"
        yield f"{became}: the clips have no media around the shots."


def _flashes(shots: Sequence[Shot], rate: Fraction) -> Iterator[str]:
    most = most_in_a_second(edit_luminance(shots, rate), rate)
    if most > LIMIT:
        yield (
            f"Up to {most} flashes in a second, where ITU-R BT.1702 allows {LIMIT}: no other clip "
            "avoids it."
        )


def edit_luminance(shots: Sequence[Shot], rate: Fraction) -> Floats:
    """Luminance of each frame of an edit in cd/m2, without its dissolves."""
    return np.concatenate([luminance(_brightness(shot, rate)) for shot in shots])


def _brightness(shot: Shot, rate: Fraction) -> Floats:
    frames = shot.end_frame - shot.start_frame
    footage: Footage = shot.footage
    if footage.still:
        return np.repeat(footage.brightness[:1].astype(np.float64), frames)
    moments = float(shot.source_start) + np.arange(frames) / float(rate)
    shown = np.searchsorted(footage.times_s, moments + 1e-6, side="right") - 1
    picked: Floats = footage.brightness[np.clip(shown, 0, None)].astype(np.float64)
    return picked


def stretch(shot: Shot, rate: Fraction) -> tuple[float, float]:
    """What a shot shows of its clip, in seconds from the clip's first picture."""
    start = float(shot.source_start)
    return start, start + float((shot.end_frame - shot.start_frame) / rate)


def apart(left: Shot, right: Shot, rate: Fraction) -> float:
    """Seconds of the clip between two shots of it; negative where they overlap."""
    (start, end), (next_start, next_end) = stretch(left, rate), stretch(right, rate)
    return max(next_start - end, start - next_end)


def uses(shots: Sequence[Shot]) -> Counter[str]:
    """How many shots each clip has, by the digest of its file."""
    return Counter(shot.footage.sha256 for shot in shots)
