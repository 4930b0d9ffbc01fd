"""What a clip or a marker of foley says of itself: its cue, its sound, and where it was put.

Written into `metadata["backbeat"]` and into the prepared file, since editors drop metadata that
they do not know. Times are fractions as text, so that they are read back exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backbeat.errors import TimelineError
from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind, Layer, Under
from backbeat.foley.found import FoundSound, Licence, Take
from backbeat.version import __version__

JOB = "foley"
ALTERNATIVES = 3
"""Sounds that a clip names as the next best."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clip lies. Times are in seconds."""

    start: Fraction
    end: Fraction
    """In the timeline, from its first frame."""
    media_start: Fraction
    """Where in its file it begins."""

    def file_time(self, time: Fraction) -> Fraction:
        """Moment of the file that is heard at a moment of the timeline."""
        return self.media_start + time - self.start


@dataclass(frozen=True)
class LandedSound:
    """The sound of a cue, as its clip plays it."""

    found: FoundSound
    """With the one take that is heard."""
    rendered: str
    """Prepared file: level, pitch, fades and perspective are in it."""
    hit: Fraction
    """Where in the prepared file its hit is, in seconds."""
    length: Fraction
    """Of the prepared file, with its handles, in seconds."""
    place: Place
    """Where its clip was put, on whole frames."""
    clock: Fraction = Fraction(0)
    """What editors count its first sample as, by its time reference, in seconds."""
    gain_db: float = 0.0
    pitch_semitones: float = 0.0
    key: str = ""
    """Of the sound that is heard: a variant's, where it is one."""
    seed: int = 0


@dataclass(frozen=True)
class Record:
    """All that is known of a cue in a timeline."""

    cue: Cue
    sound: LandedSound | None = None
    """None: the cue is a marker."""
    alternatives: tuple[FoundSound, ...] = ()
    problem: str = ""


def written(record: Record) -> dict[str, object]:
    """A record as `metadata["backbeat"]`, in plain JSON."""
    said: dict[str, object] = {"job": JOB, "version": __version__, "cue": _cue(record.cue)}
    sound = record.sound
    if sound is not None:
        said["sound"] = _found(sound.found)
        said["rendered"] = {
            "path": sound.rendered,
            "hit": str(sound.hit),
            "length": str(sound.length),
            "clock": str(sound.clock),
            "gain_db": round(sound.gain_db, 3),
            "pitch_semitones": round(sound.pitch_semitones, 3),
            "key": sound.key or sound.found.key,
            "seed": sound.seed,
        }
        said["place"] = {
            "start": str(sound.place.start),
            "end": str(sound.place.end),
            "media_start": str(sound.place.media_start),
        }
    said["alternatives"] = [_found(one) for one in record.alternatives[:ALTERNATIVES]]
    said["problem"] = record.problem
    return said


