from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TempoScale(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TEMPO_SCALE_UNSPECIFIED: _ClassVar[TempoScale]
    TEMPO_SCALE_HALF: _ClassVar[TempoScale]
    TEMPO_SCALE_DOUBLE: _ClassVar[TempoScale]

class Unsure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNSURE_UNSPECIFIED: _ClassVar[Unsure]
    UNSURE_NO_BEAT: _ClassVar[Unsure]
    UNSURE_TEMPO: _ClassVar[Unsure]
    UNSURE_WANDERING: _ClassVar[Unsure]
    UNSURE_BARS: _ClassVar[Unsure]

class Origin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORIGIN_UNSPECIFIED: _ClassVar[Origin]
    ORIGIN_DETECTED: _ClassVar[Origin]
    ORIGIN_USER: _ClassVar[Origin]

class EnergyLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENERGY_LEVEL_UNSPECIFIED: _ClassVar[EnergyLevel]
    ENERGY_LEVEL_LOW: _ClassVar[EnergyLevel]
    ENERGY_LEVEL_MEDIUM: _ClassVar[EnergyLevel]
    ENERGY_LEVEL_HIGH: _ClassVar[EnergyLevel]

class CrossfadeCurve(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CROSSFADE_CURVE_UNSPECIFIED: _ClassVar[CrossfadeCurve]
    CROSSFADE_CURVE_EQUAL_POWER: _ClassVar[CrossfadeCurve]
    CROSSFADE_CURVE_EQUAL_GAIN: _ClassVar[CrossfadeCurve]
TEMPO_SCALE_UNSPECIFIED: TempoScale
TEMPO_SCALE_HALF: TempoScale
TEMPO_SCALE_DOUBLE: TempoScale
UNSURE_UNSPECIFIED: Unsure
UNSURE_NO_BEAT: Unsure
UNSURE_TEMPO: Unsure
UNSURE_WANDERING: Unsure
UNSURE_BARS: Unsure
ORIGIN_UNSPECIFIED: Origin
ORIGIN_DETECTED: Origin
ORIGIN_USER: Origin
ENERGY_LEVEL_UNSPECIFIED: EnergyLevel
ENERGY_LEVEL_LOW: EnergyLevel
ENERGY_LEVEL_MEDIUM: EnergyLevel
ENERGY_LEVEL_HIGH: EnergyLevel
CROSSFADE_CURVE_UNSPECIFIED: CrossfadeCurve
CROSSFADE_CURVE_EQUAL_POWER: CrossfadeCurve
CROSSFADE_CURVE_EQUAL_GAIN: CrossfadeCurve

class BeatsRequest(_message.Message):
    __slots__ = ("path", "output_path", "options", "plot_path", "overwrite")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PLOT_PATH_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    path: str
    output_path: str
    options: BeatOptions
    plot_path: str
    overwrite: bool
    def __init__(self, path: _Optional[str] = ..., output_path: _Optional[str] = ..., options: _Optional[_Union[BeatOptions, _Mapping]] = ..., plot_path: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class BeatOptions(_message.Message):
    __slots__ = ("tracker", "beats_per_bar", "tempo_bpm", "min_tempo_bpm", "max_tempo_bpm", "first_downbeat_s", "fixed_grid", "tempo_scale", "edits", "shift_bars", "shift_beats", "taps_s")
    TRACKER_FIELD_NUMBER: _ClassVar[int]
    BEATS_PER_BAR_FIELD_NUMBER: _ClassVar[int]
    TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    MIN_TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    MAX_TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    FIRST_DOWNBEAT_S_FIELD_NUMBER: _ClassVar[int]
    FIXED_GRID_FIELD_NUMBER: _ClassVar[int]
    TEMPO_SCALE_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    SHIFT_BARS_FIELD_NUMBER: _ClassVar[int]
    SHIFT_BEATS_FIELD_NUMBER: _ClassVar[int]
    TAPS_S_FIELD_NUMBER: _ClassVar[int]
    tracker: str
    beats_per_bar: int
    tempo_bpm: float
    min_tempo_bpm: float
    max_tempo_bpm: float
    first_downbeat_s: float
    fixed_grid: bool
    tempo_scale: TempoScale
    edits: MusicEdits
    shift_bars: int
    shift_beats: float
    taps_s: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, tracker: _Optional[str] = ..., beats_per_bar: _Optional[int] = ..., tempo_bpm: _Optional[float] = ..., min_tempo_bpm: _Optional[float] = ..., max_tempo_bpm: _Optional[float] = ..., first_downbeat_s: _Optional[float] = ..., fixed_grid: bool = ..., tempo_scale: _Optional[_Union[TempoScale, str]] = ..., edits: _Optional[_Union[MusicEdits, _Mapping]] = ..., shift_bars: _Optional[int] = ..., shift_beats: _Optional[float] = ..., taps_s: _Optional[_Iterable[float]] = ...) -> None: ...

class MusicEdits(_message.Message):
    __slots__ = ("beats", "removed_beats_s", "emphasis", "energy", "written_by")
    BEATS_FIELD_NUMBER: _ClassVar[int]
    REMOVED_BEATS_S_FIELD_NUMBER: _ClassVar[int]
    EMPHASIS_FIELD_NUMBER: _ClassVar[int]
    ENERGY_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    beats: _containers.RepeatedCompositeFieldContainer[UserBeat]
    removed_beats_s: _containers.RepeatedScalarFieldContainer[float]
    emphasis: _containers.RepeatedCompositeFieldContainer[Emphasis]
    energy: _containers.RepeatedCompositeFieldContainer[EnergyEdit]
    written_by: str
    def __init__(self, beats: _Optional[_Iterable[_Union[UserBeat, _Mapping]]] = ..., removed_beats_s: _Optional[_Iterable[float]] = ..., emphasis: _Optional[_Iterable[_Union[Emphasis, _Mapping]]] = ..., energy: _Optional[_Iterable[_Union[EnergyEdit, _Mapping]]] = ..., written_by: _Optional[str] = ...) -> None: ...

class UserBeat(_message.Message):
    __slots__ = ("time_s", "downbeat", "moves")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    DOWNBEAT_FIELD_NUMBER: _ClassVar[int]
    MOVES_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    downbeat: bool
    moves: bool
    def __init__(self, time_s: _Optional[float] = ..., downbeat: bool = ..., moves: bool = ...) -> None: ...

class Emphasis(_message.Message):
    __slots__ = ("time_s", "strength")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    strength: float
    def __init__(self, time_s: _Optional[float] = ..., strength: _Optional[float] = ...) -> None: ...

class EnergyEdit(_message.Message):
    __slots__ = ("start_s", "end_s", "gain_lu", "level")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    GAIN_LU_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    gain_lu: float
    level: EnergyLevel
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., gain_lu: _Optional[float] = ..., level: _Optional[_Union[EnergyLevel, str]] = ...) -> None: ...

class MusicAnalysis(_message.Message):
    __slots__ = ("duration_s", "tempo_bpm", "beats_per_bar", "beats", "onsets", "energy", "sections", "tracker", "model_sha256", "phrases", "drops", "builds", "accents", "unsure", "confidence", "written_by", "warnings", "corrections")
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    BEATS_PER_BAR_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    ONSETS_FIELD_NUMBER: _ClassVar[int]
    ENERGY_FIELD_NUMBER: _ClassVar[int]
    SECTIONS_FIELD_NUMBER: _ClassVar[int]
    TRACKER_FIELD_NUMBER: _ClassVar[int]
    MODEL_SHA256_FIELD_NUMBER: _ClassVar[int]
    PHRASES_FIELD_NUMBER: _ClassVar[int]
    DROPS_FIELD_NUMBER: _ClassVar[int]
    BUILDS_FIELD_NUMBER: _ClassVar[int]
    ACCENTS_FIELD_NUMBER: _ClassVar[int]
    UNSURE_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    duration_s: float
    tempo_bpm: float
    beats_per_bar: int
    beats: _containers.RepeatedCompositeFieldContainer[Beat]
    onsets: _containers.RepeatedCompositeFieldContainer[Onset]
    energy: Energy
    sections: _containers.RepeatedCompositeFieldContainer[Section]
    tracker: str
    model_sha256: str
    phrases: _containers.RepeatedCompositeFieldContainer[Phrase]
    drops: _containers.RepeatedCompositeFieldContainer[Drop]
    builds: _containers.RepeatedCompositeFieldContainer[Build]
    accents: _containers.RepeatedCompositeFieldContainer[Accent]
    unsure: _containers.RepeatedScalarFieldContainer[Unsure]
    confidence: float
    written_by: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    corrections: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, duration_s: _Optional[float] = ..., tempo_bpm: _Optional[float] = ..., beats_per_bar: _Optional[int] = ..., beats: _Optional[_Iterable[_Union[Beat, _Mapping]]] = ..., onsets: _Optional[_Iterable[_Union[Onset, _Mapping]]] = ..., energy: _Optional[_Union[Energy, _Mapping]] = ..., sections: _Optional[_Iterable[_Union[Section, _Mapping]]] = ..., tracker: _Optional[str] = ..., model_sha256: _Optional[str] = ..., phrases: _Optional[_Iterable[_Union[Phrase, _Mapping]]] = ..., drops: _Optional[_Iterable[_Union[Drop, _Mapping]]] = ..., builds: _Optional[_Iterable[_Union[Build, _Mapping]]] = ..., accents: _Optional[_Iterable[_Union[Accent, _Mapping]]] = ..., unsure: _Optional[_Iterable[_Union[Unsure, str]]] = ..., confidence: _Optional[float] = ..., written_by: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., corrections: _Optional[_Iterable[str]] = ...) -> None: ...

