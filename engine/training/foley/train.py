"""Trains the network on simulated clips.

    python -m training.foley.train TRAIN VALID OUT.pt --minutes 60

Says every few minutes how well it does on clips that it was not trained on; the last checkpoint is
what ships, and none is chosen by recordings of real things.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from backbeat.foley.impacts.matching import Counts, counted
from backbeat.foley.impacts.peaks import between, find_peaks
from training.foley.network import HIGH, WIDE, Impacts

_PICTURES = 48
_BATCH = 10
_STEPS = (2.0, 2.0, 2.0, 2.0, 2.4, 2.4, 2.5, 2.5, 4.0, 4.0, 2.79, 1.9)
"""Pictures of a 60 Hz clip from one to the next that the network sees: 30, 25, 24, 15 a second."""
_SHARP = 0.9
"""Standard deviation of a target about its impact, in pictures."""


class Clips:
    """Clips of a folder, read as they are needed."""

    def __init__(self, folder: Path) -> None:
        self.shards = [
            (np.load(path, mmap_mode="r"), np.load(f"{path}".replace("pictures", "impacts")))
            for path in sorted(folder.glob("*.pictures.npy"))
        ]
        self._index = [(s, k) for s, (p, _) in enumerate(self.shards) for k in range(len(p))]

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, number: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        shard, row = self._index[number]
        pictures, impacts = self.shards[shard]
        moments = impacts[row]
        return pictures[row], moments[np.isfinite(moments)]


def example(
    clips: Clips, random: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A part of a clip, changed at random, and what should be said of it."""
    pictures, impacts = clips[int(random.integers(len(clips)))]
    step = float(random.choice(_STEPS))
    step = min(step, (len(pictures) - 1) / _PICTURES)
    start = random.uniform(0, len(pictures) - 1 - step * (_PICTURES - 1))
    at = np.minimum(len(pictures) - 1, np.floor(start + np.arange(_PICTURES) * step + 0.5)).astype(
        int
    )
    if random.random() < 0.06:
        # Some sources show each picture twice, now and then.
        at[1::2] = np.where(
            random.random(len(at[1::2])) < 0.3, at[:-1:2][: len(at[1::2])], at[1::2]
        )
    moments = (impacts * 60 - start) / step
    seen = np.take(_tones(random), pictures[at])
    if random.random() < 0.5:
        seen = seen[:, :, ::-1]
    if random.random() < 0.12:
        seen = seen[:, ::-1]
    chance = random.random()
    if chance < 0.3:
        seen = _cropped(seen, random)
    elif chance < 0.45:
        seen = _moved(seen, random)
    if random.random() < 0.1:
        noise = random.standard_normal(seen.shape, np.float32)
        seen = seen + noise * np.float32(random.uniform(0, 0.03))
    target = np.zeros(_PICTURES, np.float32)
    frames = np.arange(_PICTURES)
    for moment in moments[(moments > -3) & (moments < _PICTURES + 3)]:
        target = np.maximum(target, np.exp(-0.5 * ((frames - moment) / _SHARP) ** 2))
    return np.ascontiguousarray(seen, np.float32), target.astype(np.float32)


def _tones(random: np.random.Generator) -> NDArray[np.float32]:
    """What each of 256 steps of luma becomes: another contrast, or a negative."""
    tones = np.linspace(0, 1, 256, dtype=np.float32)
    if random.random() < 0.5:
        tones = tones ** np.float32(random.uniform(0.6, 1.7))
    return 1 - tones if random.random() < 0.12 else tones


