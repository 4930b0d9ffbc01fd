"""Impacts that are seen: how many are found, how sure that is, and how fast.

`python -m benchmarks.foley_impacts` prints it; `rows()` are lines for `benchmarks.foley`. Clips are
drawn anew, by seeds that nothing was trained or calibrated on, with three kinds of action that were
never trained on either. The real clips, whose own sound says when something is hit, lie in
`shared/data` beside the project: nothing was trained, chosen or calibrated by them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.calibration import expected_error
from backbeat.foley.impacts.detecting import impacts_in
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Impact, Watched
from backbeat.foley.impacts.matching import Counts, counted, pairs
from backbeat.foley.spotting.spot import PLACE_FROM
from backbeat.models.impacts import ImpactNetwork
from backbeat.workflows.foley.looking import watched_video
from training.foley import calibrate, casts, clips

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_SEED = 77_000_000
_COUNTS = {"as they come": 24, "unseen": 7, "free": 20}
"""Clips of four seconds of each kind."""
_STEP = 2.0
"""Pictures of a drawn clip, which has 60 a second, from one that is shown to the next."""
_SLOWER = {"24": 2.5, "15": 4.0}
"""The same for fewer pictures a second."""
_TOLERANCE = 2
"""Pictures that are shown."""
_LEFT_OUT = ("far",)
"""Kinds of real clips in which what hits is a few pixels: told apart, not part of the sums."""
_SOUND_LATE = ("basketball_floor", "hammer_anvil")
"""Real clips whose sound comes 150 and 100 ms after the contact that is seen, by looking at their
pictures one by one: what is found in them is judged by the wrong moments."""
_SHIFTS = 20
_Clip = tuple[NDArray[np.uint8], NDArray[np.float64]]
"""Pictures, 60 a second, and when things hit."""


@dataclass(frozen=True)
class Judged:
    """What was found in a clip, and what is true of it."""

    name: str
    kind: str
    impacts: tuple[Impact, ...]
    """All that are worth a look."""
    true_s: tuple[float, ...]
    seconds: float
    tolerance_s: float
    in_sync: bool = True
    """Whether its sound is known to be where its picture is."""

    def counts(self, *, placed: bool = False) -> Counts:
        """Of all, or of those surely enough to be placed."""
        return counted(self.true_s, self.found(placed=placed), self.tolerance_s)

    def found(self, *, placed: bool = False) -> list[float]:
        """When."""
        least = PLACE_FROM if placed else 0.0
        return [one.time_s for one in self.impacts if one.confidence >= least]

    def by_chance(self) -> float:
        """How many would be right if the same moments were somewhere else in the clip."""
        random = np.random.default_rng(0)
        right = 0
        for shift in random.uniform(0, self.seconds, _SHIFTS).tolist():
            moved = [(moment + shift) % self.seconds for moment in self.found()]
            right += len(pairs(self.true_s, moved, self.tolerance_s))
        return right / _SHIFTS

    def sure(self) -> list[tuple[float, bool]]:
        """Confidence of each, and whether it is right."""
        right = {j for _, j in pairs(self.true_s, self.found(), self.tolerance_s)}
        return [(one.confidence, at in right) for at, one in enumerate(self.impacts)]

    def errors_ms(self) -> list[float]:
        """How much later than true those are that are right."""
        found = self.found()
        matched = pairs(self.true_s, found, self.tolerance_s)
        return [1000 * (found[j] - self.true_s[i]) for i, j in matched]


def total(judged: Iterable[Judged], *, placed: bool = False) -> Counts:
    """Counts of several clips."""
    return sum((one.counts(placed=placed) for one in judged), Counts())


def chance_f(judged: Sequence[Judged]) -> float:
    """F-measure of the same moments elsewhere."""
    counts = total(judged)
    right = sum(one.by_chance() for one in judged)
    return 2 * right / max(1, counts.found + counts.true)


def calibration_error(judged: Iterable[Judged]) -> float:
    """Expected calibration error over ten bins."""
    sure = [pair for one in judged for pair in one.sure()]
    return expected_error(np.array([a for a, _ in sure]), np.array([b for _, b in sure], bool))


def drawn(network: ImpactNetwork, head: Head, kind: str, count: int, seed: int) -> Iterator[Judged]:
    """Clips that the training generator draws, 30 pictures a second of them shown."""
    for pictures, impacts in _made(kind, count, seed):
        yield _judged(pictures, impacts, kind, network, head)


def _made(kind: str, count: int, seed: int) -> Iterator[_Clip]:
    for number in range(count):
        made = clips.clip(seed + number, kind)
        yield made.pictures, made.impacts


def kept(network: ImpactNetwork, head: Head, folder: Path, kind: str) -> Iterator[Judged]:
    """The same of clips that were drawn before (`training.foley.examples`)."""
    for pictures, impacts in calibrate.clips_of(folder):
        yield _judged(pictures, impacts, kind, network, head)


def _judged(
    pictures: NDArray[np.uint8],
    impacts: NDArray[np.float64],
    kind: str,
    network: ImpactNetwork,
    head: Head,
    step: float = _STEP,
) -> Judged:
    seen = calibrate.shown(pictures, step, network)
    tolerance_s = _TOLERANCE * step / clips.RATE
    return _of(kind, kind, seen, head, impacts.tolist(), len(pictures) / clips.RATE, tolerance_s)


def _of(
    name: str,
    kind: str,
    seen: Watched,
    head: Head,
    true_s: Sequence[float],
    seconds: float,
    tolerance_s: float,
    in_sync: bool = True,
) -> Judged:
    found = tuple(one for one in impacts_in(seen, head) if one.time_s <= seconds)
    return Judged(name, kind, found, tuple(true_s), seconds, tolerance_s, in_sync)


def rendered(network: ImpactNetwork, head: Head, scratch: Path) -> Iterator[Judged]:
    """The shared simulated clips: another program's drawing, physics and camera."""
    folder = SHARED / "sfx" / "impacts"
    truth = json.loads((folder / "truth.json").read_text())["clips"]
    for name, values in truth.items():
        seen = watched_video(folder / f"{name}.mp4", network, folder=scratch)
        moments = [moment for moment, _ in values["impacts"]]
        yield _of(name, name.split("_")[0], seen, head, moments, 10.0, _TOLERANCE / 30)


