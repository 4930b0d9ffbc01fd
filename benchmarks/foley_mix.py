"""Foley in the mix: whether hits are on their frames and layers in their ranges, as rendered.

`python -m benchmarks.foley_mix` places sounds of the test library beside the checkout
(`../shared/data/sfx`) and made ones at four frame rates, and measures the rendered stems with what
did not place them: onsets as the reference defines a sync point (the last millisecond before a peak
that is 20 dB under it), the instrument of `placement.hit_times`, pyloudnorm, and Backbeat's meter.
`--write` puts it into the section "Foley in the mix" of RESULTS.md.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import pyloudnorm

from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.found import Choice, FoundSound, Heard, Placed, Samples, Take
from backbeat.foley.placement import blocks, measure_hits, measured, place, stem
from backbeat.foley.spine import Spine
from backbeat.foley.synthesis.catalogue import recipe_named, recipes
from backbeat.foley.synthesis.making import make
from backbeat.loudness import measure
from backbeat.media.decode import read_audio
from backbeat.sounds.sync_points import envelope_of
from backbeat.sounds.takes import takes_of
from benchmarks.results import replace_section

RATE = 48000
FRAME_RATES = (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60))
LIBRARY = Path(__file__).parents[1].parent / "shared/data/sfx/library"
_BEDS = ("env_", "fire_", "vinyl", "loop")
_LATENESS_MS = 2.0
"""Allowed besides half a frame."""
_RANGES = {Layer.ROOM_TONE: (-30, -24), Layer.AMBIENCE: (-24, -18)}
_HITS = (-18, -6)


@dataclass
class Material:
    """Sounds by key."""

    found: dict[str, FoundSound]
    samples: dict[str, Samples]

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a file, or what a recipe makes."""
        name = sound.key.removeprefix("made:")
        if name != sound.key:
            recipe = recipe_named(name)
            if recipe is None:
                raise KeyError(name)
            made = make(recipe, seed=seed, seconds=seconds if sound.loops else None)
            return Heard(made.samples, rate, made.sync_s, made.loops)
        part = sound.takes[take]
        cut = self.samples[sound.key][round(part.start_s * rate) : round(part.end_s * rate)]
        return Heard(cut, rate, part.sync_s - part.start_s)


def main() -> None:
    material = _material()
    lines = ["| what | figure | aim |", "|---|---|---|"]
    for frame_rate in FRAME_RATES:
        lines += _lateness(material, frame_rate)
    lines += _levels(material)
    lines += _speed(material)
    print("\n".join(lines))
    if "--write" in sys.argv:
        replace_section("Foley in the mix", "\n".join(lines))


def _material() -> Material:
    found: dict[str, FoundSound] = {}
    samples: dict[str, Samples] = {}
    for path in sorted(LIBRARY.iterdir()):
        if path.suffix not in (".ogg", ".flac") or path.stem.startswith(_BEDS):
            continue
        sound = samples[path.stem] = read_audio(path, RATE).samples
        whoosh = "swoosh" in path.stem
        takes, _ = takes_of(envelope_of(sound, RATE), peaks_at_hit=whoosh)
        own = tuple(Take(take.start_s, take.end_s, take.sync_s) for take in takes)
        ucs = "SWSH" if whoosh else ""
        found[path.stem] = _sound(path.stem, len(sound) / RATE, own, ucs, False)
    for recipe in recipes():
        takes_ = (Take(0.0, recipe.seconds, 0.0),)
        seconds = 0.0 if recipe.loops else recipe.seconds
        key = f"made:{recipe.name}"
        found[key] = _sound(key, seconds, takes_, recipe.ucs, recipe.loops)
    return Material(found, samples)


def _sound(key: str, seconds: float, takes: tuple[Take, ...], ucs: str, loops: bool) -> FoundSound:
    return FoundSound(key, "library", key, ucs, key, seconds, takes, loops)


def _hits(material: Material) -> list[FoundSound]:
    return [sound for sound in material.found.values() if not sound.loops]


def _kind(sound: FoundSound) -> tuple[Kind, Layer]:
    if "foot" in sound.key:
        return Kind.FOOTSTEP, Layer.FOLEY
    if "whoosh" in sound.key or "swoosh" in sound.key:
        return Kind.WHOOSH, Layer.HARD_FX
    return Kind.IMPACT, Layer.HARD_FX


def _placed(
    material: Material, sounds: list[FoundSound], frame_rate: Fraction, apart: Fraction
) -> tuple[list[Placed], Fraction]:
    """Sounds one after another, each on a frame of its own, with beds under them."""
    choices = []
    for index, sound in enumerate(sounds):
        frame = round((1 + index * apart) * frame_rate)
        cue = Cue(str(index), frame / frame_rate, *_kind(sound))
        choices.append(Choice(cue, sound))
    seconds = 2 + len(sounds) * apart
    for name, kind, layer in (
        ("rain", Kind.AMBIENCE, Layer.AMBIENCE),
        ("room tone", Kind.ROOM_TONE, Layer.ROOM_TONE),
    ):
        choices.append(Choice(Cue(name, Fraction(0), kind, layer), material.found[f"made:{name}"]))
    spine = Spine(frame_rate, seconds, ())
    return place(choices, spine, [], material.hear).placed, seconds


