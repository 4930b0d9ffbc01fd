"""Version and capabilities of this engine."""

from __future__ import annotations

from importlib import metadata

from backbeat.jobs.run import KINDS
from backbeat.v1.engine_pb2 import EngineInfo
from backbeat.version import __version__

# The runtime has two distributions with one import name; the base install chooses by platform.
_PACKAGES = (
    "opentimelineio",
    "numpy",
    "av",
    "onnxruntime",
    "onnxruntime-gpu",
    "grpcio",
    "protobuf",
)


class EngineFacts:
    """Version and capabilities, which stay the same while the engine runs."""

    def __init__(self, server_id: str) -> None:
        self._server_id = server_id

    def info(self) -> EngineInfo:
        """The facts as a message.

        The first call probes the accelerators, which takes seconds where a driver is installed.
        """
        from backbeat import music
        from backbeat.loudness.presets import presets
        from backbeat.models.providers import usable_providers
        from backbeat.workflows.lipsync.backends import backends

        return EngineInfo(
            version=__version__,
            server_id=self._server_id,
            versions=versions(),
            capabilities=KINDS,
            execution_providers=usable_providers(),
            trackers=music.trackers(),
            loudness_presets=presets(),
            lip_sync_backends=backends(),
        )


def versions() -> dict[str, str]:
    """Versions of the engine and of the packages it depends on, as installed, by name."""
    installed = {"backbeat": __version__}
    for package in _PACKAGES:
        try:
            installed[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return installed
