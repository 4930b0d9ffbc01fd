"""Lips against voice on real people: known shifts, other people's voices, confidence.

`python -m benchmarks.synccheck` needs the scoring data and both pulled models, and takes a few
minutes. The people in it were part of no training. The sound of a clip is moved by a random shift
of up to 400 ms, a stretch of it is cut out and heard alone, and the offset is compared with that of
the whole clip. For voices of others, the stretch is compared with every other face.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.drawing import Scene, colors, svg
from backbeat.drawing.scene import Lines, Rect, Text
from backbeat.footage.faces import faces_of
from backbeat.media.decode import read_audio
from backbeat.models.whisper import Whisper
from backbeat.speech.features import speech_features
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.closures import closure_offset, summed
from backbeat.sync.lips.confidence import own_voice, right
from backbeat.sync.lips.expected import Expected, by_features, by_spectrum
from backbeat.sync.lips.judging import Seen, judge
from backbeat.sync.lips.matching import Match, best, scores
from backbeat.sync.lips.movement import STEP_S
from backbeat.workflows.synccheck.measuring import seen_of

CLIPS = Path(__file__).parent.parent.parent / "shared" / "data" / "lips" / "video"
METHODS = ("features", "spectrum")
CONDITIONS = (("5 s", 5.0, None), ("3 s", 3.0, None), ("5 s, noise at 10 dB", 5.0, 10.0))
_REACH = 50
_STATED = 0.55

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Person:
    """One clip."""

    name: str
    sound: Float32s
    seen: Seen


@dataclass(frozen=True)
class Trial:
    """One stretch of one person against a face."""

    condition: str
    person: str
    own: bool
    match: Match | None
    error_ms: float


def people() -> list[Person]:
    """The clips, each with one face."""
    found = []
    for path in sorted(CLIPS.glob("*.mp4")):
        faces = faces_of(path)
        track = max(faces.tracks, key=lambda track: len(track.times_s))
        seen = seen_of(track, 0.0, float(track.times_s[-1]))
        sound = read_audio(path, RATE, channels=1).samples[:, 0]
        found.append(Person(path.stem, sound, seen))
    return found


def trials(persons: list[Person], method: str, model: Whisper, count: int) -> Iterator[Trial]:
    """Stretches of each person's voice, `count` a condition, against all faces."""
    rng = np.random.default_rng(7)
    wholes = {p.name: _whole(p, _heard(p.sound, method, model)) for p in persons}
    for condition, wanted_s, noise_db in CONDITIONS:
        for person in persons:
            for _ in range(count):
                shift = float(rng.uniform(-0.4, 0.4))
                length = min(wanted_s, person.seen.last * STEP_S - 0.02)
                start = float(rng.uniform(0, max(1e-3, person.seen.last * STEP_S - length)))
                sound = _cut(_late(person.sound, shift), start, length)
                if noise_db is not None:
                    sound = _noisy(rng, sound, noise_db)
                voice = _heard(sound, method, model)
                match = _matched(person.seen, voice, start, length)
                error = np.inf
                if match is not None:
                    error = abs(match.offset_s - wholes[person.name] - shift) * 1000
                yield Trial(condition, person.name, True, match, float(error))
                for other in persons:
                    if other is person or noise_db is not None:
                        continue
                    last_s = other.seen.last * STEP_S
                    at = float(rng.uniform(0, max(1e-3, last_s - length)))
                    stranger = _matched(other.seen, voice, at, min(length, last_s - at))
                    yield Trial(condition, person.name, False, stranger, np.inf)


def summary(found: list[Trial], method: str) -> dict[str, dict[str, float]]:
    """Figures by condition, and the reliability of the confidence."""
    result: dict[str, dict[str, float]] = {}
    for condition, _, _ in CONDITIONS:
        own = [t for t in found if t.condition == condition and t.own]
        others = [t for t in found if t.condition == condition and not t.own]
        errors = np.array([t.error_ms for t in own])
        result[condition] = {
            "stretches": len(own),
            "median_ms": round(float(np.median(errors)), 1),
            "within_40_ms": round(float(np.mean(errors <= 40)), 3),
            "within_66_ms": round(float(np.mean(errors <= 66)), 3),
            "own_stated": round(float(np.mean([_is_stated(t.match, method) for t in own])), 3),
        }
        if others:
            stated = [_is_stated(t.match, method) for t in others]
            result[condition]["strangers"] = len(others)
            result[condition]["strangers_stated"] = round(float(np.mean(stated)), 3)
    known = [(right(t.match, method), t.error_ms <= 40) for t in found if t.own and t.match]
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = [(p, hit) for p, hit in known if low <= p < high]
        if inside:
            result[f"right said {low:g} to {min(high, 1):g}"] = {
                "stretches": len(inside),
                "said": round(float(np.mean([p for p, _ in inside])), 2),
                "right": round(float(np.mean([hit for _, hit in inside])), 2),
            }
    return result


