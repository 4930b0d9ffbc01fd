from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BeatOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BEAT_ORIGIN_UNSPECIFIED: _ClassVar[BeatOrigin]
    BEAT_ORIGIN_DETECTED: _ClassVar[BeatOrigin]
    BEAT_ORIGIN_USER: _ClassVar[BeatOrigin]
BEAT_ORIGIN_UNSPECIFIED: BeatOrigin
BEAT_ORIGIN_DETECTED: BeatOrigin
BEAT_ORIGIN_USER: BeatOrigin

class BeatsRequest(_message.Message):
    __slots__ = ("path", "output_path", "options")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    path: str
    output_path: str
    options: BeatOptions
    def __init__(self, path: _Optional[str] = ..., output_path: _Optional[str] = ..., options: _Optional[_Union[BeatOptions, _Mapping]] = ...) -> None: ...

class BeatOptions(_message.Message):
    __slots__ = ("tracker", "beats_per_bar")
    TRACKER_FIELD_NUMBER: _ClassVar[int]
    BEATS_PER_BAR_FIELD_NUMBER: _ClassVar[int]
    tracker: str
    beats_per_bar: int
    def __init__(self, tracker: _Optional[str] = ..., beats_per_bar: _Optional[int] = ...) -> None: ...

class MusicAnalysis(_message.Message):
    __slots__ = ("duration_s", "tempo_bpm", "beats_per_bar", "beats", "onsets", "energy", "sections", "tracker", "model_sha256")
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    BEATS_PER_BAR_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    ONSETS_FIELD_NUMBER: _ClassVar[int]
    ENERGY_FIELD_NUMBER: _ClassVar[int]
    SECTIONS_FIELD_NUMBER: _ClassVar[int]
    TRACKER_FIELD_NUMBER: _ClassVar[int]
    MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    duration_s: float
    tempo_bpm: float
    beats_per_bar: int
    beats: _containers.RepeatedCompositeFieldContainer[Beat]
    onsets: _containers.RepeatedCompositeFieldContainer[Onset]
    energy: Energy
    sections: _containers.RepeatedCompositeFieldContainer[Section]
    tracker: str
    model_sha256: str
    def __init__(self, duration_s: _Optional[float] = ..., tempo_bpm: _Optional[float] = ..., beats_per_bar: _Optional[int] = ..., beats: _Optional[_Iterable[_Union[Beat, _Mapping]]] = ..., onsets: _Optional[_Iterable[_Union[Onset, _Mapping]]] = ..., energy: _Optional[_Union[Energy, _Mapping]] = ..., sections: _Optional[_Iterable[_Union[Section, _Mapping]]] = ..., tracker: _Optional[str] = ..., model_sha256: _Optional[str] = ...) -> None: ...

class Beat(_message.Message):
    __slots__ = ("time_s", "bar", "beat", "confidence", "origin")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    bar: int
    beat: int
    confidence: float
    origin: BeatOrigin
    def __init__(self, time_s: _Optional[float] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., confidence: _Optional[float] = ..., origin: _Optional[_Union[BeatOrigin, str]] = ...) -> None: ...

class Onset(_message.Message):
    __slots__ = ("time_s", "strength")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    strength: float
    def __init__(self, time_s: _Optional[float] = ..., strength: _Optional[float] = ...) -> None: ...

class Energy(_message.Message):
    __slots__ = ("rate_hz", "lufs")
    RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    LUFS_FIELD_NUMBER: _ClassVar[int]
    rate_hz: float
    lufs: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, rate_hz: _Optional[float] = ..., lufs: _Optional[_Iterable[float]] = ...) -> None: ...

class Section(_message.Message):
    __slots__ = ("start_s", "end_s", "label", "level")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    label: str
    level: str
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., label: _Optional[str] = ..., level: _Optional[str] = ...) -> None: ...
