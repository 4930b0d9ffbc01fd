"""Runs the frozen program on a Debian without Python: demo, snap, an engine, the plugin.

    sudo python tools/frozen/bare_root.py [--root DIR] [--edit EDIT.otio] [--song SONG]

Needs root, and debootstrap for a root that is not there yet. The program has to be built
(`make frozen`). Prints what ran and how long it took; exit status 1 when something failed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = HERE.parent.parent / "dist" / "backbeat"
MIRROR = "http://deb.debian.org/debian"
INSIDE = "/opt/backbeat/backbeat"
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
ROOM = ("--tolerance", "12", "--assume-handles", "24")
"""So that cuts of an edit whose media is elsewhere have room to move."""
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}


def main() -> int:
    """Runs everything in the root."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("/var/tmp/backbeat-bare-root"))
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--edit", type=Path, help="a timeline to snap (else that of the demo)")
    parser.add_argument("--song", type=Path, help="its music")
    given = parser.parse_args()
    _made(given.root, given.suite)
    found = [*given.root.glob("usr/bin/python*"), *given.root.glob("usr/lib/python3*/os.py")]
    if found:
        sys.exit(f"{given.root} has a Python ({found[0]}): give another root.")
    shutil.rmtree(given.root / "opt/backbeat", ignore_errors=True)
    shutil.copytree(PROGRAM, given.root / "opt/backbeat", symlinks=True)
    edit, song = "/work/demo/demo.otio", "/work/demo/song.wav"
    work = given.root / "work"
    for of_an_earlier_run in (work, given.root / "root/.local", given.root / "root/engine"):
        shutil.rmtree(of_an_earlier_run, ignore_errors=True)
    work.mkdir()
    if given.edit and given.song:
        edit, song = (
            f"/work/{Path(shutil.copy(path, work)).name}" for path in (given.edit, given.song)
        )
    with _mounted(given.root):
        ok = [
            _ran(given.root, "--version"),
            _ran(given.root, "--version"),
            _ran(given.root, "doctor"),
            _ran(given.root, "demo", "/work/demo"),
            _ran(given.root, "snap", edit, "--music", song, "-o", "/work/snapped.otio", *ROOM),
            _ran(given.root, "plugins", "install", "resolve"),
            _served(given.root, song),
        ]
    return 0 if all(ok) else 1


def _made(root: Path, suite: str) -> None:
    if (root / "usr/bin/env").exists():
        return
    subprocess.run(["debootstrap", "--variant=minbase", suite, str(root), MIRROR], check=True)


@contextlib.contextmanager
def _mounted(root: Path) -> Iterator[None]:
    """With /proc, which a system has; unmounted afterwards."""
    already = (root / "proc" / "self").exists()
    if not already:
        subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    try:
        yield
    finally:
        if not already:
            subprocess.run(["umount", str(root / "proc")], check=True)


def _ran(root: Path, *words: str) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        [CHROOT, str(root), INSIDE, *words], capture_output=True, text=True, env=ENVIRONMENT
    )
    ok = done.returncode == 0
    seconds = time.monotonic() - started
    print(f"{'ok  ' if ok else 'FAIL'} {seconds:6.1f} s  backbeat {' '.join(words)}", flush=True)
    if not ok:
        print(done.stdout, done.stderr)
    return ok


def _served(root: Path, song: str) -> bool:
    """An engine that answers over HTTP, is given a job, and stops when told to."""
    started = time.monotonic()
    engine = subprocess.Popen(
        [CHROOT, str(root), INSIDE, "serve", "--json", "--home", "/root/engine"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT,
    )  # fmt: skip
    try:
        ready = json.loads((engine.stdout.readline() if engine.stdout else "") or "{}")
        seconds = time.monotonic() - started
        token = json.loads((root / "root/engine/engine.json").read_text())["token"]
        job = {"request": {"beats": {"path": song}}}
        said = _asked(ready["httpPort"], token, "SubmitJob", job)
        while said["state"] in ("JOB_STATE_QUEUED", "JOB_STATE_RUNNING"):
            time.sleep(0.1)
            said = _asked(ready["httpPort"], token, "GetJob", {"name": said["name"]})
    finally:
        engine.terminate()
        engine.communicate(timeout=60)
    ok = said["state"] == "JOB_STATE_SUCCEEDED" and engine.returncode == 0
    print(f"{'ok  ' if ok else 'FAIL'} {seconds:6.1f} s  backbeat serve, until ready; and a job")
    if not ok:
        print(said, engine.returncode)
    return ok


def _asked(port: int, token: str, method: str, message: dict[str, object]) -> dict[str, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/backbeat.v1.Jobs/{method}",
        json.dumps(message).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = json.loads(answer.read())
    return {key: value for key, value in found.items() if isinstance(value, str)}


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("A root of its own needs the administrator: sudo.")
    sys.exit(main())
