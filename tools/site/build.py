"""Builds the site of docs/, the Python API and the contract: dist/site. A broken link fails it.

python tools/site/build.py
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = ROOT / "dist" / "site-pages"
SITE_BIN = ROOT / ".venv-site" / "bin"
FIRST = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
STABLE = ("timeline", "music", "cutting", "loudness", "client")
"""The packages whose `__all__` is the stable API (docs/python.md), and then modules of it."""
MODULES = {
    "errors": ("BackbeatError", "ErrorCode"),
    "footage.analysis": ("analyze",),
    "jobs.run": ("run",),
}
_LINK = re.compile(r"\]\(([^)#\s]+)")


def lay_out() -> None:
    """Copies every page, and what it links to, to where its links lead in the repository."""
    shutil.rmtree(PAGES, ignore_errors=True)
    waiting = [ROOT / name for name in FIRST] + sorted((ROOT / "docs").rglob("*.md"))
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop().resolve()
        if path in seen or not path.is_file() or ROOT not in path.parents:
            continue
        seen.add(path)
        target = PAGES / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if path.suffix == ".md":
            waiting += linked_from(path)
    write_api(PAGES / "api.md")
    subprocess.run([sys.executable, str(HERE / "contract.py"), str(PAGES / "contract")], check=True)


def linked_from(page: Path) -> Iterator[Path]:
    """The files of the repository that a page links to."""
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in link:
            yield page.parent / link


def write_api(page: Path) -> None:
    """Writes the page of the Python API, which mkdocstrings fills in."""
    lines = [
        "# The Python API",
        "",
        "What is stable, out of the code; [Python](docs/python.md) shows how it is used, and",
        "[the contract](contract/contract.md) has the messages.",
        "",
    ]
    for package in STABLE:
        source = ROOT / "engine" / "backbeat" / package / "__init__.py"
        lines += _entry(f"backbeat.{package}", exported(source.read_text(encoding="utf-8")))
    for module, names in MODULES.items():
        lines += _entry(f"backbeat.{module}", names)
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def exported(source: str) -> list[str]:
    """The names in a module's `__all__`."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _entry(module: str, names: list[str] | tuple[str, ...]) -> list[str]:
    members = [f"        - {name}" for name in names]
    return [f"::: {module}", "    options:", "      members:", *members, ""]


def main() -> int:
    """Builds the site. Exit status 1 where a link or an anchor leads nowhere."""
    lay_out()
    command = [str(SITE_BIN / "mkdocs"), "build", "--strict", "--clean"]
    status = subprocess.call([*command, "--config-file", str(HERE / "mkdocs.yml")])
    shutil.rmtree(PAGES, ignore_errors=True)
    if status == 0:
        print(ROOT / "dist" / "site" / "index.html")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
