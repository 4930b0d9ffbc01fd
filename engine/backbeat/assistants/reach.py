"""The folders that an assistant may have files read and written in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import PermissionDeniedError
from backbeat.jobs.paths import check_paths, paths_of
from backbeat.v1.jobs_pb2 import JobRequest


@dataclass(frozen=True)
class Reach:
    """Folders, with links resolved."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, folders: tuple[Path, ...]) -> Reach:
        """The reach that ends at these folders."""
        return cls(tuple(Path(os.path.realpath(folder)) for folder in folders))

    def check(self, request: JobRequest) -> None:
        """Checks every path of a request: what an engine refuses, and what lies outside.

        Raises:
            RequestError: a relative path, a URL or a device.
            PermissionDeniedError: a path outside, whether or not there is anything.
        """
        for name, text in paths_of(request):
            if "\0" not in text and Path(text).is_absolute():
                self._check(name, text)
        check_paths(request)

    def _check(self, name: str, text: str) -> None:
        # Links and ".." first: a link in a root may lead out of it.
        real = Path(os.path.realpath(text))
        if any(real.is_relative_to(folder) for folder in self.folders):
            return
        leads = "" if real == Path(text) else f" and leads to {real}"
        allowed = ", ".join(map(str, self.folders))
        raise PermissionDeniedError(
            f"{name} is {text}{leads}, outside the folders that may be used here: {allowed}.",
            f"The user allows it with `backbeat mcp --root {real.parent}`.",
        )