def read(said: Any, where: str) -> Record | None:
    """The record in `metadata["backbeat"]`; None where it is not one of foley.

    Args:
        said: what stands there.
        where: whose it is, for messages.

    Raises:
        TimelineError: it is one, and somebody damaged it.
    """
    if not hasattr(said, "get") or said.get("job") != JOB or "cue" not in said:
        return None
    try:
        return Record(
            _read_cue(said["cue"]),
            _read_sound(said),
            tuple(_read_found(one) for one in said.get("alternatives", ())),
            str(said.get("problem", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise TimelineError(
            f"{where} is said to be foley, but what it says of itself cannot be read: {error}.",
            "Delete it, or undo what changed its metadata.",
        ) from error


def _cue(cue: Cue) -> dict[str, object]:
    said: dict[str, object] = {
        "number": cue.number,
        "time": str(cue.time),
        "kind": cue.kind.value,
        "layer": cue.layer.value,
        "end": None if cue.end is None else str(cue.end),
        "words": cue.words,
        "ucs": cue.ucs,
        "surface": cue.surface,
        "shoe": cue.shoe,
        "foot": cue.foot,
        "gain_db": cue.gain_db,
        "strength": round(cue.strength, 6),
        "focus": cue.focus,
        "pan": round(cue.pan, 6),
        "confidence": round(cue.confidence, 6),
        "placed": cue.placed,
        "scene": cue.scene,
        "note": cue.note,
        "tags": dict(cue.tags),
        "sound": cue.sound,
        "evidence": [
            {
                "kind": one.kind.value,
                "time": str(one.time),
                "confidence": round(one.confidence, 6),
                "detail": one.detail,
            }
            for one in cue.evidence
        ],
    }
    under = cue.under
    if under is not None:
        said["under"] = {
            "clip": under.clip,
            "media": under.media,
            "media_time": str(under.media_time),
            "start": str(under.start),
            "end": str(under.end),
            "speed": str(under.speed),
        }
    return said


def _read_cue(said: Mapping[str, Any]) -> Cue:
    end, under = said.get("end"), said.get("under")
    return Cue(
        number=str(said["number"]),
        time=Fraction(said["time"]),
        kind=Kind(said["kind"]),
        layer=Layer(said["layer"]),
        end=None if end is None else Fraction(end),
        words=str(said.get("words", "")),
        ucs=str(said.get("ucs", "")),
        surface=str(said.get("surface", "")),
        shoe=str(said.get("shoe", "")),
        foot=str(said.get("foot", "")),
        gain_db=float(said.get("gain_db", 0)),
        strength=float(said.get("strength", 1)),
        focus=bool(said.get("focus", False)),
        pan=float(said.get("pan", 0)),
        evidence=_read_evidence(said.get("evidence", ())),
        confidence=float(said.get("confidence", 1)),
        placed=bool(said.get("placed", True)),
        under=None
        if under is None
        else Under(
            str(under["clip"]),
            str(under["media"]),
            Fraction(under["media_time"]),
            Fraction(under["start"]),
            Fraction(under["end"]),
            Fraction(under.get("speed", 1)),
        ),
        scene=int(said.get("scene", 0)),
        note=str(said.get("note", "")),
        tags={str(key): str(value) for key, value in said.get("tags", {}).items()},
        sound=str(said.get("sound", "")),
    )


def _read_evidence(said: Sequence[Any]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            EvidenceKind(one["kind"]),
            Fraction(one["time"]),
            float(one["confidence"]),
            str(one.get("detail", "")),
        )
        for one in said
    )


def _read_sound(said: Mapping[str, Any]) -> LandedSound | None:
    if "rendered" not in said:
        return None
    rendered, place = said["rendered"], said["place"]
    return LandedSound(
        _read_found(said["sound"]),
        str(rendered["path"]),
        Fraction(rendered["hit"]),
        Fraction(rendered["length"]),
        Place(Fraction(place["start"]), Fraction(place["end"]), Fraction(place["media_start"])),
        Fraction(rendered.get("clock", 0)),
        float(rendered.get("gain_db", 0)),
        float(rendered.get("pitch_semitones", 0)),
        str(rendered.get("key", "")),
        int(rendered.get("seed", 0)),
    )


def _found(found: FoundSound) -> dict[str, object]:
    licence = found.licence
    return {
        "key": found.key,
        "source": found.source,
        "name": found.name,
        "ucs": found.ucs,
        "description": found.description,
        "path": found.path,
        "licence": licence.name,
        "credit": licence.credit,
        "url": licence.url,
        "commercial": licence.commercial,
        "sync_s": round(found.takes[0].sync_s, 6) if found.takes else 0.0,
        "take": [round(found.takes[0].start_s, 6), round(found.takes[0].end_s, 6)]
        if found.takes
        else [],
        "duration_s": round(found.duration_s, 6),
        "temporary": found.temporary,
        "score": round(found.score, 4),
    }


def _read_found(said: Mapping[str, Any]) -> FoundSound:
    commercial, take = said.get("commercial"), list(said.get("take", ()))
    takes = (
        (Take(float(take[0]), float(take[1]), float(said.get("sync_s", 0))),)
        if len(take) == 2
        else ()
    )
    return FoundSound(
        key=str(said["key"]),
        source=str(said["source"]),
        name=str(said["name"]),
        ucs=str(said.get("ucs", "")),
        description=str(said.get("description", "")),
        duration_s=float(said.get("duration_s", 0)),
        takes=takes,
        licence=Licence(
            str(said.get("licence", "")),
            str(said.get("credit", "")),
            str(said.get("url", "")),
            None if commercial is None else bool(commercial),
        ),
        temporary=bool(said.get("temporary", False)),
        path=str(said.get("path", "")),
        score=float(said.get("score", 0)),
    )
