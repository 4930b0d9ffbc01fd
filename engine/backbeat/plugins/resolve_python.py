"""The Python that DaVinci Resolve runs menu scripts with, as reported, and whether it is suitable.

macOS: `PYTHON3HOME`, of the session and not of a shell, then /usr/local/bin/python3. Windows:
`FUSION_PYTHON3_HOME`, then the highest version of PythonCore in the registry. Linux: the python3 on
the PATH. A script needs a 64-bit Python of 3.6 or newer.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from backbeat.plugins.places import System, on_disk

OLDEST = (3, 6)
_PROBE = "import struct, sys; print(*sys.version_info[:3], 8 * struct.calcsize('P'))"
_PROBE_LIMIT_S = 20
_PYTHON_CORE = r"SOFTWARE\Python\PythonCore"
_MAC_FALLBACK = "/usr/local/bin/python3"


@dataclass(frozen=True)
class Choice:
    """A Python, and why Resolve chooses it."""

    program: Path
    because: str


@dataclass(frozen=True)
class Verdict:
    """Whether Resolve can use a Python, and what to do if not."""

    ok: bool
    says: str
    fix: str = ""


def choose(
    system: System,
    environment: Mapping[str, str],
    registered: Sequence[tuple[str, str]] = (),
    root: Path | None = None,
) -> Choice | None:
    """The Python that Resolve will take; None when it will find none.

    Args:
        system: the system.
        environment: the variables that Resolve will see.
        registered: for Windows: version and folder of every Python in the registry, in any order.
        root: folder used as the root of the disk; None: the real root.
    """
    if system is System.MACOS:
        if home := environment.get("PYTHON3HOME"):
            return Choice(_at(home, root) / "bin" / "python3", "PYTHON3HOME")
        usual = _at(_MAC_FALLBACK, root)
        return Choice(usual, "the usual place") if usual.exists() else None
    if system is System.WINDOWS:
        if home := environment.get("FUSION_PYTHON3_HOME"):
            return Choice(Path(home) / "python.exe", "FUSION_PYTHON3_HOME")
        if not registered:
            return None
        version, folder = max(registered, key=lambda entry: _numbers(entry[0]))
        return Choice(Path(folder) / "python.exe", f"PythonCore {version} in the registry")
    for folder in filter(None, environment.get("PATH", "").split(":")):
        program = _at(folder, root) / "python3"
        if program.is_file():
            return Choice(program, "the first on the PATH")
    return None


def judge(system: System, choice: Choice | None) -> Verdict:
    """Runs the Python to find out whether Resolve can use it."""
    if choice is None:
        return Verdict(False, "Resolve will find no Python", _install(system))
    what = f"{choice.program} ({choice.because})"
    if not choice.program.is_file():
        return Verdict(False, f"{what} does not exist", _install(system))
    if system is System.WINDOWS and is_standalone(choice.program):
        return Verdict(
            False, f"{what} is a Python of uv's kind, which is reported to crash Resolve",
            "Install Python from python.org and set FUSION_PYTHON3_HOME to its folder.",
        )  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603
            [str(choice.program), "-I", "-c", _PROBE],
            capture_output=True, text=True, timeout=_PROBE_LIMIT_S, check=True,
        )  # fmt: skip
        *version, bits = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return Verdict(False, f"{what} does not run: {error}", _install(system))
    says = f"{'.'.join(map(str, version))}, {bits} bit: {what}"
    ok = tuple(version[:2]) >= OLDEST and bits == 64
    return Verdict(ok, says, "" if ok else _install(system))


def is_standalone(program: Path) -> bool:
    """Whether a Python is one of the python-build-standalone project, as uv installs them."""
    parts = [part.lower() for part in program.parts]
    return any(part.startswith("cpython-3") for part in parts) or ("uv", "python") in pairwise(
        parts
    )


def environment_of_resolve(environment: Mapping[str, str]) -> dict[str, str]:
    """This process's variables as Resolve will see them: on macOS, where it is started from the
    Finder or the Dock, those of the session.
    """
    seen = dict(environment)
    if sys.platform == "darwin":
        done = subprocess.run(
            ["/bin/launchctl", "getenv", "PYTHON3HOME"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        seen["PYTHON3HOME"] = done.stdout.strip()
    return seen


def registered_pythons() -> list[tuple[str, str]]:
    """Version and folder of each Python that Windows' registry lists under PythonCore; elsewhere
    none.
    """
    found: list[tuple[str, str]] = []
    if sys.platform == "win32":
        import winreg

        for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with contextlib.suppress(OSError), winreg.OpenKey(hive, _PYTHON_CORE) as core:
                for index in range(winreg.QueryInfoKey(core)[0]):
                    version = winreg.EnumKey(core, index)
                    with contextlib.suppress(OSError):
                        folder = winreg.QueryValue(core, version + r"\InstallPath")
                        found.append((version, folder))
    return found


def _numbers(version: str) -> tuple[int, ...]:
    """ "3.11" and "3.11-32" as numbers that compare."""
    first = version.partition("-")[0]
    return tuple(int(part) for part in first.split(".") if part.isdecimal())


def _at(path: str, root: Path | None) -> Path:
    return on_disk(PurePosixPath(path), root)


def _install(system: System) -> str:
    oldest = ".".join(map(str, OLDEST))
    if system is System.LINUX:
        return f"Install a 64-bit python3, {oldest} or newer, with the system's packages."
    variable = {
        System.MACOS: "or: launchctl setenv PYTHON3HOME to a folder with bin/python3",
        System.WINDOWS: "and set FUSION_PYTHON3_HOME to its folder",
    }[system]
    return f"Install a 64-bit Python, {oldest} or newer, from python.org, {variable}."
