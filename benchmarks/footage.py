"""Looking at clips: how fast, which cuts are found, and whether another flow has the same peaks.

`python -m benchmarks.footage` prints it and writes the section of RESULTS.md. The real clips lie in
`shared/data` beside the project; without them the generated ones alone are measured.
"""

from __future__ import annotations

import argparse
import datetime
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.footage import FlawKind, Footage
from backbeat.footage.analysis import analyze
from benchmarks.optical_flow import Flow, flow_of
from benchmarks.results import replace_section
from tests.footage.clips import RATE, bounces, encode, mixed, pan, shot

CLIPS = Path(__file__).resolve().parents[2] / "shared" / "data" / "clips"
_FRAMES = 2.0
_APART_S = 0.2


def cpu_s(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this process's processor time, and what the work gives."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def farneback_s(path: Path, size: tuple[int, int]) -> float:
    """The peer: OpenCV's own decoder and dense flow, on gray pictures of the same size."""
    import cv2

    def work() -> None:
        video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
        before = None
        while True:
            good, picture = video.read()
            if not good:
                return
            gray = cv2.cvtColor(cv2.resize(picture, size), cv2.COLOR_BGR2GRAY)
            if before is not None:
                cv2.calcOpticalFlowFarneback(before, gray, None, 0.5, 3, 11, 3, 5, 1.1, 0)
            before = gray

    cv2.setNumThreads(1)
    return cpu_s(work)[0]


def speeds(folder: Path) -> Iterator[str]:
    """Pictures a second on one core, decoding included."""
    import cv2

    yield "| clip | ours | Farneback by OpenCV | ratio of times |"
    yield "|---|---|---|---|"
    pictures = [
        np.asarray(cv2.resize(one, (1280, 720), interpolation=cv2.INTER_CUBIC), np.uint8)
        for one in bounces(1, 4)[0]
    ]
    made = encode(folder / "720p.mp4", pictures * 2, options={"crf": "20"})
    wanted = ["imageio+imageio-binaries__images__cockatoo.mp4", "mifi+editly-assets__palawan.mp4"]
    wanted += ["Zulko+moviepy__media__big_buck_bunny_0_30.webm", "mifi+editly-assets__changi.mp4"]
    for path in [made, *(CLIPS / name for name in wanted if (CLIPS / name).exists())]:
        seconds, footage = cpu_s(lambda path=path: analyze(path))
        count = len(footage.times_s)
        size = (180, 320) if footage.height > footage.width else (320, 180)
        theirs = farneback_s(path, size)
        yield (
            f"| {path.name.split('__')[-1]}, {footage.width} x {footage.height} | "
            f"{count / seconds:.0f} pictures/s | {count / theirs:.0f} pictures/s | "
            f"{seconds / theirs:.2f} |"
        )


def found_cuts(folder: Path) -> Iterator[str]:
    """Shots of generated scenes, joined by cuts and by dissolves."""
    random = np.random.default_rng(11)
    truth, pictures = [], []
    for number in range(120):
        length = int(random.integers(12, 40))
        speed = float(random.uniform(0, 4))
        pictures += list(shot(number, length, speed) if number % 2 else pan(number, length, speed))
        truth.append(len(pictures))
    footage = analyze(encode(folder / "cuts.mp4", pictures))
    found = np.round(np.array(footage.cuts_s) * float(RATE))
    near = [bool((np.abs(found - cut) <= 1).any()) for cut in truth[:-1]]
    false = [cut for cut in found if np.abs(np.array(truth) - cut).min() > 1]
    yield (
        f"{len(near)} hard cuts between scenes of 12 to 40 pictures: {sum(near)} found within a "
        f"picture, {len(false)} others."
    )
    hit = count = others = 0
    for speed in (0.0, 0.5, 1.0, 2.0):
        spans, pictures = [], []
        for number in range(8):
            following = list(pan(number + 50, 120, speed + 0.001))
            if number:
                mix = int(random.integers(6, 45))
                start = len(pictures) - mix
                pairs = zip(pictures[start:], following[:mix], strict=True)
                pictures[start:] = [
                    mixed(*pair, (at + 1) / (mix + 1)) for at, pair in enumerate(pairs)
                ]
                spans.append((start / float(RATE), (start + mix) / float(RATE)))
                following = following[mix:]
            pictures += following
        footage = analyze(encode(folder / "mixed.mp4", pictures))
        mixes = [flaw for flaw in footage.flaws if flaw.kind is FlawKind.TRANSITION]
        right = [any(o.start_s < end and o.end_s > start for o in mixes) for start, end in spans]
        hit, count = hit + sum(right), count + len(right)
        others += sum(all(o.start_s > end or o.end_s < st for st, end in spans) for o in mixes)
        yield (
            f"Dissolves of 6 to 44 pictures while the camera pans by {speed / 320:.1%} of the "
            f"width a picture: {sum(right)} of {len(right)} found."
        )
    yield f"Other stretches taken for dissolves there: {others}."


def impacts(folder: Path) -> str:
    """Balls that bounce: when they hit is known."""
    found = right = hit = count = 0
    for seed in range(12):
        pictures, truth = bounces(seed + 100, 4)
        peaks = [one.time_s for one in analyze(encode(folder / "ball.mp4", pictures)).peaks]
        near = [min(abs(peak - at) for at in truth) <= _FRAMES / float(RATE) for peak in peaks]
        found, right, count = found + len(peaks), right + sum(near), count + len(truth)
        hit += sum(min(abs(peak - at) for peak in peaks) <= _FRAMES / float(RATE) for at in truth)
    return (
        f"Balls that bounce, {count} impacts: {hit / count:.0%} have a peak within 2 pictures, "
        f"{right / found:.0%} of {found} peaks are impacts."
    )


@dataclass(frozen=True)
class Agreement:
    """Peaks of a clip against those of another optical flow."""

    judged: int
    seen: int
    """Of `judged`, the other's strong peaks, those with one of ours within 2 pictures."""
    peaks: int
    right: int
    """Of `peaks`, ours, those with any of the other's within 2 pictures."""
    by_chance: tuple[float, float]
    """What `seen` and `right` are when ours are moved along the clip."""


def agreement(footage: Footage, flow: Flow) -> Agreement:
    """Compares peaks with those of Farneback's flow, cuts and flashes left out in both."""
    motion, width = flow.motion.copy(), _FRAMES / float(footage.rate or 25) + 1e-3
    for cut in footage.cuts_s:
        motion[np.abs(flow.times_s - cut) < 1.6 / float(footage.rate)] = 0
    for flaw in footage.flaws:
        if flaw.kind in (FlawKind.FLASH, FlawKind.DAMAGED, FlawKind.TRANSITION):
            motion[(flow.times_s >= flaw.start_s) & (flow.times_s <= flaw.end_s)] = 0
    strong = _tops(motion, flow.times_s, max(0.1, 2 * float(np.median(motion))))
    every = _tops(motion, flow.times_s, 0.02)
    peaks = np.array([peak.time_s for peak in footage.peaks])
    length = footage.duration_s
    shifts = np.linspace(0.5, max(0.6, length - 0.5), 15)
    chance = [
        (
            _near(strong, (peaks + shift) % length, width),
            _near((peaks + shift) % length, every, width),
        )
        for shift in shifts
    ]
    by_chance = np.mean(chance, axis=0)
    return Agreement(
        len(strong), _near(strong, peaks, width), len(peaks), _near(peaks, every, width),
        (float(by_chance[0]), float(by_chance[1])),
    )  # fmt: skip


def _tops(motion: np.ndarray, times_s: np.ndarray, least: float) -> np.ndarray:
    smooth = motion.copy()
    smooth[1:-1] = motion[1:-1] / 2 + (motion[:-2] + motion[2:]) / 4
    tops = []
    for at in range(1, len(smooth) - 1):
        low, high = np.searchsorted(times_s, [times_s[at] - _APART_S, times_s[at] + _APART_S])
        if smooth[at] >= least and smooth[at] == smooth[low:high].max():
            tops.append(times_s[at])
    return np.array(tops)


def _near(ones: np.ndarray, others: np.ndarray, width: float) -> int:
    if not len(ones) or not len(others):
        return 0
    return int((np.abs(ones[:, None] - others[None]).min(axis=1) <= width).sum())


def real_clips() -> Iterator[str]:
    """What is seen in the real clips, and the agreement on their peaks."""
    yield "| clip | pictures | shots | peaks | strong ones of Farneback seen | flaws, s |"
    yield "|---|---|---|---|---|---|"
    total: list[Agreement] = []
    for path in sorted(CLIPS.iterdir()):
        if path.suffix == ".json":
            continue
        footage = analyze(path)
        one = agreement(footage, flow_of(path))
        total.append(one)
        lengths: dict[str, float] = {}
        for flaw in footage.flaws:
            kind = flaw.kind.value
            lengths[kind] = lengths.get(kind, 0) + flaw.end_s - flaw.start_s
        flaws = ", ".join(f"{kind} {length:.1f}" for kind, length in sorted(lengths.items()))
        yield (
            f"| {path.name.split('__')[-1]} | {len(footage.times_s)} | {len(footage.cuts_s) + 1} | "
            f"{one.peaks} | {one.seen} of {one.judged} | {flaws} |"
        )
    judged, peaks = sum(one.judged for one in total), sum(one.peaks for one in total)
    seen, right = sum(one.seen for one in total), sum(one.right for one in total)
    chance = np.sum([one.by_chance for one in total], axis=0)
    yield ""
    yield (
        f"Of {judged} strong peaks by Farneback's flow, {seen / judged:.0%} have one of ours "
        f"within 2 pictures (chance {chance[0] / judged:.0%}); of our {peaks}, "
        f"{right / peaks:.0%} have any of Farneback's (chance {chance[1] / peaks:.0%}). Chance: "
        "the same peaks moved along the clip."
    )


def _lines(folder: Path) -> Iterator[str]:
    yield (
        f"{datetime.date.today().isoformat()}; made by `python -m benchmarks.footage`. Pictures a "
        "second of processor time on one core, decoding, cuts, levels and sound included; the peer "
        "decodes with OpenCV's VideoCapture and computes nothing but Farneback's flow on gray "
        "pictures of the same size."
    )
    yield ""
    yield from speeds(folder)
    yield ""
    yield from found_cuts(folder)
    yield impacts(folder)
    if CLIPS.is_dir():
        yield ""
        yield from real_clips()


def main() -> None:
    """Measures and writes the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for line in _lines(Path(folder)):
            print(line, flush=True)
            lines.append(line)
    if not arguments.no_write:
        replace_section("Footage", "\n".join(lines))


if __name__ == "__main__":
    main()
