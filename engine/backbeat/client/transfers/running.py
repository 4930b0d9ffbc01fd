"""Running a job on an engine that may have another disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from backbeat.client.engine import EngineClient
from backbeat.client.transfers.fetching import fetch
from backbeat.client.transfers.names import Names
from backbeat.client.transfers.sending import (
    add_media,
    inputs_of,
    outputs_of,
    renamed_request,
    send,
)
from backbeat.errors import BackbeatError
from backbeat.jobs.path_changes import FolderName, folder_names
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import check_outputs

UPLOAD_VARIABLE = "BACKBEAT_UPLOAD"
"""Environment variable: 1 sends files to the engine, 0 does not; else to other machines only."""
PATHS_VARIABLE = "BACKBEAT_ENGINE_PATHS"
"""Environment variable: folders HERE=THERE of disks that both machines have, one a line."""
_SENT, _RUN = 0.25, 0.9


@dataclass(frozen=True)
class Sharing:
    """What this machine shares with an engine."""

    folders: tuple[FolderName, ...] = ()
    """Folders of shared disks; `there` is the name on this machine, `here` that on the engine."""
    sends: bool | None = None
    """Whether other files are sent and fetched; None where the engine is on another machine."""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> Sharing:
        """What variables say. Raises: RequestError."""
        words = [line for line in environment.get(PATHS_VARIABLE, "").split("\n") if line]
        asked = environment.get(UPLOAD_VARIABLE, "")
        return cls(tuple(folder_names(words, "--engine-path")), asked != "0" if asked else None)

    def sends_to(self, client: EngineClient) -> bool:
        """Whether files are sent to an engine, and fetched from it."""
        return client.is_encrypted if self.sends is None else self.sends

    def applies_to(self, client: EngineClient) -> bool:
        """Whether anything is called otherwise there than here."""
        return bool(self.folders) or self.sends_to(client)


def run_on(
    client: EngineClient, request: JobRequest, progress: Progress, sharing: Sharing
) -> JobResult:
    """Runs a job on an engine, as `EngineClient.run`, with paths of this machine.

    Paths on shared disks are renamed, in the request and in the result. Where files are sent, the
    engine gets what the job reads, unless it has it, and what it wrote is fetched.

    Raises:
        BackbeatError: as `EngineClient.run`; a file cannot be sent, or be fetched.
    """
    names = Names(sharing.folders)
    if not sharing.applies_to(client):
        return client.run(request, progress)
    with _restored(names):
        if sharing.sends_to(client):
            result = _with_transfers(client, request, progress, names)
        else:
            result = client.run(renamed_request(request, {}, names, {}), _named(progress, names))
    names.restore(result)
    return result


def _with_transfers(
    client: EngineClient, request: JobRequest, progress: Progress, names: Names
) -> JobResult:
    wanted = JobRequest()
    wanted.CopyFrom(request)
    media_of = add_media(wanted, names)
    files = inputs_of(wanted, names)
    outputs = outputs_of(wanted, names)
    media = [path for path in media_of if not names.is_shared(str(path))]
    inputs = Inputs(tuple(dict.fromkeys((*files, *media_of))))
    overwrite = bool(getattr(getattr(wanted, str(wanted.WhichOneof("kind"))), "overwrite", False))
    named = [path for path in outputs if not path.is_dir()]
    check_outputs(inputs, named, overwrite)
    sending = list(dict.fromkeys((*files, *media)))
    there = send(client.media, sending, names, progress.part(0, _SENT))
    folders: dict[Path, str] = {}
    try:
        for output in outputs:
            if output.parent not in folders:
                folders[output.parent] = client.media.new_folder()
                names.sent[folders[output.parent]] = str(output.parent)
            there[str(output)] = f"{folders[output.parent]}/{output.name}"
        changed = renamed_request(wanted, there, names, media_of)
        result = client.run(changed, _named(progress.part(_SENT, _RUN), names))
        part = progress.part(_RUN, 1)
        fetch(client.media, folders, outputs, inputs, overwrite, names, part)
    finally:
        for folder in folders.values():
            # The engine removes it too, some days later.
            with contextlib.suppress(BackbeatError):
                client.media.discard(folder)
    return result


@contextlib.contextmanager
def _restored(names: Names) -> Iterator[None]:
    """Puts the names of this machine into errors of the block."""
    try:
        yield
    except BackbeatError as error:
        names.restore_error(error)
        raise


def _named(progress: Progress, names: Names) -> Progress:
    """A progress whose steps have the names of this machine."""

    def report(fraction: float, step: str) -> None:
        progress(fraction, names.here(step))

    return Progress(report, progress.cancelled)
