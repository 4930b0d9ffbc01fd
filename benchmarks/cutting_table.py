"""What the edits of the songs come to, as the table of RESULTS.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pacing_scores import PacingScores

BOTH = "both at one place"
"""Of the detectors."""
_LOOKED_AT = (
    "What detectors take for cuts inside shots was looked at: the cockatoo swings its head past the"
    " lens, and in fire2, which has 10 pictures a second, the camera swings. Neither has a cut."
    " In an action shot the strongest motion is twice the median and 0.1 picture widths a second."
)


@dataclass(frozen=True)
class SongResult:
    """What the judges say of one song's edit."""

    song: str
    pacing: PacingScores
    off_frames: list[float]
    """Of each cut, how far it is from the nearest beat, or middle of two, in frames."""
    hard_cuts: int
    found: dict[str, int]
    """By detector, hard cuts that it finds within a frame."""
    missed: dict[str, list[str]]
    """The others, by the clips before and after."""
    inside: dict[str, list[str]]
    """By detector, what it takes for cuts inside shots: their clips."""
    action: dict[str, tuple[int, int]]
    """By judge of motion, action shots with their peak on a beat, and all action shots."""
    early_repeats: int
    flashes: int
    must_use: tuple[int, int]
    pins: tuple[int, int]


def lines(
    results: Sequence[SongResult],
    ways: Mapping[str, tuple[int, int]],
    speed: Sequence[tuple[str, str, str]],
) -> list[str]:
    """The table, and below it what fell short.

    Args:
        results: of each song.
        ways: action shots on a beat and all of them, by way of choosing, for comparison.
        speed: rows on how long it takes.
    """
    rows = [
        *_beats(results),
        *_proofs(results),
        *_action(results, ways),
        *_pacing(results),
        *_rules(results),
        *speed,
    ]
    table = ["", "| what | figure | aim |", "|---|---|---|"]
    table += [f"| {' | '.join(row)} |" for row in rows]
    return [*table, "", *_short(results), "", _LOOKED_AT]


def _beats(results: Sequence[SongResult]) -> list[tuple[str, str, str]]:
    off = [each for one in results for each in one.off_frames]
    near = sum(each <= 0.5 + 1e-3 for each in off)
    text = f"{_share(near, len(off))}; largest {max(off):.2f} frames"
    return [("cuts within half a frame of a beat or half beat, from the OTIO", text, "100 %")]


def _proofs(results: Sequence[SongResult]) -> list[tuple[str, str, str]]:
    rows = []
    cuts = sum(one.hard_cuts for one in results)
    for detector in results[0].found:
        hits = sum(one.found[detector] for one in results)
        rows.append(
            (f"hard cuts of the proofs within a frame, {detector}", _share(hits, cuts), ">= 98 %")
        )
    for detector in results[0].inside:
        inside = sum(len(one.inside[detector]) for one in results)
        rows.append((f"cuts inside shots of the proofs, {detector}", str(inside), "0"))
    return rows


def _action(
    results: Sequence[SongResult], ways: Mapping[str, tuple[int, int]]
) -> list[tuple[str, str, str]]:
    rows = []
    for judge, name in (("motion", "dense flow"), ("tracked", "corners")):
        hits, shots = _summed(one.action[judge] for one in results)
        text = f"{_ratio(hits, shots)} of {shots}"
        rows.append((f"action shots with their peak on a beat, by {name}", text, ">= .65"))
    for way, (hits, shots) in sorted(ways.items()):
        rows.append((f"... {way}", f"{_ratio(hits, shots)} of {shots}", ""))
    return rows


def _pacing(results: Sequence[SongResult]) -> list[tuple[str, str, str]]:
    paced = [one.pacing for one in results]
    sections = _summed(one.sections_cut for one in paced)
    downbeats = _summed(one.on_downbeats for one in paced)
    correlations = [c for one in paced if (c := one.energy_correlation) is not None]
    ratios = [r for one in paced if (r := one.high_to_low) is not None]
    holds = [hold for one in paced for hold in one.drop_holds]
    low = sum(c <= -0.6 for c in correlations)
    short = sum(r <= 0.6 for r in ratios)
    held = sum(hold >= 1.5 for hold in holds)
    return [
        ("section changes cut", _share(*sections), "100 %"),
        ("other cuts on downbeats", _share(*downbeats), ">= 70 %"),
        (
            "songs with Spearman (section energy, mean shot) <= -.6",
            f"{low} of {len(correlations)}; median {_median(correlations):.2f}",
            "all",
        ),
        (
            "songs with mean shot of high sections <= .6 of low ones",
            f"{short} of {len(ratios)}; median {_median(ratios):.2f}",
            "all",
        ),
        ("equal shot lengths in a row, at most", str(max(p.longest_run for p in paced)), "8"),
        (
            "shots on drops >= 1.5 x their neighbours",
            f"{held} of {len(holds)}; least {min(holds, default=0):.2f}",
            "all",
        ),
        ("shortest shot", f"{min(p.shortest_frames for p in paced)} frames", "6"),
    ]


def _rules(results: Sequence[SongResult]) -> list[tuple[str, str, str]]:
    return [
        (
            "clips shown again before the bin was used",
            str(sum(one.early_repeats for one in results)),
            "0",
        ),
        ("clips that have to be used, shown", _share(*_summed(r.must_use for r in results)), ""),
        ("pins held", _share(*_summed(one.pins for one in results)), "100 %"),
        ("general flashes in any second, at most", str(max(r.flashes for r in results)), "3"),
    ]


def _short(results: Sequence[SongResult]) -> list[str]:
    """What detectors missed or found inside shots, and songs that miss an aim."""
    said = []
    for detector in results[0].found:
        missed = Counter(pair for one in results for pair in one.missed[detector])
        if missed:
            said.append(f"- {detector} does not find: {_named(missed)}.")
    for detector in results[0].inside:
        inside = Counter(clip for one in results for clip in one.inside[detector])
        if inside:
            said.append(f"- Cuts inside shots, {detector}: {_named(inside)}.")
    for one in results:
        paced = one.pacing
        if paced.energy_correlation is not None and paced.energy_correlation > -0.6:
            said.append(f"- {one.song}: Spearman {paced.energy_correlation:.2f}.")
        if paced.high_to_low is not None and paced.high_to_low > 0.6:
            said.append(f"- {one.song}: high to low {paced.high_to_low:.2f}.")
        said += [f"- {one.song}: a drop's shot is {h:.2f} x." for h in paced.drop_holds if h < 1.5]
        if one.early_repeats:
            said.append(f"- {one.song}: {one.early_repeats} early repeats.")
    return said


def _named(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts.most_common())


def _summed(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    hits = total = 0
    for one, all_of_it in pairs:
        hits, total = hits + one, total + all_of_it
    return hits, total


def _ratio(hits: int, total: int) -> str:
    return f"{hits / total:.2f}" if total else "-"


def _share(hits: int, total: int) -> str:
    return f"{hits} of {total} ({hits / total:.1%})" if total else "none"


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else float("nan")