def _cropped(seen: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    import cv2

    share = random.uniform(0.6, 1)
    high, wide = int(HIGH * share), int(WIDE * share * random.uniform(0.85, 1))
    top, left = int(random.integers(0, HIGH - high + 1)), int(random.integers(0, WIDE - wide + 1))
    part = seen[:, top : top + high, left : left + wide]
    return np.stack([cv2.resize(np.ascontiguousarray(one), (WIDE, HIGH)) for one in part])


def _moved(seen: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """The part that a camera sees that glides, eases and trembles over the picture."""
    import cv2

    share = random.uniform(0.65, 0.92)
    high, wide = HIGH * share, WIDE * share
    along = np.linspace(0, 1, len(seen))
    eased = along * along * (3 - 2 * along)
    ends = random.uniform(0, 1, (2, 2))
    tremble = random.normal(0, random.uniform(0, 0.01), (len(seen), 2)).cumsum(0)
    places = ends[0] + np.outer(eased, ends[1] - ends[0]) * random.uniform(0.2, 1) + tremble
    places = np.clip(places, 0, 1) * [WIDE - wide, HIGH - high]
    scale = np.array([[wide / WIDE, 0], [0, high / HIGH]])
    return np.stack(
        [
            cv2.warpAffine(
                np.ascontiguousarray(one),
                np.hstack([scale, place[:, np.newaxis]]).astype(np.float32),
                (WIDE, HIGH),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
            for one, place in zip(seen, places, strict=True)
        ]
    )


def batches(clips: Clips, seed: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    random = np.random.default_rng(seed)
    while True:
        made = [example(clips, random) for _ in range(_BATCH)]
        yield (
            torch.from_numpy(np.stack([seen for seen, _ in made])),
            torch.from_numpy(np.stack([target for _, target in made])),
        )


class Averaged:
    """The mean of a network's recent weights, which is better than the last of them.

    Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992), with weights
    that fall off exponentially.
    """

    def __init__(self, network: Impacts, steps: int = 400) -> None:
        self.network = copy.deepcopy(network).eval()
        self._keep = 1 - 1 / steps
        self._count = 0

    def take(self, network: Impacts) -> None:
        """Counts the network's present weights in."""
        self._count += 1
        keep = min(self._keep, self._count / (self._count + 10))
        mine, its = self.network.state_dict(), network.state_dict()
        for name, value in its.items():
            if value.dtype.is_floating_point:
                mine[name].mul_(keep).add_(value, alpha=1 - keep)
            else:
                mine[name].copy_(value)


def loss_of(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * (1 + 3 * target)).mean()


def judged(
    network: Impacts, clips: Clips, threshold: float, step: int = 2, count: int = 60
) -> Counts:
    network.eval()
    total = Counts()
    least = float(np.log(threshold / (1 - threshold)))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for number in range(min(count, len(clips))):
            pictures, impacts = clips[number]
            seen = torch.from_numpy(pictures[::step].astype(np.float32) / 255)[None]
            logits = network(seen).float()[0].numpy().astype(np.float64)
            found = [between(logits, at) * step / 60 for at in find_peaks(logits, least).tolist()]
            total = total + counted(list(impacts), found, 2 * 2 / 60)
    network.train()
    return total


def _words(counts: Counts) -> str:
    return f"P {counts.precision:.2f} R {counts.recall:.2f} F {counts.f:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("valid", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = Impacts()
    if options.start:
        network.load_state_dict(torch.load(options.start))
    print("parameters", sum(one.numel() for one in network.parameters()), flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=2e-3)
    averaged = Averaged(network)
    begun, last_said, loss_shown = time.monotonic(), 0.0, 0.7
    valid = Clips(options.valid)
    source, opened = batches(Clips(options.train), options.seed), time.monotonic()
    for number in range(1, 1_000_000):
        if time.monotonic() - opened > 300:
            # More clips may have been made meanwhile.
            source, opened = batches(Clips(options.train), options.seed + number), time.monotonic()
        spent = (time.monotonic() - begun) / 60 / options.minutes
        if spent >= 1:
            break
        warm = min(1.0, number / 60)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * warm * max(0.01, (1 - spent) ** 0.9)
        seen, target = next(source)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(seen)
        loss = loss_of(logits.float(), target)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        averaged.take(network)
        loss_shown = 0.98 * loss_shown + 0.02 * loss.item()
        if time.monotonic() - last_said > 420:
            scores = _words(judged(averaged.network, valid, 0.35, count=50))
            print(f"{number} {spent:.0%} loss {loss_shown:.4f} {scores}", flush=True)
            torch.save(averaged.network.state_dict(), options.out)
            last_said = time.monotonic()
    torch.save(averaged.network.state_dict(), options.out)
    print("done", number, _words(judged(averaged.network, valid, 0.4, count=200)))


if __name__ == "__main__":
    main()
