"""Installs one dependency group of pyproject.toml with the Python that runs this.

pip learned `--group` in 25.1; a fresh Debian machine has an older one.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"

if __name__ == "__main__":
    requirements = tomllib.loads(PYPROJECT.read_text())["dependency-groups"][sys.argv[1]]
    sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", *requirements]))
