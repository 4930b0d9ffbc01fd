"""The files that mouth shapes are written to, by their endings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backbeat.v1.speech_pb2 import VisemeTrack
from backbeat.workflows.outputs import write_json
from backbeat.workflows.visemes.files import rhubarb


def _write_otio(track: VisemeTrack, target: Path) -> None:
    # Loads OpenTimelineIO, which other kinds of file do not need.
    from backbeat.workflows.visemes.files import otio

    otio.write(track, target)


WRITERS: Mapping[str, Callable[[VisemeTrack, Path], None]] = {
    ".json": write_json,
    ".tsv": rhubarb.write_tsv,
    ".xml": rhubarb.write_xml,
    ".otio": _write_otio,
}
