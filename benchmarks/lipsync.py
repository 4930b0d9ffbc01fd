"""New words in real mouths: closures, shapes, smoothness, offset, and how fast.

`python -m benchmarks.lipsync` needs the scoring data and both pulled models. Each clip is made to
say each recording by `backbeat lipsync`, at the highest quality of H.264; the finished file is
measured as anybody could: its face is followed anew, and whether lips touch is seen in pixels. It
prints a table and writes the section of RESULTS.md.
"""

from __future__ import annotations

import argparse
import datetime
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.footage.faces import faces_of
from backbeat.media.decode import read_audio
from backbeat.progress import SILENT
from backbeat.speech.spectrum import RATE
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult
from backbeat.workflows.lipsync.job import run
from backbeat.workflows.lipsync.lines import lines_of, pictures_of
from backbeat.workflows.lipsync.rewriting import rewritten
from benchmarks.lipsync_scores import Score, score, sounds_of, total, watched
from benchmarks.results import replace_section

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "lips"
CLIPS = ("WDA_KatieHill_000", "latentsync_demo1", "latentsync_demo3", "vrt_face2", "vrt_face5")
SPEECH = ("librivox_0870", "librivox_0890", "librivox_0920")


@dataclass(frozen=True)
class Row:
    """One clip that says one recording."""

    clip: str
    speech: str
    score: Score
    own: float
    """Share of pictures whose mouth is that of the same time in the source, two pictures about."""
    joins: float
    """Joins a second."""
    result: LipSyncResult
    seconds: float
    """That it took, all in."""


def rows(clips: list[str], speeches: list[str], folder: Path) -> list[Row]:
    """Makes and measures everything."""
    found = []
    for clip in clips:
        source = DATA / "video" / f"{clip}.mp4"
        before = watched(source)
        for speech in speeches:
            sound = DATA / "speech" / f"{speech}.wav"
            text = sound.with_suffix(".txt").read_text()
            target = folder / f"{clip}_{speech}.mp4"
            request = LipSyncRequest(
                path=str(source), speech_path=str(sound), output_path=str(target),
                backend="rewrite", when_longer=2,
            )  # fmt: skip
            started = time.perf_counter()
            result = run(request)
            took = time.perf_counter() - started
            length = len(read_audio(sound, RATE, channels=1).samples) / RATE
            measured = score(before, watched(target), sounds_of(sound, text), length)
            own, joins = _choice(request, source)
            found.append(Row(clip, speech, measured, own, joins, result, took))
            print(_line(found[-1]), flush=True)
    return found


def _choice(request: LipSyncRequest, source: Path) -> tuple[float, float]:
    """Share of own mouths, and joins a second: the choice is the same each time."""
    faces = faces_of(source)
    plan = lines_of(request, pictures_of(source, faces), SILENT)
    choices = rewritten(plan.lines, faces).choices
    changed = sum(choice.changed for choice in choices)
    joins = sum(int(choice.joins.sum()) for choice in choices)
    return sum(choice.own for choice in choices) / changed, joins / changed * float(faces.rate)


_HEAD = (
    "| clip | speech | closures | rounding z | f, v z | own | joins/s | jitter | rest | pops | "
    "sharpness | offset ms |"
)


def _line(row: Row) -> str:
    s = row.score
    offset = f"{row.result.offset_ms:+.0f}" if row.result.HasField("offset_ms") else "?"
    cells = (
        row.clip, row.speech, f"{s.closed} of {s.closures}", f"{s.rounding:+.2f}",
        f"{s.lip_to_teeth:+.2f}", f"{row.own:.2f}", f"{row.joins:.1f}", f"{s.jitter:.2f}",
        f"{s.rest:.2f}", f"{s.pops:.3f}", f"{s.sharpness:.2f}", offset,
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _summary(found: list[Row]) -> str:
    closed, heard = total(row.score for row in found)
    offsets = [abs(row.result.offset_ms) for row in found if row.result.HasField("offset_ms")]
    means = {
        name: float(np.nanmean([getattr(row.score, name) for row in found]))
        for name in ("rounding", "lip_to_teeth", "jitter", "rest", "pops", "sharpness")
    }
    return (
        f"Closures {closed} of {heard}; rounding {means['rounding']:+.2f} z; f and v "
        f"{means['lip_to_teeth']:+.2f} z; own {np.mean([row.own for row in found]):.2f}; jitter "
        f"{means['jitter']:.2f}; at rest {means['rest']:.2f}; pops {means['pops']:.3f}; sharpness "
        f"{means['sharpness']:.2f}; offset within 33 ms in "
        f"{sum(offset <= 33 for offset in offsets)} of {len(offsets)} that could be told, of "
        f"{len(found)}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", nargs="+", default=list(CLIPS))
    parser.add_argument("--speech", nargs="+", default=list(SPEECH))
    parser.add_argument("--keep", metavar="FOLDER", help="keep the videos here")
    parser.add_argument("--json", metavar="FILE", help="write the figures here too")
    parser.add_argument("--no-section", action="store_true", help="leave RESULTS.md as it is")
    arguments = parser.parse_args()
    print(_HEAD)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.keep) if arguments.keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = rows(arguments.clips, arguments.speech, folder)
    print(_summary(found))
    if arguments.json:
        Path(arguments.json).write_text(
            json.dumps([{"clip": r.clip, "speech": r.speech, **vars(r.score)} for r in found])
        )
    if not arguments.no_section:
        body = [
            f"`python -m benchmarks.lipsync`, {datetime.date.today().isoformat()}. "
            f"{_summary(found)}",
            "",
            _HEAD,
            "|" + "---|" * (_HEAD.count("|") - 1),
            *(_line(row) for row in found),
        ]
        replace_section("Lip-sync", "\n".join(body))


if __name__ == "__main__":
    main()
