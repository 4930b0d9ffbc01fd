"""How well songs are shortened and lengthened, judged by instruments that did not choose.

python -m benchmarks.fit_music [--data FOLDER] [--songs PATTERN ...]

Every song is made to last 30 s, 60 s, and 0.7 and 1.5 times its length; the result is rendered and
listened to afresh: beats by the tracker, harmony by librosa's constant-Q chroma, loudness by
pyloudnorm, clicks by the second difference of the samples. What happens at a join is set against
what happens at the downbeats of the same song as it was recorded. The recordings are for scoring
only and may not be published; without them nothing is run.
"""

from __future__ import annotations

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

import argparse
import datetime
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backbeat.errors import BackbeatError
from backbeat.media.decode import read_audio
from backbeat.music import analyze
from backbeat.music.fitting import SongEdit, best_window, fit, render
from backbeat.v1.music_pb2 import MusicAnalysis
from benchmarks.measure import ROOT
from benchmarks.results import replace_section

DATA = ROOT.parent / "shared" / "data" / "beats"
SONGS = (
    "osu_*",
    "asap_*",
    "fof_*",
    "lmms_*",
    "tut_*",
    "ballroom_*",
    "simac_*",
    "gtzan_*_00000*",
)
_RATE = 44100
_TARGETS = ("30 s", "60 s", "0.7 x", "1.5 x")
_BEATS_BESIDE = 4
_FOUND_S = 0.07
_NEAR_S = 1.0

Sound = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass
class Places:
    """What is heard at some downbeats; NaN where it cannot be told."""

    beat_ms: list[float] = field(default_factory=list)
    """How far the beats before and the beats after disagree about where the downbeat is."""
    harmony: list[float] = field(default_factory=list)
    """1 - cosine of the chroma of the bar before and of the bar after."""
    loudness_lu: list[float] = field(default_factory=list)
    """Difference of loudness of the two bars."""
    click: list[float] = field(default_factory=list)
    """Sharpest edge just before the downbeat, against the sharpest one within a second."""

    def add(self, other: Places) -> None:
        """Adds all of `other`."""
        for name in ("beat_ms", "harmony", "loudness_lu", "click"):
            getattr(self, name).extend(getattr(other, name))


class Listener:
    """Listens to one recording."""

    def __init__(self, samples: Sound, rate: int) -> None:
        import librosa

        self.rate = rate
        self.samples = samples
        mono = samples.mean(axis=1)
        self.beats = np.array([beat.time_s for beat in analyze(samples, rate).beats])
        self.hop_s = 512 / 22050
        low = librosa.resample(mono, orig_sr=rate, target_sr=22050)
        self.chroma = librosa.feature.chroma_cqt(y=low, sr=22050, hop_length=512)
        self.edges = np.abs(np.diff(mono, n=2))

    def at(self, times: Sequence[float], bar_s: float, before_s: Sequence[float]) -> Places:
        """What is heard at `times`; a click is looked for in the `before_s` before each."""
        return Places(
            [self._beat_ms(one) for one in times],
            [self._harmony(one, bar_s) for one in times],
            [self._loudness(one, bar_s) for one in times],
            [self._click(one, before) for one, before in zip(times, before_s, strict=True)],
        )

    def _beat_ms(self, time_s: float) -> float:
        if len(self.beats) < 2 * _BEATS_BESIDE:
            return np.nan
        at = int(np.abs(self.beats - time_s).argmin())
        before = self.beats[at - _BEATS_BESIDE : at] if at >= _BEATS_BESIDE else self.beats[:0]
        after = self.beats[at : at + _BEATS_BESIDE]
        if abs(self.beats[at] - time_s) > _FOUND_S or min(len(before), len(after)) < _BEATS_BESIDE:
            return np.nan
        index = np.arange(_BEATS_BESIDE)
        coming = np.polyval(np.polyfit(index - _BEATS_BESIDE, before, 1), -0.5)
        gone = np.polyval(np.polyfit(index, after, 1), -0.5)
        return 1000 * float(gone - coming)

    def _harmony(self, time_s: float, bar_s: float) -> float:
        a, b, c = (round((time_s + shift) / self.hop_s) for shift in (-bar_s, 0, bar_s))
        if a < 0 or c > self.chroma.shape[1] or not a < b < c:
            return np.nan
        before, after = self.chroma[:, a:b].mean(axis=1), self.chroma[:, b:c].mean(axis=1)
        return 1 - float(before @ after / (np.linalg.norm(before) * np.linalg.norm(after) + 1e-9))

    def _loudness(self, time_s: float, bar_s: float) -> float:
        import pyloudnorm

        meter = pyloudnorm.Meter(self.rate)
        a, b, c = (round((time_s + shift) * self.rate) for shift in (-bar_s, 0, bar_s))
        if a < 0 or c > len(self.samples) or bar_s < 0.45:
            return np.nan
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            before = meter.integrated_loudness(self.samples[a:b].astype(np.float64))
            after = meter.integrated_loudness(self.samples[b:c].astype(np.float64))
        return after - before if np.isfinite(before) and np.isfinite(after) else np.nan

    def _click(self, time_s: float, before_s: float) -> float:
        end, near = round(time_s * self.rate), round(_NEAR_S * self.rate)
        start = end - round(before_s * self.rate)
        here = self.edges[max(start, 0) : end]
        around = np.concatenate(
            [self.edges[max(start - near, 0) : start], self.edges[end : end + near]]
        )
        if not len(here) or not len(around):
            return np.nan
        return float(here.max() / max(around.max(), 1e-9))


