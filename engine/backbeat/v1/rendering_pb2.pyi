from backbeat.v1 import media_paths_pb2 as _media_paths_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RenderRequest(_message.Message):
    __slots__ = ("edit_path", "output_path", "stems_path", "options", "overwrite", "media_paths")
    EDIT_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    STEMS_PATH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATHS_FIELD_NUMBER: _ClassVar[int]
    edit_path: str
    output_path: str
    stems_path: str
    options: RenderOptions
    overwrite: bool
    media_paths: _media_paths_pb2.MediaPaths
    def __init__(self, edit_path: _Optional[str] = ..., output_path: _Optional[str] = ..., stems_path: _Optional[str] = ..., options: _Optional[_Union[RenderOptions, _Mapping]] = ..., overwrite: bool = ..., media_paths: _Optional[_Union[_media_paths_pb2.MediaPaths, _Mapping]] = ...) -> None: ...

class RenderOptions(_message.Message):
    __slots__ = ("sample_rate_hz", "layout", "roles", "duck", "duck_below_lu", "allow_missing", "layers")
    class RolesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    DUCK_FIELD_NUMBER: _ClassVar[int]
    DUCK_BELOW_LU_FIELD_NUMBER: _ClassVar[int]
    ALLOW_MISSING_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    sample_rate_hz: int
    layout: str
    roles: _containers.ScalarMap[str, str]
    duck: bool
    duck_below_lu: float
    allow_missing: bool
    layers: bool
    def __init__(self, sample_rate_hz: _Optional[int] = ..., layout: _Optional[str] = ..., roles: _Optional[_Mapping[str, str]] = ..., duck: bool = ..., duck_below_lu: _Optional[float] = ..., allow_missing: bool = ..., layers: bool = ...) -> None: ...

class RenderResult(_message.Message):
    __slots__ = ("path", "duration_s", "sample_rate_hz", "layout", "tracks", "stems", "warnings", "integrated_lufs", "true_peak_dbtp", "max_ducking_db", "sound_ends_s", "max_ducking_rise_db_s", "dialogue_share")
    PATH_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    STEMS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    INTEGRATED_LUFS_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    MAX_DUCKING_DB_FIELD_NUMBER: _ClassVar[int]
    SOUND_ENDS_S_FIELD_NUMBER: _ClassVar[int]
    MAX_DUCKING_RISE_DB_S_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    path: str
    duration_s: float
    sample_rate_hz: int
    layout: str
    tracks: _containers.RepeatedCompositeFieldContainer[RenderedTrack]
    stems: _containers.RepeatedCompositeFieldContainer[Stem]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    integrated_lufs: float
    true_peak_dbtp: float
    max_ducking_db: float
    sound_ends_s: float
    max_ducking_rise_db_s: float
    dialogue_share: float
    def __init__(self, path: _Optional[str] = ..., duration_s: _Optional[float] = ..., sample_rate_hz: _Optional[int] = ..., layout: _Optional[str] = ..., tracks: _Optional[_Iterable[_Union[RenderedTrack, _Mapping]]] = ..., stems: _Optional[_Iterable[_Union[Stem, _Mapping]]] = ..., warnings: _Optional[_Iterable[str]] = ..., integrated_lufs: _Optional[float] = ..., true_peak_dbtp: _Optional[float] = ..., max_ducking_db: _Optional[float] = ..., sound_ends_s: _Optional[float] = ..., max_ducking_rise_db_s: _Optional[float] = ..., dialogue_share: _Optional[float] = ...) -> None: ...

class RenderedTrack(_message.Message):
    __slots__ = ("label", "name", "role", "clips", "heard", "gain_db", "role_word", "role_assumed")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CLIPS_FIELD_NUMBER: _ClassVar[int]
    HEARD_FIELD_NUMBER: _ClassVar[int]
    GAIN_DB_FIELD_NUMBER: _ClassVar[int]
    ROLE_WORD_FIELD_NUMBER: _ClassVar[int]
    ROLE_ASSUMED_FIELD_NUMBER: _ClassVar[int]
    label: str
    name: str
    role: str
    clips: int
    heard: bool
    gain_db: float
    role_word: str
    role_assumed: bool
    def __init__(self, label: _Optional[str] = ..., name: _Optional[str] = ..., role: _Optional[str] = ..., clips: _Optional[int] = ..., heard: bool = ..., gain_db: _Optional[float] = ..., role_word: _Optional[str] = ..., role_assumed: bool = ...) -> None: ...

class Stem(_message.Message):
    __slots__ = ("role", "path", "integrated_lufs")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    INTEGRATED_LUFS_FIELD_NUMBER: _ClassVar[int]
    role: str
    path: str
    integrated_lufs: float
    def __init__(self, role: _Optional[str] = ..., path: _Optional[str] = ..., integrated_lufs: _Optional[float] = ...) -> None: ...
