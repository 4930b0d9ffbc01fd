from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FoleyRequest(_message.Message):
    __slots__ = ("path", "output_path", "cue_paths", "spot", "place_from", "spot_only", "library_paths", "sources", "commercial", "seed", "swaps", "surface", "shoe", "ambience", "perspective", "level_db", "stem_path", "mix_path", "cue_sheet_path", "credits_path", "report_paths", "recogniser_path", "mapping_path", "unadapted", "overwrite", "guide_tracks", "no_beds")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    CUE_PATHS_FIELD_NUMBER: _ClassVar[int]
    SPOT_FIELD_NUMBER: _ClassVar[int]
    PLACE_FROM_FIELD_NUMBER: _ClassVar[int]
    SPOT_ONLY_FIELD_NUMBER: _ClassVar[int]
    LIBRARY_PATHS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SWAPS_FIELD_NUMBER: _ClassVar[int]
    SURFACE_FIELD_NUMBER: _ClassVar[int]
    SHOE_FIELD_NUMBER: _ClassVar[int]
    AMBIENCE_FIELD_NUMBER: _ClassVar[int]
    PERSPECTIVE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DB_FIELD_NUMBER: _ClassVar[int]
    STEM_PATH_FIELD_NUMBER: _ClassVar[int]
    MIX_PATH_FIELD_NUMBER: _ClassVar[int]
    CUE_SHEET_PATH_FIELD_NUMBER: _ClassVar[int]
    CREDITS_PATH_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    RECOGNISER_PATH_FIELD_NUMBER: _ClassVar[int]
    MAPPING_PATH_FIELD_NUMBER: _ClassVar[int]
    UNADAPTED_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    GUIDE_TRACKS_FIELD_NUMBER: _ClassVar[int]
    NO_BEDS_FIELD_NUMBER: _ClassVar[int]
    path: str
    output_path: str
    cue_paths: _containers.RepeatedScalarFieldContainer[str]
    spot: _containers.RepeatedScalarFieldContainer[str]
    place_from: float
    spot_only: bool
    library_paths: _containers.RepeatedScalarFieldContainer[str]
    sources: _containers.RepeatedScalarFieldContainer[str]
    commercial: bool
    seed: int
    swaps: _containers.RepeatedCompositeFieldContainer[SoundSwap]
    surface: str
    shoe: str
    ambience: str
    perspective: bool
    level_db: float
    stem_path: str
    mix_path: str
    cue_sheet_path: str
    credits_path: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    recogniser_path: str
    mapping_path: str
    unadapted: bool
    overwrite: bool
    guide_tracks: _containers.RepeatedScalarFieldContainer[str]
    no_beds: bool
    def __init__(self, path: _Optional[str] = ..., output_path: _Optional[str] = ..., cue_paths: _Optional[_Iterable[str]] = ..., spot: _Optional[_Iterable[str]] = ..., place_from: _Optional[float] = ..., spot_only: bool = ..., library_paths: _Optional[_Iterable[str]] = ..., sources: _Optional[_Iterable[str]] = ..., commercial: bool = ..., seed: _Optional[int] = ..., swaps: _Optional[_Iterable[_Union[SoundSwap, _Mapping]]] = ..., surface: _Optional[str] = ..., shoe: _Optional[str] = ..., ambience: _Optional[str] = ..., perspective: bool = ..., level_db: _Optional[float] = ..., stem_path: _Optional[str] = ..., mix_path: _Optional[str] = ..., cue_sheet_path: _Optional[str] = ..., credits_path: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ..., recogniser_path: _Optional[str] = ..., mapping_path: _Optional[str] = ..., unadapted: bool = ..., overwrite: bool = ..., guide_tracks: _Optional[_Iterable[str]] = ..., no_beds: bool = ...) -> None: ...

class SoundSwap(_message.Message):
    __slots__ = ("cue", "sound")
    CUE_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    cue: str
    sound: str
    def __init__(self, cue: _Optional[str] = ..., sound: _Optional[str] = ...) -> None: ...

