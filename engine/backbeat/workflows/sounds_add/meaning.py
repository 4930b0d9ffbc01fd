"""Sentence embeddings of sounds, where the package for them is installed."""

from __future__ import annotations

from backbeat.models.sentences import SentenceModel, sentence_model
from backbeat.progress import Progress
from backbeat.sounds.facts import Floats
from backbeat.sounds.index import Index

_BATCH = 64
_BETWEEN_COMMITS = 2000


def embed_missing(index: Index, progress: Progress) -> bool:
    """Makes the embeddings that are missing; what is done stays when it is cancelled.

    Returns:
        Whether sounds have embeddings.

    Raises:
        CancelledError: the job was cancelled.
    """
    model = sentence_model()
    if model is None:
        return False
    total = max(1, index.count_without_meaning())
    done = 0
    known: dict[str, Floats] = {}
    while rows := index.without_meaning(_BETWEEN_COMMITS):
        _embed(model, [text for _, text in rows], known, progress)
        for row_id, text in rows:
            index.put_meaning(row_id, known[text])
        index.commit()
        done += len(rows)
        progress(done / total, "Reading what the sounds are called")
    return True


def _embed(
    model: SentenceModel, texts: list[str], known: dict[str, Floats], progress: Progress
) -> None:
    # Variants are called the same.
    fresh = sorted({text for text in texts if text not in known}, key=len)
    for first in range(0, len(fresh), _BATCH):
        progress.check()
        part = fresh[first : first + _BATCH]
        known.update(zip(part, model.embed(part), strict=True))
    if len(known) > 50_000:
        for text in list(known)[: len(known) - 50_000]:
            if text not in texts:
                del known[text]
