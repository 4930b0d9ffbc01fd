"""How well the analysis knows when its beats are wrong.

python -m benchmarks.beat_sureness [--music FOLDER] [--noises FOLDER ...] [--data FOLDER]

`--music` holds generated songs, each a WAV with its beats and downbeats beside it in a JSON; the
thresholds were chosen on such. `--noises` hold speech and noises, in which no beat is right. The
recordings of `--data` are for scoring only.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.media.encode import write_audio
from backbeat.v1.music_pb2 import (
    UNSURE_BARS,
    UNSURE_NO_BEAT,
    UNSURE_TEMPO,
    UNSURE_WANDERING,
    BeatsRequest,
    MusicAnalysis,
)
from backbeat.workflows.beats.job import run
from benchmarks.beat_scores import Estimate, score
from benchmarks.beats import DATA
from benchmarks.results import replace_section
from tests.music.noises import NOISES
from tests.music.synth import RATE

_BOUNDS = (0, 0.1, 0.5, 0.8, 0.95, 1)
_SEEDS = 6
_RIGHT = 0.6
_SOUNDS = (".wav", ".flac", ".mp3", ".mp4", ".mov")


@dataclass(frozen=True)
class Judged:
    """One recording, with what was said of it and what was true."""

    analysis: MusicAnalysis
    scores: dict[str, float]
    """By name; empty where there is no beat to find."""

    @property
    def right(self) -> bool:
        """Whether most beats are."""
        return self.scores.get("F", 0) >= _RIGHT


def listened(path: Path, beats: Sequence[float] = (), downbeats: Sequence[float] = ()) -> Judged:
    """One recording, with its true beats if it has any."""
    analysis = run(BeatsRequest(path=str(path)))
    if not len(beats):
        return Judged(analysis, {})
    found = [beat.time_s for beat in analysis.beats]
    first = [beat.time_s for beat in analysis.beats if beat.beat == 1]
    estimate = Estimate(found, first, analysis.tempo_bpm, 0)
    return Judged(analysis, score({"beats": beats, "downbeats": downbeats}, estimate))


def generated(folder: Path) -> list[Judged]:
    """The songs of `folder`."""
    songs = []
    for path in sorted(folder.glob("*.wav")):
        truth = json.loads(path.with_suffix(".json").read_text())
        songs.append(listened(path, truth["beats"], truth.get("downbeats", ())))
    return songs


def noises(folders: Sequence[Path]) -> list[Judged]:
    """Noises made here, and the recordings of `folders`."""
    found = []
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "noise.wav"
        for make, seed in itertools.product(NOISES.values(), range(_SEEDS)):
            write_audio(path, [make(20, seed)[:, np.newaxis]], RATE)
            found.append(listened(path))
    files = (path for folder in folders for path in sorted(folder.iterdir()))
    return found + [listened(path) for path in files if path.suffix in _SOUNDS]


def recordings(folder: Path) -> list[Judged]:
    """The real ones."""
    items = json.loads((folder / "index.json").read_text())["items"]
    return [listened(folder / one["file"], one["beats"], one["downbeats"]) for one in items]


def tables(sets: dict[str, list[Judged]]) -> Iterator[str]:
    """Yields the lines of the results."""
    bands = list(itertools.pairwise(_BOUNDS))
    heads = " | ".join(f"{low:g} to {high:g}" for low, high in bands)
    yield from ("Right of all, by confidence:", "")
    yield from (f"| | {heads} |", "|---" * (len(bands) + 1) + "|")
    for name, judged in sets.items():
        band = np.digitize([one.analysis.confidence for one in judged], _BOUNDS[1:-1])
        cells = []
        for number in range(len(bands)):
            inside = [one.right for one, its in zip(judged, band, strict=True) if its == number]
            cells.append(f"{sum(inside)} of {len(inside)}" if inside else "-")
        yield f"| {name} ({len(judged)}) | " + " | ".join(cells) + " |"
    yield from ("", "| said | wrong means | set | precision | recall |", "|---|---|---|---|---|")
    for name, judged in sets.items():
        yield from _precision(name, judged)


def _precision(name: str, judged: list[Judged]) -> Iterator[str]:
    music = [one for one in judged if one.scores]
    found = [one for one in music if one.scores["F"] > 0.9 and "downbeat F" in one.scores]
    unclear = [one.analysis.confidence < 0.5 for one in judged]
    wrong = [not one.right for one in judged]
    yield _row("confidence under 0.5", f"F under {_RIGHT:g}", name, unclear, wrong)
    yield _row("NO_BEAT", f"F under {_RIGHT:g}", name, _says(judged, UNSURE_NO_BEAT), wrong)
    if music:
        level = [one.scores["CMLt"] < 0.5 for one in music]
        yield _row("TEMPO", "CMLt under 0.5", name, _says(music, UNSURE_TEMPO), level)
        lost = [one.scores["AMLt"] < 0.9 for one in music]
        yield _row("WANDERING", "AMLt under 0.9", name, _says(music, UNSURE_WANDERING), lost)
        bars = [one.scores["downbeat F"] < 0.7 for one in found]
        means = "downbeat F under 0.7, F over 0.9"
        yield _row("BARS", means, name, _says(found, UNSURE_BARS), bars)


def _row(said: str, means: str, name: str, flagged: list[bool], wrong: list[bool]) -> str:
    both = int(np.logical_and(flagged, wrong).sum())
    precision = f"{both} of {sum(flagged)}" if any(flagged) else "-"
    recall = f"{both} of {sum(wrong)}" if any(wrong) else "-"
    return f"| {said} | {means} | {name} | {precision} | {recall} |"


def _says(judged: list[Judged], doubt: int) -> list[bool]:
    return [doubt in one.analysis.unsure for one in judged]


def main() -> None:
    """Judges what is there, and writes the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--music", type=Path)
    parser.add_argument("--noises", type=Path, action="append", default=[])
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    sets = {"speech and noises": noises(arguments.noises)}
    if arguments.music:
        sets["generated songs"] = generated(arguments.music)
    if arguments.data.is_dir():
        sets["real recordings"] = recordings(arguments.data)
    lines = [
        "How well an analysis knows that its beats are wrong, "
        f"{datetime.date.today().isoformat()}; made by `python -m benchmarks.beat_sureness`. "
        f"Beats are right where F is {_RIGHT:g} or more; of speech and noises none are. "
        "The thresholds were chosen on speech, noises and generated songs, not on the recordings.",
        "",
        *tables(sets),
    ]
    print("\n".join(lines))
    replace_section("Sureness of beats", "\n".join(lines))


if __name__ == "__main__":
    main()
