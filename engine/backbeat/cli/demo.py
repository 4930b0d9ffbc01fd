"""Generate a song, clips and an edit whose cuts are off the beat, then snap it through an engine.

All material is generated. The beats of the song are known exactly, so the demo prints how far the
detected beats and the snapped cuts are from them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.options import add_overwrite
from backbeat.errors import AlreadyExistsError, EngineUnavailableError, OutputError
from backbeat.frozen import is_frozen, own_command
from backbeat.progress import Progress

if TYPE_CHECKING:
    from backbeat.client import EngineClient
    from backbeat.v1.cutting_pb2 import SnapResult
    from backbeat.v1.music_pb2 import MusicAnalysis
    from backbeat.workflows.demo import Material

HELP = "generate a song and an edit, and snap its cuts onto the beats"

_FOLDER = "backbeat-demo"
_BEATS, _SNAPPED = "beats.json", "snapped.otio"
_STOP_S = 15


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "folder", nargs="?", default=_FOLDER, metavar="DIR", help=f"output folder ({_FOLDER})"
    )
    add_overwrite(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    folder = Path(arguments.folder).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be created: {error.strerror}.", "Name another folder."
        ) from error
    from backbeat.cli.execute import progress_bar
    from backbeat.workflows.demo import make_material

    overwrite = _may_overwrite(folder, arguments.overwrite)
    started = time.monotonic()
    with progress_bar() as progress:
        material = make_material(folder, progress.part(0, 0.5), overwrite)
        with _engine(progress) as client:
            analysis, result = _jobs(client, material, folder, overwrite, progress.part(0.5, 1))
    _print_result(material, analysis, result, time.monotonic() - started)
    return 0


def _may_overwrite(folder: Path, overwrite: bool) -> bool:
    """Whether files in the folder that Backbeat did not write may be replaced; asks on a terminal.

    Raises:
        AlreadyExistsError: there are such files, and they may not be replaced.
    """
    from backbeat.cli.overwriting import may_replace
    from backbeat.workflows.demo import material_files
    from backbeat.workflows.inputs import Inputs
    from backbeat.workflows.outputs import check_outputs
    from backbeat.workflows.snap.job import Outputs

    snapped = Outputs.beside(folder / _SNAPPED)
    targets = [*material_files(folder), folder / _BEATS, *snapped.all]
    try:
        check_outputs(Inputs(()), targets, overwrite)
    except AlreadyExistsError as error:
        if not may_replace(error):
            raise
        return True
    return overwrite


@contextlib.contextmanager
def _engine(progress: Progress) -> Iterator[EngineClient]:
    """An engine in a process and a folder of its own, stopped afterwards."""
    from backbeat.client import connect

    progress(0.5, "Starting an engine")
    with tempfile.TemporaryDirectory(prefix="backbeat-", ignore_cleanup_errors=True) as home:
        command = [*own_command(), "serve", "--json", "--home", home]
        # A group of its own: Ctrl-C is for the demo, which then cancels its job on the engine.
        engine = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=os.name != "nt",
        )  # fmt: skip
        try:
            ready = engine.stdout.readline() if engine.stdout else ""
            if not ready:
                raise EngineUnavailableError(
                    "The demo's engine did not start.", "Run `backbeat serve` to see why."
                )
            port = json.loads(ready)["grpcPort"]
            with connect(f"127.0.0.1:{port}", home=Path(home)) as client:
                yield client
        finally:
            engine.terminate()
            try:
                engine.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                engine.kill()
                engine.wait()
            if engine.stdout:
                engine.stdout.close()


def _jobs(
    client: EngineClient, material: Material, folder: Path, overwrite: bool, progress: Progress
) -> tuple[MusicAnalysis, SnapResult]:
    """Analyses the song and snaps the edit, as two jobs over gRPC."""
    from backbeat.v1.cutting_pb2 import SnapRequest
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.music_pb2 import BeatsRequest

    beats = BeatsRequest(
        path=str(material.song), output_path=str(folder / _BEATS), overwrite=overwrite
    )
    snap = SnapRequest(
        edit_path=str(material.edit),
        music_path=str(material.song),
        output_path=str(folder / _SNAPPED),
        overwrite=overwrite,
    )
    analysis = client.run(JobRequest(beats=beats), progress.part(0, 0.4)).beats
    return analysis, client.run(JobRequest(snap=snap), progress.part(0.4, 1)).snap


def _print_result(
    material: Material, analysis: MusicAnalysis, result: SnapResult, seconds: float
) -> None:
    from backbeat.v1.cutting_pb2 import Cut

    truth = material.truth
    detected = [beat.time_s for beat in analysis.beats]
    off = [1000 * _distance(beat, detected) for beat in truth.beats]
    print(
        f"song      {analysis.tempo_bpm:.1f} bpm detected, {truth.bpm:.1f} true; "
        f"{sum(ms <= 20 for ms in off)} of {len(off)} beats within 20 ms, "
        f"median {statistics.median(off):.0f} ms"
    )
    before = [1000 * abs(cut.off) / float(material.clips[0].rate) for cut in truth.cuts]
    rate = result.sync_map.rate.numerator / result.sync_map.rate.denominator
    after = [1000 * _distance(cut.to_frame / rate, truth.beats) for cut in result.sync_map.cuts]
    print(
        f"cuts      {result.moved} moved, {result.kept} already on a beat, {result.skipped} "
        f"skipped; from {statistics.median(before):.0f} ms off the true beat to "
        f"{statistics.median(after):.0f} ms (median; half a frame is {500 / rate:.0f} ms)"
    )
    for cut in result.sync_map.cuts:
        if cut.action == Cut.ACTION_SKIPPED:
            print(f"skipped   {cut.track} {cut.timecode}  {cut.reason}")
    print(f"markers   {result.markers_written} beats")
    print(f"time      {seconds:.1f} s, on an engine of its own")
    print()
    print(f"report    {result.report_path}")
    print(f"open      {result.path}  (DaVinci Resolve: File > Import > Timeline)")
    print(f"before    {material.edit}")
    print(f"sync map  {result.sync_map_path}")
    print(f"call      {how_to_call()}")


def how_to_call() -> str:
    """The command that starts this Backbeat from a shell, even when it is not on the PATH."""
    if shutil.which("backbeat"):
        return "backbeat --help"
    if is_frozen():
        return f"{sys.executable} --help"
    programs = Path(sys.executable).parent
    activate = programs / "activate"
    if not activate.exists():
        return f"{sys.executable} -m backbeat.cli.main --help"
    source = "" if os.name == "nt" else "source "
    return f"{programs / 'backbeat'} --help, or after `{source}{activate}`: backbeat --help"


def _distance(time_s: float, times_s: Sequence[float]) -> float:
    """Seconds to the nearest of `times_s`, which ascend; infinite when there are none."""
    index = bisect_left(times_s, time_s)
    neighbours = times_s[max(0, index - 1) : index + 1]
    return min((abs(time_s - neighbour) for neighbour in neighbours), default=float("inf"))
