from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FindMediaRequest(_message.Message):
    __slots__ = ("sha256", "size", "name")
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    sha256: str
    size: int
    name: str
    def __init__(self, sha256: _Optional[str] = ..., size: _Optional[int] = ..., name: _Optional[str] = ...) -> None: ...

class UploadedMedia(_message.Message):
    __slots__ = ("received", "uploaded_path", "chunk_bytes")
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    UPLOADED_PATH_FIELD_NUMBER: _ClassVar[int]
    CHUNK_BYTES_FIELD_NUMBER: _ClassVar[int]
    received: int
    uploaded_path: str
    chunk_bytes: int
    def __init__(self, received: _Optional[int] = ..., uploaded_path: _Optional[str] = ..., chunk_bytes: _Optional[int] = ...) -> None: ...

class UploadMediaRequest(_message.Message):
    __slots__ = ("start", "chunk")
    START_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    start: UploadStart
    chunk: bytes
    def __init__(self, start: _Optional[_Union[UploadStart, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class UploadStart(_message.Message):
    __slots__ = ("file", "offset")
    FILE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    file: FindMediaRequest
    offset: int
    def __init__(self, file: _Optional[_Union[FindMediaRequest, _Mapping]] = ..., offset: _Optional[int] = ...) -> None: ...

class NewArtifactsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ArtifactFolder(_message.Message):
    __slots__ = ("folder_path",)
    FOLDER_PATH_FIELD_NUMBER: _ClassVar[int]
    folder_path: str
    def __init__(self, folder_path: _Optional[str] = ...) -> None: ...

class ListArtifactsRequest(_message.Message):
    __slots__ = ("folder_path",)
    FOLDER_PATH_FIELD_NUMBER: _ClassVar[int]
    folder_path: str
    def __init__(self, folder_path: _Optional[str] = ...) -> None: ...

class ListArtifactsResponse(_message.Message):
    __slots__ = ("artifacts",)
    ARTIFACTS_FIELD_NUMBER: _ClassVar[int]
    artifacts: _containers.RepeatedCompositeFieldContainer[Artifact]
    def __init__(self, artifacts: _Optional[_Iterable[_Union[Artifact, _Mapping]]] = ...) -> None: ...

class Artifact(_message.Message):
    __slots__ = ("relative", "size")
    RELATIVE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    relative: str
    size: int
    def __init__(self, relative: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class FetchArtifactRequest(_message.Message):
    __slots__ = ("artifact_path", "offset")
    ARTIFACT_PATH_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    artifact_path: str
    offset: int
    def __init__(self, artifact_path: _Optional[str] = ..., offset: _Optional[int] = ...) -> None: ...

class ArtifactChunk(_message.Message):
    __slots__ = ("sha256", "size", "content")
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    sha256: str
    size: int
    content: bytes
    def __init__(self, sha256: _Optional[str] = ..., size: _Optional[int] = ..., content: _Optional[bytes] = ...) -> None: ...

class DiscardMediaRequest(_message.Message):
    __slots__ = ("discarded_path",)
    DISCARDED_PATH_FIELD_NUMBER: _ClassVar[int]
    discarded_path: str
    def __init__(self, discarded_path: _Optional[str] = ...) -> None: ...

class DiscardMediaResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
