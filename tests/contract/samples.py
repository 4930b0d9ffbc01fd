"""A value that matters for every field of every job, and the material that it matters on."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio

from backbeat.jobs.run import run
from backbeat.media.encode import write_audio
from backbeat.v1 import (
    assembly_pb2,
    cutting_pb2,
    dubbing_pb2,
    foley_pb2,
    lipsync_pb2,
    loudness_pb2,
    mastering_pb2,
    music_pb2,
    planning_pb2,
    rendering_pb2,
    sounds_pb2,
    speech_pb2,
    sync_pb2,
)
from backbeat.v1.jobs_pb2 import JobRequest
from tests import commands, edits, scenes
from tests import material as clips
from tests.edits import Piece
from tests.loudness.synthetic_speech import synthetic_speech
from tests.music import noises, synth


@dataclass(frozen=True)
class Material:
    """Inputs, and the folder that jobs write to."""

    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def out(self, name: str) -> str:
        return str(self.folder / "out" / name)


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


def material(folder: Path) -> Material:
    """Writes the inputs."""
    made = Material(folder)
    (folder / "out").mkdir()
    song = commands.write_clicks(folder / "song.wav", 12)
    other = commands.write_clicks(folder / "other.wav", 12, bpm=140)
    commands.write_clicks(folder / "short.wav", 4)
    commands.write_clicks(folder / "other_short.wav", 4, bpm=140)
    write_audio(folder / "applause.wav", [noises.applause(12)[:, np.newaxis]], synth.RATE)
    _write_broken(folder / "broken.wav")
    picture = [Piece(27), Piece(47, link=1), Piece(60, link=2), Piece(70, None, None), Piece(80)]
    sound = [Piece(74, link=1), Piece(60, link=2)]
    media = "/media/{name}.wav"
    for name, rate in (("edit.otio", 25.0), ("ntsc.otio", 30000 / 1001)):
        made_edit = edits.timeline([picture, picture[:2]], [sound], rate, start=rate * 3600)
        made_edit.tracks.append(_song_track(song, rate, 11.0))
        edits.written(made_edit, folder, name)
    edits.written(edits.timeline([[*picture, Piece(40)]]), folder, "other.otio")
    marked = edits.timeline([[Piece(27), Piece(60)]])
    for frame, name, color in ((24, "hit", "RED"), (31, "note", "BLUE")):
        marked.tracks.markers.append(otio.schema.Marker(name, edits.span(frame, 1), color))
    edits.written(marked, folder, "marked.otio")
    # Nearest to their cuts are beats that ask for a little more than 10 % of speed.
    edits.written(edits.timeline([[Piece(22), Piece(60)]]), folder, "slower.otio")
    edits.written(edits.timeline([[Piece(28), Piece(60)]]), folder, "faster.otio")
    (folder / "words.json").write_text('{"base_prompt": "A dancer"}')
    mix = otio.schema.Timeline("mix")
    mix.tracks.extend([_song_track(song, 25.0, 3.0, "A"), _song_track(other, 25.0, 3.0, "B")])
    edits.written(mix, folder, "mix.otio")
    speech = _write_speech(folder / "speech.wav")
    _write_dub(made)
    _write_foley(made)
    talk = otio.schema.Timeline("talk")
    talk.tracks.extend([_song_track(speech, 25.0, 3.0, "A"), _song_track(other, 25.0, 3.0, "B")])
    edits.written(talk, folder, "talk.otio")
    scenes.write_scene(folder)
    _write_bin(made)
    missing = [Piece(50, url=media)]
    mix = edits.timeline([], [missing])
    mix.tracks.append(_song_track(song, 25.0, 3.0))
    edits.written(mix, folder, "missing.otio")
    # What /media/V1-0.mov of edit.otio is, where /media is mapped to this folder.
    (folder / "V1-0.mov").write_bytes(song.read_bytes())
    return made


def _write_bin(made: Material) -> None:
    """Three clips and a still, one more clip, a pattern, and an edit of the clips."""
    clips.write_clips(made.folder / "bin", 3, 5)
    clips.write_still(made.folder / "bin" / "still.png")
    clips.write_clip(made.folder / "shot_001.mov", 5, seed=50)
    pattern = {"schema": 1, "name": "halves", "about": "Two beats.", "length": "2 beats"}
    (made.folder / "pattern.json").write_text(json.dumps(pattern))
    request = bases(made)["cut"]
    request.cut.output_path = made.path("assembled.otio")
    run(request)
    sync_map = (made.folder / "assembled.syncmap.json").read_text()
    moved = sync_map.replace(str(made.folder), "/elsewhere")
    (made.folder / "moved.syncmap.json").write_text(moved)
    plan = planning_pb2.PlanRequest(
        music_path=made.path("song.wav"), output_path=made.path("plan.json")
    )
    run(JobRequest(plan=plan))


def _write_speech(path: Path) -> Path:
    """Three seconds that are taken for speech."""
    write_audio(path, [synthetic_speech(3)[:, np.newaxis]], 48000)
    return path


def _write_dub(made: Material) -> None:
    """A video in which somebody speaks, two dubs of it, scripts, and its effects."""
    clips.write_talk(made.folder / "talk.mov", 6, [(1, 2.5), (4, 5.2)])
    for name, length in (("dub.wav", 1.4), ("other_dub.wav", 1.1)):
        clips.write_voice(made.folder / name, 5, [(0.5, 0.5 + length), (3, 4.2)], seed=3)
    rows = "start,text,file\n1,one,dub.wav\n4,two,other_dub.wav\n"
    (made.folder / "script.csv").write_text(rows)
    (made.folder / "unsaid.csv").write_text("start,text\n1,one\n4,two\n")
    commands.write_clicks(made.folder / "effects.wav", 6)


def _write_foley(made: Material) -> None:
    """A clip that knocks twice, cues for it, sounds, and foley that was landed in an edit."""
    folder = made.folder
    clips.write_knocks(folder / "knocks.mov", 2, [0.5, 1.3])
    (folder / "cues.csv").write_text("cue,in,description\n1,0.5,footstep gravel\n2,1.3,thunder\n")
    (folder / "other_cues.csv").write_text("cue,in,description\n7,0.9,door slam\n")
    (folder / "step.csv").write_text("cue,in,description\n1,0.5,footstep\n")
    (folder / "sounds").mkdir()
    for name, pitch in (("DOORWood_Slam_A_B", 0.02), ("GLASBrk_Break_A_B", 0.3)):
        tone = np.sin(np.arange(9600) * pitch) * np.exp(-np.arange(9600) / 1500)
        write_audio(folder / "sounds" / f"{name}.wav", [np.float32(tone)[:, np.newaxis]], 48000)
    request = bases(made)["foley"]
    request.foley.output_path = made.path("landed.otio")
    run(request)
    add = bases(made)["sounds_add"]
    add.sounds_add.index_path = made.path("sounds.db")
    add.sounds_add.licence = "CC-BY-NC-4.0"
    run(add)
    add.sounds_add.index_path = made.path("again.db")
    run(add)


def _write_broken(path: Path) -> None:
    """Float sound with samples that are not numbers."""
    samples = (np.sin(np.arange(48000 * 4) * 0.05) * 0.3).astype("<f4")
    samples[1000:1010] = np.nan
    form = struct.pack("<HHIIHH", 3, 1, 48000, 4 * 48000, 4, 32)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", samples.nbytes) + samples.tobytes()
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def _song_track(song: Path, rate: float, seconds: float, name: str = "Song") -> Any:
    track = otio.schema.Track(name, kind="Audio")
    span = edits.span(0, round(seconds * rate), rate)
    track.append(otio.schema.Clip(song.stem, otio.schema.ExternalReference(str(song)), span))
    return track


def bases(m: Material) -> dict[str, JobRequest]:
    """A request of each kind with no more than it needs."""
    requests = (
        JobRequest(beats=music_pb2.BeatsRequest(path=m.path("song.wav"))),
        JobRequest(
            snap=cutting_pb2.SnapRequest(
                edit_path=m.path("edit.otio"),
                music_path=m.path("song.wav"),
                output_path=m.out("snapped.otio"),
            )
        ),
        JobRequest(
            cut=assembly_pb2.CutRequest(
                paths=[m.path("bin")], music_path=m.path("song.wav"), output_path=m.out("cut.otio")
            )
        ),
        JobRequest(plan=planning_pb2.PlanRequest(music_path=m.path("song.wav"))),
        JobRequest(transcribe=speech_pb2.TranscribeRequest(path=m.path("speech.wav"))),
        JobRequest(loudness=loudness_pb2.LoudnessRequest(path=m.path("song.wav"))),
        JobRequest(
            master=mastering_pb2.MasterRequest(
                path=m.path("short.wav"),
                deliveries=[
                    mastering_pb2.Delivery(output_path=m.out("master.wav"), integrated_lufs=-16)
                ],
            )
        ),
        JobRequest(
            render=rendering_pb2.RenderRequest(
                edit_path=m.path("mix.otio"), output_path=m.out("mix.wav")
            )
        ),
        JobRequest(visemes=speech_pb2.VisemesRequest(path=m.path("speech.wav"))),
        JobRequest(
            align=sync_pb2.AlignRequest(
                reference_path=m.path("scene.wav"), other_paths=[m.path("take.wav")]
            )
        ),
        JobRequest(synccheck=sync_pb2.SyncCheckRequest(path=m.path("shot_001.mov"))),
        JobRequest(
            lipsync=lipsync_pb2.LipSyncRequest(
                path=m.path("shot_001.mov"),
                speech_path=m.path("speech.wav"),
                output_path=m.out("lips.mp4"),
            )
        ),
        JobRequest(
            dub=dubbing_pb2.DubRequest(
                path=m.path("talk.mov"),
                dub_path=m.path("dub.wav"),
                output_path=m.out("dubbed.mov"),
                no_lips=True,
            )
        ),
        JobRequest(
            foley=foley_pb2.FoleyRequest(
                path=m.path("knocks.mov"),
                output_path=m.out("foley.otio"),
                cue_paths=[m.path("cues.csv")],
                spot=["markers"],
                sources=["starter", "synthesis"],
            )
        ),
        JobRequest(
            foley_conform=foley_pb2.FoleyConformRequest(
                old_path=m.path("landed.otio"),
                new_path=m.path("landed.otio"),
                output_path=m.out("conformed.otio"),
            )
        ),
        JobRequest(foley_adapt=foley_pb2.FoleyAdaptRequest(paths=[m.path("knocks.mov")])),
        JobRequest(
            sounds_add=sounds_pb2.SoundsAddRequest(
                paths=[m.path("sounds")], index_path=m.out("index.db")
            )
        ),
        JobRequest(
            sounds_search=sounds_pb2.SoundsSearchRequest(
                query="door", index_path=m.path("sounds.db")
            )
        ),
    )
    return {request.WhichOneof("kind") or "": request for request in requests}


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
