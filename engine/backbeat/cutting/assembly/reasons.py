"""Why a slot shows what it shows, in words."""

from __future__ import annotations

from backbeat.cutting.assembly.places import Place, beat_words, position
from backbeat.cutting.assembly.settling import Settled
from backbeat.footage import Footage


def reason(
    place: Place, footage: Footage, settled: Settled, beat: int, rank: float, given: bool
) -> str:
    """One sentence.

    Args:
        place: the slot.
        footage: its clip.
        settled: where the shot starts in it.
        beat: index, among the beats of the place, that its motion lands on; -1: none.
        rank: of its motion among the stretches of the bin, 0 to 1.
        given: whether the user asked for the clip.
    """
    name = footage.path.name
    why = f"{name} was asked for here" if given else ""
    if footage.still:
        return f"{why}; it is a still." if given else f"{name}, a still, has no motion to place."
    if settled.peak_s is not None and beat >= 0:
        chosen = place.beats[beat].beat
        where = beat_words(*position(place.slot, chosen), chosen.downbeat)
        lands = f"the strongest motion, at {moment(settled.peak_s)}, lands on {where}"
        if given:
            return f"{why}; {lands}."
        return f"{lands[0].upper()}{lands[1:].replace('motion,', f'motion of {name},', 1)}."
    start = moment(float(settled.source_start))
    if given:
        return f"{why}, from {start}."
    return (
        f"{name} from {start} has no motion that stands out on a beat; it moves {_much(rank)} for"
        f" this bin, and the music wants it to move {_much(place.slot.motion)}."
    )


def _much(rank: float) -> str:
    return "a lot" if rank > 0.7 else "little" if rank < 0.3 else "somewhat"


def moment(seconds: float) -> str:
    """A moment of a clip: "4.20 s", "1:04.20"."""
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:05.2f}"
