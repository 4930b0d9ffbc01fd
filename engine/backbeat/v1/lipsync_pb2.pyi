from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class WhenLonger(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WHEN_LONGER_UNSPECIFIED: _ClassVar[WhenLonger]
    WHEN_LONGER_CUT: _ClassVar[WhenLonger]
    WHEN_LONGER_BOUNCE: _ClassVar[WhenLonger]
    WHEN_LONGER_LOOP: _ClassVar[WhenLonger]
    WHEN_LONGER_FREEZE: _ClassVar[WhenLonger]
    WHEN_LONGER_STRETCH: _ClassVar[WhenLonger]
WHEN_LONGER_UNSPECIFIED: WhenLonger
WHEN_LONGER_CUT: WhenLonger
WHEN_LONGER_BOUNCE: WhenLonger
WHEN_LONGER_LOOP: WhenLonger
WHEN_LONGER_FREEZE: WhenLonger
WHEN_LONGER_STRETCH: WhenLonger

class LipSyncRequest(_message.Message):
    __slots__ = ("path", "speech_path", "speech_start_s", "output_path", "backend", "bank_paths", "face", "voices", "old_text", "new_text", "only_changes", "mute", "visemes_path", "strength", "when_longer", "codec", "clip", "handles", "keep_takes", "take", "commercial", "consent", "overwrite", "emotion", "report_paths")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SPEECH_PATH_FIELD_NUMBER: _ClassVar[int]
    SPEECH_START_S_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    BACKEND_FIELD_NUMBER: _ClassVar[int]
    BANK_PATHS_FIELD_NUMBER: _ClassVar[int]
    FACE_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    OLD_TEXT_FIELD_NUMBER: _ClassVar[int]
    NEW_TEXT_FIELD_NUMBER: _ClassVar[int]
    ONLY_CHANGES_FIELD_NUMBER: _ClassVar[int]
    MUTE_FIELD_NUMBER: _ClassVar[int]
    VISEMES_PATH_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    WHEN_LONGER_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    HANDLES_FIELD_NUMBER: _ClassVar[int]
    KEEP_TAKES_FIELD_NUMBER: _ClassVar[int]
    TAKE_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    EMOTION_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    path: str
    speech_path: str
    speech_start_s: float
    output_path: str
    backend: str
    bank_paths: _containers.RepeatedScalarFieldContainer[str]
    face: int
    voices: _containers.RepeatedCompositeFieldContainer[FaceVoice]
    old_text: str
    new_text: str
    only_changes: bool
    mute: _containers.RepeatedCompositeFieldContainer[TimeSpan]
    visemes_path: str
    strength: _containers.RepeatedCompositeFieldContainer[StrengthPoint]
    when_longer: WhenLonger
    codec: str
    clip: str
    handles: int
    keep_takes: bool
    take: int
    commercial: bool
    consent: str
    overwrite: bool
    emotion: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, path: _Optional[str] = ..., speech_path: _Optional[str] = ..., speech_start_s: _Optional[float] = ..., output_path: _Optional[str] = ..., backend: _Optional[str] = ..., bank_paths: _Optional[_Iterable[str]] = ..., face: _Optional[int] = ..., voices: _Optional[_Iterable[_Union[FaceVoice, _Mapping]]] = ..., old_text: _Optional[str] = ..., new_text: _Optional[str] = ..., only_changes: bool = ..., mute: _Optional[_Iterable[_Union[TimeSpan, _Mapping]]] = ..., visemes_path: _Optional[str] = ..., strength: _Optional[_Iterable[_Union[StrengthPoint, _Mapping]]] = ..., when_longer: _Optional[_Union[WhenLonger, str]] = ..., codec: _Optional[str] = ..., clip: _Optional[str] = ..., handles: _Optional[int] = ..., keep_takes: bool = ..., take: _Optional[int] = ..., commercial: bool = ..., consent: _Optional[str] = ..., overwrite: bool = ..., emotion: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ...) -> None: ...

