"""A 10,000-clip timeline from file to files: the edit, the sync map and the report."""

from __future__ import annotations

from pathlib import Path

from benchmarks.material import write_long_edit
from benchmarks.measure import Row, in_fresh_process, times

_SETUP = """
from pathlib import Path
from benchmarks.material import steady_analysis
from backbeat.cutting.snapping import snap_edit
from backbeat.cutting.report import render
from backbeat.memory import collector_paused
from backbeat.timeline import load, save
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import SnapOptions
from backbeat.workflows.outputs import json_of
import opentimelineio
analysis = steady_analysis(17_000)
source, target = Path({source!r}), Path({target!r})
"""
_SNAP = """
with collector_paused():
    document = load(source)
    snapped = snap_edit(document, read_edit(document), analysis, SnapOptions())
save(snapped.document, target)
"""
_EXPLAIN = """
with collector_paused():
    target.with_suffix(".json").write_text(json_of(snapped.sync_map))
    target.with_suffix(".html").write_text(render(snapped.sync_map, None, "long"))
"""
_PEER = """
timeline = opentimelineio.adapters.read_from_file(str(source))
opentimelineio.adapters.write_to_file(timeline, str(target))
"""


def rows(folder: Path) -> list[Row]:
    """10,000 clips, 2,000 foreign markers, 25 MB of JSON; music with a given analysis."""
    source = folder / "long.otio"
    write_long_edit(source)
    setup = _SETUP.format(source=str(source), target=str(folder / "out.otio"))
    peer = min((in_fresh_process(setup, _PEER) for _ in range(3)), key=lambda r: r.seconds)
    plain = min((in_fresh_process(setup, _SNAP) for _ in range(3)), key=lambda r: r.seconds)
    whole = min(
        (in_fresh_process(setup, _SNAP + _EXPLAIN) for _ in range(3)), key=lambda r: r.seconds
    )
    against = f"OpenTimelineIO reads and writes it: {peer.seconds:.2f} s, {peer.memory_mb:.0f} MB"
    return [
        Row(
            "snap 10,000 clips, timeline only",
            f"{plain.seconds:.2f} s, {plain.memory_mb:.0f} MB",
            against,
            times(plain.seconds / peer.seconds),
            "under 4 s, goal 2 s",
        ),
        Row(
            "snap 10,000 clips, with sync map and report",
            f"{whole.seconds:.2f} s, {whole.memory_mb:.0f} MB",
            against,
            times(whole.seconds / peer.seconds),
            "under 4 s",
        ),
    ]
