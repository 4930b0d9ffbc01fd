"""`python -m benchmarks.proof`: rendering proofs of real clips, and whether their cuts are found.

PySceneDetect finds the cuts with its detectors as published, and decodes the film with OpenCV.
"""

from __future__ import annotations

import os
import platform
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import opentimelineio as otio
from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, open_video

from backbeat.media.probe import probe
from backbeat.timeline import load
from backbeat.version import __version__
from backbeat.workflows.preview.proof import render_proof
from benchmarks.results import replace_section

CLIPS = Path(__file__).parent.parent.parent / "shared" / "data" / "clips"
_RATE = 25
_WHY = (
    "skateboarding_dog and changi are portrait clips, so two thirds of both pictures are the same "
    "black; inside fire2, whose camera shakes, the detectors find cuts that hide the planned ones "
    "near them. The pictures of the proof are the planned ones: the tests read their numbers."
)
_ENLARGED = ("dancer1", "kohlipe2", "flower", "friday", "bunny")
"""Words in the names of the clips that are made 1080p."""


@dataclass(frozen=True)
class Found:
    """How many cuts a detector found."""

    name: str
    planned: int
    within_one: int
    exact: int
    missed: tuple[int, ...]
    """Planned cuts without one within a frame."""


def found_cuts(film: Path, planned: list[int]) -> list[Found]:
    """Planned cuts that each detector finds, within one frame and exactly."""
    found = []
    for name, detector in (
        ("ContentDetector", ContentDetector),
        ("AdaptiveDetector", AdaptiveDetector),
    ):
        manager = SceneManager()
        manager.add_detector(detector(min_scene_len=6))
        manager.detect_scenes(open_video(str(film)))
        seen = {start.frame_num for start, _ in manager.get_scene_list()[1:]}
        missed = tuple(cut for cut in planned if not seen & {cut - 1, cut, cut + 1})
        near = len(planned) - len(missed)
        found.append(Found(name, len(planned), near, len(seen & set(planned)), missed))
    return found


def write_edit(
    path: Path, clips: list[Path], shots: int, lengths: tuple[int, ...]
) -> dict[int, tuple[str, str]]:
    """An edit of stretches drawn with a fixed seed, no clip beside itself.

    Returns:
        Its cuts, in frames, with the names of the clips before and after.
    """
    drawn = random.Random(7)
    timeline = otio.schema.Timeline("proof")
    track = otio.schema.Track("V1", kind="Video")
    timeline.tracks.append(track)
    durations = {
        clip: float(probe(clip).video.duration or 0) for clip in clips if probe(clip).video
    }
    cuts, at, before = dict[int, tuple[str, str]](), 0, None
    while len(track) < shots:
        clip, length = drawn.choice(list(durations)), drawn.choice(lengths)
        room = durations[clip] - length / _RATE - 0.2
        if room < 0 or clip == before:
            continue
        start = round(drawn.uniform(0, room) * _RATE)
        reference = otio.schema.ExternalReference(str(clip))
        track.append(otio.schema.Clip(clip.name, reference, _span(start, length)))
        if before is not None:
            cuts[at] = before.stem.split("__")[-1], clip.stem.split("__")[-1]
        at, before = at + length, clip
    otio.adapters.write_to_file(timeline, str(path))
    return cuts


def main() -> None:
    """Writes the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = sorted(path for path in CLIPS.iterdir() if path.suffix != ".json")
        lines = [
            f"Backbeat {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores.",
            "",
            "| edit | cuts | found within a frame | exactly | x real time, one core |",
            "|---|---|---|---|---|",
        ]
        missed: list[str] = []
        enlarged = [
            _enlarged(clip, folder) for clip in clips if any(w in clip.name for w in _ENLARGED)
        ]
        for what, of, shots, lengths in (
            (f"{len(clips)} clips of all sizes and rates", clips, 200, (12, 18, 25, 37)),
            ("5 clips of 1080p H.264, keyframes every 2 s", enlarged, 60, (50, 75, 100)),
        ):
            edit, film = folder / "edit.otio", folder / "proof.mp4"
            cuts = write_edit(edit, of, shots, lengths)
            started = time.process_time()
            proof = render_proof(load(edit), film)
            speed = proof.frames / float(proof.rate) / (time.process_time() - started)
            for found in found_cuts(film, list(cuts)):
                near, exact = found.within_one / found.planned, found.exact / found.planned
                lines.append(
                    f"| {what}, {found.name} | {found.planned} | {near:.1%} | {exact:.1%} | "
                    f"{speed:.1f} |"
                )
                pairs = Counter(" to ".join(cuts[cut]) for cut in found.missed)
                named = ", ".join(f"{pair} ({count})" for pair, count in pairs.most_common())
                missed += [f"- {found.name}: {named}."] if named else []
        lines += ["", "Missed, by the clips before and after:", "", *missed, "", _WHY]
        replace_section("Proofs", "\n".join(lines))
        print("\n".join(lines))


def _span(start: int, length: int) -> otio.opentime.TimeRange:
    first, count = (otio.opentime.RationalTime(value, _RATE) for value in (start, length))
    return otio.opentime.TimeRange(first, count)


def _enlarged(clip: Path, folder: Path) -> Path:
    """Twelve seconds of a clip as 1080p H.264 with B-frames."""
    path = folder / f"{clip.stem}.hd.mp4"
    with av.open(str(clip)) as reading, av.open(str(path), "w") as writing:
        options = {"crf": "20", "preset": "veryfast", "bf": "2"}
        stream = writing.add_stream("libx264", rate=_RATE, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.codec_context.gop_size = 2 * _RATE
        for index, frame in enumerate(reading.decode(video=0)):
            if index >= 12 * _RATE:
                break
            large = frame.reformat(1920, 1080, "yuv420p")
            large.pts, large.time_base = index, Fraction(1, _RATE)
            large.pict_type = av.video.frame.PictureType.NONE
            writing.mux(stream.encode(large))
        writing.mux(stream.encode(None))
    return path


if __name__ == "__main__":
    main()