class FoleyResult(_message.Message):
    __slots__ = ("schema_version", "path", "output_path", "rate", "duration_s", "cues", "credits", "layers", "coverage", "stem_path", "mix_path", "cue_sheet_path", "credits_path", "report_paths", "warnings", "detector_sha256", "detector_adapted", "place_from", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    CREDITS_FIELD_NUMBER: _ClassVar[int]
    LAYERS_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    STEM_PATH_FIELD_NUMBER: _ClassVar[int]
    MIX_PATH_FIELD_NUMBER: _ClassVar[int]
    CUE_SHEET_PATH_FIELD_NUMBER: _ClassVar[int]
    CREDITS_PATH_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    DETECTOR_SHA256_FIELD_NUMBER: _ClassVar[int]
    DETECTOR_ADAPTED_FIELD_NUMBER: _ClassVar[int]
    PLACE_FROM_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    path: str
    output_path: str
    rate: str
    duration_s: float
    cues: _containers.RepeatedCompositeFieldContainer[FoleyCue]
    credits: _containers.RepeatedCompositeFieldContainer[SoundCredit]
    layers: _containers.RepeatedCompositeFieldContainer[FoleyLayer]
    coverage: EffectsCoverage
    stem_path: str
    mix_path: str
    cue_sheet_path: str
    credits_path: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    detector_sha256: str
    detector_adapted: bool
    place_from: float
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., path: _Optional[str] = ..., output_path: _Optional[str] = ..., rate: _Optional[str] = ..., duration_s: _Optional[float] = ..., cues: _Optional[_Iterable[_Union[FoleyCue, _Mapping]]] = ..., credits: _Optional[_Iterable[_Union[SoundCredit, _Mapping]]] = ..., layers: _Optional[_Iterable[_Union[FoleyLayer, _Mapping]]] = ..., coverage: _Optional[_Union[EffectsCoverage, _Mapping]] = ..., stem_path: _Optional[str] = ..., mix_path: _Optional[str] = ..., cue_sheet_path: _Optional[str] = ..., credits_path: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ..., warnings: _Optional[_Iterable[str]] = ..., detector_sha256: _Optional[str] = ..., detector_adapted: bool = ..., place_from: _Optional[float] = ..., written_by: _Optional[str] = ...) -> None: ...

class FoleyCue(_message.Message):
    __slots__ = ("number", "time_s", "frame", "timecode", "end_s", "kind", "layer", "ucs", "description", "surface", "evidence", "confidence", "placed", "sound", "alternatives", "clip", "media_path", "media_time_s", "track", "gain_db", "hit_error_ms", "problem", "clip_start_s", "clip_end_s", "file_start_s")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    TIMECODE_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    UCS_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    SURFACE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    SOUND_FIELD_NUMBER: _ClassVar[int]
    ALTERNATIVES_FIELD_NUMBER: _ClassVar[int]
    CLIP_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATH_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TIME_S_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    GAIN_DB_FIELD_NUMBER: _ClassVar[int]
    HIT_ERROR_MS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    CLIP_START_S_FIELD_NUMBER: _ClassVar[int]
    CLIP_END_S_FIELD_NUMBER: _ClassVar[int]
    FILE_START_S_FIELD_NUMBER: _ClassVar[int]
    number: str
    time_s: float
    frame: int
    timecode: str
    end_s: float
    kind: str
    layer: str
    ucs: str
    description: str
    surface: str
    evidence: _containers.RepeatedCompositeFieldContainer[CueEvidence]
    confidence: float
    placed: bool
    sound: FoleySound
    alternatives: _containers.RepeatedCompositeFieldContainer[FoleySound]
    clip: str
    media_path: str
    media_time_s: float
    track: str
    gain_db: float
    hit_error_ms: float
    problem: str
    clip_start_s: float
    clip_end_s: float
    file_start_s: float
    def __init__(self, number: _Optional[str] = ..., time_s: _Optional[float] = ..., frame: _Optional[int] = ..., timecode: _Optional[str] = ..., end_s: _Optional[float] = ..., kind: _Optional[str] = ..., layer: _Optional[str] = ..., ucs: _Optional[str] = ..., description: _Optional[str] = ..., surface: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[CueEvidence, _Mapping]]] = ..., confidence: _Optional[float] = ..., placed: bool = ..., sound: _Optional[_Union[FoleySound, _Mapping]] = ..., alternatives: _Optional[_Iterable[_Union[FoleySound, _Mapping]]] = ..., clip: _Optional[str] = ..., media_path: _Optional[str] = ..., media_time_s: _Optional[float] = ..., track: _Optional[str] = ..., gain_db: _Optional[float] = ..., hit_error_ms: _Optional[float] = ..., problem: _Optional[str] = ..., clip_start_s: _Optional[float] = ..., clip_end_s: _Optional[float] = ..., file_start_s: _Optional[float] = ...) -> None: ...

