"""An engine under load: 200 watchers, 1,000 jobs that wait, and calls in between.

`python -m benchmarks.engine_load --minutes 10` writes what calls take into RESULTS.md, and
`--soak --minutes 30` what the engine holds, after five minutes in which its caches fill. The
engine, those who watch and those who call are processes of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent import futures
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import grpc

from backbeat.client import EngineClient, connect, discovery
from backbeat.media.encode import write_audio
from backbeat.v1.jobs_pb2 import JobRequest, JobState
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.workflows.demo.song import make_song
from benchmarks.measure import ROOT
from benchmarks.results import replace_section

_WATCHERS, _QUEUED = 200, 1000
_GETS_PER_SUBMIT = 5
_PAUSE_S = 0.02
_LOOK_S = 5.0
_OPEN = (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING)
_MEMORY_EVERY_S = 10.0
_WARM_UP_S = 300.0
_DEPTH = "backbeat_queue_depth "
_GOAL_MS = 50
_LOAD, _SOAK = "The engine under load", "The engine under load for longer"


@dataclass
class _Took:
    """What calls took, in milliseconds, and what the engine held, in MB."""

    get: list[float] = field(default_factory=list)
    submit: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    """Calls of a gRPC server that does nothing, in between."""
    memory: list[float] = field(default_factory=list)
    first: float = 0.0
    """What the engine held when everybody watched, before it warmed up."""
    jobs: int = 0
    """How many were submitted by the end."""
    events: int = 0
    processor: float = 0.0
    """Share of a core that the engine's own process took."""


def _watch_all(home: str, count: int, ready: Event, stop: Event, seen: Any) -> None:
    asyncio.run(_watching(Path(home), count, ready, stop, seen))


async def _watching(home: Path, count: int, ready: Event, stop: Event, seen: Any) -> None:
    """Keeps `count` watches open, each of a job that waits or runs; one that ends is replaced."""
    import grpc.aio

    from backbeat.v1.jobs_pb2 import ListJobsRequest, WatchJobRequest
    from backbeat.v1.jobs_pb2_grpc import JobsStub

    found = discovery.parse(home)
    assert found is not None
    metadata = (("authorization", f"Bearer {found.token}"),)
    opened = 0
    open_jobs: list[str] = []

    async def look(stub: Any) -> None:
        """Knows which jobs wait or run."""
        while True:
            page = await stub.ListJobs(ListJobsRequest(page_size=1000), metadata=metadata)
            open_jobs[:] = [job.name for job in page.jobs if job.state in _OPEN]
            await asyncio.sleep(_LOOK_S)

    async def watch(stub: Any) -> None:
        nonlocal opened
        first = True
        while True:
            name = random.choice(open_jobs)
            async for _ in stub.WatchJob(WatchJobRequest(name=name), metadata=metadata):
                seen[0] += 1
                if first:
                    opened, first = opened + 1, False
            with contextlib.suppress(ValueError):
                open_jobs.remove(name)

    async with grpc.aio.insecure_channel(
        f"127.0.0.1:{found.grpc_port}",
        options=(("grpc.max_receive_message_length", 64 << 20),),
    ) as channel:
        stub = JobsStub(channel)  # type: ignore[no-untyped-call]
        tasks = [asyncio.create_task(look(stub))]
        while not open_jobs:
            await asyncio.sleep(0.1)
        for _ in range(count):
            tasks.append(asyncio.create_task(watch(stub)))
            await asyncio.sleep(0.02)
        while not stop.is_set():
            if opened >= count:
                ready.set()
            broken = next((task for task in tasks if task.done()), None)
            if broken is not None:
                broken.result()
            await asyncio.sleep(0.2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _answer_nothing(port: Any, stop: Event) -> None:
    """A gRPC server whose only method answers with what it is sent."""
    server = grpc.server(futures.ThreadPoolExecutor(4))
    echo = grpc.unary_unary_rpc_method_handler(lambda request, context: request)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bare", {"Echo": echo}),))
    port.value = server.add_insecure_port("127.0.0.1:0")
    server.start()
    stop.wait()
    server.stop(None).wait()


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line) / 1024


