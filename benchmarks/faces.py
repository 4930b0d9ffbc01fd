"""Following faces: how fast, who is who after crossings, hands before mouths, false faces.

`python -m benchmarks.faces` prints it and writes the section of RESULTS.md. It needs the model
face-mesh (`backbeat models pull face-mesh`) and the real clips in `shared/data` beside the project.
`--before FOLDER` times an earlier version too, whose package `backbeat` is in that folder, turn by
turn with this one.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from backbeat.footage.faces import faces_in
from benchmarks.results import replace_section
from tests.footage.clips import encode
from tests.footage.faces.heads import CLIPS, Moving, film, hand, head, opened, swaps

SHARED = Path(__file__).resolve().parents[2] / "shared"
_QUICK = {"crf": "20", "preset": "ultrafast"}
_WITHOUT_FACES = (
    "*big_buck_bunny*", "*boat*", "*kohlipe3*", "*palawan*", "*car-*", "*fire2*", "*flower*",
    "*stream-of-water.mp4", "*cockatoo*", "*realshort*", "*pancake*",
)  # fmt: skip


def _clip(name: str) -> Path:
    return SHARED / "data" / "lips" / "video" / f"{name}.mp4"


_ROUNDS = 3
_TIMING = """
import sys, time
from pathlib import Path
from backbeat.footage.faces import faces_in
for line in sys.stdin:
    started = time.process_time()
    faces = faces_in(Path(line.rstrip()))
    print((time.process_time() - started) / len(faces.times_s) * 1000, flush=True)
