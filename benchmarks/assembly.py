"""Choosing shots: how fast, and what the choice is worth against chance and frame difference.

`python -m benchmarks.assembly` prints it for the clips and songs of `shared/data`, where they lie
beside the project; analyses of songs are read from a folder of `backbeat beats` JSON files.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from google.protobuf.json_format import Parse

from backbeat.cutting.assembly import Assembly, Wishes, assemble
from backbeat.cutting.assembly.conformed import conform
from backbeat.cutting.pacing import Slot, pace
from backbeat.footage import UNUSABLE, Footage
from backbeat.v1.assembly_pb2 import PacingOptions
from backbeat.v1.music_pb2 import MusicAnalysis
from benchmarks.measure import Row, best_of
from benchmarks.optical_flow import Flow, action_on_beat, flow_of
from tests.cutting.assembly.material import slots, varied_bin

RATE = Fraction(30)
_CLIPS = Path(__file__).resolve().parents[2] / "shared" / "data" / "clips"
_BEATS = (4, 2, 2, 8, 4, 4, 1, 1, 2, 4)


def speed() -> Row:
    """Three minutes from 40 clips of 10 to 60 s, analysed already."""
    lengths = list(itertools.islice(itertools.cycle(_BEATS), 112))
    motion = [(1 + number % 5) / 6 for number in range(len(lengths))]
    wanted, material = slots(lengths, motion=motion), varied_bin(40, seconds=(10, 60))
    seconds = best_of(3, lambda: assemble(wanted, material, Wishes(), RATE))
    return Row("choosing 112 shots, 3 minutes, from 40 clips", f"{seconds:.2f} s", "", "", "5 s")


def rows(folder: Path) -> list[Row]:
    """What needs no shared data."""
    del folder
    return [speed()]


def by_difference(footage: Footage, flow: Flow) -> Footage:
    """A clip whose motion is the difference of its pictures, for comparison."""
    action = np.interp(footage.times_s, flow.times_s, flow.difference).astype(np.float32)
    return replace(footage, action=action / max(float(action.max()), 1e-6))


def at_random(edit: Assembly, seed: int) -> Assembly:
    """The edit with random usable stretches of random clips, for comparison."""
    rng = np.random.default_rng(seed)
    clips = [
        conform(f, edit.rate, ()) for f in {s.footage.path: s.footage for s in edit.shots}.values()
    ]
    shots = []
    for shot in edit.shots:
        frames = shot.end_frame - shot.start_frame
        long_enough = [clip for clip in clips if clip.longest >= frames and not clip.footage.still]
        clip = long_enough[rng.integers(len(long_enough))] if long_enough else None
        if clip is None:
            shots.append(shot)
            continue
        seconds = frames / float(edit.rate)
        spans = [(a, b - seconds) for a, b in clip.spans if b - a >= seconds]
        low, high = spans[rng.integers(len(spans))]
        start = Fraction(float(rng.uniform(low, high)))
        shots.append(replace(shot, footage=clip.footage, source_start=start))
    return replace(edit, shots=tuple(shots))


def early_repeats(edit: Assembly, footage: Sequence[Footage]) -> int:
    """Shots whose clip was shown before, while one not yet shown could have been there instead."""
    return repeats_in(
        [(s.footage.path, float((s.end_frame - s.start_frame) / edit.rate)) for s in edit.shots],
        footage,
    )


def repeats_in(shots: Sequence[tuple[Path, float]], footage: Sequence[Footage]) -> int:
    """The same, of shots as their clips' paths and their seconds."""
    shown: set[Path] = set()
    found = 0
    for path, seconds in shots:
        fresh = [f for f in footage if f.path not in shown and longest_s(f) >= seconds]
        found += path in shown and bool(fresh)
        shown.add(path)
    return found


def longest_s(footage: Footage) -> float:
    """The longest stretch of a clip between its cuts and flaws, less a fifth of a second."""
    if footage.still:
        return float("inf")
    taken = sorted(
        [(flaw.start_s, flaw.end_s) for flaw in footage.flaws if flaw.kind in UNUSABLE]
        + [(cut, cut) for cut in footage.cuts_s]
        + [(footage.duration_s, footage.duration_s)]
    )
    longest = at = 0.0
    for start, end in taken:
        longest, at = max(longest, start - at), max(at, end)
    return longest - 0.2


def worth(
    songs: Mapping[str, Sequence[Slot]], footage: Sequence[Footage], flows: dict[Path, Flow]
) -> dict[str, tuple[int, int]]:
    """Action shots whose strongest motion lies on a beat, and all, by way of choosing and judge."""
    simple = [by_difference(f, flows[f.path]) for f in footage]
    counts: dict[str, np.ndarray] = {}
    for number, wanted in enumerate(songs.values()):
        edit = assemble(wanted, footage, Wishes(), RATE)
        edits = [
            ("assembly", edit),
            ("by frame difference", assemble(wanted, simple, Wishes(), RATE)),
            *(("by chance", at_random(edit, 3 * number + draw)) for draw in range(3)),
        ]
        for way, made in edits:
            for judge in ("motion", "tracked"):
                name = f"{way}, judged by {'dense flow' if judge == 'motion' else 'corners'}"
                counted = np.array(action_on_beat(made, flows, judge))
                counts[name] = counts.get(name, np.zeros(2, dtype=int)) + counted
    return {name: (int(hits), int(shots)) for name, (hits, shots) in counts.items()}


def main() -> None:
    """Prints the figures; the argument is the folder of songs' analyses."""
    from backbeat.footage.cache import looked_at

    paths = sorted(p for p in _CLIPS.iterdir() if p.suffix != ".json")
    footage = [looked_at(path) for path in paths]
    flows = {path: flow_of(path) for path in paths}
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    songs = {}
    for file in files[:: max(len(files) // 20, 1)][:20]:
        analysis = Parse(file.read_text(), MusicAnalysis(), ignore_unknown_fields=True)
        songs[file.stem] = pace(analysis, PacingOptions(), RATE).slots
    print(speed())
    for way, (hits, shots) in sorted(worth(songs, footage, flows).items()):
        print(f"{way}: {hits} of {shots}, {hits / max(shots, 1):.2f}")
    early = sum(
        early_repeats(assemble(wanted, footage, Wishes(), RATE), footage)
        for wanted in songs.values()
    )
    print(f"clips shown again while another could have been there: {early}")


if __name__ == "__main__":
    main()