def real(network: ImpactNetwork, head: Head, scratch: Path) -> Iterator[Judged]:
    """The real clips, by the hits in their own sound."""
    folder = SHARED / "foley_real"
    listed: list[dict[str, Any]] = json.loads((folder / "index.json").read_text())
    for one in listed:
        seen = watched_video(folder / one["file"], network, folder=scratch)
        seconds = one["use_until_s"] or one["duration_s"]
        rate = one["fps"]
        tolerance = min(2 / rate, 0.0834) if rate < 24 else 2 / min(rate, 30)
        in_sync = one["av_sync_trust"] == "high"
        yield _of(one["name"], one["kind"], seen, head, one["times_s"], seconds, tolerance, in_sync)


def speed(network: ImpactNetwork, scratch: Path) -> float:
    """How much faster than it plays a video of 1280 by 720, 30 pictures a second, is watched, with
    decoding, by processor time."""
    import cv2

    from tests.footage.clips import bounces, encode

    small, _ = bounces(3, 4, Fraction(30))
    large = [np.asarray(cv2.resize(one, (1280, 720)), np.uint8) for one in small]
    path = encode(scratch / "720p.mp4", large * 2, Fraction(30), options={"crf": "20"})
    started = time.process_time()
    seen = watched_video(path, network, folder=scratch)
    return float(len(seen.times_s) / 30 / (time.process_time() - started))


def _line(name: str, judged: Sequence[Judged]) -> str:
    counts = total(judged)
    return (
        f"| {name} | {len(judged)} | {counts.true} | {counts.precision:.2f} | "
        f"{counts.recall:.2f} | {counts.f:.2f} |"
    )


