"""What is fuzzed. A target takes one input, and raises only what is a defect."""

from __future__ import annotations

import contextlib
import itertools
import logging
import socket
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from backbeat.errors import BackbeatError, InternalError

Target = Callable[[bytes], None]
_ENDINGS = (".otio", ".otioz", ".xml", ".fcpxml", ".edl", ".aaf", ".json")
_SILENCE_S = 5.0


@contextlib.contextmanager
def timeline() -> Iterator[Target]:
    """Reads a file as a timeline; the first byte of the input chooses its ending."""
    from backbeat.timeline.document import load
    from backbeat.timeline.reading import read_edit

    with _file() as place:

        def run(data: bytes) -> None:
            path = place(data[1:], _ENDINGS[data[0] % len(_ENDINGS)] if data else ".otio")
            with contextlib.suppress(BackbeatError):
                read_edit(load(path))

        yield run


@contextlib.contextmanager
def aaf() -> Iterator[Target]:
    """Reads a file as an AAF, which is a file system of its own."""
    from backbeat.timeline.document import load
    from backbeat.timeline.reading import read_edit

    with _file() as place:

        def run(data: bytes) -> None:
            with contextlib.suppress(BackbeatError):
                read_edit(load(place(data, ".aaf")))

        yield run


def _first_picture(path: Path) -> None:
    from backbeat.media.pictures import PictureFile

    with PictureFile(path, 32, 24) as pictures:
        pictures.at(Fraction(1, 25))


@contextlib.contextmanager
def media() -> Iterator[Target]:
    """Probes a file, and decodes the start of its sound and of its picture."""
    from backbeat.media.broadcast_wave import chunks_of
    from backbeat.media.decode import stream_audio
    from backbeat.media.probe import probe

    with _file() as place:

        def run(data: bytes) -> None:
            path = place(data, ".wav" if data.startswith(b"RI") else ".mp4")
            chunks_of(path)
            for read in (
                lambda: probe(path),
                lambda: list(itertools.islice(stream_audio(path, 16000), 3)),
                lambda: _first_picture(path),
            ):
                with contextlib.suppress(BackbeatError):
                    read()

        yield run


@contextlib.contextmanager
def onnx() -> Iterator[Target]:
    """Opens a file as a model that a user adds."""
    from backbeat.models.onnx_files import opened_alone

    with _file() as place:

        def run(data: bytes) -> None:
            path = place(data, ".onnx")
            with contextlib.suppress(BackbeatError):
                opened_alone(path, path)

        yield run


@contextlib.contextmanager
def request() -> Iterator[Target]:
    """Parses a job request from JSON, and checks it as far as an engine does before it runs."""
    from google.protobuf import json_format

    from backbeat.jobs.limits import limits_of
    from backbeat.jobs.paths import check_paths
    from backbeat.v1.jobs_pb2 import JobRequest

    def run(data: bytes) -> None:
        with contextlib.suppress(BackbeatError, json_format.ParseError, UnicodeDecodeError):
            parsed = json_format.Parse(data, JobRequest())
            check_paths(parsed)
            limits_of(parsed)

    yield run


@contextlib.contextmanager
def http() -> Iterator[Target]:
    """Sends bytes to the HTTP port of an engine; it must answer or hang up, and never fail."""
    from backbeat.server import Engine, ServeOptions

    failures = _Failures()
    logging.getLogger().addHandler(failures)
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(ServeOptions(home=Path(folder), workers=1))
        found = engine.start()

        def run(data: bytes) -> None:
            port = str(found.http_port).encode()
            sent = data.replace(b"TOKEN", found.token.encode()).replace(b"PORT", port)
            with socket.create_connection(("127.0.0.1", found.http_port), _SILENCE_S) as line:
                line.settimeout(_SILENCE_S)
                answer = b""
                with contextlib.suppress(ConnectionError, BrokenPipeError):
                    line.sendall(sent)
                    line.shutdown(socket.SHUT_WR)
                    while block := line.recv(1 << 16):
                        answer += block
            if failures.said or b" 500 " in answer[:20]:
                said, failures.said = failures.said, []
                raise InternalError("; ".join(said) or answer[:300].decode("latin-1"))

        try:
            yield run
        finally:
            engine.stop(0)


class _Failures(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record)[-2000:])


@contextlib.contextmanager
def _file() -> Iterator[Callable[[bytes, str], Path]]:
    with tempfile.TemporaryDirectory() as folder:

        def place(data: bytes, ending: str) -> Path:
            path = Path(folder) / f"input{ending}"
            path.write_bytes(data)
            return path

        yield place


TARGETS = {
    "timeline": timeline,
    "aaf": aaf,
    "media": media,
    "onnx": onnx,
    "request": request,
    "http": http,
}
