"""Effects that are off by known amounts: how often `synccheck --sfx` says by how much.

Drawn clips (`engine/training/foley/clips.py`) with a knock at each impact, and, where the checkout
has them, real clips with their own sound that is in step. The picture is looked at once and the
sound moved by each amount. `python -m benchmarks.effects_sync [--write]`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.media.probe import probe
from backbeat.progress import SILENT
from backbeat.sync.effects.judging import EffectsJudgement, judged
from backbeat.sync.effects.matching import Moments
from backbeat.sync.lips.judging import STATED, Verdict
from backbeat.workflows.synccheck.effects import MeasuredEffects, measured_effects
from benchmarks.results import replace_section
from tests.drawn_hits import drawn_video

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SHIFTS = (-10, -3, 0, 2, 6, 12)
"""By how many pictures the sound is late."""
_KINDS = (
    "striker", "stick", "chop", "drums", "clap", "ball", "rally", "billiard", "drop", "walk",
)  # fmt: skip
_SEED = 777_000
_REACH_S = 0.5
_GIVE_FRAMES = 0.5
"""What an offset may be off beyond its bounds: real sound lies no better in its own picture."""


@dataclass
class Tally:
    """What was said of clips of one kind."""

    clips: int = 0
    stated: int = 0
    untold: int = 0
    off: list[str] = field(default_factory=list)
    falsely_in_sync: int = 0

    def enter(self, name: str, shift: int, said: EffectsJudgement, rate: float) -> None:
        """Counts one answer."""
        offset = said.offset
        if said.verdict not in STATED or offset is None:
            self.untold += 1
            return
        self.stated += 1
        low, high = offset.low_s * rate - _GIVE_FRAMES, offset.high_s * rate + _GIVE_FRAMES
        if not low <= shift <= high:
            self.off.append(f"{name} {shift:+d}")
        self.falsely_in_sync += said.verdict is Verdict.IN_SYNC and abs(shift) > 2

    def row(self, what: str) -> str:
        """A line of the table."""
        return (
            f"| {what} | {self.clips} | {self.stated} | {self.untold} | "
            f"{', '.join(self.off) or 'none'} | {self.falsely_in_sync} |"
        )


def main() -> None:
    drawn, real = Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number, kind in enumerate(_KINDS):
            video = drawn_video(Path(folder) / f"{kind}.mov", kind, _SEED + 10 * number)
            _enter(drawn, kind, video)
    for name, video in _real():
        _enter(real, name, video)
    lines = [
        "Each clip with its sound moved by " + ", ".join(f"{one:+d}" for one in SHIFTS)
        + " pictures; made by `python -m benchmarks.effects_sync`. Outside its bounds: by more "
        "than half a picture.",
        "",
        "| clips | how many | offset stated | cannot tell | stated outside its bounds | "
        "falsely in sync |",
        "|---|---|---|---|---|---|",
        drawn.row("drawn, with knocks"),
    ]  # fmt: skip
    if real.clips:
        lines.append(real.row("real, with their own sound"))
    print("\n".join(lines))
    if "--write" in sys.argv:
        replace_section("Effects off by known amounts", "\n".join(lines))


def _enter(tally: Tally, name: str, video: Path) -> None:
    found = measured_effects(video, video, probe(video), _REACH_S, SILENT)
    tally.clips += 1
    for shift in SHIFTS:
        tally.enter(name, shift, shifted(found, shift), float(found.rate))


def shifted(found: MeasuredEffects, pictures: int) -> EffectsJudgement:
    """What is said of a measured video were its sound late by some pictures."""
    times = found.heard.times_s + pictures / float(found.rate)
    heard = Moments(times[times >= 0], found.heard.confidence[times >= 0])
    return judged(
        found.seen, heard, float(found.rate), (0.0, found.report.duration_s), found.reach_s
    )


def _real() -> Iterator[tuple[str, Path]]:
    """Real clips whose sound is known to be in step."""
    folder = SHARED / "foley_real"
    listed = folder / "index.json"
    for clip in json.loads(listed.read_text()) if listed.is_file() else ():
        if clip["av_sync_trust"] == "high":
            yield clip["name"], folder / clip["file"]


if __name__ == "__main__":
    main()
