"""Mixed jobs on a farm: as a batch, by Open Job Description, and on a Ray cluster with a death.

    python -m benchmarks.farm [--jobs 60] [--executor batch|openjd|ray] ...

Every output is compared, byte for byte, with what one process writes. One job of the lot fails.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backbeat.errors import BackbeatError
from backbeat.media.encode import write_audio
from backbeat.v1.jobs_pb2 import JobRequest, JobState
from backbeat.workflows.demo.song import make_song
from benchmarks.results import replace_section, section
from tests import clusters, edits
from tests.edits import Piece

_TITLE = "Farms"
_BROKEN = "broken"
_SECONDS = 30
_LONG_S = 150
_COMMAND = shlex.join([sys.executable, "-m", "backbeat.cli.main"])


@dataclass
class Lot:
    """Jobs, and where they read and write."""

    folder: Path
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "jobs.jsonl"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self) -> None:
        lines = [json.dumps({"id": name, "request": r}) for name, r in self.requests.items()]
        self.file.write_text("\n".join(lines) + "\n")

    def digests(self) -> dict[str, str]:
        """What was written, by name; the outputs are removed."""
        found = {}
        for path in sorted(self.out.iterdir()):
            found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
            path.unlink()
        return found


def make_lot(folder: Path, count: int) -> Lot:
    """Beats, loudness, masters, snaps and mixes of six songs, and one job that fails."""
    lot = Lot(folder)
    lot.out.mkdir()
    songs = []
    for number in range(6):
        song = make_song(_LONG_S if number == 0 else _SECONDS, bpm=96 + 8 * number, seed=number)
        path = folder / f"song{number}.wav"
        write_audio(path, [song.samples], song.rate)
        songs.append(path.name)
        pieces = [Piece(27 + n % 7) for n in range(24)]
        made = edits.timeline([pieces])
        made.tracks.append(_music_track(path))
        edits.written(made, folder, f"edit{number}.otio")
    for number in range(count - 1):
        song, name = songs[number % 6], f"{number:03}"
        lot.requests[f"{_KINDS[number % 5]}-{name}"] = _request(number % 5, song, number % 6, name)
    middle = list(lot.requests.items())
    broken = {"beats": {"path": "gone.wav", "outputPath": "out/gone.json"}}
    lot.requests = dict([*middle[: count // 2], (_BROKEN, broken), *middle[count // 2 :]])
    lot.write()
    return lot


_KINDS = ("beats", "loudness", "master", "snap", "render")


def _request(kind: int, song: str, number: int, name: str) -> dict[str, Any]:
    edit = f"edit{number}.otio"
    delivery = {"outputPath": f"out/{name}.master.wav", "integratedLufs": -16}
    snap = {"editPath": edit, "musicPath": song, "outputPath": f"out/{name}.otio"}
    return [
        {"beats": {"path": song, "outputPath": f"out/{name}.json"}},
        {"loudness": {"path": song, "outputPath": f"out/{name}.loudness.json"}},
        {"master": {"path": song, "deliveries": [delivery]}},
        {"snap": snap},
        {"render": {"editPath": edit, "outputPath": f"out/{name}.mix.wav"}},
    ][kind]


def _music_track(path: Path) -> Any:
    import opentimelineio as otio

    track = otio.schema.Track("music", kind="Audio")
    media = otio.schema.ExternalReference(str(path), edits.span(0, 25 * 20))
    track.append(otio.schema.Clip("song", media, edits.span(0, 25 * 20)))
    return track


def _cli(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backbeat.cli.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True)


def in_a_batch(lot: Lot) -> tuple[dict[str, str], list[str]]:
    """The digests of what a batch of two processes writes, and what it cost."""
    started = time.perf_counter()
    done = _cli("batch", lot.file, "--jobs", 2, "--keep-going", "--json")
    wall_s = time.perf_counter() - started
    ended = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [one["id"] for one in ended if one["state"] == "FAILED"]
    assert failed == [_BROKEN] and done.returncode == 3, done.stderr
    inside_s = sum(one["seconds"] for one in ended)
    started = time.perf_counter()
    again = _cli("batch", lot.file, "--keep-going")
    resumed_s = time.perf_counter() - started
    assert f"{len(ended) - 1} was done" in again.stdout, again.stdout
    return lot.digests(), [
        f"| batch --jobs 2 | {len(ended)} | {wall_s:.0f} s | {inside_s:.0f} s of jobs | "
        f"`{_BROKEN}` named, exit 3; resumed in {resumed_s:.1f} s |"
    ]


def by_openjd(lot: Lot, expected: dict[str, str]) -> list[str]:
    """Runs the export by `openjd run`, which ends a session at a failure: the rest then follows."""
    folder = lot.folder / "openjd"
    exported = _cli(
        *("farm", "export", "--for", "openjd", lot.file, "-o", folder, "--command", _COMMAND)
    )
    assert exported.returncode == 0, exported.stderr
    template = folder / "template.json"
    openjd = str(Path(sys.executable).parent / "openjd")
    assert subprocess.run([openjd, "check", str(template)]).returncode == 0
    started = time.perf_counter()
    failed = []
    for step in json.loads(template.read_text())["steps"]:
        waiting = list(step["parameterSpace"]["taskParameterDefinitions"][0]["range"])
        while waiting:
            tasks = json.dumps([{"Job": name} for name in waiting])
            words = [openjd, "run", str(template), "--step", step["name"], "--tasks", tasks]
            done = subprocess.run(words, capture_output=True, text=True)
            began = done.stdout.count("Job(STRING) = ")
            if done.returncode:
                (failure,) = [li for li in done.stdout.splitlines() if "openjd_fail: " in li]
                failed.append(failure.partition("openjd_fail: ")[2])
            waiting = waiting[began:]
    wall_s = time.perf_counter() - started
    assert [one.partition(":")[0] for one in failed] == [_BROKEN], failed
    assert lot.digests() == expected
    state = [json.loads(path.read_text()) for path in (folder / "jobs.jsonl.state").glob("*.json")]
    inside_s = sum(one["seconds"] for one in state)
    count = len(lot.requests)
    named = f"`{_plain(failed[0], lot)}` named"
    return [
        f"| openjd run, one after the other | {count} | {wall_s:.0f} s | {inside_s:.0f} s of jobs: "
        f"{(wall_s - inside_s) / count:.2f} s a job on top | {named}; every output "
        "right |"
    ]


def _plain(message: str, lot: Lot) -> str:
    """A message without the folder of this run."""
    return message.replace(f"{lot.folder}/", "").partition(". ")[0]


def on_ray(lot: Lot, expected: dict[str, str]) -> list[str]:
    """Runs the lot on an engine with three nodes, of which one dies with its workers in a job."""
    from backbeat.client import connect
    from backbeat.farms.job_file import read
    from backbeat.server import Engine, ServeOptions

    jobs, problems = read(lot.file)
    assert not problems
    home = lot.folder / "home"
    with clusters.nodes(3) as cluster, contextlib.ExitStack() as stack:
        engine = Engine(ServeOptions(home=home, ray_address=cluster.address))
        engine.start()
        stack.callback(engine.stop, 0.0)
        client = stack.enter_context(connect(home=home))
        overhead_s, least_s = _overhead(client)
        started = time.perf_counter()
        names = {client.submit(job.request, job.id).name: job.id for job in jobs}
        submitted_s = time.perf_counter() - started
        lost = _kill_one(cluster, client, names)
        state = {}
        for name in names:
            for event in client.watch(name):
                state[name] = event
        wall_s = time.perf_counter() - started
        failed = [names[n] for n, e in state.items() if e.state != JobState.JOB_STATE_SUCCEEDED]
        assert failed == [_BROKEN], failed
        again = {
            names[name]
            for name in names
            if any("Attempt 2" in event.step for event in client.watch(name))
        }
        assert set(lost) <= again and lost, (lost, again)
        message = next(client.get(n).error.message for n in names if names[n] == _BROKEN)
    assert lot.digests() == expected
    return [
        f"| Ray, 3 nodes of one processor, one killed in mid-task | {len(jobs)} | {wall_s:.0f} s | "
        f"{overhead_s * 1000:.0f} ms a job that does nothing (least {least_s * 1000:.0f}); "
        f"{len(jobs) / submitted_s:.0f} submits a second | second attempt of "
        f"{', '.join(sorted(again))}; `{_BROKEN}: {_plain(message, lot)}` named; every output "
        "right |"
    ]


def _overhead(client: Any) -> tuple[float, float]:
    """Seconds from submit to end of a job that fails at once, through a cluster that is warm.

    Returns:
        the median and the least of many.
    """
    request = JobRequest()
    request.loudness.path = "/gone.wav"
    took = []
    for _ in range(40):
        started = time.perf_counter()
        with contextlib.suppress(BackbeatError):
            client.run(request)
        took.append(time.perf_counter() - started)
    # The first ones start processes and import the workflow.
    return statistics.median(took[10:]), min(took)


def _kill_one(cluster: Any, client: Any, names: dict[str, str]) -> list[str]:
    """Kills a node while a job runs in one of its workers; the ids of what ran there."""
    victim = next(iter(cluster.worker_nodes))
    while True:
        running = [
            job
            for job in client.list(page_size=1000).jobs
            if job.name in names
            and job.state == JobState.JOB_STATE_RUNNING
            and 0.0 < job.fraction < 0.8
        ]
        at_work = {pid: _title(pid) for pid in clusters.workers_of(victim)}
        there = [job for job in running if any(job.name in title for title in at_work.values())]
        if there:
            clusters.kill_node(cluster, victim)
            return [names[job.name] for job in there]
        time.sleep(0.05)


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


_WAYS = ("batch", "openjd", "ray")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--executor", choices=_WAYS, action="append")
    arguments = parser.parse_args()
    chosen = arguments.executor or list(_WAYS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as name:
        lot = make_lot(Path(name), arguments.jobs)
        expected, rows = in_a_batch(lot)
        _store(rows)
        if "openjd" in chosen:
            _store(by_openjd(lot, expected))
        if "ray" in chosen:
            _store(on_ray(lot, expected))


def _store(rows: list[str]) -> None:
    print("\n".join(rows), flush=True)
    head = ["| how | jobs | took | of that | |", "|---|---|---|---|---|"]
    before = (section(_TITLE) or "").splitlines()
    kept = [line for line in before if line.startswith("| ") and line not in head]
    ways = {row.split("|")[1]: row for row in [*kept, *rows]}
    replace_section(_TITLE, "\n".join([*head, *ways.values()]))


if __name__ == "__main__":
    main()
