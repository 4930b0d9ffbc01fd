"""What this engine is and what it can do here."""

from __future__ import annotations

from importlib import metadata

from backbeat.jobs.run import KINDS
from backbeat.v1.engine_pb2 import EngineInfo
from backbeat.version import __version__

# The runtime has two distributions with one import name; the base install chooses by platform.
_BUILT_ON = (
    "opentimelineio",
    "numpy",
    "av",
    "onnxruntime",
    "onnxruntime-gpu",
    "grpcio",
    "protobuf",
)


class EngineFacts:
    """Facts that stay the same while the engine runs."""

    def __init__(self, server_id: str) -> None:
        self._server_id = server_id

    def info(self) -> EngineInfo:
        """Everything at once.

        The first call looks for accelerators, which takes seconds where a driver is installed.
        """
        from backbeat import music
        from backbeat.models.providers import usable_providers

        return EngineInfo(
            version=__version__,
            server_id=self._server_id,
            versions=versions(),
            capabilities=KINDS,
            execution_providers=usable_providers(),
            trackers=music.trackers(),
        )


def versions() -> dict[str, str]:
    """Versions of the engine and of what it is built on, as installed."""
    found = {"backbeat": __version__}
    for package in _BUILT_ON:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
