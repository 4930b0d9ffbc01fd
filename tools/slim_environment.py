"""Makes `.venv-slim`, an environment with the slim set only, unless it is there and up to date."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SLIM = ROOT / "requirements" / "slim.txt"


def slim_python() -> Path:
    """The Python of the environment, which is made first if need be."""
    folder = ROOT / ".venv-slim"
    stamp = folder / "made"
    made_of = hashlib.sha256(SLIM.read_bytes() + sys.version.encode()).hexdigest()
    python = folder / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "-r", str(SLIM)], check=True)
        subprocess.run([*pip, "--no-deps", "--editable", str(ROOT)], check=True)
        stamp.write_text(made_of)
    return python


if __name__ == "__main__":
    slim_python()
