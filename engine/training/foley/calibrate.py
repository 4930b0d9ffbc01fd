"""Measures what the network's answers are worth, and adds it to the exported file.

    python -m training.foley.calibrate FOLDER backbeat/models/weights/impacts.onnx

FOLDER holds clips of seeds that were not trained on, with all that moves besides, and cameras that do.
They are made worse before they are shown (`worsened`), since real footage is further from what was
trained on than any clip that is drawn. From where on impacts are proposed is set by the clips as they
are. Clips of one thing alone, such as those of the kinds that are held back, are easier: measured on
those, confidence would be too high. Runs as the product does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.calibration import curve, expected_error
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Watched
from backbeat.foley.impacts.matching import pairs
from backbeat.foley.impacts.peaks import between, find_peaks
from backbeat.foley.impacts.watching import watched
from backbeat.models.impacts import ImpactNetwork
from backbeat.models.onnx_writing import bytes_field

_METADATA = 14
"""Number of `ModelProto.metadata_props`."""
_RATE = 60
_STEPS = (2, 2.5, 4)
"""Pictures from one that is shown to the next: 30, 24 and 15 a second."""
_TURNS = 2
"""How often each clip is shown, made worse."""
_TOLERANCE = 2.0
"""Pictures that a peak may be from its impact."""
_LEAST = -7.0
"""Logits under which no peak is judged: there are many, and nobody sees them."""
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
    logits = head.logits(seen.features)
    peaks = find_peaks(logits, _LEAST)
    places = [between(logits, peak) for peak in peaks.tolist()]
    found = np.interp(places, np.arange(len(logits)), seen.happened_s)
    step = float(np.median(np.diff(seen.times_s)))
    true = {j: i for i, j in pairs(impacts.tolist(), found.tolist(), _TOLERANCE * step)}
    return [
        Peak(score, at in true, (impacts[true[at]] - found[at]) / step if at in true else 0.0)
        for at, score in enumerate(logits[peaks].tolist())
    ]


def measured(folder: Path, network: ImpactNetwork, *, worse: int) -> tuple[list[Peak], int]:
    """Judged peaks of all clips of a folder, and the number of true impacts.

    Args:
        folder: of the clips.
        network: that looks.
        worse: how often each clip is shown, made worse; 0: once, as it is.
    """
    head, random = Head.shipped(network.shipped), np.random.default_rng(5)
    found: list[Peak] = []
    true = 0
    for number, (pictures, impacts) in enumerate(clips_of(folder)):
        for turn in range(max(1, worse)):
            seen = worsened(pictures, random) if worse else pictures
            step = _STEPS[(number + turn) % len(_STEPS)]
            found += judged(shown(seen, step, network), impacts, head)
            true += len(impacts)
    return found, true


def best_threshold(found: list[Peak], true: int) -> float:
    """The score from which on the F-measure is best."""
    ranked = sorted(found, key=lambda peak: -peak.score)
    right = np.cumsum([peak.right for peak in ranked])
    best = int(np.argmax(2 * right / (np.arange(len(ranked)) + 1 + true)))
    return ranked[best].score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    content = options.model.read_bytes()
    if b"propose_from" in content:
        raise SystemExit(f"{options.model} is calibrated already: export it again first.")
    network = ImpactNetwork(content)
    found, _ = measured(options.folder, network, worse=_TURNS)
    usual, true = measured(options.folder, network, worse=0)
    scores = np.array([peak.score for peak in found])
    right = np.array([peak.right for peak in found])
    points, chances = curve(scores.tolist(), right.tolist())
    threshold = best_threshold(usual, true)
    early = [peak.early for peak in usual if peak.right and peak.score >= threshold]
    worth = {
        "scores": [round(point, 4) for point in points],
        "chances": [round(chance, 5) for chance in chances],
        "propose_from": round(float(np.interp(threshold, points, chances)), 4),
        "early": round(float(np.median(early)), 4),
    }
    pair = bytes_field(1, "calibration") + bytes_field(2, json.dumps(worth))
    content += bytes_field(_METADATA, pair)
    options.model.write_bytes(content)
    card = {**_CARD, "file": options.model.name, "sha256": hashlib.sha256(content).hexdigest()}
    options.model.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")
    error = expected_error(np.interp(scores, points, chances), right)
    print(json.dumps(worth, indent=1))
    print(f"{len(found)} peaks, calibration error {error:.3f}")


if __name__ == "__main__":
    main()
