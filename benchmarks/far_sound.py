"""A click far into a recording of three hours, in the panel.

    python -m benchmarks.far_sound [FOLDER]

In CPU seconds, which other programs do not lengthen. The files are made in FOLDER, where those that
are there already are used: they take an hour to make, and 4 GB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backbeat.media.decode import stream_audio
from backbeat.server.media.sounds import RATE, Sounds
from benchmarks.results import replace_section

_TITLE = "Far into a recording"
_HOURS_S = 3 * 3600
_FAR_S, _NEXT_S, _STRETCH_S = 10_700.0, (5_000.0, 9_000.5, 10_760.0), 4.0
_SOUND = (
    "aevalsrc=0.3*sin(2*PI*(200+50*sin(t/7))*t)+0.1*random(0)-0.05"
    f"|0.3*sin(2*PI*(300+20*sin(t/5))*t)+0.1*random(1)-0.05:s=44100:d={_HOURS_S}"
)


@dataclass(frozen=True)
class _Kind:
    name: str
    file: str
    options: tuple[str, ...]


_KINDS = (
    _Kind("WAV, 16 bits", "long.wav", ("-c:a", "pcm_s16le")),
    _Kind("FLAC", "long.flac", ("-c:a", "flac")),
    _Kind("MP3, 128 kbit/s", "cbr.mp3", ("-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0")),
    _Kind("MP3, variable", "long.mp3", ("-c:a", "libmp3lame", "-q:a", "2")),
    _Kind("AAC in MP4", "long.m4a", ("-c:a", "aac", "-b:a", "160k")),
    _Kind("Vorbis in Ogg", "long.ogg", ("-c:a", "libvorbis", "-q:a", "5")),
    _Kind("Opus in Ogg", "long.opus", ("-c:a", "libopus", "-b:a", "96k")),
    _Kind("Opus in Matroska", "long.mka", ("-c:a", "libopus", "-b:a", "96k")),
    _Kind("AC-3, 48 kHz", "long.ac3", ("-c:a", "ac3", "-b:a", "192k", "-ar", "48000")),
)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _from_the_start(path: Path) -> None:
    needed = round((_FAR_S + _STRETCH_S) * RATE)
    for block in stream_audio(path, RATE):
        needed -= len(block)
        if needed <= 0:
            return


def _row(kind: _Kind, folder: Path) -> str:
    path = folder / kind.file
    if not path.exists():
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", _SOUND, *kind.options, str(path)],
            check=True,
        )
    sounds = Sounds()
    sounds.wave(path, 0, _STRETCH_S)
    first = _seconds(lambda: sounds.wave(path, _FAR_S, _STRETCH_S))
    later = max(
        _seconds(lambda at=at: sounds.wave(path, at, _STRETCH_S))  # type: ignore[misc]
        for at in _NEXT_S
    )
    sounds.close()
    start = _seconds(lambda: _from_the_start(path))
    return f"| {kind.name} | {first:.2f} s | {later:.2f} s | {start:.1f} s |"


def main() -> None:
    """Measures, and writes the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else made)
        rows = []
        for kind in _KINDS:
            rows.append(_row(kind, folder))
            print(rows[-1], flush=True)
    head = (
        f"Four seconds of sound at {_FAR_S:.0f} s of a recording of three hours, in CPU seconds; "
        "made by `python -m benchmarks.far_sound`. The first click far into an MP3 or an AC-3 "
        "counts its packets; what follows is as quick as elsewhere. From the start: as every click "
        "was before.\n\n"
        "| kind | first far click | later clicks, at most | decoded from the start |\n"
        "|---|---|---|---|\n"
    )
    replace_section(_TITLE, head + "\n".join(rows))


if __name__ == "__main__":
    main()