"""


class _Version:
    """A version of the package in a process of its own.

    Args:
        folder: the folder of the package.
    """

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TIMING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(folder)},
        )

    def spent(self, path: Path) -> float:
        """Milliseconds of processor time a picture, decoding included."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(path, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """Ends it."""
        self._process.communicate()


def speeds(folder: Path, before: Path | None) -> Iterator[str]:
    """Films of one, two and no heads, and the real clips; medians of some rounds."""
    here = Path(__file__).resolve().parents[1] / "engine"
    versions = [_Version(one) for one in (before, here) if one is not None]
    columns = ["ms a picture before", "now"] if before else ["ms a picture"]
    yield "| " + " | ".join(["clip", "pictures", "faces", "seen", *columns]) + " |"
    yield "|---" * (4 + len(columns)) + "|"
    still = [
        Moving(head(SHARED, "vrt_face5"), lambda _: (400, 360), 2),
        Moving(head(SHARED, "latentsync_demo3"), lambda _: (900, 360), 2),
    ]
    made = [
        (f"{count} heads at 720p", encode(
            folder / f"{count}.mp4", film(still[:count], 6, (1280, 720)), options={"crf": "20"}
        ))
        for count in (0, 1, 2)
    ]  # fmt: skip
    for version in versions:
        version.spent(made[0][1])  # Loads the packages.
    for name, path in [*made, *((name, _clip(name)) for name in CLIPS)]:
        faces = faces_in(path)
        rounds = [[version.spent(path) for version in versions] for _ in range(_ROUNDS)]
        spent = [f"{statistics.median(one):.1f}" for one in zip(*rounds, strict=True)]
        seen = np.mean([track.seen.mean() for track in faces.tracks]) if faces.tracks else 0
        yield (
            f"| {name}, {faces.width} x {faces.height} | {len(faces.times_s)} | "
            f"{len(faces.tracks)} | {seen:.1%} | {' | '.join(spent)} |"
        )
    for version in versions:
        version.close()


def crossings(folder: Path) -> str:
    """Every pair of heads crosses, or turns back; speeds, sizes and heights are drawn."""
    random = np.random.default_rng(5)
    whole = count = 0
    for turns, (one, other) in enumerate(itertools.combinations(CLIPS, 2)):
        speed, height, size = random.uniform((70, -20, 0.75), (200, 20, 1.1))

        def along(at: float, back: bool = turns % 3 == 2) -> float:
            return abs(1.6 - at) if back else 1.6 - at

        moving = [
            Moving(
                head(SHARED, one),
                lambda at, speed=speed, along=along: (320 - speed * along(at), 180),  # type: ignore[misc]  # bound now
            ),
            Moving(
                head(SHARED, other),
                lambda at, speed=speed, height=height, along=along: (  # type: ignore[misc]  # bound now
                    320 + 0.85 * speed * along(at), 180 + height,
                ),
                size,
            ),
        ]  # fmt: skip
        faces = faces_in(encode(folder / "crossing.mp4", film(moving, 3.2), options=_QUICK))
        wrong, owners = swaps(faces.tracks, moving)
        count += 1
        whole += wrong == 0 and sorted(map(sorted, owners)) == [[0], [1]]
    return (
        f"Crossings of two real heads, one behind the other, a third of them turning back: in "
        f"{whole} of {count} both keep one number each from first to last."
    )


def mouths(folder: Path) -> str:
    """A mouth that is opened by known amounts in a still of each clip."""
    right = []
    for name in CLIPS:
        track = faces_in(_clip(name)).tracks[0]
        closed = int(np.nanargmin(track.lips[:, 0]))
        mesh = track.mesh[closed]
        x, y = mesh[[13, 14], :2].mean(axis=0)
        half = float(np.linalg.norm(mesh[61, :2] - mesh[291, :2])) / 2
        with av.open(str(_clip(name))) as file:
            frame = next(itertools.islice(file.decode(video=0), closed, None))
            assert isinstance(frame, av.VideoFrame)
            picture = frame.to_ndarray(format="rgb24")
        gaps = [0.5 * half * max(0.0, np.sin(at / 4)) for at in range(50)]
        pictures = (opened(picture, (float(x), float(y), 0.85 * half), gap) for gap in gaps)
        found = faces_in(encode(folder / "open.mp4", pictures, options=_QUICK)).tracks[0]
        right.append(float(np.corrcoef(found.lips[:, 0], gaps)[0, 1]))
    return (
        "Inner aperture against a mouth opened by known amounts, six people: correlation "
        f"{min(right):.2f} to {max(right):.2f}, median {np.median(right):.2f}."
    )


def hands(folder: Path) -> str:
    """A hand that comes before a mouth and leaves."""
    alpha = cv2.resize(hand(SHARED)[0][:, :, 3], (240, 240))
    hit = count = false = free = 0
    for name in CLIPS:

        def way(at: float) -> tuple[float, float]:
            return 320 + 220 * max(0, 1 - at, at - 2), 290

        alone = [Moving(head(SHARED, name), lambda _: (320, 180), 1.6)]
        both = [*alone, Moving(hand(SHARED), way, 1.5)]
        bare = faces_in(encode(folder / "bare.mp4", film(alone, 3), options=_QUICK)).tracks[0]
        track = faces_in(encode(folder / "hand.mp4", film(both, 3), options=_QUICK)).tracks[0]
        places = bare.mesh[:, [0, 17, 61, 291], :2]
        over = np.array([
            np.mean([
                0 <= px < 240 and 0 <= py < 240 and alpha[int(py), int(px)] > 128
                for px, py in points - [way(at / 25)[0] - 120, way(at / 25)[1] - 120]
            ])
            for at, points in enumerate(places)
        ])  # fmt: skip
        hit += int(track.covered[over >= 0.5].sum())
        count += int((over >= 0.5).sum())
        false += int(track.covered[over == 0].sum() + bare.covered.sum())
        free += int((over == 0).sum() + len(bare.covered))
    return (
        f"A hand before half of the lips or more: seen in {hit / count:.0%} of {count} pictures; "
        f"claimed in {false / free:.1%} of {free} pictures without."
    )


def false_faces() -> str:
    """Clips without a face that is large enough."""
    clips = [
        path
        for pattern in _WITHOUT_FACES
        for path in sorted((SHARED / "data" / "clips").glob(pattern))
    ]
    found = [faces_in(path) for path in clips]
    pictures = sum(len(faces.times_s) for faces in found)
    tracks = sum(len(faces.tracks) for faces in found)
    return (
        f"Landscapes, machines, animals and a cartoon, {len(clips)} clips, {pictures} pictures: "
        f"{tracks} faces claimed."
    )


def _sections(folder: Path, before: Path | None) -> Iterator[str]:
    yield (
        f"{datetime.date.today().isoformat()}, OpenCV {cv2.__version__}, one thread, processor "
        "time with decoding, on two cores that others used too."
    )
    yield ""
    yield from speeds(folder, before)
    for part in (crossings, mouths, hands):
        yield ""
        yield part(folder)
    yield ""
    yield false_faces()


def main() -> None:
    """Prints the section, and writes it into RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="folder of an earlier version's package")
    before = parser.parse_args().before
    lines = []
    with tempfile.TemporaryDirectory() as place:
        for line in _sections(Path(place), before):
            print(line, flush=True)
            lines.append(line)
    replace_section("Faces", "\n".join(lines))


if __name__ == "__main__":
    main()
