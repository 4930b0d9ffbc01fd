"""Foley, all in: hits on their frames at four rates, levels of layers, ten minutes from picture to
mix, and what is seen to hit.

`python -m benchmarks.foley` prints it and writes the section of RESULTS.md. Hits are looked for in
the rendered stem, as a WAV that anybody could read, by plain energy: not by what placed them. The
parts that need the scoring data say so where it is not there.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyloudnorm
from numpy.typing import NDArray

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_video
from benchmarks import foley_impacts
from benchmarks.results import replace_section

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
RATES = (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60))
_SOUNDS = ("glass break", "door slam", "footstep gravel", "punch", "metal hit", "gun shot")
_SECONDS = 24
_RATE = 48000
_CLIPS = ("basketball_floor", "chopping", "hammer_anvil", "gun_rifle", "drum_robot_buttons")


def rows() -> Iterator[str]:
    """The section, line by line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield "| pictures a second | hits | measured | worst | worst in frames |"
        yield "|---|---|---|---|---|"
        for rate in RATES:
            yield _placed(folder, rate)
        yield ""
        yield from _levels(folder)
        yield ""
        yield from _ten_minutes(folder)
    yield ""
    yield from foley_impacts.rows()


def _placed(folder: Path, rate: Fraction) -> str:
    picture = _gray(folder / f"{float(rate):.2f}.mov", rate)
    times = [0.5 + 1.31 * number for number in range(int(_SECONDS / 1.31) - 1)]
    cues = folder / "cues.csv"
    words = [_SOUNDS[number % len(_SOUNDS)] for number in range(len(times))]
    lines = [f"{n},{t:.4f}s,{w}" for n, (t, w) in enumerate(zip(times, words, strict=True), 1)]
    cues.write_text("\n".join(["cue,in,description", *lines]) + "\n")
    stem = folder / "stem.wav"
    _run(picture, folder, "--cues", cues, "--spot", "markers", "--stem", stem)
    heard = read_audio(stem, _RATE).samples.mean(axis=1)
    errors = [late for at in times if (late := _late_s(heard, at)) is not None]
    worst = max(map(abs, errors))
    return (
        f"| {float(rate):.2f} | {len(times)} | {len(errors)} | {worst * 1000:.1f} ms | "
        f"{worst * float(rate):.3f} |"
    )


def _late_s(samples: NDArray[np.float32], at: float) -> float | None:
    """Where sound rises by 20 dB within 5 ms near a moment, against it; None: nowhere."""
    step = _RATE // 1000
    first = round((at - 0.08) * 1000)
    part = samples[first * step : (first + 160) * step]
    peaks = np.abs(part[: len(part) // step * step].reshape(-1, step)).max(axis=1)
    loudest = peaks.max(initial=0)
    for number in range(5, len(peaks)):
        before = peaks[number - 5 : number].max()
        if peaks[number] > loudest * 0.1 and peaks[number] > 10 * before:
            return (first + number) / 1000 - at
    return None


def _levels(folder: Path) -> Iterator[str]:
    """Beds by pyloudnorm's integrated loudness, in the stem alone."""
    picture = _gray(folder / "levels.mov", Fraction(25))
    yield "| layer | cue | LUFS by pyloudnorm | range |"
    yield "|---|---|---|---|"
    for layer, words, low, high in (
        ("AMB", "rain", -24, -18),
        ("AMB", "traffic", -24, -18),
        ("ROOM", "room tone", -30, -24),
    ):
        cues = folder / "bed.csv"
        cues.write_text(f"cue,in,out,layer,description\n1,0s,{_SECONDS}s,{layer},{words}\n")
        stem = folder / "bed.wav"
        _run(picture, folder, "--cues", cues, "--spot", "markers", "--stem", stem)
        heard = read_audio(stem, _RATE).samples.astype(np.float64)
        lufs = pyloudnorm.Meter(_RATE).integrated_loudness(heard)
        yield f"| {layer} | {words} | {lufs:.1f} | {low} to {high} |"


def _ten_minutes(folder: Path) -> Iterator[str]:
    if not SHARED.is_dir():
        yield f"Ten minutes: {SHARED} is not here."
        return
    film = folder / "film.mp4"
    inputs = [f"{SHARED}/foley_real/{name}.mp4" for name in _CLIPS]
    chains = "".join(
        f"[{n}:v]scale=1280:720,setsar=1,fps=25[v{n}];[{n}:a]aresample=48000,pan=stereo|c0=c0|c1=c0"
        f"[a{n}];"
        for n in range(len(inputs))
    )
    joined = "".join(f"[v{n}][a{n}]" for n in range(len(inputs)))
    once = folder / "once.mp4"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-y"),
            *(part for path in inputs for part in ("-i", path)),
            *("-filter_complex", f"{chains}{joined}concat=n={len(inputs)}:v=1:a=1[v][a]"),
            *("-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-preset", "veryfast", once),
        ],
        check=True,
    )
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", once, "-t", "600"),
            *("-c", "copy", film),
        ],
        check=True,
    )
    started = time.perf_counter()
    said = _run(
        film, folder, "--ambience", "street", "--mix", folder / "mixed.mp4",
        "--report", folder / "page.html",
    )  # fmt: skip
    took = time.perf_counter() - started
    cues = said["cues"]
    placed = sum(bool(cue.get("placed")) for cue in cues)
    yield (
        f"Ten minutes of 720p from picture to landed tracks, mixed video and page, on "
        f"{os.cpu_count()} cores: {took:.0f} s, {len(cues)} cues, {placed} placed."
    )


def _gray(path: Path, rate: Fraction) -> Path:
    picture = np.full((96, 160, 3), 90, np.uint8)
    write_video(path, [picture] * round(_SECONDS * rate), rate)
    return path


def _run(picture: Path, folder: Path, *options: object) -> dict[str, list[dict[str, object]]]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "backbeat.cli.main", "foley", str(picture)),
            *("-o", str(folder / "out.otio"), "-y", "--json", *map(str, options)),
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "BACKBEAT_HOME": str(folder / "home")},
    )
    said: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return said


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    lines = list(rows())
    today = datetime.date.today().isoformat()
    print("\n".join(lines))
    replace_section(
        "Foley", f"Measured on {today} by `python -m benchmarks.foley`.\n\n" + "\n".join(lines)
    )


if __name__ == "__main__":
    main()
