from backbeat.v1 import cutting_pb2 as _cutting_pb2
from backbeat.v1 import media_paths_pb2 as _media_paths_pb2
from backbeat.v1 import music_pb2 as _music_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Transitions(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRANSITIONS_UNSPECIFIED: _ClassVar[Transitions]
    TRANSITIONS_PHRASES: _ClassVar[Transitions]
    TRANSITIONS_NONE: _ClassVar[Transitions]

class ClipOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLIP_ORDER_UNSPECIFIED: _ClassVar[ClipOrder]
    CLIP_ORDER_GIVEN: _ClassVar[ClipOrder]
    CLIP_ORDER_SHUFFLED: _ClassVar[ClipOrder]

class ClipSound(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLIP_SOUND_UNSPECIFIED: _ClassVar[ClipSound]
    CLIP_SOUND_NONE: _ClassVar[ClipSound]
    CLIP_SOUND_KEPT: _ClassVar[ClipSound]

class MusicFit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MUSIC_FIT_UNSPECIFIED: _ClassVar[MusicFit]
    MUSIC_FIT_WINDOW: _ClassVar[MusicFit]
    MUSIC_FIT_EDIT: _ClassVar[MusicFit]
TRANSITIONS_UNSPECIFIED: Transitions
TRANSITIONS_PHRASES: Transitions
TRANSITIONS_NONE: Transitions
CLIP_ORDER_UNSPECIFIED: ClipOrder
CLIP_ORDER_GIVEN: ClipOrder
CLIP_ORDER_SHUFFLED: ClipOrder
CLIP_SOUND_UNSPECIFIED: ClipSound
CLIP_SOUND_NONE: ClipSound
CLIP_SOUND_KEPT: ClipSound
MUSIC_FIT_UNSPECIFIED: MusicFit
MUSIC_FIT_WINDOW: MusicFit
MUSIC_FIT_EDIT: MusicFit

class CutRequest(_message.Message):
    __slots__ = ("paths", "music_path", "output_path", "beats", "pacing", "material", "length", "rate", "width", "height", "for_editor", "overwrite", "preview_path", "dry_run", "variants", "edit_path", "replacements", "sync_map_path", "plan_path", "media_paths")
    PATHS_FIELD_NUMBER: _ClassVar[int]
    MUSIC_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    PACING_FIELD_NUMBER: _ClassVar[int]
    MATERIAL_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    FOR_EDITOR_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_PATH_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    VARIANTS_FIELD_NUMBER: _ClassVar[int]
    EDIT_PATH_FIELD_NUMBER: _ClassVar[int]
    REPLACEMENTS_FIELD_NUMBER: _ClassVar[int]
    SYNC_MAP_PATH_FIELD_NUMBER: _ClassVar[int]
    PLAN_PATH_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATHS_FIELD_NUMBER: _ClassVar[int]
    paths: _containers.RepeatedScalarFieldContainer[str]
    music_path: str
    output_path: str
    beats: _music_pb2.BeatOptions
    pacing: PacingOptions
    material: MaterialOptions
    length: LengthOptions
    rate: _cutting_pb2.FrameRate
    width: int
    height: int
    for_editor: _cutting_pb2.Editor
    overwrite: bool
    preview_path: str
    dry_run: bool
    variants: int
    edit_path: str
    replacements: _containers.RepeatedCompositeFieldContainer[Replacement]
    sync_map_path: str
    plan_path: str
    media_paths: _media_paths_pb2.MediaPaths
    def __init__(self, paths: _Optional[_Iterable[str]] = ..., music_path: _Optional[str] = ..., output_path: _Optional[str] = ..., beats: _Optional[_Union[_music_pb2.BeatOptions, _Mapping]] = ..., pacing: _Optional[_Union[PacingOptions, _Mapping]] = ..., material: _Optional[_Union[MaterialOptions, _Mapping]] = ..., length: _Optional[_Union[LengthOptions, _Mapping]] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., for_editor: _Optional[_Union[_cutting_pb2.Editor, str]] = ..., overwrite: bool = ..., preview_path: _Optional[str] = ..., dry_run: bool = ..., variants: _Optional[int] = ..., edit_path: _Optional[str] = ..., replacements: _Optional[_Iterable[_Union[Replacement, _Mapping]]] = ..., sync_map_path: _Optional[str] = ..., plan_path: _Optional[str] = ..., media_paths: _Optional[_Union[_media_paths_pb2.MediaPaths, _Mapping]] = ...) -> None: ...

class PacingOptions(_message.Message):
    __slots__ = ("pattern", "pattern_path", "pace", "transitions")
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    PATTERN_PATH_FIELD_NUMBER: _ClassVar[int]
    PACE_FIELD_NUMBER: _ClassVar[int]
    TRANSITIONS_FIELD_NUMBER: _ClassVar[int]
    pattern: str
    pattern_path: str
    pace: float
    transitions: Transitions
    def __init__(self, pattern: _Optional[str] = ..., pattern_path: _Optional[str] = ..., pace: _Optional[float] = ..., transitions: _Optional[_Union[Transitions, str]] = ...) -> None: ...

class MaterialOptions(_message.Message):
    __slots__ = ("order", "seed", "must_use", "pins", "skipped", "clip_sound")
    ORDER_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    MUST_USE_FIELD_NUMBER: _ClassVar[int]
    PINS_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    CLIP_SOUND_FIELD_NUMBER: _ClassVar[int]
    order: ClipOrder
    seed: int
    must_use: _containers.RepeatedScalarFieldContainer[str]
    pins: _containers.RepeatedCompositeFieldContainer[Pin]
    skipped: _containers.RepeatedCompositeFieldContainer[SkippedRange]
    clip_sound: ClipSound
    def __init__(self, order: _Optional[_Union[ClipOrder, str]] = ..., seed: _Optional[int] = ..., must_use: _Optional[_Iterable[str]] = ..., pins: _Optional[_Iterable[_Union[Pin, _Mapping]]] = ..., skipped: _Optional[_Iterable[_Union[SkippedRange, _Mapping]]] = ..., clip_sound: _Optional[_Union[ClipSound, str]] = ...) -> None: ...

class Pin(_message.Message):
    __slots__ = ("slot", "clip", "time")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    slot: int
    clip: str
    time: str
    def __init__(self, slot: _Optional[int] = ..., clip: _Optional[str] = ..., time: _Optional[str] = ...) -> None: ...

class SkippedRange(_message.Message):
    __slots__ = ("clip", "start", "end")
    CLIP_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    clip: str
    start: str
    end: str
    def __init__(self, clip: _Optional[str] = ..., start: _Optional[str] = ..., end: _Optional[str] = ...) -> None: ...

class LengthOptions(_message.Message):
    __slots__ = ("length_s", "fit")
    LENGTH_S_FIELD_NUMBER: _ClassVar[int]
    FIT_FIELD_NUMBER: _ClassVar[int]
    length_s: float
    fit: MusicFit
    def __init__(self, length_s: _Optional[float] = ..., fit: _Optional[_Union[MusicFit, str]] = ...) -> None: ...

class Replacement(_message.Message):
    __slots__ = ("slot", "clip", "time")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    slot: int
    clip: str
    time: str
    def __init__(self, slot: _Optional[int] = ..., clip: _Optional[str] = ..., time: _Optional[str] = ...) -> None: ...

class CutResult(_message.Message):
    __slots__ = ("edits", "clips", "warnings", "missed")
    EDITS_FIELD_NUMBER: _ClassVar[int]
    CLIPS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    edits: _containers.RepeatedCompositeFieldContainer[AssembledEdit]
    clips: _containers.RepeatedCompositeFieldContainer[MaterialClip]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    missed: str
    def __init__(self, edits: _Optional[_Iterable[_Union[AssembledEdit, _Mapping]]] = ..., clips: _Optional[_Iterable[_Union[MaterialClip, _Mapping]]] = ..., warnings: _Optional[_Iterable[str]] = ..., missed: _Optional[str] = ...) -> None: ...

class AssembledEdit(_message.Message):
    __slots__ = ("path", "sync_map_path", "report_path", "preview_path", "sync_map")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SYNC_MAP_PATH_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATH_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_PATH_FIELD_NUMBER: _ClassVar[int]
    SYNC_MAP_FIELD_NUMBER: _ClassVar[int]
    path: str
    sync_map_path: str
    report_path: str
    preview_path: str
    sync_map: _cutting_pb2.SyncMap
    def __init__(self, path: _Optional[str] = ..., sync_map_path: _Optional[str] = ..., report_path: _Optional[str] = ..., preview_path: _Optional[str] = ..., sync_map: _Optional[_Union[_cutting_pb2.SyncMap, _Mapping]] = ...) -> None: ...

class MaterialClip(_message.Message):
    __slots__ = ("path", "duration_s", "rate", "width", "height", "still", "shots", "usable_s", "uses", "warnings")
    PATH_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    SHOTS_FIELD_NUMBER: _ClassVar[int]
    USABLE_S_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    path: str
    duration_s: float
    rate: _cutting_pb2.FrameRate
    width: int
    height: int
    still: bool
    shots: int
    usable_s: float
    uses: int
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, path: _Optional[str] = ..., duration_s: _Optional[float] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., still: bool = ..., shots: _Optional[int] = ..., usable_s: _Optional[float] = ..., uses: _Optional[int] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...
