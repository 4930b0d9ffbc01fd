"""Accuracy, confidence and speed of beat trackers on real recordings, in one run.

python -m benchmarks.beats [--data FOLDER] [--peer NAME=PYTHON ...] [--cache FOLDER]
python -m benchmarks.beats --ours    # renews the scores of our network, and keeps all other rows

The recordings are for scoring only and may not be published; without them nothing is run. A peer
runs in the Python that has it (see beat_peers.py); with --cache its estimates are kept there.
"""

from __future__ import annotations

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    # Before numpy: every tracker has one thread.
    os.environ[f"{_library}_NUM_THREADS"] = "1"

import argparse
import datetime
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.beat_scores import METRICS, Estimate, errors_s, interval, score
from benchmarks.measure import ROOT, in_fresh_process
from benchmarks.results import replace_section, section

DATA = ROOT.parent / "shared" / "data" / "beats"
_OWN_TRACKERS = ("network", "librosa")
_PEERS = ("librosa", "essentia", "aubio", "madmom", "beatnet")
_SPEED_BARS = 4
"""Bars of a row of the table of speeds, which are of one machine."""
_SETS = ("gtzan", "lmms", "game", "loop", "asap", "misc")

Estimates = dict[str, Estimate]


def ours(name: str, folder: Path, items: list[dict[str, Any]]) -> Estimates:
    """Estimates of Backbeat's tracker `name`, run in this process."""
    from backbeat.v1.music_pb2 import BeatOptions, BeatsRequest
    from backbeat.workflows.beats.job import run

    options = BeatOptions(tracker=name)
    run(BeatsRequest(path=str(folder / items[0]["file"]), options=options))
    found = {}
    for item in items:
        began = time.process_time()
        analysis = run(BeatsRequest(path=str(folder / item["file"]), options=options))
        cpu_s = time.process_time() - began
        beats = [beat.time_s for beat in analysis.beats]
        first = [beat.time_s for beat in analysis.beats if beat.beat == 1]
        found[item["file"]] = Estimate(beats, first, analysis.tempo_bpm, cpu_s)
    return found


def peer(name: str, python: str, folder: Path, cache: Path | None) -> Estimates | None:
    """Estimates of a peer, run in its Python; None where it is not installed."""
    kept = cache / f"{name}.jsonl" if cache else None
    if kept and kept.exists():
        text = kept.read_text()
    else:
        command = [python, str(Path(__file__).parent / "beat_peers.py"), name, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        text = done.stdout
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text)
    lines = [json.loads(line) for line in text.splitlines()]
    return {
        line["file"]: Estimate(line["beats"], line["downbeats"], line["tempo_bpm"], line["cpu_s"])
        for line in lines
    }


def tables(
    folder: Path, items: list[dict[str, Any]], found: dict[str, Estimates | None]
) -> Iterator[str]:
    """Yields the lines of the results."""
    ran = {name: estimates for name, estimates in found.items() if estimates is not None}
    scores = {
        name: {item["file"]: score(item, estimates[item["file"]]) for item in items}
        for name, estimates in ran.items()
    }
    yield "| tracker | F [95 %] | F20 | CMLt | AMLt [95 %] | downbeat F [95 %] | acc1 | acc2 |"
    yield "|---|---|---|---|---|---|---|---|"
    for only in ("all", "gtzan"):
        files = [item["file"] for item in items if only in ("all", item["set"])]
        for name in ran:
            cells = [_cell(metric, [scores[name][file] for file in files]) for metric in METRICS]
            yield f"| {name}, {only} ({len(files)}) | " + " | ".join(cells) + " |"
    yield from ("", "F by set, and against librosa's own (paired over files, 95 %):", "")
    yield "| tracker | " + " | ".join(_SETS) + " | F more than librosa |"
    yield "|---|" + "---|" * (len(_SETS) + 1)
    for name in ran:
        means = [
            np.mean([scores[name][item["file"]]["F"] for item in items if item["set"] == kind])
            for kind in _SETS
        ]
        yield f"| {name} | " + " | ".join(map(_short, means)) + f" | {_paired(name, scores)} |"
    yield from ("", "| tracker | median error on exact grids | x real time, one thread |")
    yield "|---|---|---|"
    seconds = sum(item["duration"] for item in items)
    for name, estimates in ran.items():
        exact = [errors_s(item, estimates[item["file"]]) for item in items if item["set"] == "lmms"]
        speed = seconds / sum(estimate.cpu_s for estimate in estimates.values())
        yield f"| {name} | {1000 * np.median(np.concatenate(exact)):+.1f} ms | {speed:.0f} |"
    first = in_fresh_process(
        "",
        "from backbeat.workflows.beats.job import run\n"
        "from backbeat.v1.music_pb2 import BeatsRequest\n"
        f"run(BeatsRequest(path={str(folder / items[0]['file'])!r}))",
    )
    yield from (
        "",
        f"First call of ours in a fresh process, imports included: {first.seconds:.2f} s "
        f"for {items[0]['duration']:.0f} s of music, {first.memory_mb:.0f} MB.",
    )
    missing = [name for name, estimates in found.items() if estimates is None]
    if missing:
        yield from ("", f"Not installed or failed, and so not scored: {', '.join(missing)}.")


