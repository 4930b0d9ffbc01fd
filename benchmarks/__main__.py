"""`make bench`: runs every benchmark and writes benchmarks/RESULTS.md."""

from __future__ import annotations

import datetime
import os
import platform
import tempfile
from pathlib import Path

from backbeat.version import __version__
from benchmarks import decode, exchange, jobs, loudness, render, snap, startup
from benchmarks.measure import Row
from benchmarks.results import PATH, replace_section, section

_TABLES = {
    "Snapping": snap.rows,
    "Decoding": decode.rows,
    "Loudness": loudness.rows,
    "Rendering": render.rows,
    "Other formats": exchange.rows,
    "Starting": startup.rows,
    "Jobs": jobs.rows,
}
_SEPARATE_SECTIONS = (
    "Footage",
    "Faces",
    "Beats",
    "Beats repaired",
    "Long music",
    "Masters",
    "Threads",
    "Music made to fit",
    "Proofs",
    "Cutting",
    "Alignment",
    "Lip-sync",
    "Generators of mouths",
    "Made sounds",
    "Finding sounds",
    "Foley",
    "Effects off by known amounts",
    "Foley in the mix",
    "Made sounds",
    "Sounds that may land",
    "Far into a recording",
    "The engine under load",
    "Kills",
    "Farms",
)
"""Sections of RESULTS.md that separate runs write."""


def _table(title: str, rows: list[Row]) -> list[str]:
    lines = [
        "",
        f"## {title}",
        "",
        "| what | ours | against | ratio | aim |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {r.what} | {r.ours} | {r.peer} | {r.ratio} | {r.aim} |" for r in rows]
    return lines


def main() -> None:
    lines = [
        "# Benchmarks",
        "",
        f"Backbeat {__version__}, {datetime.date.today().isoformat()}, Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores. Made by `make bench`; a ratio is our time to the peer's, both "
        "from one run.",
    ]
    for title, rows in _TABLES.items():
        with tempfile.TemporaryDirectory() as folder:
            table = _table(title, rows(Path(folder)))
        print("\n".join(table), flush=True)
        lines += table
    kept = {title: section(title) for title in _SEPARATE_SECTIONS}
    PATH.write_text("\n".join(lines) + "\n")
    for title, body in kept.items():
        if body is not None:
            replace_section(title, body)


if __name__ == "__main__":
    main()
