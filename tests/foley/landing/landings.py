"""Cues with sounds for tests of landing."""

from __future__ import annotations

from fractions import Fraction

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind, Layer, Under
from backbeat.foley.found import FoundSound, Licence, Take
from backbeat.foley.landing.record import LandedSound, Place, Record

RATE = Fraction(25)


def found(key: str = "library:doors/slam.wav", name: str = "slam") -> FoundSound:
    return FoundSound(
        key,
        "library",
        name,
        "DOORWood",
        "heavy door slam",
        1.25,
        (Take(0.0, 1.25, 0.0625),),
        licence=Licence("CC0-1.0", "A. Recordist", "https://example.org/1", True),
        temporary=True,
        path="/sounds/doors/slam.wav",
        score=0.75,
    )


def cue(number: str = "1", time: Fraction = Fraction(33, 16), **more: object) -> Cue:
    said: dict[str, object] = {
        "kind": Kind.IMPACT,
        "layer": Layer.HARD_FX,
        "words": "door slam",
        "ucs": "DOORWood",
        "evidence": (
            Evidence(EvidenceKind.MOTION, time, 0.625, "V1"),
            Evidence(EvidenceKind.GUIDE, time + Fraction(1, 100), 0.5),
        ),
        "confidence": 0.8125,
        "under": Under("shot", "/media/shot.mov", time + 3600, Fraction(0), Fraction(4)),
        "tags": {"note": "the big one"},
        **more,
    }
    return Cue(number, time, **said)  # type: ignore[arg-type]


def record(
    number: str = "1", frame: int = 50, frames: int = 25, rate: Fraction = RATE, **more: object
) -> Record:
    """A cue whose clip begins at a frame; its hit is 1/16 s later."""
    start = frame / rate
    time = start + Fraction(1, 16)
    handle = 5 / rate
    sound = LandedSound(
        found(),
        f"/work/out foley/{number} door slam.wav",
        handle + Fraction(1, 16),
        frames / rate + 2 * handle,
        Place(start, start + frames / rate, handle),
        gain_db=-6.5,
        pitch_semitones=0.25,
        key="library:doors/slam.2.wav",
        seed=3,
    )
    others = tuple(found(f"library:{one}", one) for one in ("thud", "bang", "knock"))
    return Record(cue(number, time, **more), sound, others, "It is a stand-in.")


def proposal(number: str = "7", time: Fraction = Fraction(17, 8), **more: object) -> Record:
    return Record(cue(number, time, placed=False, **more))