class Beat(_message.Message):
    __slots__ = ("time_s", "bar", "beat", "confidence", "origin", "kick", "snare")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    KICK_FIELD_NUMBER: _ClassVar[int]
    SNARE_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    bar: int
    beat: int
    confidence: float
    origin: Origin
    kick: float
    snare: float
    def __init__(self, time_s: _Optional[float] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., confidence: _Optional[float] = ..., origin: _Optional[_Union[Origin, str]] = ..., kick: _Optional[float] = ..., snare: _Optional[float] = ...) -> None: ...

class Onset(_message.Message):
    __slots__ = ("time_s", "strength")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    strength: float
    def __init__(self, time_s: _Optional[float] = ..., strength: _Optional[float] = ...) -> None: ...

class Energy(_message.Message):
    __slots__ = ("rate_hz", "lufs", "momentary_lufs", "spans")
    RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    LUFS_FIELD_NUMBER: _ClassVar[int]
    MOMENTARY_LUFS_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    rate_hz: float
    lufs: _containers.RepeatedScalarFieldContainer[float]
    momentary_lufs: _containers.RepeatedScalarFieldContainer[float]
    spans: _containers.RepeatedCompositeFieldContainer[EnergySpan]
    def __init__(self, rate_hz: _Optional[float] = ..., lufs: _Optional[_Iterable[float]] = ..., momentary_lufs: _Optional[_Iterable[float]] = ..., spans: _Optional[_Iterable[_Union[EnergySpan, _Mapping]]] = ...) -> None: ...

