"""The table of unary methods, used by both servers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from backbeat.jobs.service import Service
from backbeat.panel.service import PanelService
from backbeat.server.media.tickets import Tickets
from backbeat.server.operations import Operations
from backbeat.server.pairing.service import PairingService
from backbeat.v1 import engine_pb2, jobs_pb2, pairing_pb2, panel_pb2

JOBS = "backbeat.v1.Jobs"
"""Full name of the Jobs service."""
ENGINE = "backbeat.v1.Engine"
"""Full name of the Engine service."""
PAIRING = "backbeat.v1.Pairing"
"""Full name of the Pairing service."""
PANEL = "backbeat.v1.Panel"
"""Full name of the Panel service."""
SERVICES = (JOBS, ENGINE, PAIRING, PANEL)
WATCH = "WatchJob"
"""The only method that streams."""


@dataclass(frozen=True)
class Services:
    """What answers the methods."""

    jobs: Service
    pairing: PairingService
    panel: PanelService
    tickets: Tickets
    """Of the media that pages may play."""
    operations: Operations = field(default_factory=Operations)
    """For those who run the engine."""


@dataclass(frozen=True)
class Unary:
    """A method with one request and one answer."""

    request: type[Message]
    """Type of the request message."""
    answer: Callable[[Any, bool], Message]
    """Takes the request, and whether a good token came with it; returns the answer, or raises a
    `BackbeatError`."""


def _closed(request: type[Message], answer: Callable[[Any], Message]) -> Unary:
    """A method that needs a token."""

    def for_caller(message: Any, known: bool) -> Message:
        del known
        return answer(message)

    return Unary(request, for_caller)


def unary_methods(services: Services) -> dict[str, dict[str, Unary]]:
    """The methods by the full name of their service and their own name."""
    jobs, pairing, panel = services.jobs, services.pairing, services.panel
    return {
        JOBS: {
            "SubmitJob": _closed(jobs_pb2.SubmitJobRequest, jobs.submit_job),
            "GetJob": _closed(jobs_pb2.GetJobRequest, jobs.get_job),
            "CancelJob": _closed(jobs_pb2.CancelJobRequest, jobs.cancel_job),
            "ListJobs": _closed(jobs_pb2.ListJobsRequest, jobs.list_jobs),
        },
        ENGINE: {"GetInfo": _closed(engine_pb2.GetInfoRequest, jobs.get_info)},
        PAIRING: {
            "Hello": Unary(pairing_pb2.HelloRequest, pairing.hello),
            "NewCode": _closed(pairing_pb2.NewCodeRequest, pairing.new_code),
            "LookAtCode": _closed(pairing_pb2.LookAtCodeRequest, pairing.look_at_code),
            "Pair": Unary(pairing_pb2.PairRequest, pairing.pair),
            "ListPaired": _closed(pairing_pb2.ListPairedRequest, pairing.list_paired),
            "Unpair": _closed(pairing_pb2.UnpairRequest, pairing.unpair),
        },
        PANEL: {
            "OpenFile": _closed(panel_pb2.OpenFileRequest, panel.open_file),
            "GetWaveform": _closed(panel_pb2.GetWaveformRequest, panel.get_waveform),
            "OpenMedia": _closed(panel_pb2.OpenMediaRequest, services.tickets.open_media),
            "ListFolder": _closed(panel_pb2.ListFolderRequest, panel.list_folder),
            "SaveMusicEdits": _closed(panel_pb2.SaveMusicEditsRequest, panel.save_music_edits),
            "LoadMusicEdits": _closed(panel_pb2.LoadMusicEditsRequest, panel.load_music_edits),
        },
    }