def _lateness(material: Material, frame_rate: Fraction) -> list[str]:
    """Every third sound, at another frame rate another third."""
    first = FRAME_RATES.index(frame_rate)
    sounds = _hits(material)[first % 3 :: 3]
    placed, seconds = _placed(material, sounds, frame_rate, Fraction(5, 2))
    allowed_ms = float(500 / frame_rate) + _LATENESS_MS
    hits = [each for each in placed if not each.choice.cue.kind.is_bed]
    alone = stem(hits, seconds, RATE)
    by_attack = [_attack_ms(alone, each) for each in hits]
    readings = measure_hits(stem(placed, seconds, RATE), placed)
    told = [abs(late_ms) for late_ms in readings.values() if late_ms is not None]
    name = f"{float(frame_rate):.4g} fps"
    within = sum(abs(late_ms) <= allowed_ms for late_ms in by_attack)
    return [
        f"| {name}: attack of the hit in the stem within {allowed_ms:.1f} ms of its cue "
        f"| {within} of {len(by_attack)}, median {np.median(np.abs(by_attack)):.2f} ms | all |",
        f"| {name}: by the instrument, in all layers | {sum(t <= allowed_ms for t in told)} "
        f"of {len(told)} told, at most {max(told):.1f} ms; {len(readings) - len(told)} covered "
        "| all |",
    ]


def _attack_ms(reader: object, placed: Placed) -> float:
    """How late a hit is as the reference defines it, where the sound plays."""
    first = round(float(placed.start) * RATE)
    heard = reader.read(first, len(placed.samples))  # type: ignore[attr-defined]
    steps = np.abs(heard).max(axis=1)
    steps = steps[: len(steps) // 48 * 48].reshape(-1, 48).max(axis=1)
    peak = int(steps.argmax())
    if placed.choice.cue.kind is Kind.WHOOSH:
        hit = peak
    else:
        under = np.flatnonzero(steps[: peak + 1] < steps[peak] / 10)
        hit = int(under[-1]) + 1 if len(under) else 0
    return float((first / RATE + hit / 1000 - float(placed.choice.cue.time)) * 1000)


def _levels(material: Material) -> list[str]:
    placed, seconds = _placed(material, _hits(material)[::2], Fraction(25), Fraction(3, 2))
    lines = []
    for layer in Layer:
        whole = np.concatenate(list(blocks(stem(placed, seconds, RATE, layer))))
        peak = 20 * np.log10(measure(whole, RATE).true_peaks.max())
        if layer in _RANGES:
            low, high = _RANGES[layer]
            lufs = pyloudnorm.Meter(RATE).integrated_loudness(whole)
            figure = f"{lufs:.1f} LUFS integrated"
        else:
            (low, high), here = _HITS, [e for e in placed if e.choice.cue.layer is layer]
            loud = np.array([_loudest(whole, each) for each in here])
            within = int(((loud >= low - 1) & (loud <= high + 1)).sum())
            said = sum(bool(each.choice.problem) for each in here)
            figure = (
                f"{within} of {len(loud)} hits, median {np.median(loud):.1f} LUFS, "
                f"{loud.min():.1f} to {loud.max():.1f}; {said} said to be too sharp"
            )
        lines.append(
            f"| {layer.value}: pyloudnorm on the stem | {figure}; {peak:.2f} dBTP "
            f"| {low} to {high} within 1 LU; -1 dBTP |"
        )
    return lines


def _loudest(whole: Samples, placed: Placed) -> float:
    """The loudest 400 ms in which a hit sounds, each read by pyloudnorm as a block of its own."""
    meter = pyloudnorm.Meter(RATE, block_size=0.4)
    hit = round(float(placed.choice.cue.time) * RATE)
    length, step = round(0.4 * RATE), RATE // 50
    padded = np.pad(whole, ((length, 2 * length), (0, 0)))
    starts = range(hit + step, hit + 2 * length, step)
    return max(float(meter.integrated_loudness(padded[start : start + length])) for start in starts)


def _speed(material: Material) -> list[str]:
    hits = _hits(material)
    cues = []
    for index in range(500):
        sound = hits[index % len(hits)]
        cues.append(Choice(Cue(str(index), 1 + index * Fraction(6, 5), *_kind(sound)), sound))
    for minute in range(10):
        cue = Cue(
            f"bed {minute}",
            Fraction(60 * minute),
            Kind.AMBIENCE,
            Layer.AMBIENCE,
            end=Fraction(60 * minute + 60),
        )
        cues.append(Choice(cue, material.found["made:rain"]))
    started = time.process_time()
    placed = place(cues, Spine(Fraction(25), Fraction(602), ()), [], material.hear).placed
    placing_s = time.process_time() - started
    started = time.process_time()
    measured(placed, Fraction(602), RATE)
    count = sum(len(block) for block in blocks(stem(placed, Fraction(602), RATE)))
    mixing_s = time.process_time() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"| ten minutes, 500 hits, 10 beds: placed, with making them | {placing_s:.0f} s of "
        "processor | well under a minute |",
        f"| {count / RATE / 60:.0f} minutes: layers measured, stem rendered | {mixing_s:.0f} s of "
        f"processor; {peak_mb:.0f} MB at most | |",
    ]


if __name__ == "__main__":
    main()
