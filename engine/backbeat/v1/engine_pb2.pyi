from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetInfoRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EngineInfo(_message.Message):
    __slots__ = ("version", "server_id", "versions", "capabilities", "execution_providers", "models", "trackers", "loudness_presets", "lip_sync_backends")
    class VersionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SERVER_ID_FIELD_NUMBER: _ClassVar[int]
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    EXECUTION_PROVIDERS_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    TRACKERS_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_PRESETS_FIELD_NUMBER: _ClassVar[int]
    LIP_SYNC_BACKENDS_FIELD_NUMBER: _ClassVar[int]
    version: str
    server_id: str
    versions: _containers.ScalarMap[str, str]
    capabilities: _containers.RepeatedScalarFieldContainer[str]
    execution_providers: _containers.RepeatedScalarFieldContainer[str]
    models: _containers.RepeatedCompositeFieldContainer[Model]
    trackers: _containers.RepeatedScalarFieldContainer[str]
    loudness_presets: _containers.RepeatedScalarFieldContainer[str]
    lip_sync_backends: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, version: _Optional[str] = ..., server_id: _Optional[str] = ..., versions: _Optional[_Mapping[str, str]] = ..., capabilities: _Optional[_Iterable[str]] = ..., execution_providers: _Optional[_Iterable[str]] = ..., models: _Optional[_Iterable[_Union[Model, _Mapping]]] = ..., trackers: _Optional[_Iterable[str]] = ..., loudness_presets: _Optional[_Iterable[str]] = ..., lip_sync_backends: _Optional[_Iterable[str]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ("name", "sha256", "licence", "source")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    sha256: str
    licence: str
    source: str
    def __init__(self, name: _Optional[str] = ..., sha256: _Optional[str] = ..., licence: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...
