"""Freesound: searches in pages, limits of requests, and previews."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backbeat.errors import PermissionDeniedError, RequestError, ServiceError
from backbeat.progress import SILENT
from backbeat.services.freesound import Freesound, Sought
from backbeat.services.switches import Access
from tests.doubles.services.server import KEY, Double, Fault
from tests.services.conftest import HASTY

Given = Callable[[str], Access]
Asking = Callable[[], Freesound]


def listed(double: Double, number: int, name: str = "door slam", **more: Any) -> dict[str, Any]:
    """A result as Freesound lists it."""
    return {
        "id": number,
        "name": f"{name} {number}.wav",
        "description": "",
        "tags": ["door"],
        "username": "somebody",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "url": f"https://freesound.org/people/somebody/sounds/{number}/",
        "duration": 1.5,
        "previews": {"preview-hq-ogg": f"{double.url}/files/{number}.ogg"},
        **more,
    }


@pytest.fixture
def freesound(
    access: Given, double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Freesound:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    double.sounds = [listed(double, number) for number in range(200)]
    return Freesound(access("freesound"), SILENT, HASTY)


def test_a_search_goes_on_over_pages(freesound: Freesound, double: Double) -> None:
    sought = Sought("door slam", 0.1, 20, single_event=True, licences=("Attribution",))
    found = freesound.search(sought, 180)
    assert [hit.number for hit in found] == list(range(180))
    first, second = (
        {name: values[0] for name, values in parse_qs(urlsplit(one.path).query).items()}
        for one in double.asked
    )
    assert (first["page"], second["page"], first["page_size"]) == ("1", "2", "150")
    assert first["filter"] == ('duration:[0.1 TO 20] single_event:true license:("Attribution")')
    assert {"license", "username", "url", "previews"} <= set(first["fields"].split(","))
    assert double.asked[0].headers["Authorization"] == f"Token {KEY}"
    # The key is in no address, which others may log.
    assert KEY not in double.asked[0].path
    assert freesound.search(Sought("no such thing"), 5) == []


def test_results_that_cannot_be_used_are_left_out(freesound: Freesound, double: Double) -> None:
    double.sounds = [
        listed(double, 1, previews={}),
        listed(double, 2, license=""),
        listed(double, 3, username=None),
        listed(double, 4, tags=None, description=None),
    ]
    double.sounds[3]["name"] = "door slam"
    (hit,) = freesound.search(Sought("door slam"), 9)
    assert (hit.number, hit.tags, hit.description) == (4, (), "")
    # Old sounds may lack some previews.
    double.sounds[0]["previews"] = {
        "preview-lq-mp3": "https://x/lq.mp3",
        "preview-hq-mp3": "https://x/hq.mp3",
    }
    assert freesound.search(Sought("door slam"), 9)[0].preview == "https://x/hq.mp3"


def test_previews_are_fetched_whole_and_without_the_key(
    freesound: Freesound, double: Double, tmp_path: Path
) -> None:
    double.files["7.ogg"] = b"a preview"
    double.faults = [Fault("/files/", body=b"half", short_by=9)]
    hit = freesound.sound(7)
    assert hit is not None
    freesound.fetch(hit, tmp_path / "7.ogg")
    assert (tmp_path / "7.ogg").read_bytes() == b"a preview"
    assert all(KEY not in str(one.headers) for one in double.asked if "/files/" in one.path)


def test_a_busy_freesound_is_asked_again(freesound: Freesound, double: Double) -> None:
    detail = b'{"detail": "Request was throttled. Expected available in 42 seconds."}'
    double.faults = [
        Fault("/apiv2/", 429, detail, {"Retry-After": "0.3"}),
        Fault("/apiv2/", 200, b'{"resu', short_by=99),
    ]
    before = time.monotonic()
    assert len(freesound.search(Sought("door"), 3)) == 3
    assert time.monotonic() - before >= 0.3
    # One that says nothing for too long is asked again, too: to search costs nothing.
    double.faults = [Fault("/apiv2/", delay_s=1.0)]
    assert len(freesound.search(Sought("door"), 3)) == 3
    double.faults = [Fault("/apiv2/", 429, detail) for _ in range(3)]
    with pytest.raises(ServiceError, match="throttled"):
        freesound.search(Sought("door"), 3)


def test_answers_that_are_not_as_documented_are_said(freesound: Freesound, double: Double) -> None:
    for body, error, said in (
        (b"<html>", ServiceError, "not JSON"),
        (b'{"count": 1}', ServiceError, "without results"),
    ):
        double.faults = [Fault("/apiv2/", 200, body)]
        with pytest.raises(error, match=said):
            freesound.search(Sought("door"), 3)
    double.faults = [Fault("/apiv2/", 400, b'{"detail": "bad filter"}')]
    with pytest.raises(RequestError, match="bad filter"):
        freesound.search(Sought("door"), 3)
    double.faults = [Fault("/apiv2/", 401, b'{"detail": "Invalid token"}')]
    with pytest.raises(PermissionDeniedError, match="FREESOUND_API_KEY"):
        freesound.search(Sought("door"), 3)


def test_requests_are_counted_across_runs(
    freesound: Freesound, access: Given, double: Double, tmp_path: Path
) -> None:
    freesound.search(Sought("door"), 3)
    Freesound(access("freesound"), SILENT, HASTY).search(Sought("door"), 3)
    noted = tmp_path / "services" / "freesound-requests.txt"
    assert len(noted.read_text().split()) == 2
    now = float(noted.read_text().split()[-1])
    noted.write_text("\n".join(str(now - 100) for _ in range(2000)))
    asked = len(double.asked)
    with pytest.raises(ServiceError, match="2000 requests a day"):
        freesound.search(Sought("door"), 3)
    assert len(double.asked) == asked
