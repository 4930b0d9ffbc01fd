"""Sounds made by a program of the user's, such as AudioLDM 2, MMAudio or Stable Audio Open.

The program gets the words, the length and a seed, and writes a sound file. It may say whose its
sounds are, by printing an object of JSON last: {"licence": "CC-BY-NC-SA-4.0", "credit": "…",
"url": "…"}. Without that nothing is known of their licence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backbeat.errors import InputError
from backbeat.files import replacing, write_text
from backbeat.files.scratch import scratch_folder
from backbeat.foley.found import Licence
from backbeat.progress import Progress
from backbeat.sounds.licences import allows_commercial, named
from backbeat.workflows.commands import arguments_of, run_command
from backbeat.workflows.foley.sources.keeping import kept_at
from backbeat.workflows.foley.sources.making import Asked, Made, MakingSource
from backbeat.workflows.foley.sources.offering import COMMAND

_LONGEST_S = 3600.0
"""Text-to-audio on a processor takes minutes for a few seconds of sound."""


def open_command(command: str, progress: Progress) -> MakingSource:
    """A program as a source.

    Args:
        command: such as "command:audioldm2 -t {text} -dur {seconds} --seed {seed} -o {out}".
        progress: may cancel; the program is ended then.

    Raises:
        RequestError: it is no command, or lacks {text} or {out}.
        PermissionDeniedError: commands are not allowed here.
    """
    return MakingSource(_Program(tuple(arguments_of(command, ("text", "out"))), progress))


class _Program:
    name = COMMAND

    def __init__(self, words: tuple[str, ...], progress: Progress) -> None:
        self._words = words
        self._progress = progress
        self.title = Path(words[0]).name

    def make(self, asked: Asked) -> Made:
        asks = [self._words, asked.words, asked.seconds, asked.loop, asked.seed]
        kept = kept_at(self.name, asks, ".wav")
        terms = kept.with_suffix(".json")
        if not kept.is_file():
            said = self._run(asked, kept)
            write_text(terms, json.dumps(said, ensure_ascii=False))
        return Made(kept, self._licence(terms))

    def told(self) -> str:
        return ""

    def _run(self, asked: Asked, kept: Path) -> dict[str, str]:
        with scratch_folder() as folder:
            out = folder / "made.wav"
            values = {
                "text": asked.words,
                "seconds": f"{asked.seconds:g}",
                "seed": str(asked.seed),
                "out": str(out),
            }
            self._progress(0, f"{self.title} makes “{asked.words}”")
            printed = run_command(self._words, values, folder, self._progress, _LONGEST_S)
            if not out.is_file() or not out.stat().st_size:
                raise InputError(
                    f"{self.title} wrote no sound for {asked.words!r}.",
                    "It must write the file {out}.",
                )
            with replacing(kept) as target:
                target.write_bytes(out.read_bytes())
        return _said_last(printed)

    def _licence(self, terms: Path) -> Licence:
        try:
            said = json.loads(terms.read_text("utf-8"))
        except (OSError, ValueError):
            said = {}
        licence = named(said.get("licence", ""))
        credit = said.get("credit", "") or self.title
        return Licence(licence, credit, said.get("url", ""), allows_commercial(licence))


def _said_last(printed: str) -> dict[str, str]:
    """The object of JSON in the last line that a program printed; empty where there is none."""
    lines = printed.splitlines()
    try:
        found: Any = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    names = ("licence", "credit", "url")
    return {name: found[name] for name in names if isinstance(found.get(name), str)}
