"""Sounds of the user's own libraries, as they are indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from backbeat.foley.found import FoundSound, Heard, Licence, Take, Wanted
from backbeat.home import home
from backbeat.models.sentences import sentence_model
from backbeat.progress import Progress
from backbeat.sounds.facts import IndexedSound
from backbeat.sounds.index import Index, Meaning
from backbeat.v1.sounds_pb2 import SoundsAddRequest
from backbeat.workflows.foley.sources.files import heard_take
from backbeat.workflows.foley.sources.fitting import fit, query_of, suited
from backbeat.workflows.foley.sources.offering import Refused
from backbeat.workflows.sounds_add.job import run

_LOOKED_AT = 40
_BY_SEARCH = 0.15
"""How much the order of the search counts, which knows more than words and categories."""


def open_library(folders: Sequence[str], progress: Progress) -> LibrarySource:
    """The user's libraries as a source; folders that are not indexed are, first.

    Args:
        folders: those that are looked in; empty: all that were indexed.
        progress: may cancel.

    Raises:
        InputError: a folder does not exist, or the index cannot be read.
        OutputError: the index cannot be written.
        CancelledError: the job was cancelled.
    """
    paths = tuple(str(Path(folder).expanduser().absolute()) for folder in folders)
    with Index.open(home()) as index:
        known = [Path(folder.path) for folder in index.folders()]
    fresh = [path for path in paths if not any(Path(path).is_relative_to(one) for one in known)]
    if fresh:
        run(SoundsAddRequest(paths=fresh), progress)
    return LibrarySource(paths)


class LibrarySource:
    """The index as a source; see `offering.SoundSource`.

    Args:
        folders: those that are looked in; empty: all that were indexed.

    Raises:
        InputError: the index cannot be read.
    """

    name = "library"
    costs = False

    def __init__(self, folders: tuple[str, ...] = ()) -> None:
        self._index = Index.open(home(), _meaning())
        self._folders = folders

    def told(self) -> str:
        """Nothing is asked of others."""
        return ""

    def close(self) -> None:
        """Closes the index."""
        self._index.close()

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sounds that fit best by words, meaning and category."""
        words = query_of(wanted)
        if not words:
            return []
        found = self._index.search(words, limit=_LOOKED_AT, within=self._folders)
        if wanted.ucs:
            # What is called otherwise, in another language, is found by its category.
            known = {sound.key for sound in found}
            of_category = self._index.search(
                words, [wanted.ucs], limit=_LOOKED_AT, within=self._folders
            )
            found += [replace(one, score=0.0) for one in of_category if one.key not in known]
        sounds = [_sound(one, wanted) for one in found]
        # Sorting is stable: among equals the order of the search stays.
        return sorted(sounds, key=lambda sound: -sound.score)[:count]

    def named(self, key: str) -> FoundSound | None:
        """The sound "library:KEY", where KEY is what searches give, or its path."""
        found = self._index.sound(key.partition(":")[2])
        return None if found is None else self._with_variants(_sound(found, None))

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """The sound with its variants: it was measured when it was indexed."""
        del wanted, seed
        if not Path(sound.path).is_file():
            return Refused(f"{sound.path} is not there any more.")
        return self._with_variants(sound)

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a file; see `Source.hear`."""
        del seed, seconds
        return heard_take(sound, take, rate)

    def _with_variants(self, sound: FoundSound) -> FoundSound:
        alike = self._index.variants(sound.path)
        others = tuple(f"library:{one.key}" for one in alike if one.path != sound.path)
        return replace(sound, variants=others)


def _meaning() -> Meaning | None:
    """What makes embeddings of queries; None where its package is not installed."""
    model = sentence_model()
    return None if model is None else lambda text: model.embed([text])[0]


def _sound(found: IndexedSound, wanted: Wanted | None) -> FoundSound:
    return FoundSound(
        key=f"library:{found.key}",
        source="library",
        name=found.name,
        ucs=found.cat_id,
        description=found.description,
        duration_s=found.duration_s,
        takes=tuple(Take(take.start_s, take.end_s, take.sync_s) for take in found.takes),
        loops=found.loops,
        licence=Licence(found.licence, found.credit, found.url, found.commercial),
        path=found.path,
        score=1.0 if wanted is None else _score(found, wanted),
        lufs=found.lufs,
    )


def _score(found: IndexedSound, wanted: Wanted) -> float:
    fits = fit(wanted, found.name, found.description, found.cat_id)
    score = (1 - _BY_SEARCH) * fits + _BY_SEARCH * found.score
    return suited(score, wanted, found.duration_s, found.loops, len(found.takes))
