"""Checks the licences of all that `pip install backbeat` brings, and of the models it ships.

Fails on what may not be passed on freely: GPL and AGPL without an exception, terms against
commercial use, and what does not state its licence. A licence that is new here fails as well, until
somebody has read it and put it below.

    python tools/licences.py          # the report, too
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LIBRARIES = ROOT / "tools" / "frozen" / "libraries.toml"

FREE = {
    "0BSD", "Apache", "Apache 2.0", "Apache 2.0 License", "Apache License 2.0", "Apache-2.0",
    "Apache Software License", "BSD", "BSD License", "BSD 2-Clause", "BSD-2-Clause",
    "BSD 3-Clause", "BSD 3-Clause License", "BSD-3-Clause", "3-Clause BSD License",
    "CC0-1.0", "ISC", "ISC License (ISCL)",
    "LGPL-2.1-or-later", "MIT", "MIT License", "MIT-0", "MIT-CMU", "MPL-2.0", "NCSA", "PSF-2.0",
    "Zlib",
    # The exception of LLVM allows more than Apache-2.0 does.
    "Apache-2.0 WITH LLVM-exception",
}  # fmt: skip
"""Licences that somebody has read, as packages spell them. LGPL and MPL: as libraries that a user
can replace, which is how pip installs them."""
ACCEPTED_LIBRARIES = {
    # PyAV is BSD-3 and its FFmpeg LGPL, but its wheel also has these two, and libavcodec loads
    # them. Each user gets the wheel from the package index; Backbeat passes on none of it. Where
    # it does, in the frozen program, LICENSES says that the whole is then GPL (docs/install.md).
    "libx264": "av",
    "libx265": "av",
}
"""GPL libraries inside the default install, and the package whose wheel each may be in."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    subject: str
    licence: str
    fault: str = ""


def default_packages() -> list[metadata.Distribution]:
    """The packages of the default install on this system, ours left out, sorted by name."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    waiting = list(map(Requirement, pyproject["project"]["dependencies"]))
    found: dict[str, metadata.Distribution] = {}
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        found[name] = metadata.distribution(name)
        waiting += map(Requirement, found[name].requires or [])
    return [found[name] for name in sorted(found)]


def stated(package: metadata.Distribution) -> str:
    """The licence that a package states in its metadata, as one line; empty if it states none."""
    said = package.metadata
    whole = (said["License"] or "").strip()
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    in_one_line = whole if len(whole) < 60 and "\n" not in whole else ""
    return str(said["License-Expression"] or in_one_line or " AND ".join(classified))


def fault_of(licence: str) -> str:
    """What is wrong with a licence in the default install; empty if nothing is.

    Of licences joined by OR one that is free will do.
    """
    if not licence:
        return "it states no licence"
    for choice in re.split(r"\s+OR\s+", licence.replace("(", " ").replace(")", " ")):
        parts = [part.strip() for part in re.split(r"\s+AND\s+|,\s*|\s*/\s*", choice)]
        if all(part in FREE for part in parts if part):
            return ""
    if re.search(r"\bAGPL|\bGPL|(?<!Lesser )General Public", licence):
        return "it is under the GPL"
    if re.search(r"\bNC\b|non-?commercial", licence, re.IGNORECASE):
        return "it is against commercial use"
    return "nobody here has read this licence: read it, then add it to tools/licences.py"


def packages() -> Iterator[Line]:
    """Every package of the default install."""
    for package in default_packages():
        name = canonicalize_name(package.metadata["Name"])
        licence = stated(package)
        yield Line(f"{name} {package.version}", licence or "not stated", fault_of(licence))


def libraries() -> Iterator[Line]:
    """Copyleft libraries, and unknown ones, inside those packages."""
    known = tomllib.loads(LIBRARIES.read_text(encoding="utf-8"))
    entries = {**known["copyleft"], **known["other"]}
    for package in default_packages():
        name = canonicalize_name(package.metadata["Name"])
        for file in package.files or []:
            if not re.match(r"lib[^/]*\.so", file.name):
                continue
            fitting = [start for start in entries if file.name.startswith(start)]
            if not fitting:
                yield Line(file.name, "unknown", f"inside {name}; see {LIBRARIES.name}")
                continue
            start = max(fitting, key=len)
            yield from _library(start, entries[start][0], name)


def _library(start: str, licence: str, package: str) -> Iterator[Line]:
    choices = licence.split(" OR ")
    if not all(re.search(r"(?<!L)GPL", choice) and " WITH " not in choice for choice in choices):
        return
    accepted = ACCEPTED_LIBRARIES.get(start) == package
    yield Line(f"{start} inside {package}", licence, "" if accepted else "it is under the GPL")


def models() -> Iterator[Line]:
    """The weights that are shipped."""
    from backbeat.models.registry import cards

    for model in cards():
        if model.added or model.pulled:
            continue
        yield Line(f"model {model.name}", model.licence, fault_of(model.licence))


def main() -> int:
    """Prints the report and, last, what is wrong; exit status 1 when something is."""
    lines = [*packages(), *libraries(), *models()]
    for line in lines:
        print(f"{'BAD' if line.fault else 'ok '} {line.subject:34} {line.licence}  {line.fault}")
    return 1 if any(line.fault for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
