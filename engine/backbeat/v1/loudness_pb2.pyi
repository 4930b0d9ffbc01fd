from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoudnessRequest(_message.Message):
    __slots__ = ("path", "options", "output_path", "plot_path", "overwrite")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    PLOT_PATH_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    path: str
    options: LoudnessOptions
    output_path: str
    plot_path: str
    overwrite: bool
    def __init__(self, path: _Optional[str] = ..., options: _Optional[_Union[LoudnessOptions, _Mapping]] = ..., output_path: _Optional[str] = ..., plot_path: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class LoudnessOptions(_message.Message):
    __slots__ = ("track", "meter", "dual_mono", "presets", "dialogue", "repair", "binding", "range_from", "range_to", "rms")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    METER_FIELD_NUMBER: _ClassVar[int]
    DUAL_MONO_FIELD_NUMBER: _ClassVar[int]
    PRESETS_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_FIELD_NUMBER: _ClassVar[int]
    REPAIR_FIELD_NUMBER: _ClassVar[int]
    BINDING_FIELD_NUMBER: _ClassVar[int]
    RANGE_FROM_FIELD_NUMBER: _ClassVar[int]
    RANGE_TO_FIELD_NUMBER: _ClassVar[int]
    RMS_FIELD_NUMBER: _ClassVar[int]
    track: int
    meter: str
    dual_mono: bool
    presets: _containers.RepeatedScalarFieldContainer[str]
    dialogue: bool
    repair: bool
    binding: TrackBinding
    range_from: str
    range_to: str
    rms: bool
    def __init__(self, track: _Optional[int] = ..., meter: _Optional[str] = ..., dual_mono: bool = ..., presets: _Optional[_Iterable[str]] = ..., dialogue: bool = ..., repair: bool = ..., binding: _Optional[_Union[TrackBinding, _Mapping]] = ..., range_from: _Optional[str] = ..., range_to: _Optional[str] = ..., rms: bool = ...) -> None: ...

class TrackBinding(_message.Message):
    __slots__ = ("tracks", "layout")
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    tracks: _containers.RepeatedScalarFieldContainer[int]
    layout: str
    def __init__(self, tracks: _Optional[_Iterable[int]] = ..., layout: _Optional[str] = ...) -> None: ...

class LoudnessReport(_message.Message):
    __slots__ = ("integrated_lufs", "short_term_max_lufs", "short_term_max_time_s", "momentary_max_lufs", "momentary_max_time_s", "lra_lu", "true_peak_dbtp", "true_peak_time_s", "sample_peak_dbfs", "peak_to_loudness_lu", "duration_s", "sample_rate_hz", "channels", "layout", "channel_levels", "warnings", "presets", "meter", "curve", "overs", "dialogue_lufs", "dialogue_share", "dialogue_lra_lu", "rms_dbfs", "noise_floor_dbfs", "path", "tracks", "range_from_s", "range_to_s", "sound_tracks", "written_by")
    INTEGRATED_LUFS_FIELD_NUMBER: _ClassVar[int]
    SHORT_TERM_MAX_LUFS_FIELD_NUMBER: _ClassVar[int]
    SHORT_TERM_MAX_TIME_S_FIELD_NUMBER: _ClassVar[int]
    MOMENTARY_MAX_LUFS_FIELD_NUMBER: _ClassVar[int]
    MOMENTARY_MAX_TIME_S_FIELD_NUMBER: _ClassVar[int]
    LRA_LU_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_TIME_S_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_PEAK_DBFS_FIELD_NUMBER: _ClassVar[int]
    PEAK_TO_LOUDNESS_LU_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_LEVELS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    PRESETS_FIELD_NUMBER: _ClassVar[int]
    METER_FIELD_NUMBER: _ClassVar[int]
    CURVE_FIELD_NUMBER: _ClassVar[int]
    OVERS_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_LUFS_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    DIALOGUE_LRA_LU_FIELD_NUMBER: _ClassVar[int]
    RMS_DBFS_FIELD_NUMBER: _ClassVar[int]
    NOISE_FLOOR_DBFS_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    RANGE_FROM_S_FIELD_NUMBER: _ClassVar[int]
    RANGE_TO_S_FIELD_NUMBER: _ClassVar[int]
    SOUND_TRACKS_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    integrated_lufs: float
    short_term_max_lufs: float
    short_term_max_time_s: float
    momentary_max_lufs: float
    momentary_max_time_s: float
    lra_lu: float
    true_peak_dbtp: float
    true_peak_time_s: float
    sample_peak_dbfs: float
    peak_to_loudness_lu: float
    duration_s: float
    sample_rate_hz: int
    channels: int
    layout: str
    channel_levels: _containers.RepeatedCompositeFieldContainer[ChannelLevel]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    presets: _containers.RepeatedCompositeFieldContainer[PresetCheck]
    meter: str
    curve: LoudnessCurve
    overs: _containers.RepeatedCompositeFieldContainer[PeakOver]
    dialogue_lufs: float
    dialogue_share: float
    dialogue_lra_lu: float
    rms_dbfs: float
    noise_floor_dbfs: float
    path: str
    tracks: _containers.RepeatedScalarFieldContainer[int]
    range_from_s: float
    range_to_s: float
    sound_tracks: int
    written_by: str
    def __init__(self, integrated_lufs: _Optional[float] = ..., short_term_max_lufs: _Optional[float] = ..., short_term_max_time_s: _Optional[float] = ..., momentary_max_lufs: _Optional[float] = ..., momentary_max_time_s: _Optional[float] = ..., lra_lu: _Optional[float] = ..., true_peak_dbtp: _Optional[float] = ..., true_peak_time_s: _Optional[float] = ..., sample_peak_dbfs: _Optional[float] = ..., peak_to_loudness_lu: _Optional[float] = ..., duration_s: _Optional[float] = ..., sample_rate_hz: _Optional[int] = ..., channels: _Optional[int] = ..., layout: _Optional[str] = ..., channel_levels: _Optional[_Iterable[_Union[ChannelLevel, _Mapping]]] = ..., warnings: _Optional[_Iterable[str]] = ..., presets: _Optional[_Iterable[_Union[PresetCheck, _Mapping]]] = ..., meter: _Optional[str] = ..., curve: _Optional[_Union[LoudnessCurve, _Mapping]] = ..., overs: _Optional[_Iterable[_Union[PeakOver, _Mapping]]] = ..., dialogue_lufs: _Optional[float] = ..., dialogue_share: _Optional[float] = ..., dialogue_lra_lu: _Optional[float] = ..., rms_dbfs: _Optional[float] = ..., noise_floor_dbfs: _Optional[float] = ..., path: _Optional[str] = ..., tracks: _Optional[_Iterable[int]] = ..., range_from_s: _Optional[float] = ..., range_to_s: _Optional[float] = ..., sound_tracks: _Optional[int] = ..., written_by: _Optional[str] = ...) -> None: ...

class ChannelLevel(_message.Message):
    __slots__ = ("place", "true_peak_dbtp", "sample_peak_dbfs", "dc", "clipped_runs")
    PLACE_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_PEAK_DBFS_FIELD_NUMBER: _ClassVar[int]
    DC_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_RUNS_FIELD_NUMBER: _ClassVar[int]
    place: str
    true_peak_dbtp: float
    sample_peak_dbfs: float
    dc: float
    clipped_runs: int
    def __init__(self, place: _Optional[str] = ..., true_peak_dbtp: _Optional[float] = ..., sample_peak_dbfs: _Optional[float] = ..., dc: _Optional[float] = ..., clipped_runs: _Optional[int] = ...) -> None: ...

class LoudnessCurve(_message.Message):
    __slots__ = ("rate_hz", "momentary_lufs", "short_term_lufs", "peak_dbfs")
    RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    MOMENTARY_LUFS_FIELD_NUMBER: _ClassVar[int]
    SHORT_TERM_LUFS_FIELD_NUMBER: _ClassVar[int]
    PEAK_DBFS_FIELD_NUMBER: _ClassVar[int]
    rate_hz: float
    momentary_lufs: _containers.RepeatedScalarFieldContainer[float]
    short_term_lufs: _containers.RepeatedScalarFieldContainer[float]
    peak_dbfs: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, rate_hz: _Optional[float] = ..., momentary_lufs: _Optional[_Iterable[float]] = ..., short_term_lufs: _Optional[_Iterable[float]] = ..., peak_dbfs: _Optional[_Iterable[float]] = ...) -> None: ...

