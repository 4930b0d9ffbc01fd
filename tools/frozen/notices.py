"""Writes LICENSES of the frozen program: whose work is in it, its licences and their texts."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OF_A_LICENCE = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "THIRDPARTYNOTICES")
WITHOUT_TEXT = {
    "ctranslate2": "MIT. Copyright (c) 2018- SYSTRAN and The OpenNMT Authors.",
    "flatbuffers": "Apache-2.0 (the text is in LICENSE). Copyright 2014 Google Inc.",
    "wavinfo": "MIT. Copyright (c) 2018-2025 Jamie Hardt.",
}
"""What packages say of themselves whose wheels lack their licence's text."""

HEAD = """\
The licence of this folder
==========================

Backbeat's own code is under the Apache License 2.0 (LICENSE). The folder around it also holds
x264 and x265, which came inside PyAV and are under the GNU General Public License, version 2 or
later; together with the Apache-2.0 parts only version 3 fits (texts/GPL-3.0.txt). You may use the
program for whatever you like. Who passes the folder on has to do so under the GPL, version 3 or
later, with the source of all of it on offer.

Two parts do not fit that: OpenSSL 1.1.1 inside OpenCV's wheel, and Intel's MKL inside
CTranslate2's. So pass this folder on to nobody outside your house without advice on that; the
wheels from the package index, which each user installs, are not concerned.
"""


def write(program: Path) -> None:
    """Writes `program`/LICENSES.

    Raises:
        SystemExit: a library or a package is in the folder whose licence is not known.
    """
    folder = program / "LICENSES"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder)
    shutil.copytree(HERE / "texts", folder / "texts")
    libraries = sorted(set(_libraries(program)))
    packages = sorted(_packages(program, folder))
    python = Path(sys.base_prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    for licence in (python / "LICENSE.txt", Path(sys.base_prefix, "LICENSE.txt")):
        if licence.is_file():
            shutil.copy(licence, folder / "texts" / "Python.txt")
    text = [
        HEAD,
        "Packages\n========\n",
        *packages,
        "\nLibraries inside them, and of the system that built this\n"
        "========================================================\n",
        *libraries,
        "",
    ]
    (folder / "README.txt").write_text("\n".join(text), encoding="utf-8")


def _libraries(program: Path) -> Iterator[str]:
    known = tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))
    entries = {**known["copyleft"], **known["other"]}
    for path in program.rglob("lib*.so*"):
        fitting = [name for name in entries if path.name.startswith(name)]
        if not fitting:
            sys.exit(f"{path.name} is not in tools/frozen/libraries.toml: add its licence there.")
        licence, source = entries[max(fitting, key=len)]
        name = re.split(r"-[0-9a-f]{8}\b|\.so", path.name)[0]
        yield f"{name}: {licence}. {source}"


def _packages(program: Path, folder: Path) -> Iterator[str]:
    for information in (program / "_internal").glob("*.dist-info"):
        distribution = metadata.distribution(information.name.partition("-")[0])
        name = distribution.metadata["Name"]
        copied = list(_copied(distribution, folder / name))
        if not copied and name.lower() not in WITHOUT_TEXT:
            sys.exit(
                f"The wheel of {name} has no licence's text: add it to tools/frozen/notices.py."
            )
        of_itself = "" if copied else f" {WITHOUT_TEXT[name.lower()]}"
        yield f"{name} {distribution.version}: {licence_of(distribution)}.{of_itself}"


def licence_of(distribution: metadata.Distribution) -> str:
    """The licence of a package in one line, as its metadata has it."""
    said = distribution.metadata
    short = (said["License"] or "").strip().splitlines()
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    in_one_line = short[0] if len(short) == 1 else ""
    return str(said["License-Expression"] or in_one_line or " / ".join(classified) or "not stated")


def _copied(distribution: metadata.Distribution, folder: Path) -> Iterator[Path]:
    for file in distribution.files or []:
        plain = file.name.upper().replace("-", "").replace("_", "")
        if file.suffix in (".py", ".pyc", ".pyi") or not plain.startswith(OF_A_LICENCE):
            continue
        source = Path(str(distribution.locate_file(file)))
        if not source.is_file():
            continue
        inside = [part for part in file.parts if not part.endswith(".dist-info")]
        target = folder.joinpath(*inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        yield target


if __name__ == "__main__":
    write(Path(sys.argv[1]))