class EnergySpan(_message.Message):
    __slots__ = ("start_s", "end_s", "level", "origin")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    level: EnergyLevel
    origin: Origin
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., level: _Optional[_Union[EnergyLevel, str]] = ..., origin: _Optional[_Union[Origin, str]] = ...) -> None: ...

class Section(_message.Message):
    __slots__ = ("start_s", "end_s", "label", "level", "bar")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    label: str
    level: EnergyLevel
    bar: int
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., label: _Optional[str] = ..., level: _Optional[_Union[EnergyLevel, str]] = ..., bar: _Optional[int] = ...) -> None: ...

class Phrase(_message.Message):
    __slots__ = ("start_s", "bar", "bars")
    START_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BARS_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    bar: int
    bars: int
    def __init__(self, start_s: _Optional[float] = ..., bar: _Optional[int] = ..., bars: _Optional[int] = ...) -> None: ...

class Drop(_message.Message):
    __slots__ = ("time_s", "bar", "gain_lu")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    GAIN_LU_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    bar: int
    gain_lu: float
    def __init__(self, time_s: _Optional[float] = ..., bar: _Optional[int] = ..., gain_lu: _Optional[float] = ...) -> None: ...

class Build(_message.Message):
    __slots__ = ("start_s", "end_s")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ...) -> None: ...

class Accent(_message.Message):
    __slots__ = ("time_s", "strength", "origin")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    strength: float
    origin: Origin
    def __init__(self, time_s: _Optional[float] = ..., strength: _Optional[float] = ..., origin: _Optional[_Union[Origin, str]] = ...) -> None: ...

class SongJoin(_message.Message):
    __slots__ = ("time_s", "from_s", "to_s", "from_bar", "to_bar", "harmony", "timbre_db", "loudness_lu", "tempo_percent", "timing_ms", "shifted_ms", "alike", "cost", "crossfade_s", "curve", "description")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    FROM_S_FIELD_NUMBER: _ClassVar[int]
    TO_S_FIELD_NUMBER: _ClassVar[int]
    FROM_BAR_FIELD_NUMBER: _ClassVar[int]
    TO_BAR_FIELD_NUMBER: _ClassVar[int]
    HARMONY_FIELD_NUMBER: _ClassVar[int]
    TIMBRE_DB_FIELD_NUMBER: _ClassVar[int]
    LOUDNESS_LU_FIELD_NUMBER: _ClassVar[int]
    TEMPO_PERCENT_FIELD_NUMBER: _ClassVar[int]
    TIMING_MS_FIELD_NUMBER: _ClassVar[int]
    SHIFTED_MS_FIELD_NUMBER: _ClassVar[int]
    ALIKE_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    CROSSFADE_S_FIELD_NUMBER: _ClassVar[int]
    CURVE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    from_s: float
    to_s: float
    from_bar: int
    to_bar: int
    harmony: float
    timbre_db: float
    loudness_lu: float
    tempo_percent: float
    timing_ms: float
    shifted_ms: float
    alike: float
    cost: float
    crossfade_s: float
    curve: CrossfadeCurve
    description: str
    def __init__(self, time_s: _Optional[float] = ..., from_s: _Optional[float] = ..., to_s: _Optional[float] = ..., from_bar: _Optional[int] = ..., to_bar: _Optional[int] = ..., harmony: _Optional[float] = ..., timbre_db: _Optional[float] = ..., loudness_lu: _Optional[float] = ..., tempo_percent: _Optional[float] = ..., timing_ms: _Optional[float] = ..., shifted_ms: _Optional[float] = ..., alike: _Optional[float] = ..., cost: _Optional[float] = ..., crossfade_s: _Optional[float] = ..., curve: _Optional[_Union[CrossfadeCurve, str]] = ..., description: _Optional[str] = ...) -> None: ...
