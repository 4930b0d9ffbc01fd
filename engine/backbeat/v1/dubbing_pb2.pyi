from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DubRequest(_message.Message):
    __slots__ = ("path", "dub_path", "script_path", "output_path", "language", "tracks", "max_stretch_percent", "no_lips", "backend", "ambience_db", "no_ambience", "voice", "translation", "report_paths", "commercial", "consent", "overwrite", "effects_path", "original_language")
    PATH_FIELD_NUMBER: _ClassVar[int]
    DUB_PATH_FIELD_NUMBER: _ClassVar[int]
    SCRIPT_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    MAX_STRETCH_PERCENT_FIELD_NUMBER: _ClassVar[int]
    NO_LIPS_FIELD_NUMBER: _ClassVar[int]
    BACKEND_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_DB_FIELD_NUMBER: _ClassVar[int]
    NO_AMBIENCE_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    TRANSLATION_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    EFFECTS_PATH_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    path: str
    dub_path: str
    script_path: str
    output_path: str
    language: str
    tracks: _containers.RepeatedCompositeFieldContainer[DubTrack]
    max_stretch_percent: float
    no_lips: bool
    backend: str
    ambience_db: float
    no_ambience: bool
    voice: str
    translation: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    commercial: bool
    consent: str
    overwrite: bool
    effects_path: str
    original_language: str
    def __init__(self, path: _Optional[str] = ..., dub_path: _Optional[str] = ..., script_path: _Optional[str] = ..., output_path: _Optional[str] = ..., language: _Optional[str] = ..., tracks: _Optional[_Iterable[_Union[DubTrack, _Mapping]]] = ..., max_stretch_percent: _Optional[float] = ..., no_lips: bool = ..., backend: _Optional[str] = ..., ambience_db: _Optional[float] = ..., no_ambience: bool = ..., voice: _Optional[str] = ..., translation: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ..., commercial: bool = ..., consent: _Optional[str] = ..., overwrite: bool = ..., effects_path: _Optional[str] = ..., original_language: _Optional[str] = ...) -> None: ...

class DubTrack(_message.Message):
    __slots__ = ("language", "dub_path", "script_path", "voice")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DUB_PATH_FIELD_NUMBER: _ClassVar[int]
    SCRIPT_PATH_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    language: str
    dub_path: str
    script_path: str
    voice: str
    def __init__(self, language: _Optional[str] = ..., dub_path: _Optional[str] = ..., script_path: _Optional[str] = ..., voice: _Optional[str] = ...) -> None: ...

class DubResult(_message.Message):
    __slots__ = ("schema_version", "path", "source_path", "source_sha256", "output_path", "languages", "report_paths", "warnings", "duration_s", "original_language", "ambience", "ambience_made_share", "music_share", "mark", "consent", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SOURCE_PATH_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SHA256_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_MADE_SHARE_FIELD_NUMBER: _ClassVar[int]
    MUSIC_SHARE_FIELD_NUMBER: _ClassVar[int]
    MARK_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    source_path: str
    source_sha256: str
    output_path: str
    languages: _containers.RepeatedCompositeFieldContainer[DubbedLanguage]
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    duration_s: float
    original_language: str
    ambience: str
    ambience_made_share: float
    music_share: float
    mark: str
    consent: str
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., source_path: _Optional[str] = ..., source_sha256: _Optional[str] = ..., output_path: _Optional[str] = ..., languages: _Optional[_Iterable[_Union[DubbedLanguage, _Mapping]]] = ..., report_paths: _Optional[_Iterable[str]] = ..., warnings: _Optional[_Iterable[str]] = ..., duration_s: _Optional[float] = ..., original_language: _Optional[str] = ..., ambience: _Optional[str] = ..., ambience_made_share: _Optional[float] = ..., music_share: _Optional[float] = ..., mark: _Optional[str] = ..., consent: _Optional[str] = ..., written_by: _Optional[str] = ...) -> None: ...

class DubbedLanguage(_message.Message):
    __slots__ = ("language", "language_guessed", "lines", "sound_path", "offset_ms", "closure_rate", "backend", "synthetic_voice", "voice_licence", "watermark", "voice", "original_lufs", "lufs", "video_path")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_GUESSED_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    SOUND_PATH_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    CLOSURE_RATE_FIELD_NUMBER: _ClassVar[int]
    BACKEND_FIELD_NUMBER: _ClassVar[int]
    SYNTHETIC_VOICE_FIELD_NUMBER: _ClassVar[int]
    VOICE_LICENCE_FIELD_NUMBER: _ClassVar[int]
    WATERMARK_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_LUFS_FIELD_NUMBER: _ClassVar[int]
    LUFS_FIELD_NUMBER: _ClassVar[int]
    VIDEO_PATH_FIELD_NUMBER: _ClassVar[int]
    language: str
    language_guessed: bool
    lines: _containers.RepeatedCompositeFieldContainer[DubbedLine]
    sound_path: str
    offset_ms: float
    closure_rate: float
    backend: str
    synthetic_voice: bool
    voice_licence: str
    watermark: bool
    voice: str
    original_lufs: float
    lufs: float
    video_path: str
    def __init__(self, language: _Optional[str] = ..., language_guessed: bool = ..., lines: _Optional[_Iterable[_Union[DubbedLine, _Mapping]]] = ..., sound_path: _Optional[str] = ..., offset_ms: _Optional[float] = ..., closure_rate: _Optional[float] = ..., backend: _Optional[str] = ..., synthetic_voice: bool = ..., voice_licence: _Optional[str] = ..., watermark: bool = ..., voice: _Optional[str] = ..., original_lufs: _Optional[float] = ..., lufs: _Optional[float] = ..., video_path: _Optional[str] = ...) -> None: ...

class DubbedLine(_message.Message):
    __slots__ = ("number", "start_s", "end_s", "speaker", "original_text", "text", "placed_s", "placed_end_s", "stretch", "problem", "offset_ms", "source_path", "source_start_s", "source_end_s", "gain_db")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_TEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PLACED_S_FIELD_NUMBER: _ClassVar[int]
    PLACED_END_S_FIELD_NUMBER: _ClassVar[int]
    STRETCH_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_PATH_FIELD_NUMBER: _ClassVar[int]
    SOURCE_START_S_FIELD_NUMBER: _ClassVar[int]
    SOURCE_END_S_FIELD_NUMBER: _ClassVar[int]
    GAIN_DB_FIELD_NUMBER: _ClassVar[int]
    number: int
    start_s: float
    end_s: float
    speaker: int
    original_text: str
    text: str
    placed_s: float
    placed_end_s: float
    stretch: float
    problem: str
    offset_ms: float
    source_path: str
    source_start_s: float
    source_end_s: float
    gain_db: float
    def __init__(self, number: _Optional[int] = ..., start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., speaker: _Optional[int] = ..., original_text: _Optional[str] = ..., text: _Optional[str] = ..., placed_s: _Optional[float] = ..., placed_end_s: _Optional[float] = ..., stretch: _Optional[float] = ..., problem: _Optional[str] = ..., offset_ms: _Optional[float] = ..., source_path: _Optional[str] = ..., source_start_s: _Optional[float] = ..., source_end_s: _Optional[float] = ..., gain_db: _Optional[float] = ...) -> None: ...
