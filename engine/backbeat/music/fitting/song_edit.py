"""A song edited in time: which stretches of it are heard, and how they are joined."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fractions import Fraction


class Curve(enum.Enum):
    """The shape of a crossfade."""

    EQUAL_POWER = "equal power"
    """Sine and cosine: for sounds that have little to do with each other."""
    EQUAL_GAIN = "equal gain"
    """Straight lines: for sounds that are nearly the same, which would swell otherwise."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the song, played as it is. Times are exact seconds."""

    start_s: Fraction
    """Where it starts in the edit: where the one before ends."""
    source_start_s: Fraction
    source_end_s: Fraction
    """What of the song it plays."""
    crossfade_s: Fraction = Fraction(0)
    """Length of the crossfade into it, centred on its start: both stretches sound half of it beyond
    their own ends. 0: none."""
    curve: Curve = Curve.EQUAL_POWER

    @property
    def length_s(self) -> Fraction:
        """Seconds that it lasts."""
        return self.source_end_s - self.source_start_s

    @property
    def end_s(self) -> Fraction:
        """Where it ends in the edit."""
        return self.start_s + self.length_s

    @property
    def shift_s(self) -> Fraction:
        """What is added to a time of the song to have it in the edit."""
        return self.start_s - self.source_start_s


@dataclass(frozen=True, slots=True)
class Join:
    """A place where the song is left at one downbeat and taken up at another.

    The crossfade ends just before the downbeat, so that its attack is heard once. Every measure
    compares what is heard after the join with what the song had there.
    """

    time_s: Fraction
    """The downbeat that is taken up, in seconds from the edit's start."""
    from_s: Fraction
    to_s: Fraction
    """The downbeats in the song: the one left before, and the one taken up."""
    from_bar: int
    to_bar: int
    """Their bars in the song."""
    harmony: float
    """Distance of the harmonies, 0 (the same) to 1 (no pitch shared): 1 - cosine of chroma, beat by
    beat over a bar on either side."""
    timbre_db: float
    """Root mean square distance of 16 frequency bands, in dB, over the same beats."""
    loudness_lu: float
    """Loudness of the bar taken up against that of the bar left out: positive is louder."""
    tempo_percent: float
    """Tempo after the join against the tempo before it: positive is faster."""
    phrase_kept: bool
    """Whether the bar taken up has the place in its phrase that the bar left out had."""
    timing_ms: float | None
    """Attacks at the join against where the song had them: positive is late. None: the sounds there
    share no attack by which to tell."""
    shifted_ms: float
    """How far the stretch was moved against the beats so that its attacks fall together."""
    alike: float
    """Correlation of the two sounds at the join, -1 to 1; 1: the same samples."""
    cost: float
    """What the choice minimized, without the fixed part of every join; up to about 1 a join is no
    rougher than an ordinary change from one bar of this song to the next."""


@dataclass(frozen=True)
class SongEdit:
    """A song as it is heard in an edit: its stretches one after the other."""

    stretches: tuple[Stretch, ...]
    """In the order heard, without gaps; at least one."""
    joins: tuple[Join, ...]
    """One for every two stretches that follow each other."""
    length_s: Fraction
    """Seconds in all."""
    fade_in_s: Fraction
    fade_out_s: Fraction
    """Fades at either end; 0: none."""
    warnings: tuple[str, ...]
    """What is not as asked for, one sentence each."""


def whole(duration_s: float) -> SongEdit:
    """The song from its start to its end."""
    end = Fraction(duration_s)
    return SongEdit(
        (Stretch(Fraction(0), Fraction(0), end),), (), end, Fraction(0), Fraction(0), ()
    )
