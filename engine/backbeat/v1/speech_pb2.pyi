from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TranscribeRequest(_message.Message):
    __slots__ = ("path", "output_paths", "language", "speakers", "overwrite")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATHS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    path: str
    output_paths: _containers.RepeatedScalarFieldContainer[str]
    language: str
    speakers: int
    overwrite: bool
    def __init__(self, path: _Optional[str] = ..., output_paths: _Optional[_Iterable[str]] = ..., language: _Optional[str] = ..., speakers: _Optional[int] = ..., overwrite: bool = ...) -> None: ...

class Transcript(_message.Message):
    __slots__ = ("schema_version", "path", "sha256", "duration_s", "language", "language_guessed", "language_confidence", "words", "speakers", "model", "model_sha256", "warnings", "speakers_guessed", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_GUESSED_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    SPEAKERS_GUESSED_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    sha256: str
    duration_s: float
    language: str
    language_guessed: bool
    language_confidence: float
    words: _containers.RepeatedCompositeFieldContainer[Word]
    speakers: _containers.RepeatedCompositeFieldContainer[Speaker]
    model: str
    model_sha256: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    speakers_guessed: bool
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., sha256: _Optional[str] = ..., duration_s: _Optional[float] = ..., language: _Optional[str] = ..., language_guessed: bool = ..., language_confidence: _Optional[float] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ..., speakers: _Optional[_Iterable[_Union[Speaker, _Mapping]]] = ..., model: _Optional[str] = ..., model_sha256: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., speakers_guessed: bool = ..., written_by: _Optional[str] = ...) -> None: ...

class Word(_message.Message):
    __slots__ = ("start_s", "end_s", "text", "confidence", "speaker")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    SPEAKER_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    text: str
    confidence: float
    speaker: int
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., text: _Optional[str] = ..., confidence: _Optional[float] = ..., speaker: _Optional[int] = ...) -> None: ...

class Speaker(_message.Message):
    __slots__ = ("number", "spoken_s")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SPOKEN_S_FIELD_NUMBER: _ClassVar[int]
    number: int
    spoken_s: float
    def __init__(self, number: _Optional[int] = ..., spoken_s: _Optional[float] = ...) -> None: ...

class VisemesRequest(_message.Message):
    __slots__ = ("path", "text", "output_paths", "set", "rate", "overwrite")
    PATH_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATHS_FIELD_NUMBER: _ClassVar[int]
    SET_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    path: str
    text: str
    output_paths: _containers.RepeatedScalarFieldContainer[str]
    set: str
    rate: str
    overwrite: bool
    def __init__(self, path: _Optional[str] = ..., text: _Optional[str] = ..., output_paths: _Optional[_Iterable[str]] = ..., set: _Optional[str] = ..., rate: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class VisemeTrack(_message.Message):
    __slots__ = ("schema_version", "path", "sha256", "duration_s", "set", "visemes", "method", "warnings", "rate", "model_sha256", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    SET_FIELD_NUMBER: _ClassVar[int]
    VISEMES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    sha256: str
    duration_s: float
    set: str
    visemes: _containers.RepeatedCompositeFieldContainer[Viseme]
    method: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    rate: str
    model_sha256: str
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., sha256: _Optional[str] = ..., duration_s: _Optional[float] = ..., set: _Optional[str] = ..., visemes: _Optional[_Iterable[_Union[Viseme, _Mapping]]] = ..., method: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., rate: _Optional[str] = ..., model_sha256: _Optional[str] = ..., written_by: _Optional[str] = ...) -> None: ...

class Viseme(_message.Message):
    __slots__ = ("start_s", "end_s", "name", "confidence", "blend_shapes")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    BLEND_SHAPES_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    name: str
    confidence: float
    blend_shapes: _containers.RepeatedCompositeFieldContainer[BlendShape]
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., name: _Optional[str] = ..., confidence: _Optional[float] = ..., blend_shapes: _Optional[_Iterable[_Union[BlendShape, _Mapping]]] = ...) -> None: ...

class BlendShape(_message.Message):
    __slots__ = ("name", "weight")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    name: str
    weight: float
    def __init__(self, name: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...
