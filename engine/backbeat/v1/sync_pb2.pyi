from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SyncVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SYNC_VERDICT_UNSPECIFIED: _ClassVar[SyncVerdict]
    SYNC_VERDICT_IN_SYNC: _ClassVar[SyncVerdict]
    SYNC_VERDICT_OUT_OF_SYNC: _ClassVar[SyncVerdict]
    SYNC_VERDICT_CANNOT_TELL: _ClassVar[SyncVerdict]
    SYNC_VERDICT_ANOTHER_VOICE: _ClassVar[SyncVerdict]
SYNC_VERDICT_UNSPECIFIED: SyncVerdict
SYNC_VERDICT_IN_SYNC: SyncVerdict
SYNC_VERDICT_OUT_OF_SYNC: SyncVerdict
SYNC_VERDICT_CANNOT_TELL: SyncVerdict
SYNC_VERDICT_ANOTHER_VOICE: SyncVerdict

class SyncCheckRequest(_message.Message):
    __slots__ = ("path", "voice_path", "face", "output_paths", "fixed_path", "max_offset_ms", "overwrite", "lse", "sfx")
    PATH_FIELD_NUMBER: _ClassVar[int]
    VOICE_PATH_FIELD_NUMBER: _ClassVar[int]
    FACE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATHS_FIELD_NUMBER: _ClassVar[int]
    FIXED_PATH_FIELD_NUMBER: _ClassVar[int]
    MAX_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    LSE_FIELD_NUMBER: _ClassVar[int]
    SFX_FIELD_NUMBER: _ClassVar[int]
    path: str
    voice_path: str
    face: int
    output_paths: _containers.RepeatedScalarFieldContainer[str]
    fixed_path: str
    max_offset_ms: float
    overwrite: bool
    lse: bool
    sfx: bool
    def __init__(self, path: _Optional[str] = ..., voice_path: _Optional[str] = ..., face: _Optional[int] = ..., output_paths: _Optional[_Iterable[str]] = ..., fixed_path: _Optional[str] = ..., max_offset_ms: _Optional[float] = ..., overwrite: bool = ..., lse: bool = ..., sfx: bool = ...) -> None: ...

class SyncReport(_message.Message):
    __slots__ = ("schema_version", "path", "sha256", "duration_s", "rate", "verdict", "offset_ms", "confidence", "drift_ppm", "shots", "grades", "faces", "method", "warnings", "fixed_path", "closure_offset_ms", "closures", "fixed_offset_ms", "jumps", "drift_low_ppm", "drift_high_ppm", "offset_low_ms", "offset_high_ms", "pairs", "impacts_seen", "hits_heard", "lse_distance", "lse_confidence", "lse_offset_ms", "lse_model_sha256", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    DRIFT_PPM_FIELD_NUMBER: _ClassVar[int]
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    GRADES_FIELD_NUMBER: _ClassVar[int]
    FACES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    FIXED_PATH_FIELD_NUMBER: _ClassVar[int]
    CLOSURE_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    CLOSURES_FIELD_NUMBER: _ClassVar[int]
    FIXED_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    JUMPS_FIELD_NUMBER: _ClassVar[int]
    DRIFT_LOW_PPM_FIELD_NUMBER: _ClassVar[int]
    DRIFT_HIGH_PPM_FIELD_NUMBER: _ClassVar[int]
    OFFSET_LOW_MS_FIELD_NUMBER: _ClassVar[int]
    OFFSET_HIGH_MS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    IMPACTS_SEEN_FIELD_NUMBER: _ClassVar[int]
    HITS_HEARD_FIELD_NUMBER: _ClassVar[int]
    LSE_DISTANCE_FIELD_NUMBER: _ClassVar[int]
    LSE_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    LSE_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    LSE_MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    sha256: str
    duration_s: float
    rate: float
    verdict: SyncVerdict
    offset_ms: float
    confidence: float
    drift_ppm: float
    shots: _containers.RepeatedCompositeFieldContainer[SyncShot]
    grades: _containers.RepeatedCompositeFieldContainer[SyncGrade]
    faces: _containers.RepeatedCompositeFieldContainer[SeenFace]
    method: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    fixed_path: str
    closure_offset_ms: float
    closures: int
    fixed_offset_ms: float
    jumps: _containers.RepeatedCompositeFieldContainer[SyncJump]
    drift_low_ppm: float
    drift_high_ppm: float
    offset_low_ms: float
    offset_high_ms: float
    pairs: _containers.RepeatedCompositeFieldContainer[SyncPair]
    impacts_seen: int
    hits_heard: int
    lse_distance: float
    lse_confidence: float
    lse_offset_ms: float
    lse_model_sha256: str
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., sha256: _Optional[str] = ..., duration_s: _Optional[float] = ..., rate: _Optional[float] = ..., verdict: _Optional[_Union[SyncVerdict, str]] = ..., offset_ms: _Optional[float] = ..., confidence: _Optional[float] = ..., drift_ppm: _Optional[float] = ..., shots: _Optional[_Iterable[_Union[SyncShot, _Mapping]]] = ..., grades: _Optional[_Iterable[_Union[SyncGrade, _Mapping]]] = ..., faces: _Optional[_Iterable[_Union[SeenFace, _Mapping]]] = ..., method: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., fixed_path: _Optional[str] = ..., closure_offset_ms: _Optional[float] = ..., closures: _Optional[int] = ..., fixed_offset_ms: _Optional[float] = ..., jumps: _Optional[_Iterable[_Union[SyncJump, _Mapping]]] = ..., drift_low_ppm: _Optional[float] = ..., drift_high_ppm: _Optional[float] = ..., offset_low_ms: _Optional[float] = ..., offset_high_ms: _Optional[float] = ..., pairs: _Optional[_Iterable[_Union[SyncPair, _Mapping]]] = ..., impacts_seen: _Optional[int] = ..., hits_heard: _Optional[int] = ..., lse_distance: _Optional[float] = ..., lse_confidence: _Optional[float] = ..., lse_offset_ms: _Optional[float] = ..., lse_model_sha256: _Optional[str] = ..., written_by: _Optional[str] = ...) -> None: ...

