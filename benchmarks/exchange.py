"""What survives in each format: real timelines and our own, there and back, as a table.

    python -m benchmarks.exchange

writes the table and the times into docs/exchange.md. The counts are those of
tests/timeline/exchange/survival.py, which looks at OpenTimelineIO's own objects only.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from benchmarks.material import write_long_edit
from benchmarks.measure import Row
from tests.timeline.exchange import own
from tests.timeline.exchange.survival import FEATURES, survival

PAGE = Path(__file__).resolve().parent.parent / "docs" / "exchange.md"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "otio"
FORMATS = {".xml": "FCP 7 XML", ".fcpxml": "FCPXML", ".edl": "EDL"}
BEGIN, END = "<!-- made by python -m benchmarks.exchange -->", "<!-- end -->"

Counts = dict[str, dict[str, Counter[bool]]]


def counted(folder: Path, timelines: list[Path]) -> tuple[Counts, Counter[str]]:
    """For each format and feature, how many are kept and lost; and how many files were read."""
    found: Counts = {ending: defaultdict(Counter) for ending in FORMATS}
    files: Counter[str] = Counter()
    for path in timelines:
        try:
            document = load(path)
        except TimelineError:
            continue
        for ending in FORMATS:
            target = folder / f"out{ending}"
            try:
                save(document, target)
                back = load(target)
                counts = survival(document.root, back.root, first_picture_only=ending == ".edl")
            except TimelineError:
                continue
            files[ending] += 1
            for feature, count in counts.items():
                found[ending][feature] += count
    return found, files


def real_timelines() -> list[Path]:
    """The files of the shared data, in order."""
    return sorted((*SHARED.rglob("*.otio"), *SHARED.rglob("*.xml")))


def own_timelines(folder: Path) -> list[Path]:
    """A timeline of one of everything at each rate."""
    paths = []
    for number, rate in enumerate(own.RATES):
        inner = folder / str(number)
        inner.mkdir()
        paths.append(own.document(inner, rate).path)
    return paths


def table(title: str, counts: Counts, files: Counter[str]) -> list[str]:
    """A table of Markdown: kept of all there were."""
    heads = " | ".join(f"{name} ({files[ending]} files)" for ending, name in FORMATS.items())
    lines = [f"| {title} | {heads} |", "|---|---:|---:|---:|"]
    for feature in FEATURES:
        cells = []
        for ending in FORMATS:
            count = counts[ending][feature]
            total = count[True] + count[False]
            cells.append(f"{count[True]:,} of {total:,}" if total else "")
        if any(cells):
            lines.append(f"| {feature} | {' | '.join(cells)} |")
    return lines


def seconds(folder: Path) -> list[tuple[str, float, float]]:
    """Format, seconds to write and to read 10,000 clips with 2,000 markers."""
    write_long_edit(folder / "long.otio")
    document = load(folder / "long.otio")
    rows = []
    for ending, name in FORMATS.items():
        path = folder / f"long{ending}"
        begun = time.process_time()
        save(document, path)
        written = time.process_time()
        load(path)
        rows.append((name, written - begun, time.process_time() - written))
    return rows


def rows(folder: Path) -> list[Row]:
    """The times, for RESULTS.md."""
    return [
        Row(f"10,000 clips as {name}", f"written {w:.2f} s, read {r:.2f} s", "", "", "under 3 s")
        for name, w, r in seconds(folder)
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [BEGIN, ""]
        if SHARED.is_dir():
            lines += [*table("real timelines", *counted(folder, real_timelines())), ""]
        lines += [*table("our own, at 8 rates", *counted(folder, own_timelines(folder))), ""]
        lines += ["| 10,000 clips, 2,000 markers | written | read |", "|---|---:|---:|"]
        lines += [f"| {n} | {w:.1f} s | {r:.1f} s |" for n, w, r in seconds(folder)]
        lines += ["", END]
    text = PAGE.read_text()
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(before + "\n".join(lines) + after)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
