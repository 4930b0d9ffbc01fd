"""Sounds that may land: how often music and speech are refused, and how often real effects are.

`python -m benchmarks.foley_sources` measures `foley.checking` on the scoring data beside the
checkout: real effects, which must pass, and excerpts of music and speech, which must not. No
threshold was set on them, but for 8 of the 64 effects, which were among those of another package.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from backbeat.foley.checking import check
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Samples, Wanted
from backbeat.media.decode import read_audio
from backbeat.workflows.foley.sources.files import native_rate
from benchmarks.results import replace_section

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
_WANTED = Wanted("thing", "", Kind.EFFECT, Layer.HARD_FX)
"""Something that asks for neither voices nor notes."""
_ENDINGS = (".wav", ".flac", ".ogg")
_SEED = 5


def main() -> None:
    if not DATA.is_dir():
        print("The scoring data is not beside this checkout.")
        return
    lines = ["| what | refused | of | share | aim |", "|---|---|---|---|---|"]
    effects = [_whole(path) for path in _files(DATA / "sfx/library")]
    lines.append(_row("real effects", effects, "at most 5 %"))
    for what, folder, lengths in (
        ("music", "beats", (2, 4, 8)),
        ("speech", "lips/speech", (1, 2, 4)),
    ):
        for seconds in lengths:
            excerpts = list(_excerpts(DATA / folder, seconds))
            lines.append(_row(f"{what}, {seconds} s", excerpts, "at least 90 %"))
    print("\n".join(lines))
    if "--write" in sys.argv:
        replace_section("Sounds that may land", "\n".join(lines))


def _row(what: str, sounds: list[tuple[Samples, int]], aim: str) -> str:
    refused = sum(not check(samples, rate, _WANTED).takes for samples, rate in sounds)
    share = 100 * refused / len(sounds)
    return f"| {what} | {refused} | {len(sounds)} | {share:.0f} % | {aim} |"


def _excerpts(folder: Path, seconds: int) -> Iterator[tuple[Samples, int]]:
    chance = random.Random(_SEED)
    for path in _files(folder):
        samples, rate = _whole(path)
        count = seconds * rate
        if len(samples) >= count + rate:
            start = chance.randrange(len(samples) - count)
            yield samples[start : start + count], rate


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS)


def _whole(path: Path) -> tuple[Samples, int]:
    rate = native_rate(path)
    return read_audio(path, rate).samples, rate


if __name__ == "__main__":
    main()
