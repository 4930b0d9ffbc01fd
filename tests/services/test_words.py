"""Voices and translations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backbeat.errors import NotFoundError, PermissionDeniedError, RequestError, ServiceError
from backbeat.progress import SILENT
from backbeat.services.switches import Access
from backbeat.services.translators import translated
from backbeat.services.voices import Saying, said, voice_named
from tests.doubles.services.server import KEY, Double, Fault
from tests.services.conftest import HASTY

Given = Callable[[str], Access]


def test_each_voice_says_a_line_under_its_terms(access: Given, double: Double) -> None:
    for name, ending in (("elevenlabs", ".mp3"), ("resemble", ".wav"), ("playht", ".wav")):
        found = said(access(name), Saying("Hello.", "a/b"), SILENT, HASTY)
        assert (found.sound, found.ending) == (b"a sound", ending)
        assert found.licence.startswith("https://")
    paths = double.paths()
    assert paths[0] == "POST /v1/text-to-speech/a%2Fb?output_format=mp3_44100_128"
    assert double.asked[1].json["voice_uuid"] == double.asked[2].json["voice"] == "a/b"
    assert double.asked[2].headers["X-User-Id"] == "somebody"


def test_directions_are_words_or_markup(access: Given, double: Double) -> None:
    for direction in ("whispers", '<prosody rate="slow">{text}</prosody>'):
        for name in ("elevenlabs", "resemble"):
            said(access(name), Saying("You & me", "v", direction=direction), SILENT, HASTY)
    assert [ask.json.get("text") or ask.json["data"] for ask in double.asked] == [
        "[whispers] You & me",
        '<speak prompt="whispers">You &amp; me</speak>',
        '<prosody rate="slow">You &amp; me</prosody>',
        '<speak><prosody rate="slow">You &amp; me</prosody></speak>',
    ]
    with pytest.raises(RequestError, match="takes no direction"):
        said(access("playht"), Saying("Hello.", "v", direction="whispers"), SILENT, HASTY)


def test_a_voice_is_named_with_its_service() -> None:
    seat, voice = voice_named("service:elevenlabs/21m00/x")
    assert (seat.name, voice) == ("elevenlabs", "21m00/x")
    with pytest.raises(RequestError, match="which voice"):
        voice_named("service:resemble")
    with pytest.raises(NotFoundError, match="service:elevenlabs"):
        voice_named("service:heygen/x")


def test_resemble_says_what_is_wrong_in_a_good_answer(access: Given, double: Double) -> None:
    double.faults = [Fault("/synthesize", body=b'{"success": false, "issues": ["too long"]}')]
    with pytest.raises(ServiceError, match="too long"):
        said(access("resemble"), Saying("Hello.", "v"), SILENT, HASTY)


def test_lines_are_translated_fifty_at_a_time(access: Given, double: Double) -> None:
    texts = [f"line {number}" for number in range(70)]
    for name in ("libretranslate", "deepl"):
        found = translated(access(name), texts, "de", "en", SILENT, HASTY)
        assert found == [text.upper() for text in texts]
    libre, _, deepl, _ = (ask.json for ask in double.asked)
    assert (libre["source"], libre["target"], libre["api_key"]) == ("de", "en", KEY)
    assert (deepl["source_lang"], deepl["target_lang"]) == ("DE", "EN-US")


def test_translations_that_do_not_fit_the_lines_are_refused(access: Given, double: Double) -> None:
    double.faults = [Fault("/v2/translate", body=b'{"translations": [{"text": "x"}]}')]
    with pytest.raises(ServiceError, match="1 of 2 lines"):
        translated(access("deepl"), ["a", "b"], "", "de", SILENT, HASTY)
    double.faults = [Fault("/v2/translate", 456, b'{"message": "Quota exceeded"}')]
    with pytest.raises(PermissionDeniedError, match="Quota exceeded"):
        translated(access("deepl"), ["a", "b"], "", "de", SILENT, HASTY)
    with pytest.raises(RequestError, match="into which language"):
        translated(access("deepl"), ["a"], "", "", SILENT, HASTY)
