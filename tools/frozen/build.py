"""Makes the frozen program: a folder with Backbeat and all it needs, its Python included.

    python tools/frozen/build.py          # dist/backbeat
    python tools/frozen/build.py --pack   # and dist/backbeat-VERSION-SYSTEM-MACHINE.tar.gz, or .zip

The environment it is made of, `.venv-frozen`, is made first if need be.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LOCK = ROOT / "requirements" / "frozen-lock.txt"
DIST = ROOT / "dist"
PROGRAM = DIST / "backbeat"
EXECUTABLE = PROGRAM / ("backbeat.exe" if os.name == "nt" else "backbeat")
WITH_DEBUGGING = ("_ext.*.so", "libpython*.so*")
"""Libraries that carry tens of megabytes for debuggers."""


def frozen_python() -> Path:
    """The Python of the environment with what goes into the program, and PyInstaller, as locked."""
    folder = ROOT / ".venv-frozen"
    stamp = folder / "made"
    made_of = hashlib.sha256(sys.version.encode() + LOCK.read_bytes()).hexdigest()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not stamp.exists() or stamp.read_text() != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*install, "-r", str(LOCK)], check=True)
        stamp.write_text(made_of)
    return python


def build() -> Path:
    """Builds the folder anew. Returns the program in it."""
    python = frozen_python()
    subprocess.run(
        [
            *(str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(DIST), "--workpath", str(DIST / "frozen-work")),
            str(HERE / "backbeat.spec"),
        ],
        cwd=ROOT,
        check=True,
    )
    shutil.rmtree(DIST / "frozen-work", ignore_errors=True)
    _without_debugging()
    subprocess.run([str(python), str(HERE / "notices.py"), str(PROGRAM)], check=True)
    return EXECUTABLE


def _without_debugging() -> None:
    strip = shutil.which("strip")
    if sys.platform != "linux" or strip is None:
        return
    for pattern in WITH_DEBUGGING:
        for library in (PROGRAM / "_internal").rglob(pattern):
            subprocess.run([strip, "--strip-debug", str(library)], check=True)


def pack() -> Path:
    """Packs the folder."""
    version: dict[str, str] = {}
    exec((ROOT / "engine" / "backbeat" / "version.py").read_text(encoding="utf-8"), version)
    name = f"backbeat-{version['__version__']}-{platform.system()}-{platform.machine()}".lower()
    kind = "zip" if os.name == "nt" else "gztar"
    return Path(shutil.make_archive(str(DIST / name), kind, DIST, "backbeat"))


def main() -> int:
    """Builds, and packs if asked to; prints what was made and how large it is."""
    build()
    size = sum(path.lstat().st_size for path in PROGRAM.rglob("*") if path.is_file())
    print(f"{EXECUTABLE} ({size / 1e6:.0f} MB with its folder)")
    if "--pack" in sys.argv[1:]:
        packed = pack()
        print(f"{packed} ({packed.stat().st_size / 1e6:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
