from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SoundsAddRequest(_message.Message):
    __slots__ = ("paths", "licence", "credit", "again", "index_path")
    PATHS_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    AGAIN_FIELD_NUMBER: _ClassVar[int]
    INDEX_PATH_FIELD_NUMBER: _ClassVar[int]
    paths: _containers.RepeatedScalarFieldContainer[str]
    licence: str
    credit: str
    again: bool
    index_path: str
    def __init__(self, paths: _Optional[_Iterable[str]] = ..., licence: _Optional[str] = ..., credit: _Optional[str] = ..., again: bool = ..., index_path: _Optional[str] = ...) -> None: ...

class SoundsAddResult(_message.Message):
    __slots__ = ("schema_version", "added", "changed", "unchanged", "removed", "total", "unreadable", "index_path", "has_embeddings", "warnings", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    ADDED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    INDEX_PATH_FIELD_NUMBER: _ClassVar[int]
    HAS_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    added: int
    changed: int
    unchanged: int
    removed: int
    total: int
    unreadable: _containers.RepeatedCompositeFieldContainer[UnreadableSound]
    index_path: str
    has_embeddings: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., added: _Optional[int] = ..., changed: _Optional[int] = ..., unchanged: _Optional[int] = ..., removed: _Optional[int] = ..., total: _Optional[int] = ..., unreadable: _Optional[_Iterable[_Union[UnreadableSound, _Mapping]]] = ..., index_path: _Optional[str] = ..., has_embeddings: bool = ..., warnings: _Optional[_Iterable[str]] = ..., written_by: _Optional[str] = ...) -> None: ...

class UnreadableSound(_message.Message):
    __slots__ = ("path", "reason")
    PATH_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    path: str
    reason: str
    def __init__(self, path: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class SoundsSearchRequest(_message.Message):
    __slots__ = ("query", "like_path", "limit", "commercial", "ucs", "index_path")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    LIKE_PATH_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_FIELD_NUMBER: _ClassVar[int]
    UCS_FIELD_NUMBER: _ClassVar[int]
    INDEX_PATH_FIELD_NUMBER: _ClassVar[int]
    query: str
    like_path: str
    limit: int
    commercial: bool
    ucs: _containers.RepeatedScalarFieldContainer[str]
    index_path: str
    def __init__(self, query: _Optional[str] = ..., like_path: _Optional[str] = ..., limit: _Optional[int] = ..., commercial: bool = ..., ucs: _Optional[_Iterable[str]] = ..., index_path: _Optional[str] = ...) -> None: ...

class SoundsSearchResult(_message.Message):
    __slots__ = ("schema_version", "sounds", "categories", "method", "warnings", "total", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    sounds: _containers.RepeatedCompositeFieldContainer[FoundSound]
    categories: _containers.RepeatedCompositeFieldContainer[UcsGuess]
    method: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    total: int
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., sounds: _Optional[_Iterable[_Union[FoundSound, _Mapping]]] = ..., categories: _Optional[_Iterable[_Union[UcsGuess, _Mapping]]] = ..., method: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., total: _Optional[int] = ..., written_by: _Optional[str] = ...) -> None: ...

class UcsGuess(_message.Message):
    __slots__ = ("cat_id", "category", "subcategory", "confidence")
    CAT_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    SUBCATEGORY_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    cat_id: str
    category: str
    subcategory: str
    confidence: float
    def __init__(self, cat_id: _Optional[str] = ..., category: _Optional[str] = ..., subcategory: _Optional[str] = ..., confidence: _Optional[float] = ...) -> None: ...

class FoundSound(_message.Message):
    __slots__ = ("path", "name", "description", "ucs", "ucs_confidence", "duration_s", "rate", "channels", "lufs", "peak_dbfs", "sync_s", "sync_from", "loops", "takes", "variants", "licence", "credit", "score", "key")
    PATH_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    UCS_FIELD_NUMBER: _ClassVar[int]
    UCS_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    LUFS_FIELD_NUMBER: _ClassVar[int]
    PEAK_DBFS_FIELD_NUMBER: _ClassVar[int]
    SYNC_S_FIELD_NUMBER: _ClassVar[int]
    SYNC_FROM_FIELD_NUMBER: _ClassVar[int]
    LOOPS_FIELD_NUMBER: _ClassVar[int]
    TAKES_FIELD_NUMBER: _ClassVar[int]
    VARIANTS_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    path: str
    name: str
    description: str
    ucs: str
    ucs_confidence: float
    duration_s: float
    rate: int
    channels: int
    lufs: float
    peak_dbfs: float
    sync_s: float
    sync_from: str
    loops: bool
    takes: int
    variants: int
    licence: str
    credit: str
    score: float
    key: str
    def __init__(self, path: _Optional[str] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., ucs: _Optional[str] = ..., ucs_confidence: _Optional[float] = ..., duration_s: _Optional[float] = ..., rate: _Optional[int] = ..., channels: _Optional[int] = ..., lufs: _Optional[float] = ..., peak_dbfs: _Optional[float] = ..., sync_s: _Optional[float] = ..., sync_from: _Optional[str] = ..., loops: bool = ..., takes: _Optional[int] = ..., variants: _Optional[int] = ..., licence: _Optional[str] = ..., credit: _Optional[str] = ..., score: _Optional[float] = ..., key: _Optional[str] = ...) -> None: ...
