"""What a job costs with one native thread, and with as many as the libraries like.

    python -m benchmarks.threads

On a machine with nothing else to do, and with every core kept busy by another process.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.material import loud_music, write_sound
from benchmarks.results import replace_section

SECONDS = 300
_RUNS = 3
_TITLE = "Threads"
# NumPy imported first is not capped any more; without the variables it takes every core.
_UNCAPPED = "import numpy, sys; from backbeat.cli.main import main; sys.exit(main())"
_CAPPED = "import sys; from backbeat.cli.main import main; sys.exit(main())"
_SPIN = "while True: pass"


@dataclass(frozen=True)
class Cost:
    """Of one command, its start included; the best of three."""

    wall_s: float
    cpu_s: float


def cost(code: str, arguments: list[str]) -> Cost:
    """Runs a command line by `code` in a process without variables that cap threads."""
    environment = {name: value for name, value in os.environ.items() if "_NUM_THREADS" not in name}
    found = []
    for _ in range(_RUNS):
        before, started = os.times(), time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        wall, after = time.perf_counter() - started, os.times()
        cpu = after.children_user + after.children_system
        found.append((wall, cpu - before.children_user - before.children_system))
    return Cost(min(wall for wall, _ in found), min(cpu for _, cpu in found))


@contextlib.contextmanager
def all_cores_busy() -> Iterator[None]:
    """Another process on every core."""
    spinning = [subprocess.Popen([sys.executable, "-c", _SPIN]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def main() -> None:
    """Writes the section of RESULTS.md."""
    lines = [
        f"{SECONDS} s of loud music in stereo, whole commands, best of {_RUNS}; made by "
        "`python -m benchmarks.threads`. Uncapped: as many threads as NumPy's BLAS takes.",
        "",
        "| command | machine | one thread: wall, CPU | uncapped: wall, CPU |",
        "|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        song = Path(folder) / "song.wav"
        write_sound(song, loud_music("mix", SECONDS), 48000, "pcm_s24le")
        master = ["--preset", "youtube", "-o", str(Path(folder) / "out.m4a")]
        for name, more in (("loudness", []), ("master", master)):
            for machine in ("idle", "all cores busy"):
                with all_cores_busy() if machine != "idle" else contextlib.nullcontext():
                    one = cost(_CAPPED, [name, str(song), *more])
                    free = cost(_UNCAPPED, [name, str(song), *more])
                line = (
                    f"| {name} | {machine} | {one.wall_s:.2f} s, {one.cpu_s:.2f} s "
                    f"| {free.wall_s:.2f} s, {free.cpu_s:.2f} s |"
                )
                print(line, flush=True)
                lines.append(line)
    replace_section(_TITLE, "\n".join(lines))


if __name__ == "__main__":
    main()
