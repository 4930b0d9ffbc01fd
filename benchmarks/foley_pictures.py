"""Draws spectrograms of the starter set's recordings above those of what is made for the same.

    python -m benchmarks.foley_pictures -o docs/images/foley-sounds.png

Mel spectrograms, 0 to 22 kHz, 80 dB; only the starter set is drawn, which may be passed on.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from backbeat.foley.synthesis import make, recipe_named

_STARTER = Path(__file__).parents[1] / "engine" / "backbeat" / "foley" / "starter" / "sounds"
_RATE = 44100
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 165, 120, 50, 18, 6
_PAPER, _INK = 255, 20


@dataclass(frozen=True)
class Pair:
    """A recording and what is made for the same."""

    title: str
    recording: str
    """Beginning of its file's name."""
    recipe: str
    seed: int
    seconds: float
    """Of it that are drawn."""


PAIRS = (
    Pair("step, hard shoe", "FEETHmn", "footstep concrete hard", 3, 0.5),
    Pair("door slam", "DOORMisc", "door wood slam", 3, 0.9),
    Pair("door creak", "DOORCreak", "door creak", 3, 1.6),
    Pair("crash, glass", "GLASCrsh", "glass break", 3, 1.3),
    Pair("punch", "FGHTImpt_Punch", "punch", 3, 0.5),
    Pair("slap", "FGHTImpt_Slap", "slap", 3, 0.6),
    Pair("explosion", "EXPL", "explosion", 3, 2.0),
    Pair("rain", "RAIN", "rain", 3, 3.0),
    Pair("river", "WATRFlow", "stream", 3, 2.2),
    Pair("car, traffic", "VEHCar_Car pass", "traffic", 3, 3.4),
)


def _mono(samples: NDArray[np.floating[Any]], rate: int) -> NDArray[np.float32]:
    import soxr

    mono = samples.mean(axis=1).astype(np.float32)
    return np.asarray(soxr.resample(mono, rate, _RATE), np.float32)


def recorded(pair: Pair) -> NDArray[np.float32]:
    """The starter set's sound, at 44.1 kHz."""
    import soundfile

    file = next(iter(sorted(_STARTER.glob(f"{pair.recording}*.flac"))))
    samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return _mono(samples, rate)


def made(pair: Pair) -> NDArray[np.float32]:
    """What is made for it, at 44.1 kHz."""
    recipe = recipe_named(pair.recipe)
    assert recipe is not None
    sound = make(recipe, seed=pair.seed, seconds=pair.seconds if recipe.loops else None)
    return _mono(sound.samples, sound.rate)


def drawn(mono: NDArray[np.float32], seconds: float) -> Image.Image:
    """Its spectrogram, dark where it is loud."""
    import librosa

    length = round(seconds * _RATE)
    mono = np.pad(mono[:length], (0, max(0, length - len(mono))))
    power = librosa.feature.melspectrogram(
        y=mono, sr=_RATE, n_fft=1024, hop_length=128, n_mels=_HEIGHT, fmax=_RATE / 2, htk=True
    )
    level = 10 * np.log10(power + 1e-10)
    dark = np.clip((level - level.max() + 80) / 80, 0, 1)
    image = Image.fromarray((_PAPER * (1 - dark[::-1])).astype(np.uint8))
    return image.resize((_WIDTH, _HEIGHT))


def sheet() -> Image.Image:
    """All pairs side by side."""
    across = _LEFT + len(PAIRS) * (_WIDTH + _GAP)
    whole = Image.new("L", (across, _TOP + 2 * (_HEIGHT + _GAP)), _PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(11)
    for row, name in enumerate(("real", "made")):
        middle = _TOP + row * (_HEIGHT + _GAP) + _HEIGHT // 2
        pen.text((4, middle), name, fill=_INK, font=font)
    for column, pair in enumerate(PAIRS):
        x = _LEFT + column * (_WIDTH + _GAP)
        pen.text((x, 2), f"{pair.title}, {pair.seconds:g} s", fill=_INK, font=font)
        for row, sound in enumerate((recorded(pair), made(pair))):
            whole.paste(drawn(sound, pair.seconds), (x, _TOP + row * (_HEIGHT + _GAP)))
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-o", "--output", type=Path, required=True)
    sheet().save(parser.parse_args().output, optimize=True)


if __name__ == "__main__":
    main()