def _short(value: float) -> str:
    return f"{value:.3f}".lstrip("0")


def _cell(metric: str, scores: list[dict[str, float]]) -> str:
    values = [one[metric] for one in scores if metric in one]
    if not values:
        return "-"
    if metric not in ("F", "AMLt", "downbeat F"):
        return _short(float(np.mean(values)))
    low, high = interval(values)
    return f"{_short(float(np.mean(values)))} [{_short(low)}, {_short(high)}]"


def _paired(name: str, scores: dict[str, dict[str, dict[str, float]]]) -> str:
    if "librosa, its own" not in scores or name == "librosa, its own":
        return ""
    theirs = scores["librosa, its own"]
    more = [one["F"] - theirs[file]["F"] for file, one in scores[name].items()]
    low, high = interval(more)
    return f"{np.mean(more):+.3f} [{low:+.3f}, {high:+.3f}]"


def renewed(section: str, lines: list[str]) -> str:
    """The section with the rows of `lines` that name our network.

    Its speed, and how it compares file by file with a peer that did not run, stay as they were.
    """
    rows = {_key(line): line for line in lines if line.startswith("| Backbeat, network")}
    kept = [
        line if line.count("|") == _SPEED_BARS else _merged(line, rows.get(_key(line), line))
        for line in section.splitlines()
    ]
    said = f"The scores of Backbeat, network are of {datetime.date.today().isoformat()}."
    return "\n".join([*(line for line in kept if not line.startswith(said[:20])), "", said])


def _merged(old: str, new: str) -> str:
    """The new row, with the old one's last cell where that is empty."""
    return (
        new.rpartition("|  |")[0] + "|" + old.split("|")[-2] + "|" if new.endswith("|  |") else new
    )


def _key(row: str) -> tuple[str, int]:
    return row.split("|")[1] if row.startswith("|") else row, row.count("|")


def main() -> None:
    """Runs all installed trackers and writes the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--ours", action="store_true")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"No recordings in {arguments.data}: nothing to score.")
        return
    pythons = dict.fromkeys(_PEERS, sys.executable) | dict(
        one.split("=", 1) for one in arguments.peer
    )
    items = json.loads((arguments.data / "index.json").read_text())["items"]
    if arguments.ours:
        scored = {"Backbeat, network": ours("network", arguments.data, items)}
        rows = list(tables(arguments.data, items, scored))
        replace_section(
            "Beats", renewed(section("Beats") or "", rows).replace("\n\n\n", "\n\n").strip("\n")
        )
        return
    found: dict[str, Estimates | None] = {}
    for name in _OWN_TRACKERS:
        found[f"Backbeat, {name}"] = ours(name, arguments.data, items)
    for name, python in pythons.items():
        found[f"{name}, its own"] = peer(name, python, arguments.data, arguments.cache)
    lines = [
        f"{len(items)} real recordings, {datetime.date.today().isoformat()}; made by "
        "`python -m benchmarks.beats`. Means over files, no trim (see beat_scores.py for the "
        "metrics); the interval is a bootstrap over files.",
        "",
        *tables(arguments.data, items, found),
    ]
    print("\n".join(lines))
    replace_section("Beats", "\n".join(lines))


if __name__ == "__main__":
    main()
