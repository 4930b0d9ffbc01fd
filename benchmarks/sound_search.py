"""Finding sounds: how fast among 100,000, and how often the right one comes first.

`python -m benchmarks.sound_search` fills an index with made-up sounds that are called as libraries
call theirs (UCS), and searches it for what editors search for. With a folder of the sounds of
Debian's packages (docs/library.md names them), it also counts the right answers:
`python -m benchmarks.sound_search FOLDER`.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from backbeat.models.sentences import SIZE, sentence_model
from backbeat.sounds import timbre, ucs
from backbeat.sounds.embedded import Embedded
from backbeat.sounds.facts import Heard, Loudness, SoundFile, SyncFrom, Take
from backbeat.sounds.index import Index
from backbeat.sounds.licence_tables import Terms
from backbeat.sounds.saying import said_by
from benchmarks.results import replace_section
from tests.sounds.queries import OURS, REFERENCE

_SOUNDS = 100_000
_ENDINGS = (".wav", ".flac", ".ogg", ".oga")
_MAKERS = ("TN", "BBC", "SSD", "HISS", "ATTK", "JH", "RSPR")


def main() -> None:
    lines = ["| what | figure | aim |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as home:
        lines += _speed(Path(home))
    folders = [name for name in sys.argv[1:] if not name.startswith("-")]
    if not folders:
        lines.append("| right answers | not run: no folder of sounds was named | |")
    for folder in folders[:1]:
        for with_meaning in (False, True):
            if with_meaning and sentence_model() is None:
                continue
            with tempfile.TemporaryDirectory() as home:
                lines += _right_answers(Path(home), Path(folder), with_meaning)
    print("\n".join(lines))
    if "--write" in sys.argv:
        replace_section("Finding sounds", "\n".join(lines))


def _speed(home: Path) -> list[str]:
    random.seed(1)
    model = sentence_model()
    with Index.open(home, model) as index:
        started = time.perf_counter()
        for number in range(_SOUNDS):
            index.put(_made_up(number))
        index.commit()
        entered = time.perf_counter() - started
        started = time.perf_counter()
        index.prepare()
        prepared = time.perf_counter() - started
        index.search("door")
        words = _times(index)
        commercial = _times(index, commercial=True)
        vectors = [index.timbre_of(found.key) for found in index.search("door slam", limit=20)]
        alike = []
        for vector in vectors:
            assert vector is not None
            started = time.perf_counter()
            index.similar(vector)
            alike.append(time.perf_counter() - started)
    how = "words and meaning" if model is not None else "words alone"
    rows = [
        (f"search of {_SOUNDS} sounds by {how}, median of {len(words)} queries, of "
         "processor time",
         f"{statistics.median(words) * 1000:.1f} ms", "under 20 ms"),
        ("the slowest of 20", f"{np.quantile(words, 0.95) * 1000:.1f} ms", ""),
        ("the same for commercial use, median",
         f"{statistics.median(commercial) * 1000:.1f} ms", ""),
        ("sounds like another, median", f"{statistics.median(alike) * 1000:.1f} ms", ""),
        ("entering them, without listening", f"{entered:.0f} s", ""),
        ("making the tables of vectors", f"{prepared:.1f} s", ""),
    ]  # fmt: skip
    return [f"| {what} | {figure} | {aim} |" for what, figure, aim in rows]


def _times(index: Index, commercial: bool = False) -> list[float]:
    """Of the processor, in seconds: what else runs on the machine is not the search's."""
    found = []
    for words, _ in (*REFERENCE, *OURS):
        started = time.process_time()
        index.search(words, commercial=commercial)
        found.append(time.process_time() - started)
    return found


def _right_answers(home: Path, folder: Path, with_meaning: bool) -> list[str]:
    model = sentence_model() if with_meaning else None
    paths = sorted(
        path for path in folder.rglob("*")
        if path.suffix in _ENDINGS and "music" not in str(path)
    )  # fmt: skip
    with Index.open(home, model) as index:
        for path in paths:
            index.put(_called(str(path)))
        for row_id, text in index.without_meaning(len(paths)) if model is not None else ():
            assert model is not None
            index.put_meaning(row_id, model(text))
        index.commit()
        lines = []
        how = "words and meaning" if with_meaning else "words alone"
        for name, queries, aim in (
            ("the reference's queries", REFERENCE, "all"),
            ("our queries", OURS, "85 %"),
        ):
            right = sum(
                bool(found) and re.search(pattern, found[0].path) is not None
                for words, pattern in queries
                for found in [index.search(words, limit=1)]
            )
            lines.append(
                f"| {name} right at rank 1 among {len(paths)} sounds, by {how} | "
                f"{right} of {len(queries)} | {aim} |"
            )
    return lines


def _made_up(number: int) -> SoundFile:
    category = random.choice(list(ucs.categories().values()))
    words = random.sample(category.synonyms, min(len(category.synonyms), random.randint(1, 3)))
    name = " ".join(word.title() for word in (*words, random.choice(("Close", "Soft", "Big", ""))))
    take = number % 7 + 1
    maker = random.choice(_MAKERS)
    return _called(
        f"/sounds/{category.category.lower()}/{category.cat_id}_{name.strip()} {take:02}_{maker}_"
        f"LIB{number % 50}.wav",
        number,
    )


def _called(path: str, number: int = 0) -> SoundFile:
    noise = np.random.default_rng(number)
    heard = Heard(
        1.0, 48000, 2, Loudness(-20.0, -18.0, -3.0, -2.0), SyncFrom.ATTACK, (Take(0, 1, 0.1),),
        False, noise.standard_normal(timbre.SIZE).astype(np.float32),
    )  # fmt: skip
    said = said_by(path, Embedded(), Terms(), Terms())
    vector = None
    if number:
        middle = np.random.default_rng(sum(map(ord, said.cat_id))).standard_normal(SIZE)
        vector = (middle + 0.8 * noise.standard_normal(SIZE)).astype(np.float32)
        vector /= np.linalg.norm(vector)
    digest = hashlib.sha256(path.encode()).hexdigest()
    return SoundFile(path, 1, 1, digest, said, heard, vector)


if __name__ == "__main__":
    main()
