"""The `sounds_search` job: finds sounds in the index by words, by category, or by a sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backbeat.errors import MediaError, NotFoundError, RequestError
from backbeat.media.probe import probe
from backbeat.progress import SILENT, Progress
from backbeat.sounds import ucs
from backbeat.sounds.facts import Floats, IndexedSound
from backbeat.sounds.index import Index
from backbeat.v1.sounds_pb2 import FoundSound, SoundsSearchRequest, SoundsSearchResult, UcsGuess
from backbeat.version import __version__
from backbeat.workflows.sounds_add.listening import timbre_of
from backbeat.workflows.sounds_search.opening import open_index

SCHEMA_VERSION = 1
_USUAL_LIMIT = 20
_MOST = 1000
_ADD_FIRST = "Add folders of sounds first: backbeat library add DIR."


def run(request: SoundsSearchRequest, progress: Progress = SILENT) -> SoundsSearchResult:
    """Finds sounds.

    Raises:
        RequestError: nothing is looked for, or a category is unknown.
        NotFoundError: no sounds were added, or there is no such index.
        MediaError: the sound to find others like cannot be read.
        InputError: the index is damaged.
        CancelledError: the job was cancelled.
    """
    limit = request.limit or _USUAL_LIMIT
    if not 1 <= limit <= _MOST:
        raise RequestError(f"{limit} sounds cannot be asked for.", f"Ask for 1 to {_MOST}.")
    if bool(request.like_path) == bool(request.query or request.ucs):
        raise RequestError(
            "A search needs words, a category or a sound to find others like.",
            "Give words and categories, or a sound alone.",
        )
    _check_categories(request.ucs)
    with open_index(request.index_path) as index:
        total = index.total
        if not total:
            raise NotFoundError("There are no sounds in the index.", _ADD_FIRST)
        result = SoundsSearchResult(
            schema_version=SCHEMA_VERSION, total=total, written_by=f"Backbeat {__version__}"
        )
        if request.like_path:
            found = _like(index, Path(request.like_path), limit, request.commercial, progress)
            result.method = "sound"
        else:
            found = index.search(request.query, request.ucs, limit, request.commercial)
            result.method = _method(index, request.query, result)
        result.categories.extend(_guesses(request.query))
        result.sounds.extend(map(found_sound, found))
    progress(1, "Done")
    return result


def found_sound(sound: IndexedSound) -> FoundSound:
    """A sound of the index as results tell it."""
    loudness = sound.lufs if sound.lufs is not None else sound.momentary_lufs
    return FoundSound(
        path=sound.path,
        name=sound.name,
        description=sound.description,
        ucs=sound.cat_id,
        ucs_confidence=sound.confidence,
        duration_s=sound.duration_s,
        rate=sound.rate,
        channels=sound.channels,
        lufs=loudness,
        peak_dbfs=sound.peak_dbfs,
        sync_s=sound.sync_s,
        sync_from=sound.sync_from.value,
        loops=sound.loops,
        takes=len(sound.takes),
        variants=sound.variants,
        licence=sound.licence,
        credit=sound.credit,
        score=sound.score,
        key=sound.key,
    )


def _check_categories(asked: Sequence[str]) -> None:
    for text in asked:
        if not ucs.meant_by(text):
            raise RequestError(
                f"UCS has no category {text!r}.",
                "Give a CatID such as DOORWood, or a category such as DOORS.",
            )


def _like(
    index: Index, path: Path, limit: int, commercial: bool, progress: Progress
) -> list[IndexedSound]:
    known = index.sound(str(path))
    vector: Floats | None = index.timbre_of(known.key) if known is not None else None
    if vector is None:
        stream = probe(path).audio
        if stream is None:
            raise MediaError(f"{path} has no sound.", "Give a file that holds sound.")
        vector = timbre_of(path, stream, progress)
    return index.similar(vector, limit, commercial, known.key if known is not None else "")


def _method(index: Index, query: str, result: SoundsSearchResult) -> str:
    if not query:
        return "words"
    if index.meaning is None:
        result.warnings.append(
            "By words alone: pip install 'backbeat[search]', and add the folders again, to find "
            "sounds by meaning too."
        )
        return "words"
    if not index.has_meaning:
        result.warnings.append(
            "By words alone: the sounds were added before backbeat[search] was installed. Add the "
            "folders again."
        )
        return "words"
    return "words and meaning"


def _guesses(query: str) -> list[UcsGuess]:
    found = []
    for guess in ucs.guess(query):
        category = ucs.categories()[guess.cat_id]
        found.append(
            UcsGuess(
                cat_id=guess.cat_id,
                category=category.category,
                subcategory=category.subcategory,
                confidence=guess.confidence,
            )
        )
    return found