@dataclass
class Scores:
    """Of all songs, for one target."""

    joins: Places = field(default_factory=Places)
    off_s: list[float] = field(default_factory=list)
    count: list[int] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    ranks: dict[str, list[float]] = field(default_factory=dict)
    """Share of the song's own downbeats at which as much or more happens as at the join."""
    seconds: float = 0.0
    refused: int = 0


def _length(target: str, duration_s: float) -> float:
    number, unit = target.split()
    return float(number) * (duration_s if unit == "x" else 1)


def _usual(samples: Sound, analysis: MusicAnalysis) -> tuple[Places, float]:
    """What is heard at the downbeats of the song as it is, and the length of its bars."""
    downbeats = [beat.time_s for beat in analysis.beats if beat.beat == 1]
    bar_s = float(np.median(np.diff(downbeats)))
    return Listener(samples, _RATE).at(downbeats, bar_s, [0.1] * len(downbeats)), bar_s


def _judge(samples: Sound, edit: SongEdit, bar_s: float) -> Places:
    heard = Listener(render(samples, _RATE, edit), _RATE)
    before_s = [
        float(join.time_s - stretch.start_s + stretch.crossfade_s / 2)
        for join, stretch in zip(edit.joins, edit.stretches[1:], strict=True)
    ]
    return heard.at([float(join.time_s) for join in edit.joins], bar_s, before_s)


def _ranked(value: float, usual: Sequence[float]) -> float:
    known = np.abs(np.array(usual))
    known = known[np.isfinite(known)]
    if not len(known) or not np.isfinite(value):
        return np.nan
    return float((known >= abs(value)).mean())


