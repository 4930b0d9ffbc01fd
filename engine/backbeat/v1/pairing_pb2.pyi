import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CodeState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CODE_STATE_UNSPECIFIED: _ClassVar[CodeState]
    CODE_STATE_WAITING: _ClassVar[CodeState]
    CODE_STATE_USED: _ClassVar[CodeState]
    CODE_STATE_EXPIRED: _ClassVar[CodeState]
    CODE_STATE_REFUSED: _ClassVar[CodeState]
    CODE_STATE_REPLACED: _ClassVar[CodeState]
CODE_STATE_UNSPECIFIED: CodeState
CODE_STATE_WAITING: CodeState
CODE_STATE_USED: CodeState
CODE_STATE_EXPIRED: CodeState
CODE_STATE_REFUSED: CodeState
CODE_STATE_REPLACED: CodeState

class HelloRequest(_message.Message):
    __slots__ = ("protocol", "client", "client_version", "host")
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    protocol: int
    client: str
    client_version: str
    host: str
    def __init__(self, protocol: _Optional[int] = ..., client: _Optional[str] = ..., client_version: _Optional[str] = ..., host: _Optional[str] = ...) -> None: ...

class HelloResponse(_message.Message):
    __slots__ = ("product", "version", "server_id", "protocol_min", "protocol_max", "features", "mismatch", "paired")
    PRODUCT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SERVER_ID_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_MIN_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_MAX_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    MISMATCH_FIELD_NUMBER: _ClassVar[int]
    PAIRED_FIELD_NUMBER: _ClassVar[int]
    product: str
    version: str
    server_id: str
    protocol_min: int
    protocol_max: int
    features: _containers.RepeatedScalarFieldContainer[str]
    mismatch: str
    paired: bool
    def __init__(self, product: _Optional[str] = ..., version: _Optional[str] = ..., server_id: _Optional[str] = ..., protocol_min: _Optional[int] = ..., protocol_max: _Optional[int] = ..., features: _Optional[_Iterable[str]] = ..., mismatch: _Optional[str] = ..., paired: bool = ...) -> None: ...

class NewCodeRequest(_message.Message):
    __slots__ = ("client", "for_page")
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    FOR_PAGE_FIELD_NUMBER: _ClassVar[int]
    client: str
    for_page: bool
    def __init__(self, client: _Optional[str] = ..., for_page: bool = ...) -> None: ...

class PairingCode(_message.Message):
    __slots__ = ("code", "expire_time", "http_port")
    CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    HTTP_PORT_FIELD_NUMBER: _ClassVar[int]
    code: str
    expire_time: _timestamp_pb2.Timestamp
    http_port: int
    def __init__(self, code: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., http_port: _Optional[int] = ...) -> None: ...

class LookAtCodeRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class CodeLook(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: CodeState
    def __init__(self, state: _Optional[_Union[CodeState, str]] = ...) -> None: ...

class PairRequest(_message.Message):
    __slots__ = ("code", "client")
    CODE_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    code: str
    client: str
    def __init__(self, code: _Optional[str] = ..., client: _Optional[str] = ...) -> None: ...

class PairResponse(_message.Message):
    __slots__ = ("token", "name")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    token: str
    name: str
    def __init__(self, token: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class ListPairedRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPairedResponse(_message.Message):
    __slots__ = ("panels",)
    PANELS_FIELD_NUMBER: _ClassVar[int]
    panels: _containers.RepeatedCompositeFieldContainer[PairedPanel]
    def __init__(self, panels: _Optional[_Iterable[_Union[PairedPanel, _Mapping]]] = ...) -> None: ...

class PairedPanel(_message.Message):
    __slots__ = ("name", "client", "create_time", "last_use_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_USE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    client: str
    create_time: _timestamp_pb2.Timestamp
    last_use_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., client: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_use_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UnpairRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class UnpairResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
