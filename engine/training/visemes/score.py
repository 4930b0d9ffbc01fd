"""Scores the recognisers: frames whose mouth shape is right, at 25 frames a second.

    python -m training.visemes.score [--speech ../shared/data/lips/speech] [--whisper] [-o scores.json]

Truth is eSpeak's own phones, of voices and sentences that were not trained on; phones labelled by
people; and readings of LibriVox aligned with their text. `frames` is of what the networks say at
each picture, `shown` of what comes out after the rules of `shaping`, in the set of Rhubarb.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.lipsync.visemes.names import SETS
from backbeat.lipsync.visemes.shaping import closures_in, per_picture, shaped
from backbeat.lipsync.visemes.sounds import Sound, certain, of_arpabet, of_ipa
from backbeat.lipsync.visemes.words import unknown, words_of
from backbeat.models.phones import Phone, align, dictionary
from backbeat.models.visemes import STEP_S, SoundsOfRecording, SoundsOfStream
from backbeat.progress import SILENT
from backbeat.speech.sounds import by_small_networks
from backbeat.speech.spectrum import RATE, Float32s, log_mel
from backbeat.workflows.visemes.hearing import by_speech_model

FPS = 25
TEXT_STEP_S = 0.005
VOICES = ("f5", "m7", "klatt3", "linda", "max")
"""Kept out of training (`examples.HELD_OUT_VARIANTS`)."""
SENTENCES = {
    "en-us": (
        "Bobby and Mary mapped the bumpy path to the pub by the warm river",
        "The five fat fish have never been above the wave before",
        "She had your dark suit in greasy wash water all year",
        "Do not ask me to carry an oily rag like that",
    ),
    "de": (
        "Der schnelle braune Fuchs springt über den faulen Hund und bleibt am Bahnhof stehen",
        "Morgen früh fahren wir mit meinem Vater zum Markt und kaufen frisches Brot",
    ),
    "es": (
        "El perro de mi vecina duerme toda la tarde debajo de la mesa grande",
        "Mañana vamos a comprar fruta fresca para hacer una buena ensalada",
    ),
    "fr": (
        "Le petit bateau passe devant la maison blanche pendant que les enfants jouent",
        "Nous avons mangé du pain et bu un verre d'eau avant de partir",
    ),
    "ru": (
        "Папа и мама покупают большую белую машину и едут на море",
        "Съешь ещё этих мягких французских булок да выпей чаю",
    ),
    "hu": ("A kutya a kertben fut, és a macska az ablakban alszik egész nap",),
    "da": ("Min bror bor i et stort hus ved vandet sammen med sine venner",),
}
"""Hungarian and Danish are not trained on at all."""


@dataclass(frozen=True)
class Truth:
    """Speech and its sounds."""

    group: str
    samples: Float32s
    sounds: list[Sound]
    text: str = ""
    """What is said, where it is English and the sounds were not found by it."""


Recogniser = Callable[[Truth], tuple[Float32s, float] | None]
"""Gives probabilities, and the seconds from one to the next; None: it is not for this one."""


def generated() -> Iterator[Truth]:
    """Speech by eSpeak."""
    from training.visemes.degrade import at_rate
    from training.visemes.spoken import Espeak

    espeak = Espeak()
    for language, sentences in SENTENCES.items():
        for number, sentence in enumerate(sentences):
            for voice in VOICES:
                speed = 130 + 15 * (number + VOICES.index(voice)) % 60
                said, sounds = at_rate(espeak.say(sentence, f"{language}+{voice}", speed), 1.0)
                text = sentence if language.startswith("en") else ""
                yield Truth(f"espeak {language}", said, list(sounds), text)


def recorded(folder: Path) -> Iterator[Truth]:
    """LibriVox, aligned with its text, and two sentences labelled by people."""
    for path in sorted(folder.glob("librivox_*.wav")):
        samples = _read(path)
        words = re.findall(r"[a-z']+", path.with_suffix(".txt").read_text().lower())
        yield Truth("LibriVox, aligned", samples, of_arpabet(align(samples, words, {}) or []))
    for name, grid, text in (
        ("mary", "mary.TextGrid", "mary rolled the barrel"),
        ("bobby", "bobby_phones.TextGrid", "bobby ripped his ledger"),
    ):
        phones = _labelled((folder / grid).read_text("utf-8"))
        ipa = any(not phone.name.isascii() for phone in phones)
        # The labels of mary have the vowel of barrel as œ.
        phones = [Phone(p.start_s, p.end_s, p.name.replace("œ", "æ")) for p in phones]
        sounds = (of_ipa if ipa else of_arpabet)(phones)
        yield Truth("labelled by people", _read(folder / f"{name}.wav"), sounds, text)


def _labelled(text: str) -> list[Phone]:
    """Intervals of the first tier of a Praat TextGrid in either spelling."""
    if "xmin" in text:
        found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "(.*?)"', text)
    else:
        rows = text.split('"phone"', 1)[1].split('"IntervalTier"', 1)[0]
        found = re.findall(r'([\d.]+)\n([\d.]+)\n"(.*?)"', rows)
    phones: list[Phone] = []
    for start_s, end_s, name in ((float(start), float(end), name) for start, end, name in found):
        # Two stops that were labelled as one have a half of it each.
        parts = ("P", "T") if name == "PT" else (name,)
        length_s = (end_s - start_s) / len(parts)
        for number, part in enumerate(parts):
            begins_s = start_s + number * length_s
            phones.append(Phone(begins_s, begins_s + length_s, part))
    return phones


def _read(path: Path) -> Float32s:
    from backbeat.media.decode import read_audio

    return np.ascontiguousarray(read_audio(path, RATE, 1).samples[:, 0])


def at_pictures(values: np.ndarray, step_s: float, duration_s: float) -> np.ndarray:
    """The value at the middle of every picture."""
    middles = (np.arange(int(duration_s * FPS)) + 0.5) / FPS
    return values[np.minimum((middles / step_s).astype(int), len(values) - 1)]


def scored(truths: list[Truth], recogniser: Recogniser) -> dict[str, dict[str, float]]:
    """Shares of pictures with the right shape, and of closures seen, for each group."""
    chosen = SETS["rhubarb"]
    to_shape = chosen.grouping().argmax(axis=1)
    rows: dict[str, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = {}
    for truth in truths:
        duration_s = len(truth.samples) / RATE
        kinds = np.zeros(int(duration_s * 1000) + 1, int)
        for sound in truth.sounds:
            kinds[round(sound.start_s * 1000) : round(sound.end_s * 1000)] = sound.kind
        said = recogniser(truth)
        if said is None:
            continue
        likely, step_s = said[0] @ chosen.grouping(), said[1]
        rate = Fraction(FPS)
        pictures = per_picture(likely, step_s, rate, duration_s)
        closures = closures_in(likely, step_s, chosen.closed)
        shown = np.zeros(len(pictures), int)
        for shape in shaped(pictures, rate, chosen.closed, closures):
            shown[shape.first : shape.end] = shape.shape
        rows.setdefault(truth.group, []).append(
            (
                to_shape[at_pictures(kinds, 0.001, duration_s)],
                at_pictures(likely.argmax(axis=1), step_s, duration_s),
                shown[: int(duration_s * FPS)],
            )
        )
    results = {}
    for group, parts in rows.items():
        right, heard, shown = (np.concatenate(column) for column in zip(*parts, strict=True))
        spoken, closed = right != 0, right == chosen.closed
        results[group] = {
            "pictures": len(right),
            "frames": _share(right == heard),
            "frames_speech_only": _share((right == heard)[spoken]),
            "shown": _share(right == shown),
            "closures_seen": _share(shown[closed] == chosen.closed),
            "closures_true": _share(right[shown == chosen.closed] == chosen.closed),
        }
    return results


def _share(right: np.ndarray) -> float:
    return round(float(np.mean(right)), 4) if len(right) else 0.0


def by_whole(truth: Truth) -> tuple[Float32s, float]:
    """The recogniser of recordings."""
    return SoundsOfRecording().probabilities(log_mel(truth.samples)), STEP_S


def by_small(truth: Truth) -> tuple[Float32s, float]:
    """The job without text and without the speech model."""
    return by_small_networks(truth.samples), STEP_S


def by_large(truth: Truth) -> tuple[Float32s, float]:
    """The job without text, with the speech model."""
    return by_speech_model(truth.samples, SILENT), STEP_S


def by_stream(truth: Truth) -> tuple[Float32s, float]:
    """The recogniser of live sound; the end, which it cannot tell yet, is like the last step."""
    likely = SoundsOfStream().feed(log_mel(truth.samples))
    steps = -(-len(truth.samples) // int(RATE * STEP_S))
    return np.pad(likely, ((0, max(0, steps - len(likely))), (0, 0)), "edge"), STEP_S


def by_text(truth: Truth) -> tuple[Float32s, float] | None:
    """Forced alignment."""
    if not truth.text:
        return None
    words = words_of(truth.text)
    phones = align(truth.samples, words, unknown(words, dictionary()))
    duration_s = len(truth.samples) / RATE
    return certain(of_arpabet(phones or []), duration_s, TEXT_STEP_S), TEXT_STEP_S


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path)
    parser.add_argument("--whisper", action="store_true")
    parser.add_argument("--only", action="append", help="a recogniser (repeatable)")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    truths = list(generated())
    if arguments.speech:
        truths += recorded(arguments.speech)
    recognisers: dict[str, Recogniser] = {
        "text": by_text,
        "spectrum": by_small,
        "whole": by_whole,
        "stream": by_stream,
    }
    if arguments.whisper:
        from training.visemes.teacher import by_whisper

        recognisers |= {"features": by_large, "whisper": by_whisper}
    if arguments.only:
        recognisers = {name: recognisers[name] for name in arguments.only}
    scores = {name: scored(truths, recogniser) for name, recogniser in recognisers.items()}
    for name, groups in scores.items():
        for group, figures in groups.items():
            print(f"{name:8} {group:20}", *(f"{key} {value}" for key, value in figures.items()))
    if arguments.output:
        arguments.output.write_text(json.dumps(scores, indent=1) + "\n")


if __name__ == "__main__":
    main()
