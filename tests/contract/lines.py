"""A command line for each kind of job that writes, on the material of `samples`."""

from __future__ import annotations

from pathlib import Path

COMMANDS = {
    "beats": ("beats", "{m}/song.wav", "-o", "{o}.json", "--plot", "{o}.png"),
    "loudness": ("loudness", "{m}/song.wav", "-o", "{o}.json", "--plot", "{o}.png"),
    "visemes": ("visemes", "{m}/song.wav", "-o", "{o}.json"),
    "plan": ("plan", "{m}/song.wav", "-o", "{o}.json"),
    "snap": ("snap", "{m}/edit.otio", "--music", "{m}/song.wav", "-o", "{o}.otio"),
    "cut": ("cut", "{m}/bin", "--music", "{m}/song.wav", "-o", "{o}.otio"),
    "transcribe": ("transcribe", "{m}/speech.wav", "-o", "{o}.srt"),
    "master": ("master", "{m}/short.wav", "--lufs", "-20", "-o", "{o}.wav"),
    "render": ("render", "{m}/mix.otio", "-o", "{o}.wav"),
    "align": ("align", "{m}/scene.wav", "{m}/take.wav", "-o", "{o}.otio"),
    "synccheck": ("synccheck", "{m}/talk.mov", "-o", "{o}.json"),
    "lipsync": ("lipsync", "{m}/shot_001.mov", "{m}/speech.wav", "-o", "{o}.mp4"),
    "dub": ("dub", "{m}/talk.mov", "--dub", "{m}/dub.wav", "--no-lips", "-o", "{o}.mov"),
    "foley": (
        *("foley", "{m}/knocks.mov", "--cues", "{m}/cues.csv", "--spot", "markers"),
        *("--sources", "starter,synthesis", "-o", "{o}.otio"),
    ),
    "foley_conform": (
        *("foley", "--conform", "{m}/landed.otio", "{m}/landed.otio", "-o", "{o}.otio"),
    ),
    "sounds_add": ("library", "add", "{m}/sounds", "--index", "{o}.db"),
}
"""By the kind: the words, with the folder of material as {m} and the output without ending as {o}.
"""


def line(kind: str, material: Path, output: Path) -> list[str]:
    """The words of a command, after `backbeat`."""
    return [word.format(m=material, o=output) for word in COMMANDS[kind]]
