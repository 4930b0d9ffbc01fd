"""Memory and time of the analysis of long music: `python -m benchmarks.long_music`."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backbeat.media.encode import write_audio
from backbeat.media.samples import Samples
from backbeat.workflows.demo.song import make_song
from benchmarks.measure import in_fresh_process
from benchmarks.results import replace_section

_SONG_S = 240
_MINUTES = (4, 20, 120)
_NOISE = 0.003
"""Of full scale: so that no two repetitions of the song are the same samples."""


def lines(folder: Path) -> Iterator[str]:
    """Yields the lines of the results."""
    yield "| length | seconds | times real time | memory at most |"
    yield "|---|---|---|---|"
    song = make_song(seconds=_SONG_S)
    for minutes in _MINUTES:
        path = folder / f"{minutes}.flac"
        repeats = minutes * 60 // _SONG_S
        write_audio(path, _repeated(song.samples, song.rate, repeats), song.rate, "flac", "stereo")
        found = in_fresh_process(
            "from backbeat.threads import limit_native_threads\nlimit_native_threads()",
            "from backbeat.workflows.beats.job import run\n"
            "from backbeat.v1.music_pb2 import BeatsRequest\n"
            f"run(BeatsRequest(path={str(path)!r}))",
        )
        speed = minutes * 60 / found.seconds
        yield f"| {minutes} min | {found.seconds:.1f} | {speed:.0f} | {found.memory_mb:.0f} MB |"
        path.unlink()


def _repeated(samples: Samples, rate: int, times: int) -> Iterator[Samples]:
    """The song over and over, in blocks of a second, with noise."""
    random = np.random.default_rng(0)
    for _ in range(times):
        for first in range(0, len(samples), rate):
            block = samples[first : first + rate]
            yield block + np.float32(_NOISE) * random.standard_normal(block.shape, np.float32)


def main() -> None:
    """Measures, and writes the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as folder:
        table = list(lines(Path(folder)))
    body = [
        f"Made on {datetime.date.today().isoformat()} by `python -m benchmarks.long_music`: "
        "`backbeat beats` on FLAC in stereo, in a fresh process, one thread, imports included.",
        "",
        *table,
    ]
    print("\n".join(body))
    replace_section("Long music", "\n".join(body))


if __name__ == "__main__":
    main()
