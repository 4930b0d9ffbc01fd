import datetime

from backbeat.v1 import assembly_pb2 as _assembly_pb2
from backbeat.v1 import cutting_pb2 as _cutting_pb2
from backbeat.v1 import dubbing_pb2 as _dubbing_pb2
from backbeat.v1 import foley_pb2 as _foley_pb2
from backbeat.v1 import lipsync_pb2 as _lipsync_pb2
from backbeat.v1 import loudness_pb2 as _loudness_pb2
from backbeat.v1 import mastering_pb2 as _mastering_pb2
from backbeat.v1 import music_pb2 as _music_pb2
from backbeat.v1 import planning_pb2 as _planning_pb2
from backbeat.v1 import rendering_pb2 as _rendering_pb2
from backbeat.v1 import sounds_pb2 as _sounds_pb2
from backbeat.v1 import speech_pb2 as _speech_pb2
from backbeat.v1 import sync_pb2 as _sync_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class JobState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    JOB_STATE_UNSPECIFIED: _ClassVar[JobState]
    JOB_STATE_QUEUED: _ClassVar[JobState]
    JOB_STATE_RUNNING: _ClassVar[JobState]
    JOB_STATE_SUCCEEDED: _ClassVar[JobState]
    JOB_STATE_FAILED: _ClassVar[JobState]
    JOB_STATE_CANCELLED: _ClassVar[JobState]
    JOB_STATE_INTERRUPTED: _ClassVar[JobState]
JOB_STATE_UNSPECIFIED: JobState
JOB_STATE_QUEUED: JobState
JOB_STATE_RUNNING: JobState
JOB_STATE_SUCCEEDED: JobState
JOB_STATE_FAILED: JobState
JOB_STATE_CANCELLED: JobState
JOB_STATE_INTERRUPTED: JobState

class JobRequest(_message.Message):
    __slots__ = ("beats", "snap", "loudness", "master", "render", "cut", "plan", "transcribe", "visemes", "synccheck", "align", "lipsync", "dub", "foley", "foley_conform", "foley_adapt", "sounds_add", "sounds_search", "project")
    BEATS_FIELD_NUMBER: _ClassVar[int]
    SNAP_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_FIELD_NUMBER: _ClassVar[int]
    MASTER_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    CUT_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_FIELD_NUMBER: _ClassVar[int]
    VISEMES_FIELD_NUMBER: _ClassVar[int]
    SYNCCHECK_FIELD_NUMBER: _ClassVar[int]
    ALIGN_FIELD_NUMBER: _ClassVar[int]
    LIPSYNC_FIELD_NUMBER: _ClassVar[int]
    DUB_FIELD_NUMBER: _ClassVar[int]
    FOLEY_FIELD_NUMBER: _ClassVar[int]
    FOLEY_CONFORM_FIELD_NUMBER: _ClassVar[int]
    FOLEY_ADAPT_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_ADD_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_SEARCH_FIELD_NUMBER: _ClassVar[int]
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    beats: _music_pb2.BeatsRequest
    snap: _cutting_pb2.SnapRequest
    loudness: _loudness_pb2.LoudnessRequest
    master: _mastering_pb2.MasterRequest
    render: _rendering_pb2.RenderRequest
    cut: _assembly_pb2.CutRequest
    plan: _planning_pb2.PlanRequest
    transcribe: _speech_pb2.TranscribeRequest
    visemes: _speech_pb2.VisemesRequest
    synccheck: _sync_pb2.SyncCheckRequest
    align: _sync_pb2.AlignRequest
    lipsync: _lipsync_pb2.LipSyncRequest
    dub: _dubbing_pb2.DubRequest
    foley: _foley_pb2.FoleyRequest
    foley_conform: _foley_pb2.FoleyConformRequest
    foley_adapt: _foley_pb2.FoleyAdaptRequest
    sounds_add: _sounds_pb2.SoundsAddRequest
    sounds_search: _sounds_pb2.SoundsSearchRequest
    project: str
    def __init__(self, beats: _Optional[_Union[_music_pb2.BeatsRequest, _Mapping]] = ..., snap: _Optional[_Union[_cutting_pb2.SnapRequest, _Mapping]] = ..., loudness: _Optional[_Union[_loudness_pb2.LoudnessRequest, _Mapping]] = ..., master: _Optional[_Union[_mastering_pb2.MasterRequest, _Mapping]] = ..., render: _Optional[_Union[_rendering_pb2.RenderRequest, _Mapping]] = ..., cut: _Optional[_Union[_assembly_pb2.CutRequest, _Mapping]] = ..., plan: _Optional[_Union[_planning_pb2.PlanRequest, _Mapping]] = ..., transcribe: _Optional[_Union[_speech_pb2.TranscribeRequest, _Mapping]] = ..., visemes: _Optional[_Union[_speech_pb2.VisemesRequest, _Mapping]] = ..., synccheck: _Optional[_Union[_sync_pb2.SyncCheckRequest, _Mapping]] = ..., align: _Optional[_Union[_sync_pb2.AlignRequest, _Mapping]] = ..., lipsync: _Optional[_Union[_lipsync_pb2.LipSyncRequest, _Mapping]] = ..., dub: _Optional[_Union[_dubbing_pb2.DubRequest, _Mapping]] = ..., foley: _Optional[_Union[_foley_pb2.FoleyRequest, _Mapping]] = ..., foley_conform: _Optional[_Union[_foley_pb2.FoleyConformRequest, _Mapping]] = ..., foley_adapt: _Optional[_Union[_foley_pb2.FoleyAdaptRequest, _Mapping]] = ..., sounds_add: _Optional[_Union[_sounds_pb2.SoundsAddRequest, _Mapping]] = ..., sounds_search: _Optional[_Union[_sounds_pb2.SoundsSearchRequest, _Mapping]] = ..., project: _Optional[str] = ...) -> None: ...

