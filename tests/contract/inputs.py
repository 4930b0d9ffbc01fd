"""Inputs for jobs of every kind, and a request of each."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
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


def write_material(folder: Path) -> Material:
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
