from backbeat.v1 import assembly_pb2 as _assembly_pb2
from backbeat.v1 import cutting_pb2 as _cutting_pb2
from backbeat.v1 import music_pb2 as _music_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlanRequest(_message.Message):
    __slots__ = ("music_path", "output_path", "beats", "pacing", "length", "rate", "template_path", "prompt", "overwrite")
    MUSIC_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    PACING_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_PATH_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    music_path: str
    output_path: str
    beats: _music_pb2.BeatOptions
    pacing: _assembly_pb2.PacingOptions
    length: _assembly_pb2.LengthOptions
    rate: _cutting_pb2.FrameRate
    template_path: str
    prompt: str
    overwrite: bool
    def __init__(self, music_path: _Optional[str] = ..., output_path: _Optional[str] = ..., beats: _Optional[_Union[_music_pb2.BeatOptions, _Mapping]] = ..., pacing: _Optional[_Union[_assembly_pb2.PacingOptions, _Mapping]] = ..., length: _Optional[_Union[_assembly_pb2.LengthOptions, _Mapping]] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., template_path: _Optional[str] = ..., prompt: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class ShotPlan(_message.Message):
    __slots__ = ("schema_version", "music_path", "music_sha256", "rate", "tempo_bpm", "slots", "sections", "audio_reactive", "base_prompt", "placements", "pacing", "length", "beats", "engine_version", "warnings", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    MUSIC_PATH_FIELD_NUMBER: _ClassVar[int]
    MUSIC_SHA256_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    SECTIONS_FIELD_NUMBER: _ClassVar[int]
    AUDIO_REACTIVE_FIELD_NUMBER: _ClassVar[int]
    BASE_PROMPT_FIELD_NUMBER: _ClassVar[int]
    PLACEMENTS_FIELD_NUMBER: _ClassVar[int]
    PACING_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    music_path: str
    music_sha256: str
    rate: _cutting_pb2.FrameRate
    tempo_bpm: float
    slots: _containers.RepeatedCompositeFieldContainer[_cutting_pb2.Slot]
    sections: _containers.RepeatedCompositeFieldContainer[SectionActions]
    audio_reactive: AudioReactive
    base_prompt: str
    placements: _containers.RepeatedCompositeFieldContainer[_cutting_pb2.Placement]
    pacing: _assembly_pb2.PacingOptions
    length: _assembly_pb2.LengthOptions
    beats: _music_pb2.BeatOptions
    engine_version: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., music_path: _Optional[str] = ..., music_sha256: _Optional[str] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., tempo_bpm: _Optional[float] = ..., slots: _Optional[_Iterable[_Union[_cutting_pb2.Slot, _Mapping]]] = ..., sections: _Optional[_Iterable[_Union[SectionActions, _Mapping]]] = ..., audio_reactive: _Optional[_Union[AudioReactive, _Mapping]] = ..., base_prompt: _Optional[str] = ..., placements: _Optional[_Iterable[_Union[_cutting_pb2.Placement, _Mapping]]] = ..., pacing: _Optional[_Union[_assembly_pb2.PacingOptions, _Mapping]] = ..., length: _Optional[_Union[_assembly_pb2.LengthOptions, _Mapping]] = ..., beats: _Optional[_Union[_music_pb2.BeatOptions, _Mapping]] = ..., engine_version: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., written_by: _Optional[str] = ...) -> None: ...

class SectionActions(_message.Message):
    __slots__ = ("label", "start_s", "end_s", "level", "actions")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    label: str
    start_s: float
    end_s: float
    level: _music_pb2.EnergyLevel
    actions: _containers.RepeatedCompositeFieldContainer[BeatAction]
    def __init__(self, label: _Optional[str] = ..., start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., level: _Optional[_Union[_music_pb2.EnergyLevel, str]] = ..., actions: _Optional[_Iterable[_Union[BeatAction, _Mapping]]] = ...) -> None: ...

class BeatAction(_message.Message):
    __slots__ = ("beat", "time_s", "action")
    BEAT_FIELD_NUMBER: _ClassVar[int]
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    beat: int
    time_s: float
    action: str
    def __init__(self, beat: _Optional[int] = ..., time_s: _Optional[float] = ..., action: _Optional[str] = ...) -> None: ...

class AudioReactive(_message.Message):
    __slots__ = ("track", "beat_actions", "energy_mapping", "phrase_transitions")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    BEAT_ACTIONS_FIELD_NUMBER: _ClassVar[int]
    ENERGY_MAPPING_FIELD_NUMBER: _ClassVar[int]
    PHRASE_TRANSITIONS_FIELD_NUMBER: _ClassVar[int]
    track: str
    beat_actions: BeatActions
    energy_mapping: EnergyWords
    phrase_transitions: str
    def __init__(self, track: _Optional[str] = ..., beat_actions: _Optional[_Union[BeatActions, _Mapping]] = ..., energy_mapping: _Optional[_Union[EnergyWords, _Mapping]] = ..., phrase_transitions: _Optional[str] = ...) -> None: ...

class BeatActions(_message.Message):
    __slots__ = ("downbeat", "upbeat", "accent")
    DOWNBEAT_FIELD_NUMBER: _ClassVar[int]
    UPBEAT_FIELD_NUMBER: _ClassVar[int]
    ACCENT_FIELD_NUMBER: _ClassVar[int]
    downbeat: str
    upbeat: str
    accent: str
    def __init__(self, downbeat: _Optional[str] = ..., upbeat: _Optional[str] = ..., accent: _Optional[str] = ...) -> None: ...

class EnergyWords(_message.Message):
    __slots__ = ("low", "medium", "high")
    LOW_FIELD_NUMBER: _ClassVar[int]
    MEDIUM_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    low: str
    medium: str
    high: str
    def __init__(self, low: _Optional[str] = ..., medium: _Optional[str] = ..., high: _Optional[str] = ...) -> None: ...
