"""The overhead of a running engine on a job."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from backbeat.client import connect
from backbeat.jobs.run import run
from backbeat.media.encode import write_audio
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.workflows.demo.song import make_song
from benchmarks.measure import Row, best_of, times

_JOBS = 10


def rows(folder: Path) -> list[Row]:
    """A short job run in this process, and through gRPC, the store and a worker process."""
    song = make_song(seconds=34)
    path = folder / "short.wav"
    write_audio(path, song.samples[: song.rate * 2], song.rate)
    request = JobRequest(beats=BeatsRequest(path=str(path)))
    run(request)
    here = best_of(5, lambda: run(request))
    engine = Engine(ServeOptions(home=folder / "home", workers=1))
    engine.start()
    try:
        with connect(home=folder / "home") as client:
            client.run(request)
            took = []
            for _ in range(_JOBS):
                # A worker warms up for the next job while this one is timed.
                time.sleep(1.5)
                started = time.perf_counter()
                client.run(request)
                took.append(time.perf_counter() - started)
            started = time.perf_counter()
            for _ in range(500):
                client.info()
            calls = 500 / (time.perf_counter() - started)
    finally:
        engine.stop()
    there = statistics.median(took)
    return [
        Row(
            "a 2-second song through the engine",
            f"{there * 1000:.0f} ms",
            f"in process: {here * 1000:.0f} ms",
            times(there / here),
        ),
        Row("unary calls, one client", f"{calls:.0f} a second", "", ""),
    ]
