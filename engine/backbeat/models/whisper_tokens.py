"""Whisper's tokens: pieces of text in byte-level BPE, languages and time stamps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.models.registry import pulled_path

TOKENS_PER_S = 50
"""Time stamps a second."""

_UNSPACED = frozenset(("zh", "ja", "th", "lo", "my", "yue", "km", "bo"))
"""Languages written without spaces between words."""
_BEFORE, _AFTER = "\"'“¿([{-«„‘", "\"'.。,，!！?？:：”)]}、»…’;；"
"""Signs that belong to the word after them, and to the word before them."""


_CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta "
    "no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk "
    "sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb "
    "my bo tl mg as tt haw ln ha ba jw su"
)
LANGUAGES = tuple(_CODES.split())
"""The languages that Whisper knows, in the order of its tokens."""


def check_language(code: str) -> None:
    """Checks that a language is one that Whisper knows, or none.

    Raises:
        RequestError: it is another.
    """
    if code and code not in LANGUAGES:
        raise RequestError(
            f"There is no language {code!r} here.",
            "Give an ISO 639-1 code such as en, or none, to have it found out.",
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A word as tokens."""

    text: str
    """With its punctuation, without spaces around it."""
    tokens: tuple[int, ...]


class Vocabulary:
    """The tokens of a model.

    Args:
        path: vocabulary.txt, a token a line; None for that of the pulled model.

    Raises:
        NotFoundError: the model was not pulled.
        InputError: the file is none of Whisper's.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or pulled_path("speech", "vocabulary.txt")
        try:
            self._pieces = path.read_text("utf-8").rstrip("\n").split("\n")
            self._numbers = {piece: number for number, piece in enumerate(self._pieces)}
            self.end = self._numbers["<|endoftext|>"]
            self._start = self._numbers["<|startoftranscript|>"]
            self._transcribe = self._numbers["<|transcribe|>"]
            self._first_time = self._numbers["<|0.00|>"]
        except (OSError, UnicodeDecodeError, KeyError) as error:
            raise InputError(
                f"{path} is no vocabulary of a speech model.",
                "Get it again: backbeat models pull speech.",
            ) from error

    def prompt(self, language: str) -> list[int]:
        """The start of a transcript with time stamps in one of `LANGUAGES`."""
        return [self._start, self._numbers[f"<|{language}|>"], self._transcribe]

    def is_text(self, token: int) -> bool:
        """Whether a token is text, no time stamp and no mark."""
        return token < self.end

    def seconds(self, token: int) -> float | None:
        """The time that a time stamp says, from the start of the window; None for other tokens."""
        return None if token < self._first_time else (token - self._first_time) / TOKENS_PER_S

    def text(self, tokens: Iterable[int]) -> str:
        """The text of tokens; other tokens say nothing."""
        return self._bytes(tokens).decode("utf-8", "replace")

    def words(self, tokens: Sequence[int], language: str) -> list[Written]:
        """Text tokens as words, each with the punctuation that belongs to it.

        In languages without spaces a word is a token, or as many as hold a whole character.
        """
        split = self._characters([token for token in tokens if self.is_text(token)])
        if language not in _UNSPACED:
            split = _spaced(split)
        return _with_punctuation(split)

    def _bytes(self, tokens: Iterable[int]) -> bytes:
        signs = _byte_of_sign()
        return bytes(
            signs[sign] for token in tokens if self.is_text(token) for sign in self._pieces[token]
        )

    def _characters(self, tokens: Iterable[int]) -> list[tuple[str, list[int]]]:
        """The fewest tokens at a time that hold whole characters, with their text."""
        found: list[tuple[str, list[int]]] = []
        held: list[int] = []
        for token in tokens:
            held.append(token)
            try:
                text = self._bytes(held).decode("utf-8")
            except UnicodeDecodeError:
                continue
            found.append((text, held))
            held = []
        if held:
            found.append((self.text(held).replace("\ufffd", ""), held))
        return found


def _spaced(split: list[tuple[str, list[int]]]) -> list[tuple[str, list[int]]]:
    words: list[tuple[str, list[int]]] = []
    for text, tokens in split:
        if not words or text.startswith(" "):
            words.append((text, list(tokens)))
        else:
            before, held = words[-1]
            words[-1] = (before + text, held + tokens)
    return words


def _with_punctuation(split: list[tuple[str, list[int]]]) -> list[Written]:
    words: list[tuple[str, list[int]]] = []
    waiting: tuple[str, list[int]] = ("", [])
    for text, tokens in split:
        sign = text.strip()
        # A sign with a space before it and none after it opens what follows.
        if sign and all(one in _BEFORE for one in sign) and (text.startswith(" ") or not words):
            waiting = (waiting[0] + text, waiting[1] + tokens)
        elif (
            words
            and not waiting[1]
            and (
                all(one in _AFTER + " -" for one in sign) or unicodedata.category(sign[0])[0] == "M"
            )
        ):
            words[-1] = (words[-1][0] + text, words[-1][1] + tokens)
        else:
            words.append((waiting[0] + text, waiting[1] + tokens))
            waiting = ("", [])
    if waiting[1] and words:
        words[-1] = (words[-1][0] + waiting[0], words[-1][1] + waiting[1])
    return [Written(text.strip(), tuple(tokens)) for text, tokens in words if text.strip()]


@cache
def _byte_of_sign() -> dict[str, int]:
    """GPT-2's letters for bytes: printable ones are themselves, others are moved past 255."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [value for value in range(256) if value not in set(printable)]
    signs = {chr(value): value for value in printable}
    return signs | {chr(256 + place): value for place, value in enumerate(others)}
