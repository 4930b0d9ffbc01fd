"""Sound from the middle of a file is the sound that decoding from the start gives there."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.samples import Samples
from backbeat.media.seeking import SoundSeeker

_SECONDS = 24
_STRETCHES = 30
_STRETCH_S = 2
_RESAMPLED = 1e-7
"""Largest difference of a sample after a change of rate."""


@dataclass(frozen=True)
class _Kind:
    name: str
    options: tuple[str, ...]
    rate: int = 44_100
    tolerance: float = 1e-6
    """Largest difference of a sample, full scale 1.0; 0 for bit by bit."""
    noise: float = 0.0
    """Share of the level that a codec makes up at random, and that differs therefore."""


_PICTURE = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50")
_KINDS = (
    _Kind("a.wav", ("-c:a", "pcm_s24le"), tolerance=0),
    _Kind("48.wav", ("-c:a", "pcm_f32le"), 48_000, tolerance=0),
    _Kind("a.aiff", ("-c:a", "pcm_s16be"), tolerance=0),
    _Kind("a.flac", ("-c:a", "flac"), tolerance=0),
    _Kind("alac.m4a", ("-c:a", "alac"), tolerance=0),
    _Kind("cbr.mp3", ("-c:a", "libmp3lame", "-b:a", "128k")),
    _Kind("low.mp3", ("-c:a", "libmp3lame", "-b:a", "48k", "-ar", "24000", "-ac", "1"), 24_000),
    _Kind("vbr.mp3", ("-c:a", "libmp3lame", "-q:a", "3")),
    _Kind("no-xing.mp3", ("-c:a", "libmp3lame", "-q:a", "3", "-write_xing", "0")),
    _Kind("quiet.m4a", ("-c:a", "aac", "-aac_pns", "0")),
    _Kind("a.m4a", ("-c:a", "aac", "-b:a", "96k"), noise=0.2),
    _Kind("a.aac", ("-c:a", "aac", "-aac_pns", "0")),
    _Kind("film.mp4", (*_PICTURE, "-c:a", "aac", "-aac_pns", "0"), 48_000),
    _Kind("film.mov", (*_PICTURE, "-c:a", "pcm_s16le"), 48_000, tolerance=0),
    _Kind("film.mkv", (*_PICTURE, "-c:a", "aac", "-aac_pns", "0"), 48_000),
    _Kind("a.ogg", ("-c:a", "libvorbis", "-q:a", "4")),
    _Kind("a.opus", ("-c:a", "libopus", "-b:a", "96k"), 48_000),
    _Kind("opus.mka", ("-c:a", "libopus", "-b:a", "96k"), 48_000),
    _Kind("flac.mka", ("-c:a", "flac"), tolerance=0),
    _Kind("a.ac3", ("-c:a", "ac3", "-b:a", "384k"), 48_000, noise=0.2),
    _Kind("a.eac3", ("-c:a", "eac3", "-b:a", "384k"), 48_000, noise=0.2),
    _Kind("44.ac3", ("-c:a", "ac3", "-b:a", "384k"), noise=0.2),
    _Kind("a.wv", ("-c:a", "wavpack"), tolerance=0),
)
_FROM_THE_START = (
    _Kind("vorbis.mka", ("-c:a", "libvorbis")),
    _Kind("a.ts", ("-c:a", "aac")),
    _Kind("flac.ogg", ("-c:a", "flac")),
)


def _made(folder: Path, kind: _Kind, seed: int = 1) -> Path:
    """A file of a sweep, which is nowhere the same, and of noise."""
    path = folder / kind.name
    sound = (
        f"aevalsrc=0.4*sin(2*PI*(150+{60 + seed}*t)*t)+0.08*random({seed})-0.04"
        f"|0.3*sin(2*PI*(900-{seed}*t)*t)+0.08*random({seed + 1})-0.04:s={kind.rate}:d={_SECONDS}"
    )
    picture = (
        ("-f", "lavfi", "-i", f"testsrc2=s=96x64:r=25:d={_SECONDS}")
        if "-c:v" in kind.options
        else ()
    )
    subprocess.run(
        ["ffmpeg", "-v", "error", *picture, "-f", "lavfi", "-i", sound, *kind.options, str(path)],
        check=True,
    )
    return path


def _from(seeker: SoundSeeker, first: int, count: int) -> Samples | None:
    blocks = seeker.blocks(first)
    if blocks is None:
        return None
    found = [next(blocks)]
    while sum(map(len, found)) < count and (block := next(blocks, None)) is not None:
        found.append(block)
    return np.concatenate(found)[:count]


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.name)
def test_any_stretch_is_that_of_the_whole(kind: _Kind, tmp_path: Path) -> None:
    path = _made(tmp_path, kind)
    chance = np.random.default_rng(len(kind.name))
    for rate in (kind.rate, 48_000 if kind.rate != 48_000 else 44_100):
        whole = read_audio(path, rate).samples
        tolerance = kind.tolerance if rate == kind.rate else max(kind.tolerance, _RESAMPLED)
        seeker = SoundSeeker(path, rate)
        jumped = 0
        ends = [len(whole) - 1, len(whole) - rate // 50, len(whole) - 3 * rate]
        for first in [*ends, *chance.integers(0, len(whole), _STRETCHES).tolist()]:
            found = _from(seeker, first, _STRETCH_S * rate)
            if found is None:
                assert first < 5 * rate, "only near the start is there nothing to jump over"
                continue
            jumped += 1
            expected = whole[first : first + _STRETCH_S * rate]
            assert len(found) == len(expected)
            if kind.noise:
                if len(expected) > rate:
                    _check_level(found, expected, kind.noise)
            else:
                assert np.abs(found - expected).max() <= tolerance
        assert jumped > _STRETCHES // 2
        seeker.close()


def _check_level(found: Samples, expected: Samples, noise: float) -> None:
    """That all but the made up noise is the same, and at the very sample."""
    level = np.sqrt(np.mean(expected**2))
    off = [
        np.sqrt(np.mean((found[2:-2] - expected[2 + by : len(expected) - 2 + by]) ** 2)) / level
        for by in (-2, -1, 0, 1, 2)
    ]
    assert off[2] < noise and np.argmin(off) == 2, off


@pytest.mark.parametrize("kind", _FROM_THE_START, ids=lambda kind: kind.name)
def test_where_times_do_not_tell_the_sample_nothing_is_guessed(kind: _Kind, tmp_path: Path) -> None:
    seeker = SoundSeeker(_made(tmp_path, kind), 48_000)
    assert seeker.blocks(15 * 48_000) is None
    seeker.close()


def test_recordings_joined_in_one_ogg_are_decoded_from_the_start(tmp_path: Path) -> None:
    kind = _Kind("a.ogg", ("-c:a", "libvorbis", "-serial_offset", "7"))
    first = _made(tmp_path, kind).rename(tmp_path / "first.ogg")
    second = _made(tmp_path, _Kind("second.ogg", ("-c:a", "libvorbis", "-serial_offset", "9")), 2)
    both = tmp_path / "both.ogg"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    for path, exact in ((first, True), (both, False)):
        seeker = SoundSeeker(path, 48_000)
        assert (seeker.blocks(15 * 48_000) is not None) == exact
        seeker.close()


def test_a_flac_whose_frames_count_again_is_decoded_from_the_start(tmp_path: Path) -> None:
    """FFmpeg joins FLAC files like this when it copies them one after another."""
    part = _made(tmp_path, _Kind("part.flac", ("-c:a", "flac")))
    names = tmp_path / "names.txt"
    names.write_text(f"file '{part}'\n" * 3)
    joined = tmp_path / "joined.flac"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(names), "-c", "copy",
         str(joined)],
        check=True,
    )  # fmt: skip
    seeker = SoundSeeker(joined, 44_100)
    assert seeker.blocks(15 * 44_100) is None
    seeker.close()


def test_a_gap_that_is_no_whole_packet_is_not_jumped_over(tmp_path: Path) -> None:
    """Decoding from the start ignores gaps of a few milliseconds; their place is not by time."""
    first = _made(tmp_path, _Kind("first.m4a", ("-c:a", "aac", "-aac_pns", "0")))
    names = tmp_path / "names.txt"
    names.write_text(f"file '{first}'\n" * 2)
    joined = tmp_path / "joined.m4a"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", str(names), "-c", "copy",
         str(joined)],
        check=True,
    )  # fmt: skip
    whole = read_audio(joined, 44_100).samples
    seeker = SoundSeeker(joined, 44_100)
    before, after = 15 * 44_100, 40 * 44_100
    found = _from(seeker, before, 44_100)
    assert found is not None and np.abs(found - whole[before : before + 44_100]).max() < 1e-6
    assert seeker.blocks(after) is None
    seeker.close()
