"""Measures a sound that was generated, or fetched from strangers, before it may land.

What is broken is refused: not a number, silent, clipped, of too low a rate, too short. What is
something else than an effect is refused: music and speech, unless they were asked for. Of what is
left, the hit is found, and silence around it left out, so that the hit can be put on its cue.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.contents import MUSIC_RATE, is_music, is_speech
from backbeat.foley.cues import Kind
from backbeat.foley.found import Take, Wanted
from backbeat.sounds import facts as sounds
from backbeat.sounds.sync_points import Envelope, envelope_of
from backbeat.sounds.takes import takes_of
from backbeat.sounds.ucs import peaks_at_hit
from backbeat.sounds.words import stems_of

Samples = NDArray[np.float32]

LEAST_RATE = 16_000
"""In Hz: what is less has nothing above 8 kHz, and sounds dull under any picture."""
_SILENT = 10 ** (-50 / 20)
"""Peak under which a sound is silent."""
_QUIET = 10 ** (-60 / 20)
"""Of silence before and after, against the peak."""
_BEFORE_S, _AFTER_S = 0.01, 0.05
"""What is left of them."""
_SHORTEST_S = 0.02
_SHORTEST_BED_S = 2.0
"""A bed that is shorter is heard to repeat, however it is looped."""
_TOP, _UPPER = 0.985, 0.9
_CLIPPED_SHARE, _CLIPPED_RATIO = 0.02, 1.5
"""Share of samples at the top from which a sound is clipped, where they are so many times more than
those a little under it; of a sine they are fewer."""
_LOOKED_AT_S = 15.0
"""How much of a sound is looked at for music and speech."""
_LATE_S = 10.0
"""A hit must come before this."""

_OF_VOICES = (
    *("VOX", "CRWD", "HMN", "COMAv", "COMRadio", "COMTv", "TOONVox"),
    *("AMBCele", "AMBMrkt", "AMBPrtst", "AMBPubl", "AMBRest", "AMBSchl", "AMBSprt"),
)
_OF_NOTES = (
    *("MUSC", "BELL", "ALRM", "COM", "GAME", "UI", "TOON", "BIRD", "AMBBird", "CLOCK", "HORN"),
    *("WHST", "SCI", "MAGIC", "ROBT", "DSGN", "CRWDSing", "VOXSing"),
)
"""Beginnings of CatIDs (UCS) under which voices, and pitches that change, belong."""
_SAY_VOICES = frozenset(
    stem
    for stem in stems_of(
        "voice voices speech speak talk talking whisper shout scream yell laugh cry crowd walla "
        "people singing sing chant radio television announcement baby human breath gasp grunt"
    )
)
_SAY_NOTES = frozenset(
    stem
    for stem in stems_of(
        "music musical song melody piano guitar violin drum drums organ bell bells chime chimes "
        "jingle siren alarm phone ringtone radio television singing sing bird birds whistle flute "
        "horn trumpet harp gong accordion creak squeak squeal screech"
    )
)


@dataclass(frozen=True)
class Verdict:
    """What a sound was found to be."""

    takes: tuple[Take, ...] = ()
    """Its soundings, in its own time; empty where it may not land."""
    reason: str = ""
    """Why it may not land, as the end of a sentence: "it is silent". Empty: it may."""


def check(samples: Samples, rate: int, wanted: Wanted) -> Verdict:
    """Measures a sound against what was wanted.

    Args:
        samples: shape (n, channels), float32.
        rate: in Hz, as the file has it.
        wanted: what was asked for.
    """
    if reason := _broken(samples, rate):
        return Verdict(reason=reason)
    envelope = envelope_of(samples, rate)
    start_s, end_s = _sounding(envelope, 0.0, len(samples) / rate)
    if reason := _ill_fitting(end_s - start_s, wanted) or _something_else(samples, rate, wanted):
        return Verdict(reason=reason)
    if wanted.kind.is_bed:
        return Verdict((Take(start_s, end_s, start_s),))
    takes, _ = takes_of(envelope, peaks_at_hit=passes(wanted))
    trimmed = tuple(_trimmed(take, envelope) for take in takes)
    if trimmed[0].sync_s - trimmed[0].start_s > _LATE_S:
        return Verdict(reason=f"its hit comes only after {_LATE_S:.0f} s")
    return Verdict(trimmed)


def passes(wanted: Wanted) -> bool:
    """Whether a sound goes by, so that its hit is its peak and not where it begins."""
    return wanted.kind is Kind.WHOOSH or peaks_at_hit(wanted.ucs)


def may_speak(wanted: Wanted) -> bool:
    """Whether voices are asked for."""
    return _asks(wanted, _OF_VOICES, _SAY_VOICES)


def may_have_notes(wanted: Wanted) -> bool:
    """Whether something with pitches that come and go is asked for."""
    return _asks(wanted, _OF_NOTES, _SAY_NOTES)


def is_clipped(samples: Samples) -> bool:
    """Whether a sound was cut off at its loudest: many samples at the top, and few under it.

    Args:
        samples: shape (n, channels), float32, not silent.
    """
    level = np.abs(samples)
    loudest = level[:, int(level.max(axis=0).argmax())]
    peak = float(loudest.max())
    at_top = float((loudest >= _TOP * peak).mean())
    under = float(((loudest >= _UPPER * peak) & (loudest < _TOP * peak)).mean())
    return at_top > _CLIPPED_SHARE and at_top > _CLIPPED_RATIO * under


def _broken(samples: Samples, rate: int) -> str:
    if not len(samples):
        return "it is empty"
    if not np.isfinite(samples).all():
        return "it has samples that are no numbers"
    if rate < LEAST_RATE:
        return f"its rate is {rate} Hz only"
    if float(np.abs(samples).max()) < _SILENT:
        return "it is silent"
    return "it is clipped" if is_clipped(samples) else ""


def _ill_fitting(seconds: float, wanted: Wanted) -> str:
    if not wanted.kind.is_bed:
        return f"it lasts {seconds:.3f} s only" if seconds < _SHORTEST_S else ""
    least = min(_SHORTEST_BED_S, wanted.seconds or _SHORTEST_BED_S)
    return f"it lasts {seconds:.1f} s only" if seconds < least else ""


def _something_else(samples: Samples, rate: int, wanted: Wanted) -> str:
    mono = samples[: round(_LOOKED_AT_S * rate)].mean(axis=1)
    if not may_speak(wanted):
        from backbeat.models.speech import RATE

        if is_speech(_at(mono, rate, RATE)):
            return "somebody speaks in it"
    if not may_have_notes(wanted) and is_music(_at(mono, rate, MUSIC_RATE)):
        return "it is music"
    return ""


def _sounding(envelope: Envelope, from_s: float, to_s: float) -> tuple[float, float]:
    """When a part of a sound begins and ends to sound, with a little silence on either side."""
    step_s = envelope.step_s
    first, last = round(from_s / step_s), round(to_s / step_s)
    peaks = envelope.peaks[first:last]
    loud = np.flatnonzero(peaks > peaks.max(initial=0.0) * _QUIET)
    if not len(loud):
        return from_s, to_s
    begins_s = (first + int(loud[0])) * step_s - _BEFORE_S
    ends_s = (first + int(loud[-1]) + 1) * step_s + _AFTER_S
    return max(from_s, begins_s), min(to_s, ends_s)


def _trimmed(take: sounds.Take, envelope: Envelope) -> Take:
    start_s, end_s = _sounding(envelope, take.start_s, take.end_s)
    return Take(min(start_s, take.sync_s), max(end_s, take.sync_s), take.sync_s)


def _at(mono: Samples, rate: int, wanted: int) -> Samples:
    import soxr

    if rate == wanted:
        return mono
    return np.asarray(soxr.resample(mono, rate, wanted, quality="HQ"), np.float32)


def _asks(wanted: Wanted, categories: tuple[str, ...], stems: frozenset[str]) -> bool:
    return wanted.ucs.startswith(categories) or not stems.isdisjoint(stems_of(wanted.words))