def measure(paths: Sequence[Path]) -> tuple[dict[str, Scores], Places, list[str]]:
    """Scores by target, what happens at ordinary downbeats, and a line a song."""
    scores = {target: Scores(ranks={"harmony": [], "loudness_lu": []}) for target in _TARGETS}
    ordinary = Places()
    lines = []
    for path in paths:
        samples = read_audio(path, _RATE, 2).samples
        analysis = analyze(samples, _RATE)
        usual, bar_s = _usual(samples, analysis)
        ordinary.add(usual)
        cells = []
        for target, score in scores.items():
            length_s = _length(target, analysis.duration_s)
            began = time.process_time()
            try:
                edit = fit(samples, _RATE, analysis, length_s)
            except BackbeatError:
                score.refused += 1
                cells.append("refused")
                continue
            score.seconds = max(score.seconds, time.process_time() - began)
            judged = _judge(samples, edit, bar_s)
            score.joins.add(judged)
            score.off_s.append(float(edit.length_s) - length_s)
            score.count.append(len(edit.joins))
            score.cost.extend(join.cost for join in edit.joins)
            for name, ranks in score.ranks.items():
                ranks.extend(
                    _ranked(value, getattr(usual, name)) for value in getattr(judged, name)
                )
            worst = max((join.cost for join in edit.joins), default=0.0)
            cells.append(f"{score.off_s[-1]:+.2f} s, {len(edit.joins)}, {worst:.1f}")
        lines.append(f"| {path.stem} | {analysis.duration_s:.0f} s | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    return scores, ordinary, lines


def _spread(values: Sequence[float], digits: int = 0) -> str:
    known = np.abs(np.array(values))
    known = known[np.isfinite(known)]
    if not len(known):
        return "-"
    half, most = np.median(known), np.percentile(known, 90)
    return f"{half:.{digits}f} / {most:.{digits}f} / {known.max():.{digits}f}"


def tables(scores: dict[str, Scores], ordinary: Places, lines: list[str]) -> Iterator[str]:
    """Yields the lines of the results."""
    yield "Median / 90 % / greatest, of absolute values:"
    yield ""
    yield (
        "| target | length off, s | joins a song | beat step, ms | not tracked | harmony | "
        "loudness step, LU | sharpest edge | time, s |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for target, score in scores.items():
        joins = score.joins
        lost = np.mean(~np.isfinite(joins.beat_ms)) if joins.beat_ms else 0.0
        yield (
            f"| {target} | {_spread(score.off_s, 2)} | {np.mean(score.count):.1f} | "
            f"{_spread(joins.beat_ms)} | {lost:.0%} | {_spread(joins.harmony, 2)} | "
            f"{_spread(joins.loudness_lu, 1)} | {_spread(joins.click, 2)} | {score.seconds:.2f} |"
        )
    lost = np.mean(~np.isfinite(ordinary.beat_ms))
    yield (
        f"| ordinary downbeats | | | {_spread(ordinary.beat_ms)} | {lost:.0%} | "
        f"{_spread(ordinary.harmony, 2)} | {_spread(ordinary.loudness_lu, 1)} | "
        f"{_spread(ordinary.click, 2)} | |"
    )
    yield ""
    for name, words in (("harmony", "harmony"), ("loudness_lu", "loudness")):
        ranks = np.concatenate([score.ranks[name] for score in scores.values()])
        ranks = ranks[np.isfinite(ranks)]
        yield (
            f"At {np.mean(ranks >= 0.1):.0%} of joins the {words} changes no more than at the one "
            f"in ten ordinary downbeats of its own song where it changes most; a downbeat drawn at "
            f"random: 90 %. Median rank {np.median(ranks):.2f} (random: .50)."
        )
    yield ""
    yield "Each song: length off, joins, cost of the roughest."
    yield ""
    yield "| song | length | " + " | ".join(_TARGETS) + " |"
    yield "|---|---|" + "---|" * len(_TARGETS)
    yield from lines


def windows(paths: Sequence[Path]) -> Iterator[str]:
    """How near windows come to their length."""
    off = []
    for path in paths:
        samples = read_audio(path, 22050, 1).samples
        analysis = analyze(samples, 22050)
        for length_s in (10.0, 15.0, 30.0, 60.0):
            if length_s < analysis.duration_s:
                off.append(float(best_window(analysis, length_s).length_s) - length_s)
    yield f"{len(off)} windows of 10 to 60 s: length off {_spread(off, 2)} s."


def main() -> None:
    """Measures and writes the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--songs", nargs="*", default=SONGS)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"No recordings in {arguments.data}: nothing to score.")
        return
    paths = sorted({path for one in arguments.songs for path in arguments.data.glob(one)})
    scores, ordinary, songs = measure(paths)
    lines = [
        f"{len(paths)} real recordings, {datetime.date.today().isoformat()}; made by "
        "`python -m benchmarks.fit_music`. Beat step: how far the beats tracked before and after a "
        "join disagree about where it is. Harmony: 1 - cosine of librosa's chroma of the bars "
        "before and after. Loudness: the same bars by pyloudnorm. Sharpest edge: of the crossfade "
        "against the second on either side; over 1 could be a click.",
        "",
        *tables(scores, ordinary, songs),
        "",
        *windows(paths),
    ]
    print("\n".join(lines))
    if not arguments.no_write:
        replace_section("Music made to fit", "\n".join(lines))


if __name__ == "__main__":
    main()
