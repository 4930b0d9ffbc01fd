"""The counters, as Prometheus reads them."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest
from prometheus_client.parser import text_string_to_metric_families

import backbeat.client
from backbeat.client.discovery import Discovery
from backbeat.errors import InputError, NotFoundError, UnauthenticatedError
from backbeat.server.metrics import media_seconds
from backbeat.v1.jobs_pb2 import JobResult
from backbeat.v1.loudness_pb2 import LoudnessReport
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.version import __version__
from tests import commands, engines
from tests.server.conftest import Http

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def _scraped(http: Http) -> Samples:
    status, headers, body = http.send("GET", "/metrics")
    assert status == 200
    assert headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def _of(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


def test_jobs_and_requests_are_counted(
    http_server: Http, engine: Discovery, home: Path, tmp_path: Path
) -> None:
    before = _scraped(http_server)
    assert ("backbeat_jobs_total", frozenset({("kind", "snap"), ("state", "failed")})) in before
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"RIFF but no sound")
    with backbeat.client.connect(home=home) as client:
        client.run(engines.beats(commands.write_clicks(tmp_path / "song.wav", 12)))
        with pytest.raises(InputError):
            client.run(engines.beats(noise))
        with pytest.raises(NotFoundError):
            client.get("jobs/none")
    with (
        backbeat.client.connect(f"127.0.0.1:{engine.grpc_port}", "wrong") as stranger,
        pytest.raises(UnauthenticatedError),
    ):
        stranger.get("jobs/none")
    with (
        grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel,
        pytest.raises(grpc.RpcError),
    ):
        channel.unary_unary("/no.Such/Method")(b"")
    assert http_server.send("GET", "/no/such/page")[0] == 404
    after = _scraped(http_server)

    def more(name: str, **labels: str) -> float:
        return _of(after, name, **labels) - _of(before, name, **labels)

    assert more("backbeat_jobs_total", kind="beats", state="succeeded") == 1
    assert more("backbeat_jobs_total", kind="beats", state="failed") == 1
    assert more("backbeat_decode_errors_total", kind="beats") == 1
    assert more("backbeat_job_seconds_count", kind="beats") == 2
    assert more("backbeat_job_realtime_factor_count", kind="beats") == 1
    factor = more("backbeat_job_realtime_factor_sum", kind="beats")
    assert 0 < factor < 12 / 0.001
    assert _of(after, "backbeat_queue_depth") == _of(after, "backbeat_running") == 0
    assert _of(after, "backbeat_ready") == 1
    assert _of(after, "process_resident_memory_bytes") > 1e7 or not Path("/proc").exists()
    build = next(labels for name, labels in after if name == "backbeat_build_info")
    assert ("version", __version__) in build

    def requests(interface: str, method: str, code: str) -> float:
        name = "backbeat_requests_total"
        return more(name, interface=interface, method=method, code=code)

    assert requests("grpc", "Jobs/SubmitJob", "OK") == 2
    assert requests("grpc", "Jobs/WatchJob", "OK") == 2
    assert requests("grpc", "Jobs/GetJob", "NOT_FOUND") == 1
    assert requests("grpc", "Jobs/GetJob", "UNAUTHENTICATED") == 1
    assert requests("grpc", "other", "UNAUTHENTICATED") == 1
    assert requests("http", "/metrics", "200") == 1
    assert requests("http", "other", "404") == 1


def test_they_need_a_token_and_hold_none(http_server: Http, engine: Discovery) -> None:
    status, _, body = http_server.send("GET", "/metrics", authorization=None)
    assert status == 401
    assert b"backbeat_jobs" not in body
    assert http_server.send("GET", "/metrics", sec_fetch_site="cross-site")[0] == 403
    assert engine.token.encode() not in http_server.send("GET", "/metrics")[2]


def test_names_that_callers_invent_make_no_new_series(http_server: Http) -> None:
    before = len(_scraped(http_server))
    for number in range(20):
        http_server.send("POST", f"/backbeat.v1.Jobs/Invented{number}", b"{}")
        http_server.send("GET", f"/media/invented-{number}")
    assert len(_scraped(http_server)) <= before + 3


def test_how_long_the_media_is() -> None:
    assert media_seconds(JobResult(beats=MusicAnalysis(duration_s=7))) == 7
    assert media_seconds(JobResult(loudness=LoudnessReport(duration_s=2.5))) == 2.5
    assert media_seconds(JobResult(beats=MusicAnalysis())) == 0
    assert media_seconds(JobResult()) == 0
