"""The words in clips whose sound is kept, so that none is cut in two.

Voice activity alone misses the beginnings and ends of some words. Where the speech model was
pulled, what it hears counts as speech too; it is kept by a clip's content, as footage is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import MediaError
from backbeat.footage import Footage
from backbeat.footage.footage import Span
from backbeat.progress import Progress
from backbeat.workflows.cut.material import Material

if TYPE_CHECKING:
    from backbeat.models.whisper import Whisper
    from backbeat.models.whisper_tokens import Vocabulary

_VERSION = 1
"""Raised when other words are found, so that old ones are not used."""


def with_words(material: Material, progress: Progress) -> Material:
    """Material whose speech covers every word; as it is where the speech model is not here.

    Raises:
        CancelledError: the job was asked to stop.
    """
    from backbeat.models.registry import is_pulled

    speaking = [one for one in material.footage if one.speech]
    if not speaking or not is_pulled("speech"):
        return material
    from backbeat.models.whisper import Whisper
    from backbeat.models.whisper_tokens import Vocabulary

    model, vocabulary = Whisper(), Vocabulary()
    heard: dict[Path, Footage] = {}
    for place, one in enumerate(speaking):
        part = progress.part(place / len(speaking), (place + 1) / len(speaking))
        words = _words(one, model, vocabulary, part)
        heard[one.path] = replace(one, speech=_united([*one.speech, *words]))
    footage = tuple(heard.get(one.path, one) for one in material.footage)
    return replace(material, footage=footage)


def _words(
    footage: Footage, model: Whisper, vocabulary: Vocabulary, progress: Progress
) -> tuple[Span, ...]:
    """When words are said in a clip: what is kept of it, else heard now and kept."""
    from backbeat.footage.keeping import Shelf, stamp_of

    shelf = Shelf(f"-words{_VERSION}.json", _packed, _unpacked)
    path = footage.path
    kept = shelf.found(path)
    if kept is not None:
        return kept
    try:
        before = stamp_of(path)
        words = _heard(path, model, vocabulary, progress)
    except (OSError, MediaError):
        # The clip was looked at: that its sound ends early is no reason not to cut it.
        return ()
    shelf.put(path, before, footage.sha256, words)
    return words


def _heard(
    path: Path, model: Whisper, vocabulary: Vocabulary, progress: Progress
) -> tuple[Span, ...]:
    from backbeat.speech.reading import Reader
    from backbeat.speech.transcribing import language_of, words_in
    from backbeat.workflows.spoken import spoken_in

    with spoken_in(path, progress.part(0, 0.1)) as spoken:
        language = language_of(spoken.voice, spoken.read, model)
        if not language.code:
            return ()
        reader = Reader(model, vocabulary, language.code, others=True)
        words = words_in(spoken.voice, spoken.read, reader, progress.part(0.1, 1))
    return _united(Span(word.start_s, word.end_s) for word in words)


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches apart from one another, in order; words that touch are one."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_s):
        if united and span.start_s <= united[-1].end_s:
            united[-1] = Span(united[-1].start_s, max(united[-1].end_s, span.end_s))
        else:
            united.append(span)
    return tuple(united)


def _packed(words: tuple[Span, ...]) -> bytes:
    return json.dumps([[span.start_s, span.end_s] for span in words]).encode()


def _unpacked(content: bytes, path: Path, digest: str) -> tuple[Span, ...]:
    del path, digest
    return tuple(Span(float(start), float(end)) for start, end in json.loads(content))
