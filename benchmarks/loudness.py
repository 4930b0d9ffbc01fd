"""The meter against its peers: from a file to every figure, true peak included, on one thread."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from backbeat.memory import reuse_freed
from backbeat.workflows.demo.song import make_song
from benchmarks.ebur128 import through_ebur128
from benchmarks.material import LOUD, loud_music, write_sound
from benchmarks.measure import Row, times

SECONDS = 600
_RUNS = 3
_KINDS = (("wav", "pcm_s24le", 3.0), ("m4a", "aac", 1.9))


def rows(folder: Path) -> list[Row]:
    """Ten minutes of generated music, stereo at 48 kHz, at levels that wander by 30 dB, and ten
    minutes each of real songs that are loud throughout.

    CPU seconds, each reader in a process of its own with one thread.
    """
    song = make_song(seconds=SECONDS)
    samples = song.samples * _level(len(song.samples))
    found = []
    for suffix, codec, aim in _KINDS:
        path = folder / f"song.{suffix}"
        write_sound(path, samples, song.rate, codec)
        ours = _cpu_s("ours", path)
        theirs = _cpu_s("ffmpeg", path)
        found.append(_row(f"loudness {suffix}", ours, "PyAV's ebur128", theirs, f"{1 / aim:.2f}"))
        if shutil.which("ffmpeg"):
            found.append(_row(f"loudness {suffix}", ours, "ffmpeg ebur128", _binary_s(path), ""))
        if suffix == "wav":
            found.append(
                _row(
                    f"loudness {suffix}",
                    ours,
                    "pyloudnorm, no true peak",
                    _cpu_s("pyloudnorm", path),
                    "",
                )
            )
    for kind in LOUD:
        path = folder / "loud.wav"
        write_sound(path, loud_music(kind, SECONDS), song.rate, "pcm_s24le")
        ours, theirs = _cpu_s("ours", path), _cpu_s("ffmpeg", path)
        found.append(_row(f"loudness wav, loud {kind}", ours, "PyAV's ebur128", theirs, "0.40"))
    short = folder / "short.wav"
    write_sound(short, samples[: 180 * song.rate], song.rate, "pcm_s24le")
    started = time.perf_counter()
    command = [sys.executable, "-m", "backbeat.cli.main", "loudness", str(short)]
    subprocess.run(command, check=True, capture_output=True)
    found.append(
        Row(
            "backbeat loudness, 3 min WAV, start included",
            f"{time.perf_counter() - started:.2f} s",
            "",
            "",
            "under 1 s",
        )
    )
    return found


def _row(what: str, ours_s: float, name: str, theirs_s: float, aim: str) -> Row:
    return Row(
        what,
        f"{SECONDS / ours_s:.0f} x real time",
        f"{name}: {SECONDS / theirs_s:.0f} x",
        times(ours_s / theirs_s),
        aim,
    )


def _level(count: int) -> np.ndarray:
    steps = np.random.default_rng(5).uniform(-30, 0, 40)
    gain_db = np.interp(np.arange(count), np.linspace(0, count, len(steps)), steps)
    return (10 ** (gain_db / 20)).astype(np.float32)[:, np.newaxis]


def _cpu_s(name: str, path: Path) -> float:
    """Of the best of three runs in a process with one thread, imports not counted."""
    environment = dict(os.environ)
    for library in ("OMP", "OPENBLAS", "MKL"):
        environment[f"{library}_NUM_THREADS"] = "1"
    command = [sys.executable, "-m", "benchmarks.loudness", name, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout.split()[-1])


def _binary_s(path: Path) -> float:
    command = ["ffmpeg", "-nostats", "-threads", "1", "-i", str(path), "-af"]
    command += ["ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    found = []
    for _ in range(_RUNS):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        found.append(after.children_user + after.children_system)
        found[-1] -= before.children_user + before.children_system
    return min(found)


def _ours(path: Path) -> None:
    from backbeat.v1.loudness_pb2 import LoudnessRequest
    from backbeat.workflows.loudness import job as loudness

    loudness.run(LoudnessRequest(path=str(path)))


def _ffmpeg(path: Path) -> None:
    with av.open(str(path)) as container:
        through_ebur128(container)


def _pyloudnorm(path: Path) -> None:
    import pyloudnorm

    from backbeat.media.decode import read_audio

    sound = read_audio(path, 48000)
    meter = pyloudnorm.Meter(48000)
    meter.integrated_loudness(sound.samples)
    meter.loudness_range(sound.samples)


_READERS: dict[str, Callable[[Path], None]] = {
    "ours": _ours,
    "ffmpeg": _ffmpeg,
    "pyloudnorm": _pyloudnorm,
}


def main() -> None:
    """Times one reader, named on the command line, on a file."""
    # As the command line does; it makes the others no slower.
    reuse_freed()
    read, path = _READERS[sys.argv[1]], Path(sys.argv[2])
    read(path)
    found = []
    for _ in range(_RUNS):
        started = time.process_time()
        read(path)
        found.append(time.process_time() - started)
    print(min(found))


if __name__ == "__main__":
    main()
