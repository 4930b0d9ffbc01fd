from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.errors import CancelledError, PermissionDeniedError, RequestError, ServiceError
from backbeat.progress import SILENT, Progress
from backbeat.services.lipsync import made
from backbeat.services.ordering import Order
from backbeat.services.switches import Access
from tests.doubles.services.server import KEY, Double, Fault
from tests.services.conftest import HASTY

Given = Callable[[str], Access]


@pytest.fixture
def order(tmp_path: Path) -> Order:
    for name in ("face.mp4", "face.png", "speech.wav"):
        (tmp_path / name).write_bytes(f"{name}\r\n--".encode() * 9)
    files = (tmp_path / "face.mp4", tmp_path / "face.png", tmp_path / "speech.wav")
    return Order(*files, width=720, height=720)


def test_heygen_is_sent_both_files_and_asked_until_it_is_done(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert (tmp_path / "made.mp4").read_bytes() == b"a video"
    assert double.uploads == [order.video.read_bytes(), order.speech.read_bytes()]
    assert double.asked[2].json["video"] == {"type": "asset_id", "asset_id": "asset-1"}
    assert double.asked[2].json["audio"] == {"type": "asset_id", "asset_id": "asset-2"}
    assert double.paths()[2:] == [
        "POST /v3/lipsyncs",
        *["GET /v3/lipsyncs/job%2F1"] * 2,
        "GET /files/made.mp4",
    ]


def test_sync_gets_files_where_it_says_and_takes_and_emotions(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    happy = Order(order.video, order.still, order.speech, 720, 720, emotion="happy", take=2)
    for one in (order, happy):
        made(access("sync"), one, tmp_path / "made.mp4", SILENT, HASTY)
    assert double.uploads[:2] == [order.video.read_bytes(), order.speech.read_bytes()]
    plain, other = (ask.json for ask in double.asked if ask.path == "/v2/generate")
    assert plain["input"][0] == {"type": "video", "url": f"{double.url}/files/there"}
    assert (plain["model"], other["model"]) == ("lipsync-2", "react-1")
    assert other["options"]["prompt"] == "happy"
    assert plain["options"]["temperature"] != other["options"]["temperature"]


def test_hedra_gets_a_still_and_the_speech(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    made(access("hedra"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert double.uploads == [order.still.read_bytes(), order.speech.read_bytes()]
    asked = next(ask.json for ask in double.asked if ask.path == "/generations")
    assert asked["generated_video_inputs"]["aspect_ratio"] == "1:1"


def test_a_wrong_key_is_said_without_the_key(
    access: Given, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Access(access("heygen").seat, access("heygen").url, "another")
    with pytest.raises(PermissionDeniedError, match="HEYGEN_API_KEY") as caught:
        made(wrong, order, tmp_path / "made.mp4", SILENT, HASTY)
    assert "another" not in str(caught.value) and "another" not in repr(wrong)


def test_texts_of_a_service_never_show_the_key(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    said = f'{{"error": {{"message": "no credit for {KEY}"}}}}'.encode()
    double.faults = [Fault("/v3/assets", 402, said)]
    with pytest.raises(PermissionDeniedError, match="no credit for …") as caught:
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert KEY not in str(caught.value)


def test_busy_services_are_asked_again_after_the_time_they_say(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    double.faults = [
        Fault("/v3/lipsyncs$", 429, headers={"Retry-After": "0"}),
        Fault("/v3/lipsyncs/", 502, b"<html>"),
    ]
    made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert double.paths().count("POST /v3/lipsyncs") == 2


def test_what_costs_is_not_asked_for_again_where_it_may_have_begun(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    double.faults = [Fault("/v3/lipsyncs$", 500)]
    with pytest.raises(ServiceError, match="out of order: status 500"):
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    double.faults = [Fault("/v3/lipsyncs$", delay_s=0.7)]
    with pytest.raises(ServiceError, match=r"does not answer: nothing came for 0\.5 s"):
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert double.paths().count("POST /v3/lipsyncs") == 2


def test_a_service_that_fails_says_why(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    double.fails = "two faces are seen"
    for name in ("heygen", "sync", "hedra"):
        with pytest.raises(ServiceError, match="two faces are seen"):
            made(access(name), order, tmp_path / "made.mp4", SILENT, HASTY)
    double.fails, double.polls = "", 10**6
    with pytest.raises(ServiceError, match="is not finished after"):
        made(access("sync"), order, tmp_path / "made.mp4", SILENT, HASTY)


def test_a_download_that_breaks_off_is_fetched_anew_or_not_at_all(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    target = tmp_path / "made.mp4"
    double.faults = [Fault("/files/", body=b"a vi", short_by=3)]
    made(access("heygen"), order, target, SILENT, HASTY)
    assert target.read_bytes() == b"a video"
    target.unlink()
    double.faults = [Fault("/files/", body=b"a vi", short_by=3) for _ in range(3)]
    with pytest.raises(ServiceError, match="broke off"):
        made(access("heygen"), order, target, SILENT, HASTY)
    assert not target.exists()


def test_nothing_follows_to_another_host_with_the_key(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    elsewhere = {"Location": f"{double.url.replace('127.0.0.1', 'localhost')}/v3/assets"}
    double.faults = [Fault("/v3/assets", 307, headers=elsewhere)]
    with pytest.raises(ServiceError, match="not followed"):
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert len(double.asked) == 1
    plain = b'{"data": {"status": "completed", "video_url": "http://192.0.2.1/made.mp4"}}'
    double.faults = [Fault("/v3/lipsyncs/", body=plain)]
    with pytest.raises(ServiceError, match="without encryption"):
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)


def test_answers_that_are_not_as_documented(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    for body, said in ((b"<html>", "not JSON"), (b'{"data": 1}', "without data.asset_id")):
        double.faults = [Fault("/v3/assets", body=body)]
        with pytest.raises(ServiceError, match=said):
            made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)


def test_a_cancel_takes_effect_while_waiting(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    double.polls = 10**6
    progress = Progress(cancelled=lambda: len(double.asked) > 5)
    with pytest.raises(CancelledError):
        made(access("heygen"), order, tmp_path / "made.mp4", progress, HASTY)


def test_what_a_service_cannot_take_is_refused_before_anything_is_sent(
    access: Given, double: Double, order: Order, tmp_path: Path
) -> None:
    glad = Order(order.video, order.still, order.speech, 720, 720, emotion="glad")
    for name, said in (("heygen", "takes no emotion"), ("sync", "It knows happy")):
        with pytest.raises(RequestError, match=said):
            made(access(name), glad, tmp_path / "made.mp4", SILENT, HASTY)
    with order.video.open("wb") as file:
        file.truncate(33_000_000)
    with pytest.raises(RequestError, match="takes files of 32 MB at most"):
        made(access("heygen"), order, tmp_path / "made.mp4", SILENT, HASTY)
    assert not double.asked
