"""Measures what the network's answers are worth, and adds it to the exported file.

    python -m training.foley.calibrate backbeat/models/weights/impacts.onnx FOLDER

What answers are worth, and from where on impacts are proposed, is measured on clips of seeds of their
own, filmed as cameras do (`filmed`): at usual rates, with all shutters, rolling ones and pictures
that are shown twice. One in four has nothing in it but what moves and hits nothing, and three in four
are made worse (`worsened`), since real footage is further from what was trained on than any clip
that is drawn. By how much impacts come early is set by FOLDER, which holds clips as they are drawn for
training, of seeds that were not trained on; without it a model that is calibrated keeps that. Runs as
the product does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.calibration import curve, expected_error
from backbeat.foley.impacts.detecting import candidates
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Watched
from backbeat.foley.impacts.matching import pairs
from backbeat.foley.impacts.peaks import between
from backbeat.foley.impacts.watching import watched
from backbeat.models.impacts import ImpactNetwork
from backbeat.models.onnx_writing import bytes_field
from training.foley.cameras import Sensor, footage
from training.foley.casts import SUDDEN

_KEY = "calibration"
_METADATA = 14
"""Number of `ModelProto.metadata_props`."""
_RATE = 60
_STEPS = (2, 2.5, 4)
"""Pictures from one that is shown to the next: 30, 24 and 15 a second."""
_FILMED = 120
_SEED = 1_700_000_000
"""Of the first clip that is filmed."""
_CAMERA_SEED = 9_150_000
_RATES = ("30", "30", "30000/1001", "25", "24", "15", "60", "50", "24000/1001", "15")
_ANGLES = (45, 90, 180, 180, 180, 270, 350)
_READOUTS_S = (0, 0.008, 0.015, 0.022)
_REPEATED = (0, 0, 0, 0.08, 0.2)
_WORSE = 0.75
"""Share of the filmed clips that are made worse."""
_TOLERANCE = 2.0
"""Pictures that a peak may be from its impact."""
_LEAST = -7.0
"""Logits under which no peak is judged: there are many, and nobody sees them."""
_MOVING = (*SUDDEN, "pendulum", "slide")
"""What alone moves in some clips. Swings that stop in the air stand for all that looks like a hit in real
footage, of which there is more than is drawn.
"""
_FLAT = 0.01
"""By how much the F-measure may be below the best one: over so wide a range of scores, where it is
best is chance."""
_CARD = {
    "name": "impacts",
    "purpose": "impacts that are seen",
    "licence": "Apache-2.0",
    "source": "engine/training/foley: trained only on clips that it draws",
}


def clips_of(folder: Path) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64]]]:
    """Pictures, 60 a second, and moments of impacts of each clip of a folder."""
    for path in sorted(folder.rglob("*.pictures.npy")):
        impacts = np.load(f"{path}".replace(".pictures.", ".impacts."))
        for pictures, moments in zip(np.load(path, mmap_mode="r"), impacts, strict=True):
            yield np.asarray(pictures), moments[np.isfinite(moments)]


def worsened(pictures: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Pictures that are blurred, dark, noisy, coarse, shaken, or several of these."""
    high, wide = pictures.shape[1:]
    blur, noise = random.uniform(0, 1.6), random.uniform(0, 9)
    gain, lift = random.uniform(0.35, 1.1), random.uniform(0, 60)
    quality = int(random.uniform(12, 60))
    share = random.uniform(0.55, 1)
    shake, rates = random.exponential(0.7), random.uniform(0.02, 0.4, 2)
    out = []
    for number, picture in enumerate(pictures):
        right, down = shake * np.sin(rates * number)
        view = np.array(
            [
                [share, 0, (1 - share) * wide / 2 + right],
                [0, share, (1 - share) * high / 2 + down],
            ],
            np.float32,
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        seen = cv2.warpAffine(
            picture, view, (wide, high), flags=flags, borderMode=cv2.BORDER_REFLECT
        )
        if blur > 0.3:
            seen = cv2.GaussianBlur(seen, (0, 0), blur)
        dimmed = seen * gain + lift + random.normal(0, noise, seen.shape)
        _, file = cv2.imencode(
            ".jpg", np.clip(dimmed, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
        )
        out.append(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return np.stack(out)


def shown(pictures: NDArray[np.uint8], step: float, network: ImpactNetwork) -> Watched:
    """What is seen in a clip of 60 pictures a second, one in `step` of which is shown.

    The drawn clips are exposed as those that the network learnt from, not as a camera's.
    """
    at = np.arange(0, len(pictures) - 0.5, step)
    numbers = np.floor(at + 0.5).astype(int).clip(0, len(pictures) - 1)
    return replace(watched(network, pictures[numbers], at / _RATE, _RATE / step), after_s=0.0)


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak of the logits that was judged."""

    score: float
    right: bool
    early: float
    """By how many pictures it comes before its impact, where it is right."""


def judged(seen: Watched, impacts: NDArray[np.float64], head: Head) -> list[Peak]:
    """The peaks of a clip, and whether each is an impact."""
    logits = head.logits(seen.features, seen.rate)
    peaks = candidates(seen, logits, _LEAST)
    places = [between(logits, peak) for peak in peaks.tolist()]
    found = np.interp(places, np.arange(len(logits)), seen.happened_s)
    step = float(np.median(np.diff(seen.times_s)))
    true = {j: i for i, j in pairs(impacts.tolist(), found.tolist(), _TOLERANCE * step)}
    return [
        Peak(score, at in true, (impacts[true[at]] - found[at]) / step if at in true else 0.0)
        for at, score in enumerate(logits[peaks].tolist())
    ]


def filmed(number: int, network: ImpactNetwork) -> tuple[Watched, NDArray[np.float64]]:
    """What is seen in a clip as some camera films it, and when things hit in it.

    Args:
        number: of the clip.
        network: that looks.
    """
    random = np.random.default_rng(_CAMERA_SEED + number)
    sensor = Sensor(
        Fraction(_RATES[number % len(_RATES)]),
        float(random.choice(_ANGLES)),
        float(random.choice(_READOUTS_S)),
        float(random.choice(_REPEATED)),
    )
    kind = "" if number % 4 else str(random.choice(_MOVING))
    made = footage(_SEED + number, sensor, kind)
    worse = random.random() < _WORSE
    pictures = worsened(made.pictures, random) if worse else made.pictures
    return watched(network, pictures, made.times_s, float(sensor.rate)), made.impacts


def measured(
    clips: Iterable[tuple[Watched, NDArray[np.float64]]], head: Head
) -> tuple[list[Peak], int]:
    """Judged peaks of all clips, and the number of true impacts."""
    found: list[Peak] = []
    true = 0
    for seen, impacts in clips:
        found += judged(seen, impacts, head)
        true += len(impacts)
    return found, true


def as_drawn(folder: Path, network: ImpactNetwork) -> Iterator[tuple[Watched, NDArray[np.float64]]]:
    """What is seen in the clips of a folder, and when things hit in them."""
    for number, (pictures, impacts) in enumerate(clips_of(folder)):
        yield shown(pictures, _STEPS[number % len(_STEPS)], network), impacts


def threshold_of(found: list[Peak], true: int) -> float:
    """The middle of the scores from which on the F-measure is within `_FLAT` of the best."""
    ranked = sorted(found, key=lambda peak: -peak.score)
    right = np.cumsum([peak.right for peak in ranked])
    f = 2 * right / (np.arange(len(ranked)) + 1 + true)
    good = np.flatnonzero(f >= f.max() - _FLAT)
    return (ranked[int(good[0])].score + ranked[int(good[-1])].score) / 2


def without_calibration(content: bytes) -> bytes:
    """A model's file as it was exported."""
    key = bytes_field(1, _KEY)
    if key not in content:
        return content
    worth = content[content.rindex(b'{"scores"') :]
    field = bytes_field(_METADATA, key + bytes_field(2, worth))
    if not content.endswith(field):
        raise ValueError("the calibration is not what the file ends with")
    return content[: -len(field)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    content = options.model.read_bytes()
    network = ImpactNetwork(content)
    head = Head.shipped(network.shipped)
    found, true = measured((filmed(number, network) for number in range(_FILMED)), head)
    scores = np.array([peak.score for peak in found])
    right = np.array([peak.right for peak in found])
    points, chances = curve(scores.tolist(), right.tolist())
    threshold = threshold_of(found, true)
    if options.folder:
        usual, _ = measured(as_drawn(options.folder, network), head)
        early = float(
            np.median([one.early for one in usual if one.right and one.score >= threshold])
        )
    elif _KEY.encode() in content:
        early = head.early
    else:
        raise SystemExit(f"{options.model} is not calibrated yet: give a folder of clips.")
    worth = {
        "scores": [round(point, 4) for point in points],
        "chances": [round(chance, 5) for chance in chances],
        "propose_from": round(float(np.interp(threshold, points, chances)), 4),
        "early": round(early, 4),
    }
    pair = bytes_field(1, _KEY) + bytes_field(2, json.dumps(worth))
    content = without_calibration(content) + bytes_field(_METADATA, pair)
    options.model.write_bytes(content)
    card = {**_CARD, "file": options.model.name, "sha256": hashlib.sha256(content).hexdigest()}
    options.model.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")
    error = expected_error(np.interp(scores, points, chances), right)
    print(json.dumps(worth, indent=1))
    print(f"{len(found)} peaks, calibration error {error:.3f}")


if __name__ == "__main__":
    main()