class CueEvidence(_message.Message):
    __slots__ = ("kind", "confidence", "detail", "time_s")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    kind: str
    confidence: float
    detail: str
    time_s: float
    def __init__(self, kind: _Optional[str] = ..., confidence: _Optional[float] = ..., detail: _Optional[str] = ..., time_s: _Optional[float] = ...) -> None: ...

class FoleySound(_message.Message):
    __slots__ = ("key", "path", "name", "source", "ucs", "licence", "credit", "url", "sync_s", "temporary", "score", "rendered_path")
    KEY_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    UCS_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SYNC_S_FIELD_NUMBER: _ClassVar[int]
    TEMPORARY_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    RENDERED_PATH_FIELD_NUMBER: _ClassVar[int]
    key: str
    path: str
    name: str
    source: str
    ucs: str
    licence: str
    credit: str
    url: str
    sync_s: float
    temporary: bool
    score: float
    rendered_path: str
    def __init__(self, key: _Optional[str] = ..., path: _Optional[str] = ..., name: _Optional[str] = ..., source: _Optional[str] = ..., ucs: _Optional[str] = ..., licence: _Optional[str] = ..., credit: _Optional[str] = ..., url: _Optional[str] = ..., sync_s: _Optional[float] = ..., temporary: bool = ..., score: _Optional[float] = ..., rendered_path: _Optional[str] = ...) -> None: ...

class SoundCredit(_message.Message):
    __slots__ = ("name", "licence", "credit", "url", "source", "cues")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    name: str
    licence: str
    credit: str
    url: str
    source: str
    cues: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., licence: _Optional[str] = ..., credit: _Optional[str] = ..., url: _Optional[str] = ..., source: _Optional[str] = ..., cues: _Optional[_Iterable[str]] = ...) -> None: ...

class FoleyLayer(_message.Message):
    __slots__ = ("layer", "sounds", "lufs", "low_lufs", "high_lufs", "true_peak_dbtp")
    LAYER_FIELD_NUMBER: _ClassVar[int]
    SOUNDS_FIELD_NUMBER: _ClassVar[int]
    LUFS_FIELD_NUMBER: _ClassVar[int]
    LOW_LUFS_FIELD_NUMBER: _ClassVar[int]
    HIGH_LUFS_FIELD_NUMBER: _ClassVar[int]
    TRUE_PEAK_DBTP_FIELD_NUMBER: _ClassVar[int]
    layer: str
    sounds: int
    lufs: float
    low_lufs: float
    high_lufs: float
    true_peak_dbtp: float
    def __init__(self, layer: _Optional[str] = ..., sounds: _Optional[int] = ..., lufs: _Optional[float] = ..., low_lufs: _Optional[float] = ..., high_lufs: _Optional[float] = ..., true_peak_dbtp: _Optional[float] = ...) -> None: ...

class EffectsCoverage(_message.Message):
    __slots__ = ("events", "covered", "seconds", "seconds_covered", "missing", "unsure")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    COVERED_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_COVERED_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    UNSURE_FIELD_NUMBER: _ClassVar[int]
    events: int
    covered: int
    seconds: float
    seconds_covered: float
    missing: _containers.RepeatedCompositeFieldContainer[UncoveredSound]
    unsure: str
    def __init__(self, events: _Optional[int] = ..., covered: _Optional[int] = ..., seconds: _Optional[float] = ..., seconds_covered: _Optional[float] = ..., missing: _Optional[_Iterable[_Union[UncoveredSound, _Mapping]]] = ..., unsure: _Optional[str] = ...) -> None: ...