class FaceVoice(_message.Message):
    __slots__ = ("face", "speech_path", "speech_start_s")
    FACE_FIELD_NUMBER: _ClassVar[int]
    SPEECH_PATH_FIELD_NUMBER: _ClassVar[int]
    SPEECH_START_S_FIELD_NUMBER: _ClassVar[int]
    face: int
    speech_path: str
    speech_start_s: float
    def __init__(self, face: _Optional[int] = ..., speech_path: _Optional[str] = ..., speech_start_s: _Optional[float] = ...) -> None: ...

class TimeSpan(_message.Message):
    __slots__ = ("start_s", "end_s")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ...) -> None: ...

class StrengthPoint(_message.Message):
    __slots__ = ("time_s", "strength")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    strength: float
    def __init__(self, time_s: _Optional[float] = ..., strength: _Optional[float] = ...) -> None: ...

class LipSyncResult(_message.Message):
    __slots__ = ("schema_version", "path", "source_path", "source_sha256", "backend", "preview", "frames", "frames_changed", "frames_copied", "faces_tracked", "shots", "changed", "closure_rate", "closures", "offset_ms", "offset_confidence", "model_sha256", "licence", "device", "device_reason", "mark", "timeline_path", "clip", "track", "take", "report_paths", "warnings", "codec", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SOURCE_PATH_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SHA256_FIELD_NUMBER: _ClassVar[int]
    BACKEND_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    FRAMES_CHANGED_FIELD_NUMBER: _ClassVar[int]
    FRAMES_COPIED_FIELD_NUMBER: _ClassVar[int]
    FACES_TRACKED_FIELD_NUMBER: _ClassVar[int]
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    CLOSURE_RATE_FIELD_NUMBER: _ClassVar[int]
    CLOSURES_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    OFFSET_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    DEVICE_FIELD_NUMBER: _ClassVar[int]
    DEVICE_REASON_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_PATH_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    TAKE_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    source_path: str
    source_sha256: str
    backend: str
    preview: bool
    frames: int
    frames_changed: int
    frames_copied: int
    faces_tracked: int
    shots: _containers.RepeatedCompositeFieldContainer[LipSyncShot]
    changed: _containers.RepeatedCompositeFieldContainer[TimeSpan]
    closure_rate: float
    closures: int
    offset_ms: float
    offset_confidence: float
    model_sha256: _containers.RepeatedScalarFieldContainer[str]
    licence: str
    device: str
    device_reason: str
    mark: str
    timeline_path: str
    clip: str
    track: str
    take: int
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    codec: str
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., source_path: _Optional[str] = ..., source_sha256: _Optional[str] = ..., backend: _Optional[str] = ..., preview: bool = ..., frames: _Optional[int] = ..., frames_changed: _Optional[int] = ..., frames_copied: _Optional[int] = ..., faces_tracked: _Optional[int] = ..., shots: _Optional[_Iterable[_Union[LipSyncShot, _Mapping]]] = ..., changed: _Optional[_Iterable[_Union[TimeSpan, _Mapping]]] = ..., closure_rate: _Optional[float] = ..., closures: _Optional[int] = ..., offset_ms: _Optional[float] = ..., offset_confidence: _Optional[float] = ..., model_sha256: _Optional[_Iterable[str]] = ..., licence: _Optional[str] = ..., device: _Optional[str] = ..., device_reason: _Optional[str] = ..., mark: _Optional[str] = ..., timeline_path: _Optional[str] = ..., clip: _Optional[str] = ..., track: _Optional[str] = ..., take: _Optional[int] = ..., report_paths: _Optional[_Iterable[str]] = ..., warnings: _Optional[_Iterable[str]] = ..., codec: _Optional[str] = ..., written_by: _Optional[str] = ...) -> None: ...

class LipSyncShot(_message.Message):
    __slots__ = ("start_s", "end_s", "face", "frames_changed", "reason")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    FACE_FIELD_NUMBER: _ClassVar[int]
    FRAMES_CHANGED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    face: int
    frames_changed: int
    reason: str
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., face: _Optional[int] = ..., frames_changed: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...
