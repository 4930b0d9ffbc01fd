from backbeat.v1 import cutting_pb2 as _cutting_pb2
from backbeat.v1 import jobs_pb2 as _jobs_pb2
from backbeat.v1 import music_pb2 as _music_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ItemKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ITEM_KIND_UNSPECIFIED: _ClassVar[ItemKind]
    ITEM_KIND_CLIP: _ClassVar[ItemKind]
    ITEM_KIND_COMPOUND: _ClassVar[ItemKind]
    ITEM_KIND_TRANSITION: _ClassVar[ItemKind]
    ITEM_KIND_GENERATOR: _ClassVar[ItemKind]

class FileKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FILE_KIND_UNSPECIFIED: _ClassVar[FileKind]
    FILE_KIND_EDIT: _ClassVar[FileKind]
    FILE_KIND_SOUND: _ClassVar[FileKind]
    FILE_KIND_VIDEO: _ClassVar[FileKind]
    FILE_KIND_RESULT: _ClassVar[FileKind]
ITEM_KIND_UNSPECIFIED: ItemKind
ITEM_KIND_CLIP: ItemKind
ITEM_KIND_COMPOUND: ItemKind
ITEM_KIND_TRANSITION: ItemKind
ITEM_KIND_GENERATOR: ItemKind
FILE_KIND_UNSPECIFIED: FileKind
FILE_KIND_EDIT: FileKind
FILE_KIND_SOUND: FileKind
FILE_KIND_VIDEO: FileKind
FILE_KIND_RESULT: FileKind

class OpenFileRequest(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class OpenedFile(_message.Message):
    __slots__ = ("path", "name", "edit", "media", "result", "warnings")
    PATH_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    EDIT_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    path: str
    name: str
    edit: EditView
    media: MediaView
    result: _jobs_pb2.JobResult
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, path: _Optional[str] = ..., name: _Optional[str] = ..., edit: _Optional[_Union[EditView, _Mapping]] = ..., media: _Optional[_Union[MediaView, _Mapping]] = ..., result: _Optional[_Union[_jobs_pb2.JobResult, _Mapping]] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class MediaView(_message.Message):
    __slots__ = ("duration_s", "picture", "sound")
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    PICTURE_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    duration_s: float
    picture: PictureView
    sound: SoundView
    def __init__(self, duration_s: _Optional[float] = ..., picture: _Optional[_Union[PictureView, _Mapping]] = ..., sound: _Optional[_Union[SoundView, _Mapping]] = ...) -> None: ...

class PictureView(_message.Message):
    __slots__ = ("width", "height", "rate", "variable_rate", "codec", "timecode")
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    VARIABLE_RATE_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    TIMECODE_FIELD_NUMBER: _ClassVar[int]
    width: int
    height: int
    rate: _cutting_pb2.FrameRate
    variable_rate: bool
    codec: str
    timecode: str
    def __init__(self, width: _Optional[int] = ..., height: _Optional[int] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., variable_rate: bool = ..., codec: _Optional[str] = ..., timecode: _Optional[str] = ...) -> None: ...

class SoundView(_message.Message):
    __slots__ = ("sample_rate_hz", "channels", "codec")
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    sample_rate_hz: int
    channels: int
    codec: str
    def __init__(self, sample_rate_hz: _Optional[int] = ..., channels: _Optional[int] = ..., codec: _Optional[str] = ...) -> None: ...

class EditView(_message.Message):
    __slots__ = ("name", "rate", "start_timecode", "drop_frame", "duration_frames", "tracks", "markers", "music")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    START_TIMECODE_FIELD_NUMBER: _ClassVar[int]
    DROP_FRAME_FIELD_NUMBER: _ClassVar[int]
    DURATION_FRAMES_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    MARKERS_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FIELD_NUMBER: _ClassVar[int]
    name: str
    rate: _cutting_pb2.FrameRate
    start_timecode: str
    drop_frame: bool
    duration_frames: float
    tracks: _containers.RepeatedCompositeFieldContainer[TrackView]
    markers: _containers.RepeatedCompositeFieldContainer[MarkerView]
    music: _containers.RepeatedCompositeFieldContainer[MusicCandidate]
    def __init__(self, name: _Optional[str] = ..., rate: _Optional[_Union[_cutting_pb2.FrameRate, _Mapping]] = ..., start_timecode: _Optional[str] = ..., drop_frame: bool = ..., duration_frames: _Optional[float] = ..., tracks: _Optional[_Iterable[_Union[TrackView, _Mapping]]] = ..., markers: _Optional[_Iterable[_Union[MarkerView, _Mapping]]] = ..., music: _Optional[_Iterable[_Union[MusicCandidate, _Mapping]]] = ...) -> None: ...

class TrackView(_message.Message):
    __slots__ = ("label", "name", "is_sound", "enabled", "locked", "items")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    IS_SOUND_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    LOCKED_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    label: str
    name: str
    is_sound: bool
    enabled: bool
    locked: bool
    items: _containers.RepeatedCompositeFieldContainer[ItemView]
    def __init__(self, label: _Optional[str] = ..., name: _Optional[str] = ..., is_sound: bool = ..., enabled: bool = ..., locked: bool = ..., items: _Optional[_Iterable[_Union[ItemView, _Mapping]]] = ...) -> None: ...

class ItemView(_message.Message):
    __slots__ = ("name", "kind", "index", "start_frame", "end_frame", "enabled", "media_path", "online", "source_start_s", "speed", "head_frames", "tail_frames", "still")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    START_FRAME_FIELD_NUMBER: _ClassVar[int]
    END_FRAME_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATH_FIELD_NUMBER: _ClassVar[int]
    ONLINE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_START_S_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    HEAD_FRAMES_FIELD_NUMBER: _ClassVar[int]
    TAIL_FRAMES_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: ItemKind
    index: int
    start_frame: float
    end_frame: float
    enabled: bool
    media_path: str
    online: bool
    source_start_s: float
    speed: float
    head_frames: float
    tail_frames: float
    still: bool
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[ItemKind, str]] = ..., index: _Optional[int] = ..., start_frame: _Optional[float] = ..., end_frame: _Optional[float] = ..., enabled: bool = ..., media_path: _Optional[str] = ..., online: bool = ..., source_start_s: _Optional[float] = ..., speed: _Optional[float] = ..., head_frames: _Optional[float] = ..., tail_frames: _Optional[float] = ..., still: bool = ...) -> None: ...

