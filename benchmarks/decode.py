"""Decoding of sound files to mono at the analysis rate."""

from __future__ import annotations

from pathlib import Path

from backbeat import music
from backbeat.media.decode import read_audio
from backbeat.workflows.demo.song import make_song
from benchmarks.material import write_sound
from benchmarks.measure import Row, best_of, times

_RUNS = 3
_KINDS = (("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "libmp3lame"), ("m4a", "aac"))


def rows(folder: Path) -> list[Row]:
    """Three minutes of stereo at 48 kHz, against librosa.load where it reads the format."""
    import librosa

    song = make_song(seconds=180)
    found = []
    for suffix, codec in _KINDS:
        path = folder / f"song.{suffix}"
        write_sound(path, song.samples, song.rate, codec)
        ours = best_of(_RUNS, lambda path=path: read_audio(path, music.RATE, channels=1))
        peer, ratio = "", ""
        if suffix != "m4a":
            theirs = best_of(_RUNS, lambda path=path: librosa.load(path, sr=music.RATE, mono=True))
            peer, ratio = f"librosa.load: {180 / theirs:.0f} x real time", times(ours / theirs)
        found.append(Row(f"decode {suffix}", f"{180 / ours:.0f} x real time", peer, ratio))
    return found