def _kinds(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for one in judged:
        found.setdefault(one.kind, []).append(one)
    return found


def rows(ready: Path | None = None) -> Iterator[str]:
    """The section, line by line.

    Args:
        ready: folder with folders `hand`, `all`, `unseen`, `free` and `stopped` of clips that were
            drawn before; None: they are drawn now, which takes some minutes.
    """
    network = ImpactNetwork()
    head = Head.shipped(network.shipped)
    yield "| clips | number | impacts | precision | recall | F at 2 frames |"
    yield "|---|---|---|---|---|---|"
    if ready:
        usual = list(calibrate.clips_of(ready / "hand"))
        sudden = list(calibrate.clips_of(ready / "all"))
        unseen = {
            kind: [
                one
                for path in sorted((ready / "unseen").glob(f"*_{kind}_*.pictures.npy"))
                for one in _kept_file(path, kind, network, head)
            ]
            for kind in casts.UNSEEN
        }
        free = list(kept(network, head, ready / "free", "free"))
        stopped = list(kept(network, head, ready / "stopped", "free"))
    else:
        usual = list(_made(casts.BY_HAND, _COUNTS["as they come"], _SEED))
        sudden = list(_made("", _COUNTS["as they come"], _SEED))
        unseen = {
            kind: list(drawn(network, head, kind, _COUNTS["unseen"], _SEED + 1000))
            for kind in casts.UNSEEN
        }
        free, stopped = (
            [
                one
                for kind in kinds
                for one in drawn(network, head, kind, _COUNTS["free"], _SEED + 2000)
            ]
            for kinds in (casts.FREE, casts.SUDDEN)
        )
    at_rates = list(_at_rates("drawn, unseen seeds", usual, network, head))
    at_rates += _at_rates(
        "drawn, with swings that stop in the air as no arm can stop them", sudden, network, head
    )
    for name, judged in at_rates:
        yield _line(name, judged)
    _, fresh = at_rates[0]
    for kind, judged in unseen.items():
        yield _line(f"drawn, never trained on: {kind}", judged)
    everything = [*fresh, *(one for judged in unseen.values() for one in judged)]
    yield _line("drawn, both", everything)
    with tempfile.TemporaryDirectory() as scratch:
        yield from _of_files(network, head, Path(scratch))
    yield ""
    yield (
        f"{_alarms('Free swings, pendulums and slides', free)} "
        f"{_alarms('Swings that stop in the air', stopped)} Calibration error on the "
        f"drawn clips {calibration_error(everything):.3f}."
    )


def _at_rates(
    name: str, made: Sequence[_Clip], network: ImpactNetwork, head: Head
) -> Iterator[tuple[str, list[Judged]]]:
    """What rows are called and are of: clips at the usual rate, and at the slower ones."""
    steps = {name: _STEP}
    steps |= {f"the same at {rate} pictures a second": step for rate, step in _SLOWER.items()}
    for said, step in steps.items():
        yield said, [_judged(*one, "as they come", network, head, step) for one in made]


def _alarms(name: str, judged: Sequence[Judged]) -> str:
    minutes = sum(one.seconds for one in judged) / 60
    placed = sum(len(one.found(placed=True)) for one in judged)
    seen = sum(len(one.found()) for one in judged)
    return (
        f"{name}, {minutes:.1f} minutes: {placed / minutes:.1f} false alarms a minute are placed, "
        f"{seen / minutes:.1f} are proposed."
    )


def _kept_file(path: Path, kind: str, network: ImpactNetwork, head: Head) -> Iterator[Judged]:
    impacts = np.load(f"{path}".replace(".pictures.", ".impacts."))
    for pictures, moments in zip(np.load(path, mmap_mode="r"), impacts, strict=True):
        true = moments[np.isfinite(moments)]
        yield _judged(np.asarray(pictures), true, kind, network, head)


def _of_files(network: ImpactNetwork, head: Head, scratch: Path) -> Iterator[str]:
    if not SHARED.is_dir():
        yield f"| videos: {SHARED} is not here | | | | | |"
        return
    yield _line("shared simulated videos", list(rendered(network, head, scratch)))
    everything = list(real(network, head, scratch))
    judged = [one for one in everything if one.kind not in _LEFT_OUT]
    trusted = [one for one in judged if one.in_sync]
    in_step = [one for one in judged if one.name not in _SOUND_LATE]
    yield _line("real videos", judged)
    yield _line("real: without the two whose sound is 100 and 150 ms late", in_step)
    yield _line("real: those whose sound is known to be in sync", trusted)
    for kind, some in _kinds(everything).items():
        yield _line(f"real: {kind}{' (not in the sum)' * (kind in _LEFT_OUT)}", some)
    late = [error for one in judged for error in one.errors_ms()]
    yield ""
    yield (
        f"{_worth('Real videos', judged)}. "
        f"{_worth('Without the two whose sound is late', in_step)}. "
        f"What is right is {np.median(late):+.0f} ms off in the median. Watching runs at "
        f"{speed(network, scratch):.1f} times the speed of a 720p video on one core, decoding "
        "included."
    )


def _worth(name: str, judged: Sequence[Judged]) -> str:
    placed = total(judged, placed=True)
    return (
        f"{name}: F {total(judged).f:.2f}, with the same moments shifted {chance_f(judged):.2f}; "
        f"at the placing threshold ({PLACE_FROM:.2f}) precision {placed.precision:.2f}, recall "
        f"{placed.recall:.2f}; calibration error {calibration_error(judged):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, help="folder of clips that were drawn before")
    for row in rows(parser.parse_args().clips):
        print(row, flush=True)


if __name__ == "__main__":
    main()