class PeakOver(_message.Message):
    __slots__ = ("time_s", "place", "true_peak_dbtp")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    place: str
    true_peak_dbtp: float
    def __init__(self, time_s: _Optional[float] = ..., place: _Optional[str] = ..., true_peak_dbtp: _Optional[float] = ...) -> None: ...

class PresetCheck(_message.Message):
    __slots__ = ("name", "met", "margins", "not_judged", "notes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    MARGINS_FIELD_NUMBER: _ClassVar[int]
    NOT_JUDGED_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    met: bool
    margins: _containers.RepeatedCompositeFieldContainer[Margin]
    not_judged: str
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., met: bool = ..., margins: _Optional[_Iterable[_Union[Margin, _Mapping]]] = ..., not_judged: _Optional[str] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class Margin(_message.Message):
    __slots__ = ("what", "measured", "wanted", "margin", "met")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    MEASURED_FIELD_NUMBER: _ClassVar[int]
    WANTED_FIELD_NUMBER: _ClassVar[int]
    MARGIN_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    what: str
    measured: str
    wanted: str
    margin: float
    met: bool
    def __init__(self, what: _Optional[str] = ..., measured: _Optional[str] = ..., wanted: _Optional[str] = ..., margin: _Optional[float] = ..., met: bool = ...) -> None: ...
