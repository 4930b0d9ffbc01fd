from backbeat.v1 import loudness_pb2 as _loudness_pb2
from backbeat.v1 import media_paths_pb2 as _media_paths_pb2
from backbeat.v1 import rendering_pb2 as _rendering_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MasterRequest(_message.Message):
    __slots__ = ("path", "track", "deliveries", "render", "timeline_path", "repair", "overwrite", "bindings", "media_paths")
    PATH_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_PATH_FIELD_NUMBER: _ClassVar[int]
    REPAIR_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    BINDINGS_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATHS_FIELD_NUMBER: _ClassVar[int]
    path: str
    track: int
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    render: _rendering_pb2.RenderOptions
    timeline_path: str
    repair: bool
    overwrite: bool
    bindings: _containers.RepeatedCompositeFieldContainer[_loudness_pb2.TrackBinding]
    media_paths: _media_paths_pb2.MediaPaths
    def __init__(self, path: _Optional[str] = ..., track: _Optional[int] = ..., deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., render: _Optional[_Union[_rendering_pb2.RenderOptions, _Mapping]] = ..., timeline_path: _Optional[str] = ..., repair: bool = ..., overwrite: bool = ..., bindings: _Optional[_Iterable[_Union[_loudness_pb2.TrackBinding, _Mapping]]] = ..., media_paths: _Optional[_Union[_media_paths_pb2.MediaPaths, _Mapping]] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("output_path", "preset", "integrated_lufs", "true_peak_dbtp", "codec", "sample_rate_hz", "bit_depth", "bitrate_kbps", "layout", "max_reduction_db", "high_pass_hz", "lra_max_lu", "log_path", "no_ceiling", "momentary_max_lufs", "short_term_max_lufs", "peak_dbtp")
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    PRESET_FIELD_NUMBER: _ClassVar[int]
    INTEGRATED_LUFS_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    BIT_DEPTH_FIELD_NUMBER: _ClassVar[int]
    BITRATE_KBPS_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    MAX_REDUCTION_DB_FIELD_NUMBER: _ClassVar[int]
    HIGH_PASS_HZ_FIELD_NUMBER: _ClassVar[int]
    LRA_MAX_LU_FIELD_NUMBER: _ClassVar[int]
    LOG_PATH_FIELD_NUMBER: _ClassVar[int]
    NO_CEILING_FIELD_NUMBER: _ClassVar[int]
    MOMENTARY_MAX_LUFS_FIELD_NUMBER: _ClassVar[int]
    SHORT_TERM_MAX_LUFS_FIELD_NUMBER: _ClassVar[int]
    PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    output_path: str
    preset: str
    integrated_lufs: float
    true_peak_dbtp: float
    codec: str
    sample_rate_hz: int
    bit_depth: int
    bitrate_kbps: int
    layout: str
    max_reduction_db: float
    high_pass_hz: float
    lra_max_lu: float
    log_path: str
    no_ceiling: bool
    momentary_max_lufs: float
    short_term_max_lufs: float
    peak_dbtp: float
    def __init__(self, output_path: _Optional[str] = ..., preset: _Optional[str] = ..., integrated_lufs: _Optional[float] = ..., true_peak_dbtp: _Optional[float] = ..., codec: _Optional[str] = ..., sample_rate_hz: _Optional[int] = ..., bit_depth: _Optional[int] = ..., bitrate_kbps: _Optional[int] = ..., layout: _Optional[str] = ..., max_reduction_db: _Optional[float] = ..., high_pass_hz: _Optional[float] = ..., lra_max_lu: _Optional[float] = ..., log_path: _Optional[str] = ..., no_ceiling: bool = ..., momentary_max_lufs: _Optional[float] = ..., short_term_max_lufs: _Optional[float] = ..., peak_dbtp: _Optional[float] = ...) -> None: ...

class MasterResult(_message.Message):
    __slots__ = ("delivered", "rendered", "timeline_path")
    DELIVERED_FIELD_NUMBER: _ClassVar[int]
    RENDERED_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_PATH_FIELD_NUMBER: _ClassVar[int]
    delivered: _containers.RepeatedCompositeFieldContainer[Delivered]
    rendered: _rendering_pb2.RenderResult
    timeline_path: str
    def __init__(self, delivered: _Optional[_Iterable[_Union[Delivered, _Mapping]]] = ..., rendered: _Optional[_Union[_rendering_pb2.RenderResult, _Mapping]] = ..., timeline_path: _Optional[str] = ...) -> None: ...

class Delivered(_message.Message):
    __slots__ = ("path", "preset", "sha256", "container", "codec", "bit_depth", "bitrate_kbps", "before", "after", "target_lufs", "ceiling_dbtp", "tolerance_lu", "gain_db", "max_reduction_db", "gain_low_db", "gain_high_db", "outside_true_peak_dbtp", "rounds", "met", "missed", "notes", "shift_ms", "tracks_copied", "picture_packets", "picture_identical", "clipped_samples", "tracks", "target_rms_dbfs", "target_peak_dbtp", "lead_s", "written_by")
    PATH_FIELD_NUMBER: _ClassVar[int]
    PRESET_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    CONTAINER_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    BIT_DEPTH_FIELD_NUMBER: _ClassVar[int]
    BITRATE_KBPS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    TARGET_LUFS_FIELD_NUMBER: _ClassVar[int]
    CEILING_DBTP_FIELD_NUMBER: _ClassVar[int]
    TOLERANCE_LU_FIELD_NUMBER: _ClassVar[int]
    GAIN_DB_FIELD_NUMBER: _ClassVar[int]
    MAX_REDUCTION_DB_FIELD_NUMBER: _ClassVar[int]
    GAIN_LOW_DB_FIELD_NUMBER: _ClassVar[int]
    GAIN_HIGH_DB_FIELD_NUMBER: _ClassVar[int]
    OUTSIDE_TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    ROUNDS_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    SHIFT_MS_FIELD_NUMBER: _ClassVar[int]
    TRACKS_COPIED_FIELD_NUMBER: _ClassVar[int]
    PICTURE_PACKETS_FIELD_NUMBER: _ClassVar[int]
    PICTURE_IDENTICAL_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    TARGET_RMS_DBFS_FIELD_NUMBER: _ClassVar[int]
    TARGET_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    LEAD_S_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    path: str
    preset: str
    sha256: str
    container: str
    codec: str
    bit_depth: int
    bitrate_kbps: int
    before: _loudness_pb2.LoudnessReport
    after: _loudness_pb2.LoudnessReport
    target_lufs: float
    ceiling_dbtp: float
    tolerance_lu: float
    gain_db: float
    max_reduction_db: float
    gain_low_db: float
    gain_high_db: float
    outside_true_peak_dbtp: float
    rounds: int
    met: bool
    missed: str
    notes: _containers.RepeatedScalarFieldContainer[str]
    shift_ms: float
    tracks_copied: int
    picture_packets: int
    picture_identical: bool
    clipped_samples: int
    tracks: _containers.RepeatedScalarFieldContainer[int]
    target_rms_dbfs: float
    target_peak_dbtp: float
    lead_s: float
    written_by: str
    def __init__(self, path: _Optional[str] = ..., preset: _Optional[str] = ..., sha256: _Optional[str] = ..., container: _Optional[str] = ..., codec: _Optional[str] = ..., bit_depth: _Optional[int] = ..., bitrate_kbps: _Optional[int] = ..., before: _Optional[_Union[_loudness_pb2.LoudnessReport, _Mapping]] = ..., after: _Optional[_Union[_loudness_pb2.LoudnessReport, _Mapping]] = ..., target_lufs: _Optional[float] = ..., ceiling_dbtp: _Optional[float] = ..., tolerance_lu: _Optional[float] = ..., gain_db: _Optional[float] = ..., max_reduction_db: _Optional[float] = ..., gain_low_db: _Optional[float] = ..., gain_high_db: _Optional[float] = ..., outside_true_peak_dbtp: _Optional[float] = ..., rounds: _Optional[int] = ..., met: bool = ..., missed: _Optional[str] = ..., notes: _Optional[_Iterable[str]] = ..., shift_ms: _Optional[float] = ..., tracks_copied: _Optional[int] = ..., picture_packets: _Optional[int] = ..., picture_identical: bool = ..., clipped_samples: _Optional[int] = ..., tracks: _Optional[_Iterable[int]] = ..., target_rms_dbfs: _Optional[float] = ..., target_peak_dbtp: _Optional[float] = ..., lead_s: _Optional[float] = ..., written_by: _Optional[str] = ...) -> None: ...
