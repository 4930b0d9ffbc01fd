"""Uploaded files on the engine's disk."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import InputError, LimitError, OutputError, RequestError
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.transfers.artifacts import Artifacts
from backbeat.server.transfers.uploads import FRESH_S, Uploads
from backbeat.v1.media_pb2 import FindMediaRequest, UploadedMedia, UploadStart

DAY_S = 86_400
CONTENT = bytes(range(256)) * 40


def _file(content: bytes = CONTENT, name: str = "song.wav") -> FindMediaRequest:
    digest = hashlib.sha256(content).hexdigest()
    return FindMediaRequest(sha256=digest, size=len(content), name=name)


def _uploads(folder: Path, in_use: set[Path] | None = None, **limits: int) -> Uploads:
    return Uploads(folder, ServiceLimits(**limits), lambda: in_use or set())


def _put(
    uploads: Uploads, content: bytes, offset: int = 0, client: str = "a", name: str = "song.wav"
) -> UploadedMedia:
    start = UploadStart(file=_file(content, name), offset=offset)
    return uploads.receive(client, start, iter([content[offset:]]), lambda: None)


def test_a_file_is_kept_by_its_content_under_its_own_name(tmp_path: Path) -> None:
    uploads = _uploads(tmp_path)
    assert uploads.find("a", _file()).uploaded_path == ""
    path = Path(_put(uploads, CONTENT).uploaded_path)
    assert (path.name, path.read_bytes()) == ("song.wav", CONTENT)
    assert path.parent.name == hashlib.sha256(CONTENT).hexdigest()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    # Another name is the same file, and an engine that starts anew knows both.
    other = Path(_uploads(tmp_path).find("a", _file(name="other.wav")).uploaded_path)
    assert other.samefile(path) and other.name == "other.wav"
    assert _uploads(tmp_path).find("b", _file()).received == 0, "only its client has it"


def test_what_arrived_stays_and_the_rest_follows(tmp_path: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield CONTENT[:1000]

    start = UploadStart(file=_file())
    assert _uploads(tmp_path).receive("a", start, cut(), lambda: None).received == 1000
    uploads = _uploads(tmp_path)
    held = uploads.find("a", _file())
    assert (held.received, held.uploaded_path) == (1000, "")
    assert Path(_put(uploads, CONTENT, 1000).uploaded_path).read_bytes() == CONTENT


def test_what_is_not_its_digest_is_refused_and_gone(tmp_path: Path) -> None:
    uploads = _uploads(tmp_path)
    wrong = UploadStart(file=_file())
    with pytest.raises(InputError, match="not what its digest says"):
        uploads.receive("a", wrong, iter([b"x" * len(CONTENT)]), lambda: None)
    with pytest.raises(RequestError, match=r"More of .* arrived"):
        uploads.receive("a", wrong, iter([CONTENT, b"x"]), lambda: None)
    assert uploads.find("a", _file()).uploaded_path == ""
    with pytest.raises(RequestError, match="goes on at byte 99999"):
        _put(uploads, CONTENT, 99999)


@pytest.mark.parametrize(
    "file",
    [
        FindMediaRequest(sha256="../../x", size=1, name="a.wav"),
        FindMediaRequest(sha256="A" * 64, size=1, name="a.wav"),
        FindMediaRequest(sha256="a" * 64, size=-1, name="a.wav"),
        *(
            FindMediaRequest(sha256="a" * 64, size=1, name=name)
            for name in ("", ".", "..", ".part", "../a", "a/b", "a\\b", "a\0b", "c:x", "n" * 300)
        ),
    ],
)
def test_names_and_digests_that_are_none(tmp_path: Path, file: FindMediaRequest) -> None:
    with pytest.raises(RequestError):
        _uploads(tmp_path).find("a", file)
    with pytest.raises(RequestError):
        _uploads(tmp_path).receive("a", UploadStart(file=file), iter([b"x"]), lambda: None)
    assert list(tmp_path.iterdir()) == []


def test_quotas(tmp_path: Path) -> None:
    size = len(CONTENT)
    uploads = _uploads(tmp_path, upload_bytes=3 * size, upload_bytes_per_client=2 * size)
    for number in (1, 2):
        _put(uploads, CONTENT[:-1] + bytes([number]))
    with pytest.raises(LimitError, match=r"more than this engine still keeps for you.*--limit"):
        _put(uploads, CONTENT[:-1] + b"3")
    _put(uploads, CONTENT[:-1] + bytes([2]))  # It is there already.
    _put(uploads, CONTENT, client="b")
    with pytest.raises(LimitError):
        _put(uploads, CONTENT[:-1] + b"3", client="c")
    # After a start the same counts.
    again = _uploads(tmp_path, upload_bytes=3 * size, upload_bytes_per_client=2 * size)
    with pytest.raises(LimitError):
        _put(again, CONTENT[:-1] + b"3")


def test_the_clients_own_oldest_files_make_room(tmp_path: Path) -> None:
    size = len(CONTENT)
    in_use: set[Path] = set()
    uploads = _uploads(tmp_path, in_use, upload_bytes_per_client=3 * size)
    contents = [CONTENT[:-1] + bytes([number]) for number in range(4)]
    paths = [Path(_put(uploads, content).uploaded_path) for content in contents[:3]]
    for age, path in zip((3, 2), paths, strict=False):
        old_s = time.time() - age * FRESH_S
        os.utime(path.parent, (old_s, old_s))
    in_use.add(paths[0].parent)
    uploads = _uploads(tmp_path, in_use, upload_bytes_per_client=3 * size)
    _put(uploads, contents[3])
    assert [path.exists() for path in paths] == [True, False, True]


def test_a_disk_without_room_is_said_before_anything_comes(tmp_path: Path) -> None:
    most = 1 << 60
    uploads = _uploads(tmp_path, upload_bytes=most, upload_bytes_per_client=most)
    huge = FindMediaRequest(sha256="a" * 64, size=most // 2, name="huge.mov")
    with pytest.raises(OutputError, match=r"no room for the .* bytes of huge\.mov"):
        uploads.receive("a", UploadStart(file=huge), iter([b"x"]), lambda: None)
    assert uploads.find("a", huge).received == 0


def test_what_is_unused_for_days_goes_and_what_jobs_name_stays(tmp_path: Path) -> None:
    in_use: set[Path] = set()
    uploads = _uploads(tmp_path, in_use, upload_days=7)
    paths = [Path(_put(uploads, CONTENT[: -1 - n]).uploaded_path) for n in range(2)]
    half = UploadStart(file=_file(CONTENT + b"x"))
    uploads.receive("a", half, iter([b"half"]), lambda: None)
    in_use.add(paths[1].parent)
    now_s = time.time()
    assert uploads.sweep(now_s + 6.9 * DAY_S) == 0
    assert uploads.sweep(now_s + 7.1 * DAY_S) == 2
    assert [path.exists() for path in paths] == [False, True]
    assert uploads.find("a", half.file).received == 0
    in_use.clear()
    uploads.find("a", _file(CONTENT[:-2]))
    assert uploads.sweep(time.time() + 6.9 * DAY_S) == 0, "the search was a use"


def test_outputs_that_nobody_fetched_go_too(tmp_path: Path) -> None:
    in_use: set[Path] = set()
    artifacts = Artifacts(tmp_path, 1 << 20, 7, lambda: in_use)
    folders = [artifacts.new("a") for _ in range(2)]
    in_use.add(folders[1])
    assert artifacts.sweep(time.time() + 7.1 * DAY_S) == 1
    assert [folder.exists() for folder in folders] == [False, True]


def test_the_same_file_sent_anew_ends_the_first_sending(tmp_path: Path) -> None:
    uploads = _uploads(tmp_path)
    begun, ended = threading.Event(), threading.Event()

    def stalled() -> Iterator[bytes]:
        yield CONTENT[:500]
        begun.set()
        assert ended.wait(20)

    start = UploadStart(file=_file())
    first = threading.Thread(target=uploads.receive, args=("a", start, stalled(), ended.set))
    first.start()
    assert begun.wait(20)
    path = _put(uploads, CONTENT).uploaded_path
    first.join(20)
    assert Path(path).read_bytes() == CONTENT
