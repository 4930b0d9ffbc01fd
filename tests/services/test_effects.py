"""Sound effects by ElevenLabs."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable

import pytest

from backbeat.errors import PermissionDeniedError, RequestError, ServiceError
from backbeat.progress import SILENT
from backbeat.services.effects import EffectOrder, made_effect
from backbeat.services.switches import Access, commercial_use
from tests.doubles.services.server import KEY, Double, Fault
from tests.services.conftest import HASTY

Given = Callable[[str], Access]
_SLAM = EffectOrder("heavy door slam", 2.0)


def test_an_effect_is_asked_for_as_documented(access: Given, double: Double) -> None:
    assert made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY) == b"a sound"
    (asked,) = double.asked
    assert f"{asked.method} {asked.path}" == (
        "POST /v1/sound-generation?output_format=mp3_44100_128"
    )
    assert asked.headers["Xi-Api-Key"] == KEY
    assert asked.json == {
        "text": "heavy door slam",
        "duration_seconds": 2.0,
        "loop": False,
        "prompt_influence": 0.3,
        "model_id": "eleven_text_to_sound_v2",
    }


def test_a_busy_service_is_asked_again_after_the_time_it_names(
    access: Given, double: Double
) -> None:
    soon = email.utils.formatdate(time.time() + 1.2, usegmt=True)
    for status, header in ((408, None), (409, "0.3"), (429, "0.3"), (429, soon)):
        headers = {} if header is None else {"Retry-After": header}
        double.faults = [Fault("/v1/sound-generation", status, headers=headers)]
        before = time.monotonic()
        assert made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY) == b"a sound"
        # A date is whole seconds: how much of the second is left depends on the clock.
        assert time.monotonic() - before >= (0.3 if header == "0.3" else 0.0)
    assert len(double.asked) == 8


def test_a_service_that_stays_busy_is_given_up(access: Given, double: Double) -> None:
    body = b'{"detail": {"status": "too_many_concurrent_requests", "message": "Slow down"}}'
    double.faults = [Fault("/v1", 429, body) for _ in range(5)]
    with pytest.raises(ServiceError, match="Slow down"):
        made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY)
    assert len(double.asked) == HASTY.tries


def test_what_costs_is_not_asked_for_twice_where_it_broke(access: Given, double: Double) -> None:
    for fault in (
        Fault("/v1", 200, b"half", {"Content-Type": "audio/mpeg"}, short_by=10),
        Fault("/v1", 500),
        Fault("/v1", 200, delay_s=1.0),
    ):
        double.faults, double.asked = [fault], []
        with pytest.raises(ServiceError):
            made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY)
        assert len(double.asked) == 1


def test_the_service_says_itself_what_is_wrong_with_an_order(access: Given, double: Double) -> None:
    body = b'{"detail": [{"loc": ["body", "text"], "msg": "text is too long", "type": "x"}]}'
    double.faults = [Fault("/v1", 422, body)]
    with pytest.raises(RequestError, match="text is too long"):
        made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY)
    double.faults = [Fault("/v1", 401, b'{"detail": {"message": "Invalid API key"}}')]
    with pytest.raises(PermissionDeniedError, match="ELEVENLABS_API_KEY"):
        made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY)


def test_a_page_instead_of_a_sound_is_none(access: Given, double: Double) -> None:
    double.faults = [Fault("/v1", 200, b"<html>Sign in</html>", {"Content-Type": "text/html"})]
    with pytest.raises(ServiceError, match="text/html"):
        made_effect(access("elevenlabs"), _SLAM, SILENT, HASTY)


def test_lengths_that_it_does_not_make_are_not_sent(access: Given, double: Double) -> None:
    for seconds in (0.4, 30.5):
        with pytest.raises(RequestError, match=r"0\.5 to 30 s"):
            made_effect(access("elevenlabs"), EffectOrder("wind", seconds), SILENT, HASTY)
    assert not double.asked


def test_whether_a_plan_allows_commercial_use_is_for_the_user_to_say(
    access: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    elevenlabs, freesound = access("elevenlabs").seat, access("freesound").seat
    assert commercial_use(elevenlabs) is None
    monkeypatch.setenv("BACKBEAT_COMMERCIAL_SERVICES", "elevenlabs, freesound")
    assert commercial_use(elevenlabs) is True
    assert commercial_use(freesound) is False
