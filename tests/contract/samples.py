"""A value that matters for every field of every job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backbeat.v1 import (
    assembly_pb2,
    cutting_pb2,
    lipsync_pb2,
    music_pb2,
)
from tests.contract.inputs import Material

Value = Any | Callable[[Material], Any]


@dataclass(frozen=True)
class Sample:
    """A value of one field under which a job comes out otherwise than without it."""

    value: Value
    beside: Mapping[str, Value] | None = None
    """Other fields to set for it. None: it goes with the other samples of its job in one request.
    """
    stands: tuple[str, ...] = field(default=())
    """Files of somebody else that stand in the output folder."""


def _at(name: str) -> Callable[[Material], str]:
    return lambda m: m.path(name)


def _out(name: str) -> Callable[[Material], str]:
    return lambda m: m.out(name)


def _scene(m: Material) -> list[str]:
    return [m.path("scene.wav")]


_REPLACED: Mapping[str, Value] = {
    "CutRequest.paths": [],
    "CutRequest.music_path": "",
    "Replacement.slot": 1,
    "Replacement.clip": _at("shot_001.mov"),
}
"""A shot replaced in an edit that is yet to be named."""

_MOVED: Mapping[str, Value] = {
    "CutRequest.sync_map_path": _at("moved.syncmap.json"),
    "CutRequest.paths": [],
    "CutRequest.music_path": "",
}
"""An edit to build again whose media is elsewhere."""

_VOICE: Mapping[str, Value] = {
    "LipSyncRequest.speech_path": "",
    "FaceVoice.speech_path": _at("speech.wav"),
}
"""Faces that say something of their own."""

_STEP: Mapping[str, Value] = {"FoleyRequest.cue_paths": lambda m: [m.path("step.csv")]}
"""A step of which nothing is known."""

_MUTED: Mapping[str, Value] = {
    "LipSyncRequest.speech_path": "",
    "TimeSpan.start_s": 0.5,
    "TimeSpan.end_s": 1.0,
}
"""A mouth that is closed, and nothing is said."""

SAMPLES: dict[str, Sample] = {
    # Beats.
    "BeatsRequest.path": Sample(_at("other.wav")),
    "BeatsRequest.output_path": Sample(_out("beats.csv")),
    "BeatsRequest.plot_path": Sample(_out("beats.png")),
    "BeatsRequest.overwrite": Sample(
        True, {"BeatsRequest.output_path": _out("taken.csv")}, ("taken.csv",)
    ),
    "BeatOptions.tracker": Sample("none of these", {}),
    "BeatOptions.beats_per_bar": Sample(3),
    "BeatOptions.tempo_bpm": Sample(60.0, {}),
    "BeatOptions.min_tempo_bpm": Sample(150.0, {}),
    "BeatOptions.max_tempo_bpm": Sample(90.0, {}),
    "BeatOptions.first_downbeat_s": Sample(1.0),
    "BeatOptions.fixed_grid": Sample(True, {"MusicEdits.removed_beats_s": [2.0]}),
    "BeatOptions.tempo_scale": Sample(music_pb2.TEMPO_SCALE_HALF, {}),
    "BeatOptions.shift_bars": Sample(1),
    "BeatOptions.shift_beats": Sample(0.5, {}),
    "BeatOptions.taps_s": Sample([1.0, 1.75, 2.5, 3.25, 4.0], {}),
    "MusicEdits.removed_beats_s": Sample([2.0], {}),
    "UserBeat.time_s": Sample(5.1),
    "UserBeat.downbeat": Sample(True),
    "UserBeat.moves": Sample(True, {"UserBeat.time_s": 5.2}),
    "Emphasis.time_s": Sample(4.0),
    "Emphasis.strength": Sample(0.9),
    "EnergyEdit.start_s": Sample(2.0),
    "EnergyEdit.end_s": Sample(8.0),
    "EnergyEdit.gain_lu": Sample(9.0),
    "EnergyEdit.level": Sample(music_pb2.ENERGY_LEVEL_LOW),
    # Snap.
    "SnapRequest.edit_path": Sample(_at("other.otio"), {}),
    "SnapRequest.music_path": Sample(_at("other.wav")),
    "SnapRequest.music_track": Sample("A2", {"SnapRequest.music_path": _at("other.wav")}),
    "SnapRequest.more_music_tracks": Sample(["no such track"], {"SnapRequest.music_track": "A2"}),
    "SnapRequest.output_path": Sample(_out("other.otio")),
    "SnapRequest.for_editor": Sample(cutting_pb2.EDITOR_RESOLVE, {}),
    "SnapRequest.preview_path": Sample(_out("proof.mp4")),
    "SnapRequest.overwrite": Sample(
        True, {"SnapRequest.output_path": _out("taken.otio")}, ("taken.otio",)
    ),
    "SnapOptions.tolerance_frames": Sample(2, {}),
    "SnapOptions.every_beats": Sample(3, {}),
    "SnapOptions.every_bars": Sample(2, {}),
    "SnapOptions.first_bar": Sample(2, {"SnapOptions.every_bars": 2}),
    "SnapOptions.grid_offset_ms": Sample(-80.0),
    "SnapOptions.tracks": Sample(["V2"]),
    "SnapOptions.range_start_frame": Sample(40, {}),
    "SnapOptions.range_end_frame": Sample(100, {}),
    "SnapOptions.min_clip_frames": Sample(40, {}),
    "SnapOptions.downbeat_weight": Sample(0.99, {"SnapOptions.tolerance_frames": 40}),
    "SnapOptions.assume_handles_frames": Sample(30, {"SnapOptions.grid_offset_ms": 300.0}),
    "SnapOptions.markers": Sample(cutting_pb2.MARKER_CHOICE_DOWNBEATS),
    "SnapOptions.linked_sound": Sample(cutting_pb2.LINKED_SOUND_SKIP, {}),
    "SnapOptions.music_start_s": Sample(0.31),
    "SnapOptions.drop_frame": Sample(True, {"SnapRequest.edit_path": _at("ntsc.otio")}),
    "SnapOptions.dry_run": Sample(True, {}),
    "SnapOptions.range_start": Sample("01:00:01:15", {}),
    "SnapOptions.range_end": Sample("+00:00:04:00", {}),
    "SnapOptions.music_start": Sample("0.31s", {}),
    "SnapOptions.tolerance": Sample("80ms", {}),
    "SnapOptions.flash_frames": Sample(50, {}),
    "SnapOptions.mode": Sample(cutting_pb2.SNAP_MODE_RIPPLE, {}),
    "SnapOptions.min_speed": Sample(
        0.5,
        {
            "SnapRequest.edit_path": _at("slower.otio"),
            "SnapOptions.mode": cutting_pb2.SNAP_MODE_RETIME,
        },
    ),
    "SnapOptions.max_speed": Sample(
        2.0,
        {
            "SnapRequest.edit_path": _at("faster.otio"),
            "SnapOptions.mode": cutting_pb2.SNAP_MODE_RETIME,
        },
    ),
    "SnapOptions.target": Sample(
        cutting_pb2.SNAP_TARGET_MARKERS, {"SnapRequest.edit_path": _at("marked.otio")}
    ),
    "SnapOptions.marker_colors": Sample(
        ["red"],
        {
            "SnapRequest.edit_path": _at("marked.otio"),
            "SnapOptions.target": cutting_pb2.SNAP_TARGET_MARKERS,
        },
    ),
    "SnapOptions.marker_names": Sample(
        ["hit*"],
        {
            "SnapRequest.edit_path": _at("marked.otio"),
            "SnapOptions.target": cutting_pb2.SNAP_TARGET_MARKERS,
        },
    ),
    "SnapOptions.leave_within": Sample("10", {}),
    "SnapOptions.only_markers": Sample(True, {}),
    "SnapOptions.even_if_unsure": Sample(True, {"SnapRequest.music_path": _at("applause.wav")}),
    "CutDecision.track": Sample("V2", {}),
    "CutDecision.index": Sample(1, {"CutDecision.track": "V1"}),
    "CutDecision.to_frame": Sample(40.0, {"CutDecision.track": "V1"}),
    "SnapOptions.beats_of_bar": Sample([3], {}),
    # Clicks are neither drum.
    "SnapOptions.drum": Sample(cutting_pb2.DRUM_KICK, {}),
    # Plan.
    "PlanRequest.music_path": Sample(_at("other.wav"), {}),
    "PlanRequest.output_path": Sample(_out("shots.csv")),
    "PlanRequest.template_path": Sample(_at("words.json"), {}),
    "PlanRequest.prompt": Sample("A boat", {}),
    "PlanRequest.overwrite": Sample(
        True, {"PlanRequest.output_path": _out("taken.csv")}, ("taken.csv",)
    ),
    # Transcribe: each matters with and without the speech model.
    "TranscribeRequest.path": Sample(_at("nowhere.wav"), {}),
    "TranscribeRequest.output_paths": Sample(lambda m: [m.out("words.docx")], {}),
    "TranscribeRequest.language": Sample("english", {}),
    "TranscribeRequest.speakers": Sample(100, {}),
    "TranscribeRequest.overwrite": Sample(
        True,
        {"TranscribeRequest.output_paths": lambda m: [m.out("taken.vtt")]},
        ("taken.vtt",),
    ),
    # Cut.
    "CutRequest.paths": Sample(lambda m: [m.path("shot_001.mov")], {}),
    "CutRequest.music_path": Sample(_at("other.wav"), {}),
    "CutRequest.output_path": Sample(_out("other.otio")),
    "PacingOptions.pattern": Sample("every-bar", {}),
    "PacingOptions.pattern_path": Sample(_at("pattern.json"), {}),
    "PacingOptions.pace": Sample(1.0),
    "PacingOptions.transitions": Sample(assembly_pb2.TRANSITIONS_NONE),
    "MaterialOptions.order": Sample(assembly_pb2.CLIP_ORDER_GIVEN, {}),
    "MaterialOptions.seed": Sample(7, {"MaterialOptions.order": assembly_pb2.CLIP_ORDER_SHUFFLED}),
    "MaterialOptions.must_use": Sample(["no such clip"], {}),
    "MaterialOptions.clip_sound": Sample(assembly_pb2.CLIP_SOUND_KEPT),
    "Pin.slot": Sample(2, {"Pin.clip": "clip_2"}),
    "Pin.clip": Sample("clip_3", {"Pin.slot": 2}),
    "Pin.time": Sample("0.4", {"Pin.slot": 2, "Pin.clip": "clip_2"}),
    "SkippedRange.clip": Sample("clip_1", {"SkippedRange.start": "2"}),
    "SkippedRange.start": Sample("2", {"SkippedRange.end": "4"}),
    "SkippedRange.end": Sample("3", {"SkippedRange.start": "1"}),
    "LengthOptions.length_s": Sample(8.0),
    "LengthOptions.fit": Sample(assembly_pb2.MUSIC_FIT_EDIT, {"LengthOptions.length_s": 8.0}),
    "FrameRate.numerator": Sample(50, {"FrameRate.denominator": 1}),
    "FrameRate.denominator": Sample(1001, {"FrameRate.numerator": 24000}),
    "CutRequest.width": Sample(320, {"CutRequest.height": 180}),
    "CutRequest.height": Sample(200, {"CutRequest.width": 320}),
    "CutRequest.for_editor": Sample(cutting_pb2.EDITOR_RESOLVE, {}),
    "CutRequest.overwrite": Sample(
        True, {"CutRequest.output_path": _out("taken.otio")}, ("taken.otio",)
    ),
    "CutRequest.preview_path": Sample(_out("proof.mp4"), {}),
    "CutRequest.dry_run": Sample(True, {}),
    "CutRequest.variants": Sample(2, {}),
    "CutRequest.edit_path": Sample(_at("assembled.otio"), _REPLACED),
    "Replacement.slot": Sample(2, {**_REPLACED, "CutRequest.edit_path": _at("assembled.otio")}),
    "Replacement.clip": Sample(
        _at("bin/clip_1.mov"), {**_REPLACED, "CutRequest.edit_path": _at("assembled.otio")}
    ),
    "Replacement.time": Sample("1.5", {**_REPLACED, "CutRequest.edit_path": _at("assembled.otio")}),
    "CutRequest.plan_path": Sample(
        _at("plan.json"), {"CutRequest.paths": lambda m: [m.path("bin"), m.path("shot_001.mov")]}
    ),
    "CutRequest.sync_map_path": Sample(
        _at("assembled.syncmap.json"), {"CutRequest.paths": [], "CutRequest.music_path": ""}
    ),
    # Media elsewhere.
    "PathMapping.prefix": Sample("/elsewhere", {**_MOVED, "PathMapping.to_path": _at("")}),
    "PathMapping.to_path": Sample(_at(""), {**_MOVED, "PathMapping.prefix": "/elsewhere"}),
    "MediaPaths.search_paths": Sample(lambda m: [m.path("bin"), m.path("")], _MOVED),
    "MediaPaths.relink": Sample(
        True, {**_MOVED, "PathMapping.prefix": "/elsewhere", "PathMapping.to_path": _at("")}
    ),
    # Loudness.
    "LoudnessRequest.path": Sample(_at("other.wav")),
    "LoudnessRequest.output_path": Sample(_out("loudness.json")),
    "LoudnessRequest.plot_path": Sample(_out("loudness.png")),
    "LoudnessRequest.overwrite": Sample(
        True, {"LoudnessRequest.output_path": _out("taken.json")}, ("taken.json",)
    ),
    "LoudnessOptions.track": Sample(7, {}),
    "LoudnessOptions.meter": Sample("pyloudnorm", {}),
    "LoudnessOptions.dual_mono": Sample(True),
    "LoudnessOptions.presets": Sample(["tiktok", "youtube"]),
    "LoudnessOptions.dialogue": Sample(True),
    "LoudnessOptions.repair": Sample(True, {"LoudnessRequest.path": _at("broken.wav")}),
    "LoudnessOptions.range_from": Sample("0:01.5", {}),
    "LoudnessOptions.range_to": Sample("5", {}),
    "LoudnessOptions.rms": Sample(True, {}),
    "TrackBinding.tracks": Sample([7], {}),
    "TrackBinding.layout": Sample("stereo", {"TrackBinding.tracks": [1]}),
    # Master.
    "MasterRequest.path": Sample(_at("other_short.wav")),
    "MasterRequest.track": Sample(7, {}),
    "MasterRequest.timeline_path": Sample(
        _out("heard.otio"), {"MasterRequest.path": _at("mix.otio")}
    ),
    "MasterRequest.repair": Sample(True, {"MasterRequest.path": _at("broken.wav")}),
    "MasterRequest.overwrite": Sample(
        True, {"Delivery.output_path": _out("taken.wav")}, ("taken.wav",)
    ),
    "Delivery.output_path": Sample(_out("other.wav")),
    "Delivery.preset": Sample("tiktok", {"Delivery.output_path": _out("master.m4a")}),
    "Delivery.integrated_lufs": Sample(-18.0),
    "Delivery.true_peak_dbtp": Sample(-8.0),
    "Delivery.codec": Sample("pcm_f32le", {}),
    "Delivery.sample_rate_hz": Sample(32000),
    "Delivery.bit_depth": Sample(16),
    "Delivery.bitrate_kbps": Sample(96, {"Delivery.output_path": _out("master.mp3")}),
    "Delivery.layout": Sample("stereo"),
    "Delivery.max_reduction_db": Sample(
        1.0, {"Delivery.integrated_lufs": -10.0, "Delivery.true_peak_dbtp": -8.0}
    ),
    "Delivery.high_pass_hz": Sample(120.0),
    "Delivery.lra_max_lu": Sample(1.0, {}),
    "Delivery.no_ceiling": Sample(True, {"Delivery.integrated_lufs": -6.0}),
    "Delivery.momentary_max_lufs": Sample(-30.0, {}),
    "Delivery.short_term_max_lufs": Sample(-30.0, {}),
    "Delivery.peak_dbtp": Sample(-3.0, {}),
    "Delivery.log_path": Sample(_out("master.json")),
    # Render.
    "RenderRequest.edit_path": Sample(_at("edit.otio"), {}),
    "RenderRequest.output_path": Sample(_out("other.wav")),
    "RenderRequest.stems_path": Sample(_out("stems")),
    "RenderRequest.overwrite": Sample(
        True, {"RenderRequest.output_path": _out("taken.wav")}, ("taken.wav",)
    ),
    "RenderOptions.sample_rate_hz": Sample(44100),
    "RenderOptions.layout": Sample("mono"),
    "RenderOptions.roles": Sample({"A1": "dialogue", "B": "music"}),
    "RenderOptions.duck": Sample(
        True,
        {
            "RenderRequest.edit_path": _at("talk.otio"),
            "RenderOptions.roles": {"A1": "dialogue", "B": "music"},
        },
    ),
    "RenderOptions.duck_below_lu": Sample(
        20.0,
        {
            "RenderRequest.edit_path": _at("talk.otio"),
            "RenderOptions.roles": {"A1": "dialogue", "B": "music"},
            "RenderOptions.duck": True,
        },
    ),
    "RenderOptions.allow_missing": Sample(True, {"RenderRequest.edit_path": _at("missing.otio")}),
    "RenderOptions.layers": Sample(True, {"RenderOptions.roles": {"A1": "effects"}}),
    # Align.
    "AlignRequest.reference_path": Sample(_at("take.wav"), {"AlignRequest.other_paths": _scene}),
    "AlignRequest.other_paths": Sample(lambda m: [m.path("take.wav"), m.path("song.wav")], {}),
    "AlignRequest.output_path": Sample(_out("synced.otio")),
    "AlignRequest.fixed_folder": Sample(_out("fixed")),
    "AlignRequest.method": Sample("rhythm", {}),
    "AlignRequest.clap": Sample(True, {"AlignRequest.other_paths": lambda m: [m.path("clap.mov")]}),
    "AlignRequest.rate": Sample("24000/1001", {"AlignRequest.output_path": _out("synced.otio")}),
    "AlignRequest.report_paths": Sample(lambda m: [m.out("align.csv"), m.out("align.json")]),
    "AlignRequest.overwrite": Sample(
        True, {"AlignRequest.output_path": _out("taken.otio")}, ("taken.otio",)
    ),
    # Visemes.
    "VisemesRequest.path": Sample(_at("song.wav"), {}),
    "VisemesRequest.text": Sample("this is not what is said", {}),
    "VisemesRequest.output_paths": Sample(lambda m: [m.out("shapes.tsv"), m.out("shapes.otio")]),
    "VisemesRequest.set": Sample("oculus", {}),
    "VisemesRequest.rate": Sample("24000/1001", {}),
    "VisemesRequest.overwrite": Sample(
        True,
        {"VisemesRequest.output_paths": lambda m: [m.out("taken.tsv")]},
        ("taken.tsv",),
    ),
    # Sync check: what is refused before faces are looked for, which takes a model that is pulled.
    "SyncCheckRequest.path": Sample(_at("song.wav"), {}),
    "SyncCheckRequest.voice_path": Sample(_at("song.wav"), {}),
    "SyncCheckRequest.face": Sample(-1, {}),
    "SyncCheckRequest.output_paths": Sample(lambda m: [m.out("report.pdf")], {}),
    "SyncCheckRequest.fixed_path": Sample(_out("fixed.avi"), {}),
    "SyncCheckRequest.max_offset_ms": Sample(60000.0, {}),
    "SyncCheckRequest.lse": Sample(True, {}),
    "SyncCheckRequest.sfx": Sample(True, {"SyncCheckRequest.face": 1}),
    "SyncCheckRequest.overwrite": Sample(
        True,
        {"SyncCheckRequest.output_paths": lambda m: [m.out("taken.json")]},
        ("taken.json",),
    ),
    # Lip-sync: what is refused before faces are looked for, which takes a model that is pulled.
    "LipSyncRequest.path": Sample(_at("song.wav"), {}),
    "LipSyncRequest.speech_path": Sample(_at("nowhere.wav"), {}),
    "LipSyncRequest.speech_start_s": Sample(600.0, {}),
    "LipSyncRequest.output_path": Sample(_out("lips.avi"), {}),
    "LipSyncRequest.backend": Sample("none of these", {}),
    "LipSyncRequest.bank_paths": Sample(lambda m: [m.path("song.wav")], {}),
    "LipSyncRequest.face": Sample(-1, {}),
    "FaceVoice.face": Sample(-1, _VOICE),
    "FaceVoice.speech_path": Sample(_at("nowhere.wav"), {**_VOICE, "FaceVoice.face": 1}),
    "FaceVoice.speech_start_s": Sample(600.0, {**_VOICE, "FaceVoice.face": 1}),
    "LipSyncRequest.old_text": Sample("What was said", {}),
    "LipSyncRequest.new_text": Sample("What is said", {}),
    "LipSyncRequest.only_changes": Sample(True, _MUTED),
    "TimeSpan.start_s": Sample(2.0, {"TimeSpan.end_s": 1.0}),
    "TimeSpan.end_s": Sample(1.0, {"TimeSpan.start_s": 0.5}),
    "LipSyncRequest.visemes_path": Sample(_at("song.wav"), {}),
    "StrengthPoint.time_s": Sample(-1.0, {"StrengthPoint.strength": 1.0}),
    "StrengthPoint.strength": Sample(2.0, {"StrengthPoint.time_s": 1.0}),
    "LipSyncRequest.when_longer": Sample(lipsync_pb2.WHEN_LONGER_LOOP, _MUTED),
    "LipSyncRequest.codec": Sample("none of these", {}),
    "LipSyncRequest.clip": Sample("no such clip", {}),
    "LipSyncRequest.handles": Sample(-2, {}),
    "LipSyncRequest.keep_takes": Sample(True, {}),
    "LipSyncRequest.take": Sample(-1, {}),
    "LipSyncRequest.commercial": Sample(True, {"LipSyncRequest.backend": "onnx:no-such-model"}),
    "LipSyncRequest.consent": Sample("on\ntwo lines", {}),
    "LipSyncRequest.emotion": Sample("happy", {}),
    "LipSyncRequest.report_paths": Sample(lambda m: [m.out("report.pdf")], {}),
    "LipSyncRequest.overwrite": Sample(
        True, {"LipSyncRequest.output_path": _out("taken.mp4")}, ("taken.mp4",)
    ),
    # Dub.
    "DubRequest.path": Sample(_at("shot_001.mov"), {}),
    "DubRequest.dub_path": Sample(_at("other_dub.wav"), {}),
    "DubRequest.script_path": Sample(_at("script.csv"), {"DubRequest.dub_path": ""}),
    "DubRequest.output_path": Sample(_out("dubbed.otio"), {}),
    "DubRequest.language": Sample("es"),
    "DubRequest.max_stretch_percent": Sample(2.0, {}),
    "DubRequest.no_lips": Sample(False, {}),
    "DubRequest.backend": Sample("none of these", {"DubRequest.no_lips": False}),
    "DubRequest.ambience_db": Sample(6.0, {}),
    "DubRequest.no_ambience": Sample(True, {}),
    "DubRequest.voice": Sample(
        "command:no-such-voice {text} {out}",
        {"DubRequest.dub_path": "", "DubRequest.script_path": _at("unsaid.csv")},
    ),
    "DubRequest.translation": Sample("command:no-such-translator", {"DubRequest.dub_path": ""}),
    "DubRequest.report_paths": Sample(lambda m: [m.out("dub.csv"), m.out("dub.json")]),
    "DubRequest.commercial": Sample(
        True,
        {
            "DubRequest.dub_path": "",
            "DubRequest.script_path": _at("unsaid.csv"),
            "DubRequest.voice": "command:no-such-voice {text} {out}",
        },
    ),
    "DubRequest.consent": Sample("by letter", {"DubRequest.output_path": _out("dubbed.otio")}),
    "DubRequest.overwrite": Sample(
        True, {"DubRequest.output_path": _out("taken.mov")}, ("taken.mov",)
    ),
    "DubRequest.effects_path": Sample(_at("effects.wav"), {}),
    "DubRequest.original_language": Sample("en"),
    "DubTrack.language": Sample(
        "de", {"DubRequest.language": "es", "DubTrack.dub_path": _at("other_dub.wav")}
    ),
    "DubTrack.dub_path": Sample(
        _at("other_dub.wav"), {"DubRequest.language": "es", "DubTrack.language": "de"}
    ),
    "DubTrack.script_path": Sample(
        _at("script.csv"), {"DubRequest.language": "es", "DubTrack.language": "de"}
    ),
    "DubTrack.voice": Sample(
        "command:no-such-voice {text} {out}",
        {
            "DubRequest.language": "es",
            "DubTrack.language": "de",
            "DubTrack.script_path": _at("unsaid.csv"),
        },
    ),
    # Foley.
    "FoleyRequest.path": Sample(_at("talk.mov"), {}),
    "FoleyRequest.output_path": Sample(_out("effects.otio"), {}),
    "FoleyRequest.cue_paths": Sample(lambda m: [m.path("other_cues.csv")]),
    "FoleyRequest.spot": Sample(["guide"], {}),
    "FoleyRequest.place_from": Sample(
        0.01, {"FoleyRequest.spot": ["guide"], "FoleyRequest.cue_paths": []}
    ),
    "FoleyRequest.spot_only": Sample(True, {}),
    "FoleyRequest.library_paths": Sample(
        lambda m: [m.path("no such folder")], {"FoleyRequest.sources": ["library"]}
    ),
    "FoleyRequest.sources": Sample(["synthesis"], {}),
    "FoleyRequest.commercial": Sample(
        True, {"SoundSwap.cue": "2", "SoundSwap.sound": _at("sounds/DOORWood_Slam_A_B.wav")}
    ),
    "FoleyRequest.seed": Sample(7),
    "SoundSwap.cue": Sample("2", {"SoundSwap.sound": _at("sounds/GLASBrk_Break_A_B.wav")}),
    "SoundSwap.sound": Sample(_at("sounds/DOORWood_Slam_A_B.wav"), {"SoundSwap.cue": "2"}),
    "FoleyRequest.surface": Sample("snow", _STEP),
    "FoleyRequest.shoe": Sample("boots", _STEP),
    "FoleyRequest.ambience": Sample("rain"),
    "FoleyRequest.perspective": Sample(True, {}),
    "FoleyRequest.level_db": Sample(-3.0),
    "FoleyRequest.stem_path": Sample(_out("stem.wav"), {}),
    "FoleyRequest.mix_path": Sample(_out("mix.mov"), {}),
    "FoleyRequest.cue_sheet_path": Sample(_out("sheet.csv"), {}),
    "FoleyRequest.credits_path": Sample(_out("credits.txt"), {}),
    "FoleyRequest.report_paths": Sample(lambda m: [m.out("foley.csv"), m.out("foley.json")], {}),
    "FoleyRequest.recogniser_path": Sample(_at("none.onnx"), {}),
    "FoleyRequest.mapping_path": Sample(
        _at("none.json"), {"FoleyRequest.recogniser_path": _at("none.onnx")}
    ),
    "FoleyRequest.unadapted": Sample(True, {}),
    "FoleyRequest.overwrite": Sample(
        True, {"FoleyRequest.output_path": _out("taken.otio")}, ("taken.otio",)
    ),
    "FoleyRequest.guide_tracks": Sample(["no such track"], {"FoleyRequest.spot": ["guide"]}),
    "FoleyRequest.no_beds": Sample(True, {"FoleyRequest.ambience": "rain"}),
    "FoleyConformRequest.old_path": Sample(_at("edit.otio"), {}),
    "FoleyConformRequest.new_path": Sample(_at("edit.otio"), {}),
    "FoleyConformRequest.output_path": Sample(_out("recut.otio"), {}),
    "FoleyConformRequest.foley_path": Sample(
        _at("landed.otio"), {"FoleyConformRequest.old_path": _at("edit.otio")}
    ),
    "FoleyConformRequest.report_paths": Sample(lambda m: [m.out("conform.json")], {}),
    "FoleyConformRequest.cue_sheet_path": Sample(_out("conformed.csv"), {}),
    "FoleyConformRequest.overwrite": Sample(
        True, {"FoleyConformRequest.output_path": _out("taken.otio")}, ("taken.otio",)
    ),
    "FoleyAdaptRequest.paths": Sample(lambda m: [m.path("song.wav")], {}),
    "FoleyAdaptRequest.reset": Sample(True, {"FoleyAdaptRequest.paths": []}),
    # The library of sounds.
    "SoundsAddRequest.paths": Sample(lambda m: [m.path("no such folder")], {}),
    "SoundsAddRequest.licence": Sample("CC0-1.0"),
    "SoundsAddRequest.credit": Sample("Somebody"),
    "SoundsAddRequest.again": Sample(True, {"SoundsAddRequest.index_path": _at("again.db")}),
    "SoundsAddRequest.index_path": Sample(_out("other.db"), {}),
    "SoundsSearchRequest.query": Sample("glass", {}),
    "SoundsSearchRequest.like_path": Sample(
        _at("sounds/GLASBrk_Break_A_B.wav"), {"SoundsSearchRequest.query": ""}
    ),
    "SoundsSearchRequest.limit": Sample(1, {"SoundsSearchRequest.query": "slam break"}),
    "SoundsSearchRequest.commercial": Sample(True, {}),
    "SoundsSearchRequest.ucs": Sample(["GLASBrk"], {}),
    "SoundsSearchRequest.index_path": Sample(_at("none.db"), {}),
}
"""By message and field. A new field of a request needs its line here."""