class SyncPair(_message.Message):
    __slots__ = ("seen_s", "heard_s", "offset_ms", "confidence")
    SEEN_S_FIELD_NUMBER: _ClassVar[int]
    HEARD_S_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    seen_s: float
    heard_s: float
    offset_ms: float
    confidence: float
    def __init__(self, seen_s: _Optional[float] = ..., heard_s: _Optional[float] = ..., offset_ms: _Optional[float] = ..., confidence: _Optional[float] = ...) -> None: ...

class SyncJump(_message.Message):
    __slots__ = ("time_s", "from_ms", "to_ms")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    FROM_MS_FIELD_NUMBER: _ClassVar[int]
    TO_MS_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    from_ms: float
    to_ms: float
    def __init__(self, time_s: _Optional[float] = ..., from_ms: _Optional[float] = ..., to_ms: _Optional[float] = ...) -> None: ...

class SyncShot(_message.Message):
    __slots__ = ("start_s", "end_s", "face", "verdict", "offset_ms", "offset_frames", "confidence", "reason", "windows", "voice_fits", "lse_distance", "lse_confidence", "lse_offset_ms")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    FACE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FRAMES_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    VOICE_FITS_FIELD_NUMBER: _ClassVar[int]
    LSE_DISTANCE_FIELD_NUMBER: _ClassVar[int]
    LSE_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    LSE_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    face: int
    verdict: SyncVerdict
    offset_ms: float
    offset_frames: float
    confidence: float
    reason: str
    windows: _containers.RepeatedCompositeFieldContainer[SyncWindow]
    voice_fits: float
    lse_distance: float
    lse_confidence: float
    lse_offset_ms: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., face: _Optional[int] = ..., verdict: _Optional[_Union[SyncVerdict, str]] = ..., offset_ms: _Optional[float] = ..., offset_frames: _Optional[float] = ..., confidence: _Optional[float] = ..., reason: _Optional[str] = ..., windows: _Optional[_Iterable[_Union[SyncWindow, _Mapping]]] = ..., voice_fits: _Optional[float] = ..., lse_distance: _Optional[float] = ..., lse_confidence: _Optional[float] = ..., lse_offset_ms: _Optional[float] = ...) -> None: ...

