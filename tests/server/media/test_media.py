"""Sound and pictures by ticket: the samples, the pictures and the bytes of the file itself."""

from __future__ import annotations

import io
import json
import subprocess
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from backbeat.media.decode import read_audio
from backbeat.media.pictures import PictureFile
from tests.server.conftest import Http

_RATE = 48_000
_KINDS = {
    "wav": ("-c:a", "pcm_s24le"),
    "flac": ("-c:a", "flac"),
    "mp3": ("-c:a", "libmp3lame"),
    "m4a": ("-c:a", "aac"),
    "opus": ("-c:a", "libopus"),
    "mp4": ("-c:a", "aac", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    "mov": ("-c:a", "pcm_s16le", "-c:v", "mpeg4"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A second and a half of silence, then noise, in several formats; with a picture in some."""
    folder = tmp_path_factory.mktemp("media")
    made = {}
    for kind, codec in _KINDS.items():
        path = folder / f"file.{kind}"
        picture = (
            ("-f", "lavfi", "-i", "testsrc2=size=321x181:rate=25:duration=9")
            if kind in ("mp4", "mov")
            else ()
        )
        scale = ("-vf", "scale=320:180") if picture else ()
        subprocess.run(
            ["ffmpeg", "-v", "error", *picture, "-f", "lavfi", "-i",
             "anoisesrc=d=7.5:c=pink:r=44100:a=0.5:s=3,adelay=1500:all=1,aformat=channel_layouts=stereo",
             *scale, *codec, str(path)],
            check=True,
        )  # fmt: skip
        made[kind] = path
    return made


def _ticket(server: Http, path: Path | str) -> str:
    status, _, answer = server.send(
        "POST", "/backbeat.v1.Panel/OpenMedia", json.dumps({"path": str(path)}).encode()
    )
    assert status == 200, answer
    return str(json.loads(answer)["url"])


def _samples(wave_file: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wave_file)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, _RATE)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)


@pytest.mark.parametrize("kind", _KINDS)
def test_stretches_join_to_the_whole_sound_on_the_clock_of_the_analysis(
    kind: str, files: dict[str, Path], http_server: Http
) -> None:
    url = _ticket(http_server, files[kind])
    whole = read_audio(files[kind], _RATE).samples
    parts = []
    for start in (0.0, 2.5, 5.0, 7.5):
        status, headers, body = http_server.send("GET", f"{url}/sound?from={start}&seconds=2.5")
        assert status == 200 and headers["content-type"] == "audio/wav"
        parts.append(_samples(body))
    joined = np.concatenate(parts) / 32767
    assert len(joined) == min(len(whole), 10 * _RATE)
    assert np.abs(joined - whole[: len(joined)]).max() < 1e-4
    # And back again, which a player does that jumps.
    again = _samples(http_server.send("GET", f"{url}/sound?from=1&seconds=2")[2])
    assert np.array_equal(again, np.concatenate(parts)[_RATE : 3 * _RATE])


def test_beyond_the_end_there_is_no_sound(files: dict[str, Path], http_server: Http) -> None:
    url = _ticket(http_server, files["wav"])
    assert len(_samples(http_server.send("GET", f"{url}/sound?from=60&seconds=4")[2])) == 0
    assert len(_samples(http_server.send("GET", f"{url}/sound?from=8&seconds=4")[2])) == _RATE


def test_the_picture_is_the_one_shown_at_that_moment(
    files: dict[str, Path], http_server: Http
) -> None:
    url = _ticket(http_server, files["mp4"])
    for at in (0.0, 1.0, 1.04, 5.72, 2.0, 99.0):
        status, headers, body = http_server.send("GET", f"{url}/picture?at={at}&width=320")
        assert status == 200 and headers["content-type"] == "image/jpeg"
        seen = np.asarray(Image.open(io.BytesIO(body)).convert("L"), np.float32)
        with PictureFile(files["mp4"], 320, 320) as file:
            shown = file.at(Fraction(at) + Fraction(1, 100_000)).luma.astype(np.float32)
        assert seen.shape == (180, 320)
        expected = np.clip((shown - 16) * 255 / 219, 0, 255)
        # JPEG weighs colours otherwise than BT.709: alike, and far nearer than the next picture.
        assert np.corrcoef(seen.ravel(), expected.ravel())[0, 1] > 0.97


def test_the_file_itself_whole_or_in_part(files: dict[str, Path], http_server: Http) -> None:
    path = files["flac"]
    url, data = _ticket(http_server, path), path.read_bytes()
    status, headers, body = http_server.send("GET", url)
    assert (status, body) == (200, data) and headers["accept-ranges"] == "bytes"
    size = len(data)
    for asked, first, last in (
        ("bytes=0-99", 0, 99),
        (f"bytes=100-{size + 5}", 100, size - 1),
        ("bytes=1000-", 1000, size - 1),
        ("bytes=-77", size - 77, size - 1),
    ):
        status, headers, body = http_server.send("GET", url, range=asked)
        assert status == 206 and body == data[first : last + 1]
        assert headers["content-range"] == f"bytes {first}-{last}/{size}"
    status, headers, _ = http_server.send("GET", url, range=f"bytes={size}-")
    assert status == 416 and headers["content-range"] == f"bytes */{size}"
    # What is no single range is answered whole.
    assert http_server.send("GET", url, range="bytes=0-1,5-6")[0] == 200
    assert http_server.send("HEAD", url)[2] == b""


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("/sound?from=x", 400),
        ("/sound?from=nan&seconds=1", 400),
        ("/sound?from=0&seconds=31", 400),
        ("/picture?at=0&width=99999", 400),
        ("/nothing", 404),
        ("/../../engine.json", 404),
    ],
)
def test_what_makes_no_sense_is_refused(
    what: str, status: int, files: dict[str, Path], http_server: Http
) -> None:
    assert http_server.send("GET", _ticket(http_server, files["wav"]) + what)[0] == status


def test_a_ticket_is_for_one_file_and_for_this_engine_only(
    files: dict[str, Path], http_server: Http, tmp_path: Path
) -> None:
    assert http_server.send("GET", "/media/guessed")[0] == 404
    url = _ticket(http_server, files["wav"])
    status, _, _ = http_server.send(
        "GET", url, **{"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    )
    assert status == 403
    for path in (tmp_path / "gone.wav", Path("song.wav")):
        body = json.dumps({"path": str(path)}).encode()
        assert http_server.send("POST", "/backbeat.v1.Panel/OpenMedia", body)[0] in (400, 404)
    (tmp_path / "text.wav").write_text("no sound at all")
    bad = _ticket(http_server, tmp_path / "text.wav")
    assert http_server.send("GET", f"{bad}/sound?from=0&seconds=1")[0] == 400
    assert http_server.send("GET", f"{bad}/picture?at=0&width=320")[0] == 400


def test_media_inside_a_bundle_is_shown(
    files: dict[str, Path], http_server: Http, tmp_path: Path
) -> None:
    """As of a timeline that was exported with its media: `.otioz`, a zip archive."""
    edit = otio.schema.Timeline("bundled")
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    span = otio.opentime.range_from_start_end_time(
        otio.opentime.RationalTime(0, 25), otio.opentime.RationalTime(200, 25)
    )
    media = otio.schema.ExternalReference(str(files["mp4"]), span)
    track.append(otio.schema.Clip("a", media, span))
    edit.tracks.append(track)
    bundle = tmp_path / "bundled.otioz"
    otio.adapters.write_to_file(edit, str(bundle), media_policy="ErrorIfNotFile")
    asked = json.dumps({"path": str(bundle)}).encode()
    status, _, answer = http_server.send("POST", "/backbeat.v1.Panel/OpenFile", asked)
    assert status == 200, answer
    (item,) = json.loads(answer)["edit"]["tracks"][0]["items"]
    assert item["online"]
    inside, plain = _ticket(http_server, item["mediaPath"]), _ticket(http_server, files["mp4"])
    for what in ("/picture?at=3&width=320", "/sound?from=2&seconds=1"):
        shown = http_server.send("GET", inside + what)
        assert shown[0] == 200 and shown[2] == http_server.send("GET", plain + what)[2]