class JobResult(_message.Message):
    __slots__ = ("beats", "snap", "loudness", "master", "render", "cut", "plan", "transcribe", "visemes", "synccheck", "align", "lipsync", "dub", "foley", "foley_conform", "foley_adapt", "sounds_add", "sounds_search")
    BEATS_FIELD_NUMBER: _ClassVar[int]
    SNAP_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_FIELD_NUMBER: _ClassVar[int]
    MASTER_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    CUT_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIBE_FIELD_NUMBER: _ClassVar[int]
    VISEMES_FIELD_NUMBER: _ClassVar[int]
    SYNCCHECK_FIELD_NUMBER: _ClassVar[int]
    ALIGN_FIELD_NUMBER: _ClassVar[int]
    LIPSYNC_FIELD_NUMBER: _ClassVar[int]
    DUB_FIELD_NUMBER: _ClassVar[int]
    FOLEY_FIELD_NUMBER: _ClassVar[int]
    FOLEY_CONFORM_FIELD_NUMBER: _ClassVar[int]
    FOLEY_ADAPT_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_ADD_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_SEARCH_FIELD_NUMBER: _ClassVar[int]
    beats: _music_pb2.MusicAnalysis
    snap: _cutting_pb2.SnapResult
    loudness: _loudness_pb2.LoudnessReport
    master: _mastering_pb2.MasterResult
    render: _rendering_pb2.RenderResult
    cut: _assembly_pb2.CutResult
    plan: _planning_pb2.ShotPlan
    transcribe: _speech_pb2.Transcript
    visemes: _speech_pb2.VisemeTrack
    synccheck: _sync_pb2.SyncReport
    align: _sync_pb2.AlignResult
    lipsync: _lipsync_pb2.LipSyncResult
    dub: _dubbing_pb2.DubResult
    foley: _foley_pb2.FoleyResult
    foley_conform: _foley_pb2.FoleyConformResult
    foley_adapt: _foley_pb2.FoleyAdaptResult
    sounds_add: _sounds_pb2.SoundsAddResult
    sounds_search: _sounds_pb2.SoundsSearchResult
    def __init__(self, beats: _Optional[_Union[_music_pb2.MusicAnalysis, _Mapping]] = ..., snap: _Optional[_Union[_cutting_pb2.SnapResult, _Mapping]] = ..., loudness: _Optional[_Union[_loudness_pb2.LoudnessReport, _Mapping]] = ..., master: _Optional[_Union[_mastering_pb2.MasterResult, _Mapping]] = ..., render: _Optional[_Union[_rendering_pb2.RenderResult, _Mapping]] = ..., cut: _Optional[_Union[_assembly_pb2.CutResult, _Mapping]] = ..., plan: _Optional[_Union[_planning_pb2.ShotPlan, _Mapping]] = ..., transcribe: _Optional[_Union[_speech_pb2.Transcript, _Mapping]] = ..., visemes: _Optional[_Union[_speech_pb2.VisemeTrack, _Mapping]] = ..., synccheck: _Optional[_Union[_sync_pb2.SyncReport, _Mapping]] = ..., align: _Optional[_Union[_sync_pb2.AlignResult, _Mapping]] = ..., lipsync: _Optional[_Union[_lipsync_pb2.LipSyncResult, _Mapping]] = ..., dub: _Optional[_Union[_dubbing_pb2.DubResult, _Mapping]] = ..., foley: _Optional[_Union[_foley_pb2.FoleyResult, _Mapping]] = ..., foley_conform: _Optional[_Union[_foley_pb2.FoleyConformResult, _Mapping]] = ..., foley_adapt: _Optional[_Union[_foley_pb2.FoleyAdaptResult, _Mapping]] = ..., sounds_add: _Optional[_Union[_sounds_pb2.SoundsAddResult, _Mapping]] = ..., sounds_search: _Optional[_Union[_sounds_pb2.SoundsSearchResult, _Mapping]] = ...) -> None: ...

