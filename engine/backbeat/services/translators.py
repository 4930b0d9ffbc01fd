"""Translations by services: LibreTranslate, which users can run themselves, and DeepL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.services.bodies import json_body
from backbeat.services.calling import Caller, Patience
from backbeat.services.switches import Access

_AT_ONCE = 50
"""Texts of one request: DeepL's limit."""
_DEEPL_TARGETS = {"en": "EN-US", "pt": "PT-PT", "zh": "ZH-HANS"}
"""Languages that DeepL wants a variety of."""


def translated(
    access: Access,
    texts: Sequence[str],
    source: str,
    target: str,
    progress: Progress,
    patience: Patience | None = None,
) -> list[str]:
    """Texts in another language, one for each.

    Args:
        access: the service.
        texts: what is said.
        source: ISO 639-1 of the texts; empty: the service finds out.
        target: that of the result.
        progress: may cancel.
        patience: how long the service is waited for.

    Raises:
        PermissionDeniedError: the service refuses the key, or there is no credit left.
        RequestError: it refuses what is sent, such as a language, or no language is named.
        ServiceError: it does not answer, or not as documented.
        CancelledError: the job was cancelled.
    """
    if not target:
        raise RequestError(
            "Lines are to be translated, and nothing says into which language.",
            "Name it with --language.",
        )
    ask = _deepl if access.seat.name == "deepl" else _libretranslate
    headers = {"Authorization": f"DeepL-Auth-Key {access.key}"} if ask is _deepl else {}
    caller = Caller(access, headers, progress, patience)
    result: list[str] = []
    for first in range(0, len(texts), _AT_ONCE):
        part = list(texts[first : first + _AT_ONCE])
        progress(first / len(texts), f"Translating line {first + 1}")
        answer = ask(part, source, target, caller)
        if len(answer) != len(part) or not all(isinstance(one, str) for one in answer):
            raise caller.failed(f"{len(answer)} of {len(part)} lines came back")
        result += answer
    return result


def _libretranslate(texts: list[str], source: str, target: str, caller: Caller) -> list[Any]:
    """POST /translate."""
    asked = {"q": texts, "source": source or "auto", "target": target, "format": "text"}
    if caller.access.key:
        asked["api_key"] = caller.access.key
    found = caller.json("POST", "/translate", json_body(asked)).get("translatedText")
    return found if isinstance(found, list) else []


def _deepl(texts: list[str], source: str, target: str, caller: Caller) -> list[Any]:
    """POST /v2/translate."""
    asked: dict[str, Any] = {
        "text": texts,
        "target_lang": _DEEPL_TARGETS.get(target.lower(), target.upper()),
    }
    if source:
        asked["source_lang"] = source.upper()
    found = caller.json("POST", "/v2/translate", json_body(asked)).get("translations")
    if not isinstance(found, list):
        return []
    return [one.get("text") if isinstance(one, dict) else None for one in found]