class UncoveredSound(_message.Message):
    __slots__ = ("start_s", "end_s", "level_db", "kind")
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    LEVEL_DB_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    start_s: float
    end_s: float
    level_db: float
    kind: str
    def __init__(self, start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., level_db: _Optional[float] = ..., kind: _Optional[str] = ...) -> None: ...

class FoleyConformRequest(_message.Message):
    __slots__ = ("old_path", "new_path", "output_path", "foley_path", "report_paths", "cue_sheet_path", "overwrite")
    OLD_PATH_FIELD_NUMBER: _ClassVar[int]
    NEW_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    FOLEY_PATH_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    CUE_SHEET_PATH_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    old_path: str
    new_path: str
    output_path: str
    foley_path: str
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    cue_sheet_path: str
    overwrite: bool
    def __init__(self, old_path: _Optional[str] = ..., new_path: _Optional[str] = ..., output_path: _Optional[str] = ..., foley_path: _Optional[str] = ..., report_paths: _Optional[_Iterable[str]] = ..., cue_sheet_path: _Optional[str] = ..., overwrite: bool = ...) -> None: ...

class FoleyConformResult(_message.Message):
    __slots__ = ("schema_version", "old_path", "new_path", "output_path", "cues", "kept", "moved", "cut", "split", "review", "report_paths", "cue_sheet_path", "warnings", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    OLD_PATH_FIELD_NUMBER: _ClassVar[int]
    NEW_PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    CUES_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    CUT_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATHS_FIELD_NUMBER: _ClassVar[int]
    CUE_SHEET_PATH_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    old_path: str
    new_path: str
    output_path: str
    cues: _containers.RepeatedCompositeFieldContainer[ConformedCue]
    kept: int
    moved: int
    cut: int
    split: int
    review: int
    report_paths: _containers.RepeatedScalarFieldContainer[str]
    cue_sheet_path: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., old_path: _Optional[str] = ..., new_path: _Optional[str] = ..., output_path: _Optional[str] = ..., cues: _Optional[_Iterable[_Union[ConformedCue, _Mapping]]] = ..., kept: _Optional[int] = ..., moved: _Optional[int] = ..., cut: _Optional[int] = ..., split: _Optional[int] = ..., review: _Optional[int] = ..., report_paths: _Optional[_Iterable[str]] = ..., cue_sheet_path: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., written_by: _Optional[str] = ...) -> None: ...

class ConformedCue(_message.Message):
    __slots__ = ("number", "outcome", "old_time_s", "new_times_s", "description", "reason")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OLD_TIME_S_FIELD_NUMBER: _ClassVar[int]
    NEW_TIMES_S_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    number: str
    outcome: str
    old_time_s: float
    new_times_s: _containers.RepeatedScalarFieldContainer[float]
    description: str
    reason: str
    def __init__(self, number: _Optional[str] = ..., outcome: _Optional[str] = ..., old_time_s: _Optional[float] = ..., new_times_s: _Optional[_Iterable[float]] = ..., description: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class FoleyAdaptRequest(_message.Message):
    __slots__ = ("paths", "reset")
    PATHS_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    paths: _containers.RepeatedScalarFieldContainer[str]
    reset: bool
    def __init__(self, paths: _Optional[_Iterable[str]] = ..., reset: bool = ...) -> None: ...

class FoleyAdaptResult(_message.Message):
    __slots__ = ("schema_version", "paths", "impacts", "f_before", "f_after", "kept", "reason", "detector_sha256", "written_by")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    PATHS_FIELD_NUMBER: _ClassVar[int]
    IMPACTS_FIELD_NUMBER: _ClassVar[int]
    F_BEFORE_FIELD_NUMBER: _ClassVar[int]
    F_AFTER_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETECTOR_SHA256_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    paths: _containers.RepeatedScalarFieldContainer[str]
    impacts: int
    f_before: float
    f_after: float
    kept: bool
    reason: str
    detector_sha256: str
    written_by: str
    def __init__(self, schema_version: _Optional[int] = ..., paths: _Optional[_Iterable[str]] = ..., impacts: _Optional[int] = ..., f_before: _Optional[float] = ..., f_after: _Optional[float] = ..., kept: bool = ..., reason: _Optional[str] = ..., detector_sha256: _Optional[str] = ..., written_by: _Optional[str] = ...) -> None: ...
