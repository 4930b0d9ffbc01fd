"""Timeline.Export: True, whether or not there is a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.doubles.resolve.otio_out import document
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.state import Timeline
from tests.doubles.resolve.surface import constants, names_of
from tests.doubles.resolve.world import World


def export(world: World, timeline: Timeline, path: str, kind: Any, subtype: Any) -> bool:
    """Writes the file of a kind (a live constant; text is refused, as reported).

    Raises:
        NotModelled: of another kind than OpenTimelineIO or FCPXML 1.10.
    """
    known = constants()
    if kind not in [known[name] for name in names_of("TimelineExportType")]:
        return False
    if subtype is not None and subtype != known["EXPORT_NONE"]:
        return False
    if not Path(path).parent.is_dir() or Path(path).is_dir():
        return False
    if kind == known["EXPORT_FCPXML_1_10"]:
        return _fcpxml(world, Path(path))
    if kind != known["EXPORT_OTIO"]:
        raise NotModelled("Timeline.Export of another kind than EXPORT_OTIO")
    if not world.behaviour.otio:
        return False
    if world.behaviour.export_writes == "file":
        Path(path).write_text(document(world, timeline), encoding="utf-8")
    elif world.behaviour.export_writes == "empty":
        Path(path).write_bytes(b"")
    return True


def _fcpxml(world: World, path: Path) -> bool:
    if world.behaviour.fcpxml_110 == "bundle":
        path.mkdir()
    else:
        path.write_bytes(b"")
    return True
