"""Alignment against known places: real speech and music, spoilt in known ways.

`python -m benchmarks.align` writes the section "Alignment" of RESULTS.md. The recordings are those
beside the checkout (`../shared/data`); clocks, rooms and noise are made by `tests.scenes`, which
shares no code with what is measured.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.sync.align import RATE, Alignment, by_sound, heard, reference_of
from benchmarks.results import replace_section
from tests.scenes import Mono, in_bad_room, recorded

SHARED = Path(__file__).parents[1].parent / "shared/data"
SPEECH = ("librivox_0870", "librivox_0890", "librivox_0920", "eluosi", "chinese_news")
MUSIC = ("asap_Bach_Fugue_bwv_846", "gtzan_jazz_00003", "gtzan_rock_00001", "gtzan_pop_00002")
_PPM = (0, 20, -50, 100, -200, 500, 1001)
_TRIALS = 8
_RIGHT_S = 0.025


@dataclass(frozen=True)
class Trial:
    """One recording whose place is known."""

    placed: bool
    confidence: float
    off_s: float
    off_ppm: float


def _spoilt() -> dict[str, Callable[[Mono, int], Mono]]:
    def noisy(db: float) -> Callable[[Mono, int], Mono]:
        def spoil(sound: Mono, seed: int) -> Mono:
            noise = np.random.default_rng(seed).standard_normal(len(sound))
            return (sound + np.std(sound) * 10 ** (-db / 20) * noise).astype("f4")

        return spoil

    return {
        "clean": lambda sound, seed: sound,
        "noise 10 dB below": noisy(10),
        "noise as loud": noisy(0),
        "noise 5 dB above": noisy(-5),
        "bad room": in_bad_room,
    }


def _sound(folder: str, names: tuple[str, ...]) -> Mono:
    found = [next((SHARED / folder).glob(f"{name}.*a*")) for name in names]
    parts = [read_audio(path, RATE, channels=1).samples[:, 0] for path in found]
    return np.concatenate([part / (10 * np.std(part)) for part in parts]).astype("f4")


def trials(event: Mono, spoil: Callable[[Mono, int], Mono], seconds: float) -> Iterator[Trial]:
    """Recordings of an event at drawn offsets and drifts."""
    reference = reference_of(heard(event))
    for seed in range(_TRIALS):
        rng = np.random.default_rng(seed)
        length = min(seconds, len(event) / RATE - 8)
        offset_s = float(rng.uniform(-2, len(event) / RATE - length))
        ppm = float(rng.choice(_PPM))
        take = spoil(recorded(event, offset_s, ppm, length, seed=seed), seed)
        yield _trial(by_sound(reference, heard(take)), offset_s, ppm)


def _trial(found: Alignment, offset_s: float, ppm: float) -> Trial:
    if not found.placed:
        return Trial(False, 0.0, 0.0, 0.0)
    offs, drifts = [], []
    for piece in found.pieces:
        middle = (piece.start_s + piece.end_s) / 2
        offs.append(abs(piece.in_reference(middle) - offset_s - middle * (1 + ppm * 1e-6)))
        drifts.append(abs(piece.drift * 1e6 - ppm))
    return Trial(True, found.confidence, max(offs), max(drifts))


def _accuracy() -> tuple[list[str], list[Trial]]:
    lines = [
        "| sound | spoilt | length | placed | offset, median | worst | drift, median | worst |",
        "|---|---|---|---|---|---|---|---|",
    ]
    everything: list[Trial] = []
    for sound, folder, names in (("speech", "lips/speech", SPEECH), ("music", "beats", MUSIC)):
        event = _sound(folder, names)
        for how, spoil in _spoilt().items():
            for seconds in (5.0, 40.0):
                tried = list(trials(event, spoil, seconds))
                everything += tried
                placed = [trial for trial in tried if trial.placed]
                off = [trial.off_s * 1000 for trial in placed] or [float("nan")]
                ppm = [trial.off_ppm for trial in placed] or [float("nan")]
                lines.append(
                    f"| {sound} | {how} | {seconds:.0f} s | {len(placed)} of {len(tried)} | "
                    f"{np.median(off):.3f} ms | {max(off):.2f} ms | {np.median(ppm):.1f} ppm | "
                    f"{max(ppm):.0f} ppm |"
                )
    return lines, everything


def _strangers() -> str:
    """Songs against other songs, in parts of two lengths."""
    songs = sorted((SHARED / "beats").glob("*.flac"))[::8]
    sounds = [read_audio(path, RATE, channels=1).samples[:, 0] for path in songs]
    placed = total = 0
    for one in sounds:
        reference = reference_of(heard(one))
        for two in sounds:
            for seconds in () if two is one else (3, 20):
                take = two[3 * RATE : (3 + seconds) * RATE]
                placed += by_sound(reference, heard(take)).placed
                total += 1
    return f"Of {total:,} stretches of songs against other songs, {placed} were placed."


def _calibration(tried: list[Trial]) -> list[str]:
    lines = ["| confidence | recordings | right to 25 ms |", "|---|---|---|"]
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        here = [trial for trial in tried if trial.placed and low <= trial.confidence < high]
        if here:
            right = np.mean([trial.off_s < _RIGHT_S for trial in here])
            lines.append(f"| {low:.2f} to {min(high, 1):.2f} | {len(here)} | {right:.0%} |")
    return lines


def _hour(folder: Path) -> str:
    """Two recordings of an hour, decoded and aligned by the command line on one core."""
    rng = np.random.default_rng(0)
    songs = [
        read_audio(path, RATE, channels=1).samples[:, 0]
        for path in sorted((SHARED / "beats").glob("*.flac"))
    ]
    parts, count = list[Mono](), 0
    while count < 3610 * RATE:
        song = songs[rng.integers(len(songs))]
        parts.append((song * rng.uniform(0.2, 1)).astype("f4"))
        count += len(song)
    event = np.concatenate(parts)[: 3610 * RATE]
    # Straight lines between samples: what that adds is as noise.
    at = (3.21 + np.arange(3590 * RATE) / RATE * (1 + 37e-6)) * RATE
    take = np.interp(at, np.arange(len(event)), event).astype("f4")
    for name, sound in (("ref", event), ("take", take)):
        write_audio(folder / f"{name}.wav", sound[:, np.newaxis], RATE)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "backbeat.cli.main", "align", "ref.wav", "take.wav"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    line = done.stdout.splitlines()[1].split()
    return (
        f"An hour against an hour takes {cpu:.1f} s of one core, decoding included (aim: 20 s); "
        f"found at {line[1]} with {line[4]} ppm (truth: 0:03.210, +37.0)."
    )


def main() -> None:
    lines, tried = _accuracy()
    with tempfile.TemporaryDirectory() as folder:
        hour = _hour(Path(folder))
    body = [*lines, "", _strangers(), "", hour, "", *_calibration(tried)]
    print("\n".join(body))
    replace_section("Alignment", "\n".join(body))


if __name__ == "__main__":
    main()
