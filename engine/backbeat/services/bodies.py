"""What is sent to a service: JSON, or files that are read while they are sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbeat.progress import Progress

_BLOCK = 1 << 16
_BOUNDARY = "backbeat-0d5f3b1c7a9e4826"
KINDS = {".mp4": "video/mp4", ".wav": "audio/wav", ".png": "image/png"}
"""Media types by ending."""


@dataclass(frozen=True)
class Body:
    """Bytes before a file, the file, and bytes after it."""

    kind: str
    """Media type."""
    before: bytes
    file: Path | None = None
    after: bytes = b""

    @property
    def length(self) -> int:
        """In bytes."""
        size = 0 if self.file is None else self.file.stat().st_size
        return len(self.before) + size + len(self.after)

    @contextlib.contextmanager
    def opened(self, progress: Progress) -> Iterator[Iterator[bytes]]:
        """The bytes, in blocks; raises CancelledError between them where the job was cancelled."""
        with contextlib.ExitStack() as closing:
            file = None if self.file is None else closing.enter_context(self.file.open("rb"))

            def blocks() -> Iterator[bytes]:
                yield self.before
                while file is not None and (block := file.read(_BLOCK)):
                    progress.check()
                    yield block
                yield self.after

            yield blocks()


def json_body(content: Mapping[str, Any]) -> Body:
    """An object as JSON."""
    return Body("application/json", json.dumps(content, ensure_ascii=False).encode())


def file_body(path: Path) -> Body:
    """A file as it is."""
    return Body(KINDS[path.suffix], b"", path)


def form_body(path: Path) -> Body:
    """A file as the field `file` of a form (RFC 7578)."""
    head = (
        f"--{_BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
        f"Content-Type: {KINDS[path.suffix]}\r\n\r\n"
    )
    end = f"\r\n--{_BOUNDARY}--\r\n"
    return Body(f"multipart/form-data; boundary={_BOUNDARY}", head.encode(), path, end.encode())