class MarkerView(_message.Message):
    __slots__ = ("name", "comment", "color", "frame", "frames", "ours", "track")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    COLOR_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    OURS_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    name: str
    comment: str
    color: str
    frame: float
    frames: float
    ours: bool
    track: str
    def __init__(self, name: _Optional[str] = ..., comment: _Optional[str] = ..., color: _Optional[str] = ..., frame: _Optional[float] = ..., frames: _Optional[float] = ..., ours: bool = ..., track: _Optional[str] = ...) -> None: ...

class MusicCandidate(_message.Message):
    __slots__ = ("path", "name", "track", "start_s", "reason")
    PATH_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    path: str
    name: str
    track: str
    start_s: float
    reason: str
    def __init__(self, path: _Optional[str] = ..., name: _Optional[str] = ..., track: _Optional[str] = ..., start_s: _Optional[float] = ..., reason: _Optional[str] = ...) -> None: ...

class GetWaveformRequest(_message.Message):
    __slots__ = ("path", "start_s", "end_s", "columns")
    PATH_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    path: str
    start_s: float
    end_s: float
    columns: int
    def __init__(self, path: _Optional[str] = ..., start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., columns: _Optional[int] = ...) -> None: ...

class Waveform(_message.Message):
    __slots__ = ("start_s", "end_s", "duration_s", "low", "high", "fraction")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    duration_s: float
    low: bytes
    high: bytes
    fraction: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., duration_s: _Optional[float] = ..., low: _Optional[bytes] = ..., high: _Optional[bytes] = ..., fraction: _Optional[float] = ...) -> None: ...

class OpenMediaRequest(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class OpenedMedia(_message.Message):
    __slots__ = ("url", "content_type")
    URL_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    url: str
    content_type: str
    def __init__(self, url: _Optional[str] = ..., content_type: _Optional[str] = ...) -> None: ...

class ListFolderRequest(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class Folder(_message.Message):
    __slots__ = ("path", "parent", "entries", "truncated")
    PATH_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    path: str
    parent: str
    entries: _containers.RepeatedCompositeFieldContainer[FolderEntry]
    truncated: bool
    def __init__(self, path: _Optional[str] = ..., parent: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[FolderEntry, _Mapping]]] = ..., truncated: bool = ...) -> None: ...

class FolderEntry(_message.Message):
    __slots__ = ("name", "path", "is_folder", "kind")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    IS_FOLDER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    name: str
    path: str
    is_folder: bool
    kind: FileKind
    def __init__(self, name: _Optional[str] = ..., path: _Optional[str] = ..., is_folder: bool = ..., kind: _Optional[_Union[FileKind, str]] = ...) -> None: ...

class SaveMusicEditsRequest(_message.Message):
    __slots__ = ("path", "edits", "output_path", "overwrite")
    PATH_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    path: str
    edits: _music_pb2.MusicEdits
    output_path: str
    overwrite: bool
    def __init__(self, path: _Optional[str] = ..., edits: _Optional[_Union[_music_pb2.MusicEdits, _Mapping]] = ..., output_path: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class LoadMusicEditsRequest(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class SavedMusicEdits(_message.Message):
    __slots__ = ("path", "edits")
    PATH_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    path: str
    edits: _music_pb2.MusicEdits
    def __init__(self, path: _Optional[str] = ..., edits: _Optional[_Union[_music_pb2.MusicEdits, _Mapping]] = ...) -> None: ...
