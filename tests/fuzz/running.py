"""Runs cases in a child process, so that a crash, a hang and a flood of memory are seen."""

from __future__ import annotations

import hashlib
import lzma
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.fuzz.child import LENGTH
from tests.fuzz.mutating import mutated

HERE = Path(__file__).parent
LIMIT_S = 20.0
"""Seconds for one case; a busy machine takes one for the slowest."""
MOST_MB = 700
"""Memory of the child, its libraries included."""
_LARGE_BYTES = 1 << 16
"""What is kept is compressed from this size on."""


@dataclass
class Outcome:
    """How a run went."""

    cases: int = 0
    slowest_s: float = 0.0
    peak_mb: float = 0.0
    faults: dict[str, bytes] = field(default_factory=dict)
    """Inputs, by what was wrong."""


def corpus_of(target: str) -> list[bytes]:
    """The inputs that cases are made from, in the order of their names."""
    return [_content(path) for path in sorted((HERE / "corpus" / target).iterdir())]


def kept_of(target: str) -> list[bytes]:
    """Inputs that once went wrong."""
    folder = HERE / "crashes" / target
    return [_content(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


def keep(target: str, data: bytes) -> Path:
    """Keeps an input that went wrong, to be run first from now on."""
    path = HERE / "crashes" / target / hashlib.sha256(data).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    if len(data) <= _LARGE_BYTES:
        path.write_bytes(data)
        return path
    path = path.with_suffix(".xz")
    path.write_bytes(lzma.compress(data))
    return path


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data


def cases_of(target: str, seed: int) -> Iterator[bytes]:
    """What once went wrong, the corpus itself, then inputs made from it without end."""
    corpus = corpus_of(target)
    yield from kept_of(target)
    yield from corpus
    luck = random.Random(seed)
    while True:
        yield mutated(corpus, luck)


def run(target: str, cases: int, seed: int = 0, seconds: float = float("inf")) -> Outcome:
    """Runs cases until there are `cases` of them or `seconds` are over.

    Args:
        target: its name.
        cases: at most so many.
        seed: of the mutations.
        seconds: after which no more cases are begun.
    """
    outcome = Outcome()
    ends_s = time.monotonic() + seconds
    child = _Child(target)
    try:
        for data in cases_of(target, seed):
            if outcome.cases >= cases or time.monotonic() > ends_s:
                break
            began_s = time.monotonic()
            fault = child.fault(data)
            outcome.cases += 1
            outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - began_s)
            outcome.peak_mb = max(outcome.peak_mb, child.peak_mb)
            if fault:
                outcome.faults.setdefault(fault, data)
            if child.gone:
                child = _Child(target)
    finally:
        child.close()
    return outcome


class _Child:
    def __init__(self, target: str) -> None:
        self.peak_mb = 0.0
        self.gone = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.child", target],
            cwd=HERE.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._why = ""
        if self._guarded(120):
            raise RuntimeError(f"the target {target} does not start")

    def fault(self, data: bytes) -> str:
        """What is wrong with how it took one input; empty if nothing is."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(LENGTH.pack(len(data)) + data)
            self._process.stdin.flush()
        except OSError:
            self.gone = True
            return "the process had ended"
        return self._guarded(LIMIT_S)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _guarded(self, limit_s: float) -> str:
        done = threading.Event()
        guard = threading.Thread(target=self._guard, args=(done, limit_s))
        guard.start()
        try:
            answer = self._read()
        finally:
            done.set()
            guard.join()
        if answer is not None:
            return _place_of(answer)
        self.gone = True
        self.close()
        return self._why or f"the process ended with status {self._process.returncode}"

    def _guard(self, done: threading.Event, limit_s: float) -> None:
        ends_s = time.monotonic() + limit_s
        child = psutil.Process(self._process.pid)
        wait_s = 0.05
        while not done.wait(wait_s):
            try:
                used_mb = child.memory_info().rss / (1 << 20)
            except psutil.Error:
                return
            self.peak_mb = max(self.peak_mb, used_mb)
            if used_mb > MOST_MB:
                self._why = f"it took over {MOST_MB} MB"
            elif time.monotonic() > ends_s:
                self._why = f"it took over {limit_s:.0f} s"
            if self._why:
                self._process.kill()
                return

    def _read(self) -> str | None:
        assert self._process.stdout is not None
        head = self._process.stdout.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return None
        return self._process.stdout.read(LENGTH.unpack(head)[0]).decode()


def _place_of(trace: str) -> str:
    """Where an error came from and its kind, which is the same for all inputs that raise it."""
    lines = trace.strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith("File ")]
    return f"{places[-1]}: {lines[-1][:300]}" if places else trace.strip()[:500]
