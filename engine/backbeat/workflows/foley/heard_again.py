"""Clips of earlier runs as placed sounds, so that they are measured with those of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from backbeat.errors import BackbeatError
from backbeat.foley.found import Choice, Placed
from backbeat.foley.landing.reading import Landed
from backbeat.media.decode import read_audio

_ALTERED = ("levelled", "switched off", "retimed", "crossfaded")


def heard_again(
    landed: Sequence[Landed], rate: int, at: Callable[[Path], Path] = lambda path: path
) -> list[Placed]:
    """What clips of earlier runs play, where they lie now.

    Left out are those whose file cannot be read, and those that an editor plays otherwise than
    their file sounds.

    Args:
        landed: clips.
        rate: in Hz, of the result.
        at: where a prepared file is.
    """
    found = (_heard(one, rate, at) for one in landed if not set(one.changes) & set(_ALTERED))
    return [placed for placed in found if placed is not None]


def _heard(one: Landed, rate: int, at: Callable[[Path], Path]) -> Placed | None:
    sound, place = one.sound, one.place
    if sound is None or place is None:
        return None
    try:
        samples = read_audio(at(Path(sound.rendered)), rate, 2).samples
    except BackbeatError:
        return None
    first = max(0, round(place.media_start * rate))
    count = round((place.end - place.start) * rate)
    return Placed(
        choice=Choice(one.cue, sound.found, one.record.alternatives, one.record.problem),
        take=0,
        samples=samples[first : first + count],
        rate=rate,
        start=Fraction(round(place.start * rate), rate),
        sync_s=float(sound.hit - place.media_start),
        gain_db=sound.gain_db,
        pitch_semitones=sound.pitch_semitones,
        key=sound.key,
    )
