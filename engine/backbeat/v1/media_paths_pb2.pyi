from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MediaPaths(_message.Message):
    __slots__ = ("maps", "search_paths", "relink")
    MAPS_FIELD_NUMBER: _ClassVar[int]
    SEARCH_PATHS_FIELD_NUMBER: _ClassVar[int]
    RELINK_FIELD_NUMBER: _ClassVar[int]
    maps: _containers.RepeatedCompositeFieldContainer[PathMapping]
    search_paths: _containers.RepeatedScalarFieldContainer[str]
    relink: bool
    def __init__(self, maps: _Optional[_Iterable[_Union[PathMapping, _Mapping]]] = ..., search_paths: _Optional[_Iterable[str]] = ..., relink: bool = ...) -> None: ...

class PathMapping(_message.Message):
    __slots__ = ("prefix", "to_path")
    PREFIX_FIELD_NUMBER: _ClassVar[int]
    TO_PATH_FIELD_NUMBER: _ClassVar[int]
    prefix: str
    to_path: str
    def __init__(self, prefix: _Optional[str] = ..., to_path: _Optional[str] = ...) -> None: ...