def _waiting(home: Path) -> int:
    """How many jobs wait, as the engine tells those who monitor it."""
    found = discovery.parse(home)
    assert found is not None
    request = urllib.request.Request(
        f"http://127.0.0.1:{found.http_port}/metrics",
        headers={"Authorization": f"Bearer {found.token}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return int(float(next(line for line in lines if line.startswith(_DEPTH)).split()[-1]))


def _fill_up(client: EngineClient, request: JobRequest, home: Path, names: list[str]) -> int:
    """Submits as many jobs as have run meanwhile, so that as many wait as before."""
    missing = max(0, _QUEUED - _waiting(home))
    for _ in range(missing):
        names.append(client.submit(request).name)
        time.sleep(0.003)
    return missing


def _call(
    client: EngineClient, echo: Any, request: JobRequest, names: list[str], took: _Took
) -> None:
    """A submit and some gets; the oldest of the waiting jobs that are ours is cancelled for it."""
    started = time.perf_counter()
    names.append(client.submit(request).name)
    took.submit.append((time.perf_counter() - started) * 1000)
    for name in random.choices(names, k=_GETS_PER_SUBMIT):
        time.sleep(_PAUSE_S)
        started = time.perf_counter()
        client.get(name)
        took.get.append((time.perf_counter() - started) * 1000)
        time.sleep(_PAUSE_S)
        started = time.perf_counter()
        echo(name.encode())
        took.bare.append((time.perf_counter() - started) * 1000)
    # Those that run soon are left alone, so that jobs are done as well.
    client.cancel(names.pop(len(names) // 2))
    time.sleep(_PAUSE_S)


def measure(folder: Path, seconds: float, warm_up_s: float = 0.0) -> _Took:
    """Loads an engine for a time, of which `warm_up_s` seconds more are not counted."""
    song = make_song(seconds=34)
    path = folder / "song.wav"
    write_audio(path, song.samples[: song.rate * 2], song.rate)
    request = JobRequest(loudness=LoudnessRequest(path=str(path)))
    home = folder / "home"
    with (folder / "engine.log").open("wb") as log:
        engine = subprocess.Popen(
            [sys.executable, "-m", "backbeat.cli.main", "serve", "--home", str(home), "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=ROOT,
        )
    spawn = multiprocessing.get_context("spawn")
    ready, stop, seen = spawn.Event(), spawn.Event(), spawn.Array("q", 1)
    port = spawn.Value("i")
    bare = spawn.Process(target=_answer_nothing, args=(port, stop), daemon=True)
    bare.start()
    watching = spawn.Process(target=_watch_all, args=(str(home), _WATCHERS, ready, stop, seen))
    took = _Took()
    try:
        assert engine.stdout is not None
        assert engine.stdout.readline(), "the engine did not start"
        with contextlib.ExitStack() as closing, connect(home=home) as client:
            names: list[str] = []
            took.jobs = _fill_up(client, request, home, names)
            watching.start()
            assert ready.wait(300), "not everybody could watch"
            channel = closing.enter_context(grpc.insecure_channel(f"127.0.0.1:{port.value}"))
            echo = channel.unary_unary("/bare/Echo")
            took.first = _memory_mb(engine.pid)
            for length_s, is_measured in ((warm_up_s, False), (seconds, True)):
                before = _processor_s(engine.pid)
                end, next_look = time.monotonic() + length_s, 0.0
                while (now := time.monotonic()) < end:
                    assert watching.is_alive(), "a watch broke off"
                    if now >= next_look:
                        took.memory.append(_memory_mb(engine.pid))
                        took.jobs += _fill_up(client, request, home, names)
                        next_look = now + _MEMORY_EVERY_S
                    _call(client, echo, request, names, took)
                    took.jobs += 1
                if not is_measured:
                    took.memory.clear()
            took.processor = (_processor_s(engine.pid) - before) / seconds
        took.events = seen[0]
    finally:
        stop.set()
        if watching.pid is not None:
            watching.join(30)
            watching.kill()
        engine.terminate()
        try:
            engine.wait(60)
        except subprocess.TimeoutExpired:
            engine.kill()
    return took


def _line(what: str, took: list[float], aim: str = "") -> str:
    points = statistics.quantiles(took, n=100)
    p50, p99, most = statistics.median(took), points[98], max(took)
    return f"| {what} | {len(took):,} | {p50:.1f} ms | {p99:.1f} ms | {most:.0f} ms | {aim} |"


def _calls(took: _Took) -> list[str]:
    return [
        "| call | made | p50 | p99 | at most | aim of p99 |",
        "|---|---|---|---|---|---|",
        _line("GetJob", took.get, f"{_GOAL_MS} ms"),
        _line("SubmitJob", took.submit, f"{_GOAL_MS} ms"),
        _line("a gRPC server that does nothing", took.bare),
    ]


def _held(took: _Took) -> str:
    size = max(1, len(took.memory) // 4)
    quarters = [statistics.mean(took.memory[n * size : (n + 1) * size]) for n in range(4)]
    return (
        f"Memory of the engine's process: {took.first:.0f} MB when all watch; quarter by quarter "
        f"of the time {', '.join(f'{mean:.1f}' for mean in quarters)} MB. {took.jobs:,} jobs were "
        "submitted."
    )


def main() -> None:
    """Measures, and writes a section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--soak", action="store_true", help="what it holds once it is warm")
    options = parser.parse_args()
    warm_up_s = _WARM_UP_S if options.soak else 0.0
    with tempfile.TemporaryDirectory() as folder:
        took = measure(Path(folder), options.minutes * 60, warm_up_s)
    command = f"{'--soak ' if options.soak else ''}--minutes {options.minutes:g}"
    after = f", after {warm_up_s / 60:g} minutes of the same" if options.soak else ""
    body = [
        f"Made on {datetime.date.today().isoformat()} by `python -m benchmarks.engine_load "
        f"{command}`{after}: {_WATCHERS} watches, each of one of {_QUEUED:,} jobs that wait or "
        f"run, calls of one client over gRPC; {os.cpu_count()} cores, on which the jobs, those who "
        f"watch and those who call run as well (load average {os.getloadavg()[0]:.1f}).",
        "",
        *([] if options.soak else [*_calls(took), ""]),
        _held(took),
        f"{took.events:,} events were told to those who watch. The engine's process took "
        f"{took.processor:.0%} of a core.",
    ]
    print("\n".join([*body, *_calls(took)]))
    replace_section(_SOAK if options.soak else _LOAD, "\n".join(body))


if __name__ == "__main__":
    main()
