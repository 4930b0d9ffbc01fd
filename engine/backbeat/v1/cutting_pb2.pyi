from backbeat.v1 import media_paths_pb2 as _media_paths_pb2
from backbeat.v1 import music_pb2 as _music_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Editor(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EDITOR_UNSPECIFIED: _ClassVar[Editor]
    EDITOR_RESOLVE: _ClassVar[Editor]
    EDITOR_PREMIERE: _ClassVar[Editor]

class Drum(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DRUM_UNSPECIFIED: _ClassVar[Drum]
    DRUM_KICK: _ClassVar[Drum]
    DRUM_SNARE: _ClassVar[Drum]
    DRUM_ONSET: _ClassVar[Drum]

class SnapMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SNAP_MODE_UNSPECIFIED: _ClassVar[SnapMode]
    SNAP_MODE_ROLL: _ClassVar[SnapMode]
    SNAP_MODE_RIPPLE: _ClassVar[SnapMode]
    SNAP_MODE_SLIP: _ClassVar[SnapMode]
    SNAP_MODE_RETIME: _ClassVar[SnapMode]

class SnapTarget(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SNAP_TARGET_UNSPECIFIED: _ClassVar[SnapTarget]
    SNAP_TARGET_BEATS: _ClassVar[SnapTarget]
    SNAP_TARGET_MARKERS: _ClassVar[SnapTarget]

class MarkerChoice(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MARKER_CHOICE_UNSPECIFIED: _ClassVar[MarkerChoice]
    MARKER_CHOICE_BEATS: _ClassVar[MarkerChoice]
    MARKER_CHOICE_DOWNBEATS: _ClassVar[MarkerChoice]
    MARKER_CHOICE_NONE: _ClassVar[MarkerChoice]

class LinkedSound(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LINKED_SOUND_UNSPECIFIED: _ClassVar[LinkedSound]
    LINKED_SOUND_SPLIT: _ClassVar[LinkedSound]
    LINKED_SOUND_SKIP: _ClassVar[LinkedSound]

class SlotRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SLOT_ROLE_UNSPECIFIED: _ClassVar[SlotRole]
    SLOT_ROLE_SECTION: _ClassVar[SlotRole]
    SLOT_ROLE_PHRASE: _ClassVar[SlotRole]
    SLOT_ROLE_DROP: _ClassVar[SlotRole]
    SLOT_ROLE_BUILD: _ClassVar[SlotRole]
    SLOT_ROLE_BREAKDOWN: _ClassVar[SlotRole]
    SLOT_ROLE_ACCENT: _ClassVar[SlotRole]

class SoundReference(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOUND_REFERENCE_UNSPECIFIED: _ClassVar[SoundReference]
    SOUND_REFERENCE_SONG: _ClassVar[SoundReference]
    SOUND_REFERENCE_BEATS: _ClassVar[SoundReference]

class SongMatch(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SONG_MATCH_UNSPECIFIED: _ClassVar[SongMatch]
    SONG_MATCH_PATH: _ClassVar[SongMatch]
    SONG_MATCH_FILE_NAME: _ClassVar[SongMatch]
    SONG_MATCH_CLIP_NAME: _ClassVar[SongMatch]
    SONG_MATCH_STEM: _ClassVar[SongMatch]
    SONG_MATCH_DURATION: _ClassVar[SongMatch]
    SONG_MATCH_GIVEN: _ClassVar[SongMatch]
    SONG_MATCH_ASSUMED: _ClassVar[SongMatch]
EDITOR_UNSPECIFIED: Editor
EDITOR_RESOLVE: Editor
EDITOR_PREMIERE: Editor
DRUM_UNSPECIFIED: Drum
DRUM_KICK: Drum
DRUM_SNARE: Drum
DRUM_ONSET: Drum
SNAP_MODE_UNSPECIFIED: SnapMode
SNAP_MODE_ROLL: SnapMode
SNAP_MODE_RIPPLE: SnapMode
SNAP_MODE_SLIP: SnapMode
SNAP_MODE_RETIME: SnapMode
SNAP_TARGET_UNSPECIFIED: SnapTarget
SNAP_TARGET_BEATS: SnapTarget
SNAP_TARGET_MARKERS: SnapTarget
MARKER_CHOICE_UNSPECIFIED: MarkerChoice
MARKER_CHOICE_BEATS: MarkerChoice
MARKER_CHOICE_DOWNBEATS: MarkerChoice
MARKER_CHOICE_NONE: MarkerChoice
LINKED_SOUND_UNSPECIFIED: LinkedSound
LINKED_SOUND_SPLIT: LinkedSound
LINKED_SOUND_SKIP: LinkedSound
SLOT_ROLE_UNSPECIFIED: SlotRole
SLOT_ROLE_SECTION: SlotRole
SLOT_ROLE_PHRASE: SlotRole
SLOT_ROLE_DROP: SlotRole
SLOT_ROLE_BUILD: SlotRole
SLOT_ROLE_BREAKDOWN: SlotRole
SLOT_ROLE_ACCENT: SlotRole
SOUND_REFERENCE_UNSPECIFIED: SoundReference
SOUND_REFERENCE_SONG: SoundReference
SOUND_REFERENCE_BEATS: SoundReference
SONG_MATCH_UNSPECIFIED: SongMatch
SONG_MATCH_PATH: SongMatch
SONG_MATCH_FILE_NAME: SongMatch
SONG_MATCH_CLIP_NAME: SongMatch
SONG_MATCH_STEM: SongMatch
SONG_MATCH_DURATION: SongMatch
SONG_MATCH_GIVEN: SongMatch
SONG_MATCH_ASSUMED: SongMatch

class SnapRequest(_message.Message):
    __slots__ = ("edit_path", "music_path", "music_track", "output_path", "beats", "options", "for_editor", "overwrite", "more_music_tracks", "media_paths", "preview_path")
    EDIT_PATH_FIELD_NUMBER: _ClassVar[int]
    MUSIC_PATH_FIELD_NUMBER: _ClassVar[int]
    MUSIC_TRACK_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_PATH_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    FOR_EDITOR_FIELD_NUMBER: _ClassVar[int]
    OVERWRITE_FIELD_NUMBER: _ClassVar[int]
    MORE_MUSIC_TRACKS_FIELD_NUMBER: _ClassVar[int]
    MEDIA_PATHS_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_PATH_FIELD_NUMBER: _ClassVar[int]
    edit_path: str
    music_path: str
    music_track: str
    output_path: str
    beats: _music_pb2.BeatOptions
    options: SnapOptions
    for_editor: Editor
    overwrite: bool
    more_music_tracks: _containers.RepeatedScalarFieldContainer[str]
    media_paths: _media_paths_pb2.MediaPaths
    preview_path: str
    def __init__(self, edit_path: _Optional[str] = ..., music_path: _Optional[str] = ..., music_track: _Optional[str] = ..., output_path: _Optional[str] = ..., beats: _Optional[_Union[_music_pb2.BeatOptions, _Mapping]] = ..., options: _Optional[_Union[SnapOptions, _Mapping]] = ..., for_editor: _Optional[_Union[Editor, str]] = ..., overwrite: bool = ..., more_music_tracks: _Optional[_Iterable[str]] = ..., media_paths: _Optional[_Union[_media_paths_pb2.MediaPaths, _Mapping]] = ..., preview_path: _Optional[str] = ...) -> None: ...

class SnapOptions(_message.Message):
    __slots__ = ("tolerance_frames", "every_beats", "every_bars", "grid_offset_ms", "tracks", "range_start_frame", "range_end_frame", "min_clip_frames", "downbeat_weight", "assume_handles_frames", "markers", "linked_sound", "music_start_s", "drop_frame", "dry_run", "range_start", "range_end", "music_start", "tolerance", "flash_frames", "mode", "min_speed", "max_speed", "target", "marker_colors", "marker_names", "leave_within", "only_markers", "decisions", "beats_of_bar", "drum", "first_bar", "even_if_unsure")
    TOLERANCE_FRAMES_FIELD_NUMBER: _ClassVar[int]
    EVERY_BEATS_FIELD_NUMBER: _ClassVar[int]
    EVERY_BARS_FIELD_NUMBER: _ClassVar[int]
    GRID_OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    TRACKS_FIELD_NUMBER: _ClassVar[int]
    RANGE_START_FRAME_FIELD_NUMBER: _ClassVar[int]
    RANGE_END_FRAME_FIELD_NUMBER: _ClassVar[int]
    MIN_CLIP_FRAMES_FIELD_NUMBER: _ClassVar[int]
    DOWNBEAT_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    ASSUME_HANDLES_FRAMES_FIELD_NUMBER: _ClassVar[int]
    MARKERS_FIELD_NUMBER: _ClassVar[int]
    LINKED_SOUND_FIELD_NUMBER: _ClassVar[int]
    MUSIC_START_S_FIELD_NUMBER: _ClassVar[int]
    DROP_FRAME_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    RANGE_START_FIELD_NUMBER: _ClassVar[int]
    RANGE_END_FIELD_NUMBER: _ClassVar[int]
    MUSIC_START_FIELD_NUMBER: _ClassVar[int]
    TOLERANCE_FIELD_NUMBER: _ClassVar[int]
    FLASH_FRAMES_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    MIN_SPEED_FIELD_NUMBER: _ClassVar[int]
    MAX_SPEED_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    MARKER_COLORS_FIELD_NUMBER: _ClassVar[int]
    MARKER_NAMES_FIELD_NUMBER: _ClassVar[int]
    LEAVE_WITHIN_FIELD_NUMBER: _ClassVar[int]
    ONLY_MARKERS_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    BEATS_OF_BAR_FIELD_NUMBER: _ClassVar[int]
    DRUM_FIELD_NUMBER: _ClassVar[int]
    FIRST_BAR_FIELD_NUMBER: _ClassVar[int]
    EVEN_IF_UNSURE_FIELD_NUMBER: _ClassVar[int]
    tolerance_frames: int
    every_beats: int
    every_bars: int
    grid_offset_ms: float
    tracks: _containers.RepeatedScalarFieldContainer[str]
    range_start_frame: int
    range_end_frame: int
    min_clip_frames: int
    downbeat_weight: float
    assume_handles_frames: int
    markers: MarkerChoice
    linked_sound: LinkedSound
    music_start_s: float
    drop_frame: bool
    dry_run: bool
    range_start: str
    range_end: str
    music_start: str
    tolerance: str
    flash_frames: int
    mode: SnapMode
    min_speed: float
    max_speed: float
    target: SnapTarget
    marker_colors: _containers.RepeatedScalarFieldContainer[str]
    marker_names: _containers.RepeatedScalarFieldContainer[str]
    leave_within: str
    only_markers: bool
    decisions: _containers.RepeatedCompositeFieldContainer[CutDecision]
    beats_of_bar: _containers.RepeatedScalarFieldContainer[int]
    drum: Drum
    first_bar: int
    even_if_unsure: bool
    def __init__(self, tolerance_frames: _Optional[int] = ..., every_beats: _Optional[int] = ..., every_bars: _Optional[int] = ..., grid_offset_ms: _Optional[float] = ..., tracks: _Optional[_Iterable[str]] = ..., range_start_frame: _Optional[int] = ..., range_end_frame: _Optional[int] = ..., min_clip_frames: _Optional[int] = ..., downbeat_weight: _Optional[float] = ..., assume_handles_frames: _Optional[int] = ..., markers: _Optional[_Union[MarkerChoice, str]] = ..., linked_sound: _Optional[_Union[LinkedSound, str]] = ..., music_start_s: _Optional[float] = ..., drop_frame: bool = ..., dry_run: bool = ..., range_start: _Optional[str] = ..., range_end: _Optional[str] = ..., music_start: _Optional[str] = ..., tolerance: _Optional[str] = ..., flash_frames: _Optional[int] = ..., mode: _Optional[_Union[SnapMode, str]] = ..., min_speed: _Optional[float] = ..., max_speed: _Optional[float] = ..., target: _Optional[_Union[SnapTarget, str]] = ..., marker_colors: _Optional[_Iterable[str]] = ..., marker_names: _Optional[_Iterable[str]] = ..., leave_within: _Optional[str] = ..., only_markers: bool = ..., decisions: _Optional[_Iterable[_Union[CutDecision, _Mapping]]] = ..., beats_of_bar: _Optional[_Iterable[int]] = ..., drum: _Optional[_Union[Drum, str]] = ..., first_bar: _Optional[int] = ..., even_if_unsure: bool = ...) -> None: ...

class CutDecision(_message.Message):
    __slots__ = ("track", "index", "to_frame")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    TO_FRAME_FIELD_NUMBER: _ClassVar[int]
    track: str
    index: int
    to_frame: float
    def __init__(self, track: _Optional[str] = ..., index: _Optional[int] = ..., to_frame: _Optional[float] = ...) -> None: ...

class SnapResult(_message.Message):
    __slots__ = ("path", "sync_map_path", "report_path", "sync_map", "moved", "kept", "skipped", "markers_written", "markers_replaced", "warnings", "repaired", "through_edits", "events", "missed", "slipped", "retimed", "length_change_frames", "preview_path")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SYNC_MAP_PATH_FIELD_NUMBER: _ClassVar[int]
    REPORT_PATH_FIELD_NUMBER: _ClassVar[int]
    SYNC_MAP_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    MARKERS_WRITTEN_FIELD_NUMBER: _ClassVar[int]
    MARKERS_REPLACED_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    REPAIRED_FIELD_NUMBER: _ClassVar[int]
    THROUGH_EDITS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    SLIPPED_FIELD_NUMBER: _ClassVar[int]
    RETIMED_FIELD_NUMBER: _ClassVar[int]
    LENGTH_CHANGE_FRAMES_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    sync_map_path: str
    report_path: str
    sync_map: SyncMap
    moved: int
    kept: int
    skipped: int
    markers_written: int
    markers_replaced: int
    warnings: _containers.RepeatedScalarFieldContainer[str]
    repaired: _containers.RepeatedScalarFieldContainer[str]
    through_edits: int
    events: int
    missed: str
    slipped: int
    retimed: int
    length_change_frames: float
    preview_path: str
    def __init__(self, path: _Optional[str] = ..., sync_map_path: _Optional[str] = ..., report_path: _Optional[str] = ..., sync_map: _Optional[_Union[SyncMap, _Mapping]] = ..., moved: _Optional[int] = ..., kept: _Optional[int] = ..., skipped: _Optional[int] = ..., markers_written: _Optional[int] = ..., markers_replaced: _Optional[int] = ..., warnings: _Optional[_Iterable[str]] = ..., repaired: _Optional[_Iterable[str]] = ..., through_edits: _Optional[int] = ..., events: _Optional[int] = ..., missed: _Optional[str] = ..., slipped: _Optional[int] = ..., retimed: _Optional[int] = ..., length_change_frames: _Optional[float] = ..., preview_path: _Optional[str] = ...) -> None: ...

class SyncMap(_message.Message):
    __slots__ = ("schema_version", "spine", "rate", "start_timecode", "duration_frames", "cuts", "grid", "engine_version", "edit_sha256", "tolerance_frames", "flash_frames", "range_start_frame", "range_end_frame", "times_read", "written_by", "warnings", "tempo_bpm", "unsure", "beat_confidence", "mode", "slips", "speed_changes", "followers", "slots", "media", "format", "joins")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    SPINE_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    START_TIMECODE_FIELD_NUMBER: _ClassVar[int]
    DURATION_FRAMES_FIELD_NUMBER: _ClassVar[int]
    CUTS_FIELD_NUMBER: _ClassVar[int]
    GRID_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    EDIT_SHA256_FIELD_NUMBER: _ClassVar[int]
    TOLERANCE_FRAMES_FIELD_NUMBER: _ClassVar[int]
    FLASH_FRAMES_FIELD_NUMBER: _ClassVar[int]
    RANGE_START_FRAME_FIELD_NUMBER: _ClassVar[int]
    RANGE_END_FRAME_FIELD_NUMBER: _ClassVar[int]
    TIMES_READ_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_BY_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    TEMPO_BPM_FIELD_NUMBER: _ClassVar[int]
    UNSURE_FIELD_NUMBER: _ClassVar[int]
    BEAT_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    SPEED_CHANGES_FIELD_NUMBER: _ClassVar[int]
    FOLLOWERS_FIELD_NUMBER: _ClassVar[int]
    SLOTS_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    JOINS_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    spine: Spine
    rate: FrameRate
    start_timecode: str
    duration_frames: int
    cuts: _containers.RepeatedCompositeFieldContainer[Cut]
    grid: _containers.RepeatedCompositeFieldContainer[GridBeat]
    engine_version: str
    edit_sha256: str
    tolerance_frames: int
    flash_frames: int
    range_start_frame: int
    range_end_frame: int
    times_read: _containers.RepeatedScalarFieldContainer[str]
    written_by: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    tempo_bpm: float
    unsure: _containers.RepeatedScalarFieldContainer[_music_pb2.Unsure]
    beat_confidence: float
    mode: SnapMode
    slips: _containers.RepeatedCompositeFieldContainer[Slip]
    speed_changes: _containers.RepeatedCompositeFieldContainer[SpeedChange]
    followers: _containers.RepeatedCompositeFieldContainer[Follower]
    slots: _containers.RepeatedCompositeFieldContainer[Slot]
    media: _containers.RepeatedCompositeFieldContainer[Medium]
    format: AssembledFormat
    joins: _containers.RepeatedCompositeFieldContainer[_music_pb2.SongJoin]
    def __init__(self, schema_version: _Optional[int] = ..., spine: _Optional[_Union[Spine, _Mapping]] = ..., rate: _Optional[_Union[FrameRate, _Mapping]] = ..., start_timecode: _Optional[str] = ..., duration_frames: _Optional[int] = ..., cuts: _Optional[_Iterable[_Union[Cut, _Mapping]]] = ..., grid: _Optional[_Iterable[_Union[GridBeat, _Mapping]]] = ..., engine_version: _Optional[str] = ..., edit_sha256: _Optional[str] = ..., tolerance_frames: _Optional[int] = ..., flash_frames: _Optional[int] = ..., range_start_frame: _Optional[int] = ..., range_end_frame: _Optional[int] = ..., times_read: _Optional[_Iterable[str]] = ..., written_by: _Optional[str] = ..., warnings: _Optional[_Iterable[str]] = ..., tempo_bpm: _Optional[float] = ..., unsure: _Optional[_Iterable[_Union[_music_pb2.Unsure, str]]] = ..., beat_confidence: _Optional[float] = ..., mode: _Optional[_Union[SnapMode, str]] = ..., slips: _Optional[_Iterable[_Union[Slip, _Mapping]]] = ..., speed_changes: _Optional[_Iterable[_Union[SpeedChange, _Mapping]]] = ..., followers: _Optional[_Iterable[_Union[Follower, _Mapping]]] = ..., slots: _Optional[_Iterable[_Union[Slot, _Mapping]]] = ..., media: _Optional[_Iterable[_Union[Medium, _Mapping]]] = ..., format: _Optional[_Union[AssembledFormat, _Mapping]] = ..., joins: _Optional[_Iterable[_Union[_music_pb2.SongJoin, _Mapping]]] = ...) -> None: ...

class Medium(_message.Message):
    __slots__ = ("path", "sha256", "still", "rate", "variable_rate", "width", "height", "start", "length", "sound_channels")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    VARIABLE_RATE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    LENGTH_FIELD_NUMBER: _ClassVar[int]
    SOUND_CHANNELS_FIELD_NUMBER: _ClassVar[int]
    path: str
    sha256: str
    still: bool
    rate: FrameRate
    variable_rate: bool
    width: int
    height: int
    start: int
    length: int
    sound_channels: int
    def __init__(self, path: _Optional[str] = ..., sha256: _Optional[str] = ..., still: bool = ..., rate: _Optional[_Union[FrameRate, _Mapping]] = ..., variable_rate: bool = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., start: _Optional[int] = ..., length: _Optional[int] = ..., sound_channels: _Optional[int] = ...) -> None: ...

class AssembledFormat(_message.Message):
    __slots__ = ("title", "width", "height", "clip_sound", "clip_sound_db", "for_editor", "pattern", "pace", "seed", "variant", "music_fade_in_s", "music_fade_out_s")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    CLIP_SOUND_FIELD_NUMBER: _ClassVar[int]
    CLIP_SOUND_DB_FIELD_NUMBER: _ClassVar[int]
    FOR_EDITOR_FIELD_NUMBER: _ClassVar[int]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    PACE_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    VARIANT_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FADE_IN_S_FIELD_NUMBER: _ClassVar[int]
    MUSIC_FADE_OUT_S_FIELD_NUMBER: _ClassVar[int]
    title: str
    width: int
    height: int
    clip_sound: bool
    clip_sound_db: float
    for_editor: Editor
    pattern: str
    pace: float
    seed: int
    variant: int
    music_fade_in_s: float
    music_fade_out_s: float
    def __init__(self, title: _Optional[str] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., clip_sound: bool = ..., clip_sound_db: _Optional[float] = ..., for_editor: _Optional[_Union[Editor, str]] = ..., pattern: _Optional[str] = ..., pace: _Optional[float] = ..., seed: _Optional[int] = ..., variant: _Optional[int] = ..., music_fade_in_s: _Optional[float] = ..., music_fade_out_s: _Optional[float] = ...) -> None: ...

class Slot(_message.Message):
    __slots__ = ("number", "name", "start_frame", "end_frame", "start_s", "end_s", "music_start_s", "bar", "beat", "beats", "section", "level", "energy", "motion_intensity", "roles", "dissolve_frames", "reason", "shot", "prompt")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    START_FRAME_FIELD_NUMBER: _ClassVar[int]
    END_FRAME_FIELD_NUMBER: _ClassVar[int]
    START_S_FIELD_NUMBER: _ClassVar[int]
    END_S_FIELD_NUMBER: _ClassVar[int]
    MUSIC_START_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    BEATS_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ENERGY_FIELD_NUMBER: _ClassVar[int]
    MOTION_INTENSITY_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    DISSOLVE_FRAMES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SHOT_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    number: int
    name: str
    start_frame: int
    end_frame: int
    start_s: float
    end_s: float
    music_start_s: float
    bar: int
    beat: int
    beats: float
    section: str
    level: _music_pb2.EnergyLevel
    energy: float
    motion_intensity: float
    roles: _containers.RepeatedScalarFieldContainer[SlotRole]
    dissolve_frames: int
    reason: str
    shot: Shot
    prompt: str
    def __init__(self, number: _Optional[int] = ..., name: _Optional[str] = ..., start_frame: _Optional[int] = ..., end_frame: _Optional[int] = ..., start_s: _Optional[float] = ..., end_s: _Optional[float] = ..., music_start_s: _Optional[float] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., beats: _Optional[float] = ..., section: _Optional[str] = ..., level: _Optional[_Union[_music_pb2.EnergyLevel, str]] = ..., energy: _Optional[float] = ..., motion_intensity: _Optional[float] = ..., roles: _Optional[_Iterable[_Union[SlotRole, str]]] = ..., dissolve_frames: _Optional[int] = ..., reason: _Optional[str] = ..., shot: _Optional[_Union[Shot, _Mapping]] = ..., prompt: _Optional[str] = ...) -> None: ...

class Shot(_message.Message):
    __slots__ = ("path", "sha256", "name", "still", "rate", "source_start_s", "source_end_s", "peak_s", "peak_error_ms", "costs", "reason", "given", "beat_s", "picture_late_ms", "sound_late_ms", "sound_confidence", "sound_reference", "sound_db")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STILL_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_START_S_FIELD_NUMBER: _ClassVar[int]
    SOURCE_END_S_FIELD_NUMBER: _ClassVar[int]
    PEAK_S_FIELD_NUMBER: _ClassVar[int]
    PEAK_ERROR_MS_FIELD_NUMBER: _ClassVar[int]
    COSTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    BEAT_S_FIELD_NUMBER: _ClassVar[int]
    PICTURE_LATE_MS_FIELD_NUMBER: _ClassVar[int]
    SOUND_LATE_MS_FIELD_NUMBER: _ClassVar[int]
    SOUND_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    SOUND_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    SOUND_DB_FIELD_NUMBER: _ClassVar[int]
    path: str
    sha256: str
    name: str
    still: bool
    rate: FrameRate
    source_start_s: float
    source_end_s: float
    peak_s: float
    peak_error_ms: float
    costs: _containers.RepeatedCompositeFieldContainer[ChoiceCost]
    reason: str
    given: bool
    beat_s: float
    picture_late_ms: float
    sound_late_ms: float
    sound_confidence: float
    sound_reference: SoundReference
    sound_db: float
    def __init__(self, path: _Optional[str] = ..., sha256: _Optional[str] = ..., name: _Optional[str] = ..., still: bool = ..., rate: _Optional[_Union[FrameRate, _Mapping]] = ..., source_start_s: _Optional[float] = ..., source_end_s: _Optional[float] = ..., peak_s: _Optional[float] = ..., peak_error_ms: _Optional[float] = ..., costs: _Optional[_Iterable[_Union[ChoiceCost, _Mapping]]] = ..., reason: _Optional[str] = ..., given: bool = ..., beat_s: _Optional[float] = ..., picture_late_ms: _Optional[float] = ..., sound_late_ms: _Optional[float] = ..., sound_confidence: _Optional[float] = ..., sound_reference: _Optional[_Union[SoundReference, str]] = ..., sound_db: _Optional[float] = ...) -> None: ...

class ChoiceCost(_message.Message):
    __slots__ = ("name", "cost")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    name: str
    cost: float
    def __init__(self, name: _Optional[str] = ..., cost: _Optional[float] = ...) -> None: ...

class Slip(_message.Message):
    __slots__ = ("track", "index", "name", "start_frame", "end_frame", "frames", "peak_s", "beat_time_s", "bar", "beat", "error_ms", "action", "reason")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    START_FRAME_FIELD_NUMBER: _ClassVar[int]
    END_FRAME_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    PEAK_S_FIELD_NUMBER: _ClassVar[int]
    BEAT_TIME_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    ERROR_MS_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    track: str
    index: int
    name: str
    start_frame: float
    end_frame: float
    frames: float
    peak_s: float
    beat_time_s: float
    bar: int
    beat: int
    error_ms: float
    action: Cut.Action
    reason: str
    def __init__(self, track: _Optional[str] = ..., index: _Optional[int] = ..., name: _Optional[str] = ..., start_frame: _Optional[float] = ..., end_frame: _Optional[float] = ..., frames: _Optional[float] = ..., peak_s: _Optional[float] = ..., beat_time_s: _Optional[float] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., error_ms: _Optional[float] = ..., action: _Optional[_Union[Cut.Action, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class Follower(_message.Message):
    __slots__ = ("track", "index", "gap_frames", "end_frames", "slip_frames")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    GAP_FRAMES_FIELD_NUMBER: _ClassVar[int]
    END_FRAMES_FIELD_NUMBER: _ClassVar[int]
    SLIP_FRAMES_FIELD_NUMBER: _ClassVar[int]
    track: str
    index: int
    gap_frames: float
    end_frames: float
    slip_frames: float
    def __init__(self, track: _Optional[str] = ..., index: _Optional[int] = ..., gap_frames: _Optional[float] = ..., end_frames: _Optional[float] = ..., slip_frames: _Optional[float] = ...) -> None: ...

class SpeedChange(_message.Message):
    __slots__ = ("track", "index", "name", "from_speed", "to_speed")
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    FROM_SPEED_FIELD_NUMBER: _ClassVar[int]
    TO_SPEED_FIELD_NUMBER: _ClassVar[int]
    track: str
    index: int
    name: str
    from_speed: float
    to_speed: float
    def __init__(self, track: _Optional[str] = ..., index: _Optional[int] = ..., name: _Optional[str] = ..., from_speed: _Optional[float] = ..., to_speed: _Optional[float] = ...) -> None: ...

class Spine(_message.Message):
    __slots__ = ("path", "sha256", "duration_s", "placements")
    PATH_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    PLACEMENTS_FIELD_NUMBER: _ClassVar[int]
    path: str
    sha256: str
    duration_s: float
    placements: _containers.RepeatedCompositeFieldContainer[Placement]
    def __init__(self, path: _Optional[str] = ..., sha256: _Optional[str] = ..., duration_s: _Optional[float] = ..., placements: _Optional[_Iterable[_Union[Placement, _Mapping]]] = ...) -> None: ...

class Placement(_message.Message):
    __slots__ = ("path", "timeline_start_s", "source_start_s", "duration_s", "speed", "track", "inside", "match", "timecode")
    PATH_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_START_S_FIELD_NUMBER: _ClassVar[int]
    SOURCE_START_S_FIELD_NUMBER: _ClassVar[int]
    DURATION_S_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INSIDE_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    TIMECODE_FIELD_NUMBER: _ClassVar[int]
    path: str
    timeline_start_s: float
    source_start_s: float
    duration_s: float
    speed: float
    track: str
    inside: _containers.RepeatedScalarFieldContainer[str]
    match: SongMatch
    timecode: str
    def __init__(self, path: _Optional[str] = ..., timeline_start_s: _Optional[float] = ..., source_start_s: _Optional[float] = ..., duration_s: _Optional[float] = ..., speed: _Optional[float] = ..., track: _Optional[str] = ..., inside: _Optional[_Iterable[str]] = ..., match: _Optional[_Union[SongMatch, str]] = ..., timecode: _Optional[str] = ...) -> None: ...

class FrameRate(_message.Message):
    __slots__ = ("numerator", "denominator")
    NUMERATOR_FIELD_NUMBER: _ClassVar[int]
    DENOMINATOR_FIELD_NUMBER: _ClassVar[int]
    numerator: int
    denominator: int
    def __init__(self, numerator: _Optional[int] = ..., denominator: _Optional[int] = ...) -> None: ...

class GridBeat(_message.Message):
    __slots__ = ("time_s", "frame", "bar", "beat", "confidence", "accent")
    TIME_S_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    ACCENT_FIELD_NUMBER: _ClassVar[int]
    time_s: float
    frame: int
    bar: int
    beat: int
    confidence: float
    accent: float
    def __init__(self, time_s: _Optional[float] = ..., frame: _Optional[int] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., confidence: _Optional[float] = ..., accent: _Optional[float] = ...) -> None: ...

class Cut(_message.Message):
    __slots__ = ("track", "index", "from_frame", "to_frame", "beat_time_s", "bar", "beat", "error_ms", "action", "reason", "timecode", "outgoing", "incoming", "event")
    class Action(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ACTION_UNSPECIFIED: _ClassVar[Cut.Action]
        ACTION_MOVED: _ClassVar[Cut.Action]
        ACTION_KEPT: _ClassVar[Cut.Action]
        ACTION_SKIPPED: _ClassVar[Cut.Action]
        ACTION_THROUGH_EDIT: _ClassVar[Cut.Action]
    ACTION_UNSPECIFIED: Cut.Action
    ACTION_MOVED: Cut.Action
    ACTION_KEPT: Cut.Action
    ACTION_SKIPPED: Cut.Action
    ACTION_THROUGH_EDIT: Cut.Action
    TRACK_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    FROM_FRAME_FIELD_NUMBER: _ClassVar[int]
    TO_FRAME_FIELD_NUMBER: _ClassVar[int]
    BEAT_TIME_S_FIELD_NUMBER: _ClassVar[int]
    BAR_FIELD_NUMBER: _ClassVar[int]
    BEAT_FIELD_NUMBER: _ClassVar[int]
    ERROR_MS_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TIMECODE_FIELD_NUMBER: _ClassVar[int]
    OUTGOING_FIELD_NUMBER: _ClassVar[int]
    INCOMING_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    track: str
    index: int
    from_frame: float
    to_frame: float
    beat_time_s: float
    bar: int
    beat: int
    error_ms: float
    action: Cut.Action
    reason: str
    timecode: str
    outgoing: str
    incoming: str
    event: int
    def __init__(self, track: _Optional[str] = ..., index: _Optional[int] = ..., from_frame: _Optional[float] = ..., to_frame: _Optional[float] = ..., beat_time_s: _Optional[float] = ..., bar: _Optional[int] = ..., beat: _Optional[int] = ..., error_ms: _Optional[float] = ..., action: _Optional[_Union[Cut.Action, str]] = ..., reason: _Optional[str] = ..., timecode: _Optional[str] = ..., outgoing: _Optional[str] = ..., incoming: _Optional[str] = ..., event: _Optional[int] = ...) -> None: ...