class Job(_message.Message):
    __slots__ = ("name", "kind", "state", "fraction", "step", "create_time", "start_time", "end_time", "request", "result", "error", "seq", "request_id", "attempt", "log_lines")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    LOG_LINES_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: str
    state: JobState
    fraction: float
    step: str
    create_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    request: JobRequest
    result: JobResult
    error: JobError
    seq: int
    request_id: str
    attempt: int
    log_lines: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[str] = ..., state: _Optional[_Union[JobState, str]] = ..., fraction: _Optional[float] = ..., step: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request: _Optional[_Union[JobRequest, _Mapping]] = ..., result: _Optional[_Union[JobResult, _Mapping]] = ..., error: _Optional[_Union[JobError, _Mapping]] = ..., seq: _Optional[int] = ..., request_id: _Optional[str] = ..., attempt: _Optional[int] = ..., log_lines: _Optional[_Iterable[str]] = ...) -> None: ...

class JobError(_message.Message):
    __slots__ = ("code", "message", "hint", "exit_status")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    EXIT_STATUS_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    hint: str
    exit_status: int
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., hint: _Optional[str] = ..., exit_status: _Optional[int] = ...) -> None: ...

class JobEvent(_message.Message):
    __slots__ = ("seq", "time", "state", "fraction", "step")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    seq: int
    time: _timestamp_pb2.Timestamp
    state: JobState
    fraction: float
    step: str
    def __init__(self, seq: _Optional[int] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[JobState, str]] = ..., fraction: _Optional[float] = ..., step: _Optional[str] = ...) -> None: ...

class SubmitJobRequest(_message.Message):
    __slots__ = ("request", "request_id")
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request: JobRequest
    request_id: str
    def __init__(self, request: _Optional[_Union[JobRequest, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetJobRequest(_message.Message):
    __slots__ = ("name", "with_log")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WITH_LOG_FIELD_NUMBER: _ClassVar[int]
    name: str
    with_log: bool
    def __init__(self, name: _Optional[str] = ..., with_log: bool = ...) -> None: ...

class WatchJobRequest(_message.Message):
    __slots__ = ("name", "from_seq")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    name: str
    from_seq: int
    def __init__(self, name: _Optional[str] = ..., from_seq: _Optional[int] = ...) -> None: ...

class CancelJobRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListJobsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListJobsResponse(_message.Message):
    __slots__ = ("jobs", "next_page_token")
    JOBS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[Job]
    next_page_token: str
    def __init__(self, jobs: _Optional[_Iterable[_Union[Job, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
