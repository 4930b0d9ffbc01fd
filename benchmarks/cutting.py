"""`python -m benchmarks.cutting [FOLDER]`: edits of 20 songs from 28 clips, judged from outside.

Each song is cut and its proof rendered as `backbeat cut --preview` does it. Edits are read back
from their timelines; films are judged by PySceneDetect and a count of flashes; motion by dense flow
and followed corners of the clips. None of these had a part in the choice. FOLDER keeps edits and
proofs.

Songs: all that last 22 s or more; then the longest of each other source, and of each genre of
GTZAN, in order of name, up to 20.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from backbeat.cutting.pacing import pace
from backbeat.footage import Footage
from backbeat.footage.cache import looked_at
from backbeat.media.probe import probe
from backbeat.v1.assembly_pb2 import CutRequest, PacingOptions
from backbeat.v1.music_pb2 import BeatsRequest, MusicAnalysis
from backbeat.version import __version__
from backbeat.workflows.beats import job as beats_job
from backbeat.workflows.cut.job import run
from benchmarks.assembly import RATE, longest_s, repeats_in, worth
from benchmarks.cutting_speed import speed
from benchmarks.cutting_table import BOTH, SongResult, lines
from benchmarks.edit_reading import ReadEdit, read_edit
from benchmarks.film_judges import cuts_found, most_flashes
from benchmarks.optical_flow import Flow, flow_of, lands_on_beat
from benchmarks.pacing_scores import scores
from benchmarks.results import replace_section

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_SONGS, _LONG_S = 20, 22.0
_SPLIT_SOURCES = ("gtzan",)


def songs() -> list[Path]:
    """By the rule above."""
    items = json.loads((DATA / "beats" / "index.json").read_text())["items"]
    lengths = {str(item["file"]): float(item["duration"]) for item in items}
    chosen = sorted(name for name, seconds in lengths.items() if seconds >= _LONG_S)
    by_source: dict[str, list[str]] = {}
    for name in sorted(set(lengths) - set(chosen)):
        first, second = name.split("_")[:2]
        source = f"{first}_{second}" if first in _SPLIT_SOURCES else first
        by_source.setdefault(source, []).append(name)
    for source in sorted(by_source, key=lambda name: (name.startswith(_SPLIT_SOURCES), name)):
        chosen.append(max(by_source[source], key=lambda name: lengths[name]))
    return [DATA / "beats" / name for name in chosen[:_SONGS]]


def clips() -> list[Path]:
    """All of them, the damaged one too."""
    return sorted(path for path in (DATA / "clips").iterdir() if path.suffix != ".json")


def judged(
    song: Path, folder: Path, footage: Sequence[Footage], flows: dict[Path, Flow]
) -> SongResult:
    """Cuts one song, renders its proof, and judges both."""
    output, film = folder / f"{song.stem}.otio", folder / f"{song.stem}.mp4"
    request = CutRequest(
        paths=[str(DATA / "clips")],
        music_path=str(song),
        output_path=str(output),
        preview_path=str(film),
        overwrite=True,
    )
    run(request)
    edit, music = read_edit(output), _music(song)
    rate = float(edit.rate)
    hard = [shot for shot in edit.shots[1:] if not shot.dissolve_frames]
    soft = [shot for shot in edit.shots[1:] if shot.dissolve_frames]
    detected = cuts_found(film)
    names = {
        shot.start_frame: f"{_short(before.path)} to {_short(shot.path)}"
        for before, shot in pairwise(edit.shots)
    }
    missed, unplanned, found = {}, {}, {}
    for detector, frames in detected.items():
        missing = [
            s.start_frame
            for s in hard
            if not frames & set(range(s.start_frame - 1, s.start_frame + 2))
        ]
        planned = {s.start_frame + step for s in hard for step in (-1, 0, 1)}
        for shot in soft:
            half = shot.dissolve_frames // 2 + 2
            planned |= set(range(shot.start_frame - half, shot.start_frame + half + 1))
        missed[detector] = [names[frame] for frame in missing]
        found[detector] = len(hard) - len(missing)
        unplanned[detector] = frames - planned
    inside = {
        detector: [_shown_at(edit, frame) for frame in sorted(frames)]
        for detector, frames in {**unplanned, BOTH: _in_both(unplanned)}.items()
    }
    pins, must = _wishes_held(request, edit, footage)
    return SongResult(
        song=song.stem,
        pacing=scores(edit.cuts_s, music, rate),
        off_frames=_off_frames(edit, music),
        hard_cuts=len(hard),
        found=found,
        missed=missed,
        inside=inside,
        action={judge: _action(edit, music, flows, judge) for judge in ("motion", "tracked")},
        early_repeats=repeats_in(edit.seconds, footage),
        flashes=most_flashes(film, rate),
        must_use=must,
        pins=pins,
    )


def _in_both(unplanned: Mapping[str, set[int]]) -> set[int]:
    """Frames at which every detector finds a cut, within one frame."""
    one, *others = unplanned.values()
    return {at for at in one if all({at - 1, at, at + 1} & other for other in others)}


def _music(song: Path) -> MusicAnalysis:
    return beats_job.run(BeatsRequest(path=str(song)))


def _short(path: Path) -> str:
    return path.stem.split("__")[-1]


def _shown_at(edit: ReadEdit, frame: int) -> str:
    return next(_short(s.path) for s in reversed(edit.shots) if s.start_frame <= frame)


def _off_frames(edit: ReadEdit, music: MusicAnalysis) -> list[float]:
    beats = [beat.time_s for beat in music.beats]
    middles = [(one + other) / 2 for one, other in pairwise(beats)]
    places = np.array([*beats, *middles])
    return [float(np.abs(places - cut).min() * edit.rate) for cut in edit.cuts_s]


def _action(
    edit: ReadEdit, music: MusicAnalysis, flows: dict[Path, Flow], judge: str
) -> tuple[int, int]:
    beats = [beat.time_s for beat in music.beats]
    found = [
        lands_on_beat(
            flows[shot.path],
            getattr(flows[shot.path], judge),
            shot.source_start_s,
            shot.frames,
            shot.start_frame,
            beats,
            edit.rate,
        )
        for shot in edit.shots
    ]
    hits = [hit for hit in found if hit is not None]
    return sum(hits), len(hits)


def _wishes_held(
    request: CutRequest, edit: ReadEdit, footage: Sequence[Footage]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Pins and clips that have to be used, drawn for this song: those held, and all."""
    drawn = random.Random(Path(request.music_path).stem)
    wished = CutRequest()
    wished.CopyFrom(request)
    wished.preview_path = ""
    wished.output_path = str(Path(request.output_path).with_suffix(".wished.otio"))
    some = [clip for clip in footage if longest_s(clip) >= 2]
    must = drawn.sample(some, min(2, len(edit.shots) // 3))
    numbers = drawn.sample(range(len(edit.shots)), min(2, len(edit.shots) // 3))
    pinned = {}
    for number in numbers:
        seconds = edit.seconds[number][1]
        clip = drawn.choice([clip for clip in footage if longest_s(clip) >= seconds + 1])
        pinned[number] = clip.path
        wished.material.pins.add(slot=number + 1, clip=clip.path.name)
    wished.material.must_use.extend(clip.path.name for clip in must)
    run(wished)
    got = read_edit(Path(wished.output_path))
    shown = {shot.path for shot in got.shots}
    held = sum(got.shots[number].path == path for number, path in pinned.items())
    return (held, len(pinned)), (sum(clip.path in shown for clip in must), len(must))


def _baselines(footage: Sequence[Footage], flows: dict[Path, Flow]) -> dict[str, tuple[int, int]]:
    """The same slots filled by frame difference and by chance, without a timeline."""
    wanted = {song.stem: pace(_music(song), PacingOptions(), RATE).slots for song in songs()}
    return worth(wanted, [clip for clip in footage if clip.path in flows], flows)


def main() -> None:
    """Writes the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        paths = clips()
        with ProcessPoolExecutor(2) as pool:
            footage = list(pool.map(looked_at, paths))
            flows = dict(zip(paths, pool.map(flow_of, paths), strict=True))
            print(f"clips looked at: {time.perf_counter() - started:.0f} s", flush=True)
            chosen = songs()
            by_length = sorted(chosen, key=lambda path: -(probe(path).duration or 0))
            baselines = pool.submit(_baselines, footage, flows)
            results = []
            judge = partial(judged, folder=folder, footage=footage, flows=flows)
            for result in pool.map(judge, by_length):
                results.append(result)
                print(json.dumps(asdict(result)), flush=True)
            ways = baselines.result()
        (folder / "results.json").write_text(
            json.dumps({"songs": [asdict(one) for one in results], "ways": ways}, indent=1)
        )
        text = [
            f"Backbeat {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores;"
            f" {len(results)} songs, {len(paths)} clips; made by `python -m benchmarks.cutting`.",
            *lines(results, ways, speed(folder)),
        ]
        replace_section("Cutting", "\n".join(text))
        print("\n".join(text))
        print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
