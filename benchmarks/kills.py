"""Kills engines, workers and commands at random moments, and counts what is lost.

    python -m benchmarks.kills --kills 100 [--seed N] [--kinds beats,snap]

Each kill hits jobs of random kinds. After all of them an engine runs to the end what is left to
run. Then every job that an engine accepted must be there, SUCCEEDED with all of its outputs, or
ended otherwise with all of them or none; running it once more must give the same bytes; and no file
that is not an output, and no process, may be left.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.threads import limit_native_threads

# As the engine does before NumPy is loaded: what it wrote is compared byte by byte with what is
# made here.
limit_native_threads()

from backbeat.client import EngineClient  # noqa: E402
from backbeat.errors import BackbeatError  # noqa: E402
from backbeat.jobs.run import run  # noqa: E402
from backbeat.v1.jobs_pb2 import JobRequest, JobState  # noqa: E402
from benchmarks.results import replace_section  # noqa: E402
from tests import commands  # noqa: E402
from tests.contract import inputs  # noqa: E402
from tests.contract.lines import line  # noqa: E402
from tests.engines import EngineProcess, is_alive, wait_for  # noqa: E402

QUICK = ("beats", "visemes", "plan")
"""Kinds that need no more than a song."""
_MARK = "BACKBEAT_KILLS_RUN"
_OUTPUTS = {
    "beats": ("output_path", "beats.json"),
    "plan": ("output_path", "plan.json"),
    "visemes": ("output_paths", "visemes.json"),
    "loudness": ("output_path", "loudness.json"),
    "transcribe": ("output_paths", "said.srt"),
    "align": ("output_path", "aligned.otio"),
}
"""Of kinds that need not write: the field and a name, so that they do."""
_TAKEN_UP = ("sounds_add",)
"""Kinds whose output is one for many runs, whole at any moment, and grows."""
_LONGEST_WAIT_S = 3.0
_LIMIT_S = 900.0
_ENDED = {
    JobState.JOB_STATE_SUCCEEDED,
    JobState.JOB_STATE_FAILED,
    JobState.JOB_STATE_CANCELLED,
    JobState.JOB_STATE_INTERRUPTED,
}


@dataclass(frozen=True)
class _Elsewhere(inputs.Material):
    """Material whose outputs go to a folder of their own."""

    outputs: Path = Path()

    def out(self, name: str) -> str:
        return str(self.outputs / name)


@dataclass
class Tally:
    """What was found after all kills."""

    kills: Counter[str] = field(default_factory=Counter)
    """By what was killed."""
    jobs: int = 0
    """Accepted by an engine, or begun by a command."""
    ended: Counter[str] = field(default_factory=Counter)
    """By the state they ended in."""
    again: int = 0
    """Jobs that were begun more than once."""
    lost: list[str] = field(default_factory=list)
    half_written: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    """Files that are no outputs."""
    orphans: list[int] = field(default_factory=list)
    """Processes that outlived their engine."""

    def is_clean(self) -> bool:
        """Whether nothing was lost or left."""
        return not (self.lost or self.half_written or self.duplicated or self.stale or self.orphans)

    def lines(self) -> list[str]:
        """For people."""
        killed = ", ".join(f"{count} {what}" for what, count in sorted(self.kills.items()))
        ended = ", ".join(f"{count} {state}" for state, count in sorted(self.ended.items()))
        return [
            f"killed: {killed}",
            f"jobs: {self.jobs} ({ended}); {self.again} begun more than once",
            f"lost: {len(self.lost)} {self.lost or ''}",
            f"half written: {len(self.half_written)} {self.half_written or ''}",
            f"duplicated: {len(self.duplicated)} {self.duplicated or ''}",
            f"stale files: {len(self.stale)} {self.stale or ''}",
            f"processes left: {len(self.orphans)} {self.orphans or ''}",
        ]


class Kills:
    """One run."""

    def __init__(self, folder: Path, kinds: Iterable[str], seed: int) -> None:
        """Makes the material.

        Args:
            folder: an empty one.
            kinds: of jobs.
            seed: of the moments.
        """
        self._random = random.Random(seed)
        self._folder = folder
        self.kinds = tuple(kinds)
        """Of jobs."""
        self._requests: dict[str, tuple[JobRequest, Path]] = {}
        """By the name of the job."""
        self.tally = Tally()
        self._home = folder / "home"
        (folder / "temporary").mkdir()
        self._material = folder / "material"
        self._material.mkdir()
        if set(self.kinds) <= set(QUICK):
            commands.write_clicks(self._material / "song.wav", 12)
            commands.write_clicks(self._material / "speech.wav", 4)
        else:
            inputs.write_material(self._material)
        self._mark = uuid.uuid4().hex
        os.environ |= {
            _MARK: self._mark,
            "TMPDIR": str(folder / "temporary"),
            "BACKBEAT_HOME": str(self._home),
        }
        tempfile.tempdir = None

    def kill(self, times: int, longest_s: float = float("inf")) -> None:
        """Kills so many times: of four, two engines, a worker and a command.

        Args:
            times: how often.
            longest_s: seconds after which it stops before.
        """
        end_s = time.monotonic() + longest_s
        for number in range(times):
            if time.monotonic() > end_s:
                return
            _say(f"kill {number + 1} of {times}")
            what = ("engine", "worker", "engine", "command")[number % 4]
            if what == "command":
                self._kill_command()
            else:
                self._kill_in_engine(what)
            self.tally.kills[what] += 1

    def settle(self) -> Tally:
        """Lets an engine run what is left to run, and looks at everything."""
        with contextlib.closing(EngineProcess(self._home, "--workers", "1")) as engine:
            with engine.client() as client:
                for number, name in enumerate(self._requests, 1):
                    _say(f"job {number} of {len(self._requests)}")
                    self._look(client, name)
            engine.signal(signal.SIGTERM)
            engine.wait()
        self._look_for_files()
        self._look_for_processes()
        return self.tally

    def _kill_in_engine(self, what: str) -> None:
        with contextlib.closing(EngineProcess(self._home, "--workers", "1")) as engine:
            with engine.client() as client:
                for _ in range(self._random.randint(1, 3)):
                    request, folder = self._request()
                    self._requests[client.submit(request, uuid.uuid4().hex).name] = request, folder
            time.sleep(self._random.uniform(0, _LONGEST_WAIT_S))
            pids = [engine.process.pid]
            if what == "worker":
                pids = _children(engine.process.pid) or pids
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._random.choice(pids), signal.SIGKILL)
            if what == "worker":
                engine.signal(signal.SIGTERM)
            engine.wait()

    def _kill_command(self) -> None:
        kind = self._random.choice([kind for kind in self.kinds if kind != "foley_adapt"])
        folder = self._new_folder()
        command = [
            *(sys.executable, "-m", "backbeat.cli.main"),
            *line(kind, self._material, folder / "out"),
        ]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self._random.uniform(0, _LONGEST_WAIT_S))
        process.kill()
        process.wait()
        self.tally.jobs += 1
        there = _digests(folder)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.tally.ended[f"of a command, then exit status {done.returncode}"] += 1
        if there and kind not in _TAKEN_UP and there != _digests(folder):
            self.tally.half_written.append(f"{kind} of a command: {sorted(there)}")
        if done.returncode not in (0, 1):
            self.tally.lost.append(f"{kind} of a command: {done.stderr.decode()}")

    def _request(self) -> tuple[JobRequest, Path]:
        kind = self._random.choice(self.kinds)
        folder = self._new_folder()
        request = inputs.bases(_Elsewhere(self._material, folder))[kind]
        if kind in _OUTPUTS:
            name, value = _OUTPUTS[kind]
            if name.endswith("s"):
                getattr(getattr(request, kind), name).append(str(folder / value))
            else:
                setattr(getattr(request, kind), name, str(folder / value))
        return request, folder

    def _new_folder(self) -> Path:
        folder = self._folder / "outputs" / uuid.uuid4().hex[:8]
        folder.mkdir(parents=True)
        return folder

    def _look(self, client: EngineClient, name: str) -> None:
        request, folder = self._requests[name]
        self.tally.jobs += 1
        try:
            wait_for(lambda: client.get(name).state in _ENDED, _LIMIT_S)
            job = client.get(name)
        except BackbeatError as error:
            self.tally.lost.append(f"{name}: {error}")
            return
        state = JobState.Name(job.state).removeprefix("JOB_STATE_").lower()
        self.tally.ended[state] += 1
        self.tally.again += job.attempt > 1
        ends = [event for event in client.watch(name) if event.state in _ENDED]
        if len(ends) != 1:
            self.tally.duplicated.append(f"{name} ended {len(ends)} times")
        there = _digests(folder)
        # A job may have put its outputs in place and been cut off before it could say so: they are
        # whole then, which running it again shows.
        if job.state != JobState.JOB_STATE_SUCCEEDED and not there:
            return
        try:
            run(request)
        except BackbeatError as error:
            self.tally.half_written.append(f"{name} {job.kind}: {error}")
            return
        again = _digests(folder)
        if job.kind in _TAKEN_UP:
            return
        if set(there) - set(again):
            self.tally.duplicated.append(f"{name} {job.kind}: {sorted(set(there) - set(again))}")
        elif there != again:
            changed = sorted(key for key in again if there.get(key) != again[key])
            self.tally.half_written.append(f"{name} {job.kind}: {changed}")

    def _look_for_files(self) -> None:
        places = [self._folder / "outputs", self._folder / "temporary", self._home]
        for place in places:
            for path in place.rglob("*"):
                hidden = path.name.startswith(".") or path.name.endswith(".part")
                in_temporary = place.name == "temporary"
                if hidden or in_temporary or path.name == "engine.json":
                    self.tally.stale.append(str(path.relative_to(self._folder)))
        self.tally.stale += [str(path) for path in (self._home / "running").glob("*.lock")]

    def _look_for_processes(self) -> None:
        wanted = f"{_MARK}={self._mark}".encode()

        def left() -> list[int]:
            found = []
            for path in Path("/proc").glob("[0-9]*/environ"):
                with contextlib.suppress(OSError):
                    if wanted in path.read_bytes() and is_alive(int(path.parent.name)):
                        found.append(int(path.parent.name))
            return [pid for pid in found if pid != os.getpid()]

        # They have seconds to notice, and to remove what they were writing.
        with contextlib.suppress(AssertionError):
            wait_for(lambda: not left(), 10)
        self.tally.orphans = left()


def _say(text: str) -> None:
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        for task in Path(f"/proc/{pid}/task").iterdir():
            text += " " + (task / "children").read_text()
    except OSError:
        return []
    return sorted({int(word) for word in text.split()})


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and ".part" not in str(path)
    }


def main() -> int:
    """Runs, writes the section of RESULTS.md, and says whether nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--kinds", default=",".join(samples_kinds()))
    parser.add_argument("--minutes", type=float, default=120, help="kill for no longer")
    parser.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    arguments = parser.parse_args()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        kills = Kills(Path(folder), arguments.kinds.split(","), arguments.seed)
        kills.kill(arguments.kills, 60 * arguments.minutes)
        tally = kills.settle()
    lines = [f"{tally.kills.total()} kills in {time.monotonic() - began_s:.0f} s", *tally.lines()]
    print("\n".join(lines))
    if not arguments.keep:
        made = (
            f"Made on {datetime.date.today().isoformat()} by `python -m benchmarks.kills --kills "
            f"{arguments.kills} --seed {arguments.seed}`: jobs of {len(kills.kinds)} kinds on "
            f"{os.cpu_count()} cores."
        )
        replace_section("Kills", "\n".join([made, "", *(f"- {text}" for text in lines)]))
    return 0 if tally.is_clean() else 1


def samples_kinds() -> list[str]:
    """The kinds that run on the material without models that have to be pulled."""
    return [
        "beats", "snap", "cut", "plan", "loudness", "master", "render", "visemes", "align", "dub",
        "foley", "foley_conform", "sounds_add",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