class SyncWindow(_message.Message):
    __slots__ = ("start_s", "end_s", "offset_ms", "confidence")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    offset_ms: float
    confidence: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., offset_ms: _Optional[float] = ..., confidence: _Optional[float] = ...) -> None: ...

class SyncGrade(_message.Message):
    __slots__ = ("standard", "grade")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PASS_FIELD_NUMBER: _ClassVar[int]
    GRADE_FIELD_NUMBER: _ClassVar[int]
    standard: str
    grade: str
    def __init__(self, standard: _Optional[str] = ..., grade: _Optional[str] = ..., **kwargs) -> None: ...

class SeenFace(_message.Message):
    __slots__ = ("number", "start_s", "end_s", "seen", "speaks")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    SEEN_FIELD_NUMBER: _ClassVar[int]
    SPEAKS_FIELD_NUMBER: _ClassVar[int]
    number: int
    start_s: float
    end_s: float
    seen: float
    speaks: bool
    def __init__(self, number: _Optional[int] = ..., start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., seen: _Optional[float] = ..., speaks: bool = ...) -> None: ...

class AlignRequest(_message.Message):
    __slots__ = ("reference_path", "other_paths", "output_path", "fixed_folder", "method", "clap", "rate", "report_paths", "overwrite")
    REFERENCE_PATH_FIELD_NUMBER: _ClassVar[int]
    OTHER_PATHS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    FIXED_FOLDER_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    CLAP_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    reference_path: str
    other_paths: _containers.RepeatedScalarFieldContainer[str]
    output_path: str
    fixed_folder: str
    method: str
    clap: bool
    rate: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    overwrite: bool
    def __init__(self, reference_path: _Optional[str] = ..., other_paths: _Optional[_Iterable[str]] = ..., output_path: _Optional[str] = ..., fixed_folder: _Optional[str] = ..., method: _Optional[str] = ..., clap: bool = ..., rate: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ..., overwrite: bool = ...) -> None: ...

class AlignResult(_message.Message):
    __slots__ = ("schema_version", "reference_path", "reference_sha256", "recordings", "output_path", "warnings", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_PATH_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_SHA256_FIELD_NUMBER: _ClassVar[int]
    RECORDINGS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    reference_path: str
    reference_sha256: str
    recordings: _containers.RepeatedCompositeFieldContainer[AlignedRecording]
    output_path: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., reference_path: _Optional[str] = ..., reference_sha256: _Optional[str] = ..., recordings: _Optional[_Iterable[_Union[AlignedRecording, _Mapping]]] = ..., output_path: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., written_by: _Optional[str] = ...) -> None: ...

class AlignedRecording(_message.Message):
    __slots__ = ("path", "sha256", "duration_s", "placed", "pieces", "method", "device", "fixed_path", "picture_delay_ms", "reason")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    PIECES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    DEVICE_FIELD_NUMBER: _ClassVar[int]
    FIXED_PATH_FIELD_NUMBER: _ClassVar[int]
    PICTURE_DELAY_MS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    path: str
    sha256: str
    duration_s: float
    placed: bool
    pieces: _containers.RepeatedCompositeFieldContainer[AlignedPiece]
    method: str
    device: str
    fixed_path: str
    picture_delay_ms: float
    reason: str
    def __init__(self, path: _Optional[str] = ..., sha256: _Optional[str] = ..., duration_s: _Optional[float] = ..., placed: bool = ..., pieces: _Optional[_Iterable[_Union[AlignedPiece, _Mapping]]] = ..., method: _Optional[str] = ..., device: _Optional[str] = ..., fixed_path: _Optional[str] = ..., picture_delay_ms: _Optional[float] = ..., reason: _Optional[str] = ...) -> None: ...

class AlignedPiece(_message.Message):
    __slots__ = ("start_s", "end_s", "offset_s", "drift_ppm", "confidence")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    OFFSET_S_FIELD_NUMBER: _ClassVar[int]
    DRIFT_PPM_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    offset_s: float
    drift_ppm: float
    confidence: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., offset_s: _Optional[float] = ..., drift_ppm: _Optional[float] = ..., confidence: _Optional[float] = ...) -> None: ...