def zeros(persons: list[Person], model: Whisper) -> dict[str, dict[str, float]]:
    """Each clip's offset, and the same by closures alone."""
    result = {}
    for person in persons:
        voice = _heard(person.sound, "features", model)
        spoken = np.ones(len(voice.lips), np.bool_)
        match = judge(person.seen, voice, spoken, _REACH * STEP_S).match
        if match is None:
            continue
        seen = person.seen
        delays = closure_offset(
            voice.closed, seen.opening, seen.visible, seen.first, match.offset_s
        )
        row = {"offset_ms": round(match.offset_s * 1000, 1)}
        if (closures := summed(delays)) is not None:
            row["by_closures_ms"] = round(closures.offset_s * 1000, 1)
            row["closures"] = closures.count
        result[person.name] = row
    return result


def _is_stated(match: Match | None, method: str) -> bool:
    if match is None:
        return False
    return own_voice(match, method) * right(match, method) >= _STATED


def _heard(sound: Float32s, method: str, model: Whisper) -> Expected:
    return (
        by_features(speech_features(sound, model)) if method == "features" else by_spectrum(sound)
    )


def _whole(person: Person, voice: Expected) -> float:
    """What the instrument says of the whole clip, in seconds."""
    match = judge(person.seen, voice, np.ones(len(voice.lips), np.bool_), _REACH * STEP_S).match
    return match.offset_s if match is not None else float("nan")


def _matched(seen: Seen, voice: Expected, start: float, length: float) -> Match | None:
    first, last = round(start / STEP_S), round((start + length) / STEP_S)
    lips, visible = seen.lips[first:last], seen.visible[first:last]
    return best(scores(voice.lips, lips, visible, 0, _REACH), len(lips) * STEP_S)


def _late(sound: Float32s, seconds: float) -> Float32s:
    count = round(seconds * RATE)
    return np.pad(sound, (count, 0)) if count > 0 else sound[-count:]


def _cut(sound: Float32s, start: float, length: float) -> Float32s:
    part = sound[round(start * RATE) : round((start + length) * RATE)]
    return np.pad(part, (0, max(0, round(length * RATE) - len(part))))


def _noisy(rng: np.random.Generator, sound: Float32s, decibels: float) -> Float32s:
    spectrum = np.fft.rfft(rng.standard_normal(len(sound)))
    hz = np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE), 30)
    noise = np.fft.irfft(spectrum / np.sqrt(hz), len(sound))
    level = float(sound.std()) * 10 ** (-decibels / 20)
    return (sound + noise / noise.std() * level).astype(np.float32)


def reliability(result: dict[str, dict[str, dict[str, float]]]) -> str:
    """What was said against what was right, as SVG."""
    size, edge = 420.0, 56.0

    def at(value: float) -> float:
        return edge + value * (size - 2 * edge)

    scene = Scene(size, size, colors.GROUND, "Confidence said, and share that was right")
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    grid = [[at(t), at(0), at(t), at(1)] for t in ticks]
    grid += [[at(0), at(t), at(1), at(t)] for t in ticks]
    scene.add(Lines(np.array(grid), colors.RULE))
    scene.add(Lines(np.array([[at(0), at(1), at(1), at(0)]]), colors.DIM))
    for tick in ticks:
        scene.add(Text(at(tick), size - edge + 18, f"{tick:g}", 12, colors.DIM, "middle"))
        scene.add(Text(edge - 8, at(1 - tick) + 4, f"{tick:g}", 12, colors.DIM, "end"))
    scene.add(Text(size / 2, size - 14, "confidence said", 13, colors.INK, "middle"))
    scene.add(Text(edge, edge - 34, "share within 40 ms; area: stretches", 13, colors.INK))
    for method, fill, x in (("features", colors.ENERGY, 0.0), ("spectrum", "#b4237a", 0.36)):
        for name, row in result[method].items():
            if name.startswith("right said"):
                radius = 1.2 * float(np.sqrt(row["stretches"]))
                left, top = at(row["said"]) - radius, at(1 - row["right"]) - radius
                scene.add(Rect(left, top, 2 * radius, 2 * radius, fill, 0.75, radius))
        scene.add(Rect(at(x), edge - 24, 10, 10, fill, 0.75, 5))
        scene.add(Text(at(x) + 15, edge - 15, method, 12, colors.DIM))
    return svg(scene)


def main() -> None:
    """Prints all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, help="where to draw the confidence, as .svg")
    parser.add_argument("--count", type=int, default=16, help="stretches a person and condition")
    arguments = parser.parse_args()
    persons, model = people(), Whisper()
    result = {"zeros": zeros(persons, model)}
    for method in METHODS:
        found = list(trials(persons, method, model, arguments.count))
        result[method] = summary(found, method)
    print(json.dumps(result, indent=1))
    if arguments.plot is not None:
        arguments.plot.write_text(reliability(result))


if __name__ == "__main__":
    main()
