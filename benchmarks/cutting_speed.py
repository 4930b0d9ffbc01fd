"""How long a cut takes once its clips were looked at, and how fast they are looked at."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import soundfile

from backbeat.footage.analysis import analyze
from backbeat.footage.cache import looked_at
from backbeat.media.decode import read_audio
from benchmarks.measure import command_s

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_CLIPS, _SONG_S = 40, 180
_PART_S = 8


def speed(folder: Path) -> list[tuple[str, str, str]]:
    """Rows of the table. The clips of the first are looked at before, as the second cut of anyone
    finds them; the song is not: it is heard by every cut."""
    material = folder / "forty"
    material.mkdir(exist_ok=True)
    for clip in _forty(material):
        looked_at(clip)
    song = _long_song(folder / "three_minutes.wav")
    edit = folder / "forty.otio"
    arguments = ["-m", "backbeat.cli.main", "cut", str(material), "--music", str(song)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    seconds = command_s(1, sys.executable, *arguments, "-o", str(edit), "--overwrite")
    processor = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    text = (
        f"{processor:.1f} s of processor time; {seconds:.1f} s with a load of"
        f" {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    name = DATA / "clips" / "intel-iot-devkit+sample-videos__car-detection.mp4"
    started = time.process_time()
    pictures = len(analyze(name).times_s)
    rate = pictures / (time.process_time() - started)
    return [
        ("`backbeat cut`, 3 minutes from 40 clips looked at before", text, "10 s"),
        (f"looking at clips, {_size(name)}, speech included", f"{rate:.0f} pictures/s", "100"),
    ]


def _size(path: Path) -> str:
    with av.open(str(path)) as film:
        return f"{film.streams.video[0].width}x{film.streams.video[0].height}"


def _forty(folder: Path) -> Iterator[Path]:
    """The clips, and further stretches of the longest of them as files of their own."""
    paths = sorted(path for path in (DATA / "clips").iterdir() if path.suffix != ".json")
    for path in paths:
        copy = folder / path.name
        if not copy.exists():
            shutil.copy(path, copy)
        yield copy
    longest = sorted(paths, key=lambda path: -_seconds(path))[:4]
    for number in range(_CLIPS - len(paths)):
        path = longest[number % len(longest)]
        part = folder / f"part{number}.mp4"
        if not part.exists():
            start = str(3 + 6 * (number // len(longest)))
            subprocess.run(
                ["ffmpeg", "-v", "error", "-ss", start, "-i", str(path), "-t", str(_PART_S),
                 "-an", "-preset", "veryfast", str(part)],
                check=True,
            )  # fmt: skip
        yield part


def _seconds(path: Path) -> float:
    return float(looked_at(path).duration_s)


def _long_song(path: Path) -> Path:
    """The longest song, and its beginning again."""
    audio = read_audio(DATA / "beats" / "osu_triangles.mp3", 44_100)
    samples = np.concatenate([audio.samples, audio.samples])[: _SONG_S * audio.rate]
    soundfile.write(path, samples, audio.rate)
    return path
