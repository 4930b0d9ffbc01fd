"""A job of every kind that writes files, and what is written from."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio

from backbeat.media.encode import write_video
from backbeat.v1.assembly_pb2 import CutRequest
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.dubbing_pb2 import DubRequest
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.planning_pb2 import PlanRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from tests import commands, edits
from tests.edits import Piece
from tests.material import write_talk, write_voice


def snap_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        snap=SnapRequest(
            edit_path=str(edit),
            music_path=str(edit.with_name("song.wav")),
            output_path=str(folder / f"out{edit.suffix}"),
        )
    )


def render_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        render=RenderRequest(
            edit_path=str(edit), output_path=str(folder / "mix.wav"), stems_path=str(folder)
        )
    )


def master_request(edit: Path, folder: Path) -> JobRequest:
    delivery = Delivery(output_path=str(folder / "m.flac"), log_path=str(folder / "m.html"))
    return JobRequest(
        master=MasterRequest(
            path=str(edit), deliveries=[delivery], timeline_path=str(folder / "m.otio")
        )
    )


def beats_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        beats=BeatsRequest(
            path=str(edit.with_name("song.wav")),
            output_path=str(folder / "b.json"),
            plot_path=str(folder / "b.svg"),
        )
    )


def loudness_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        loudness=LoudnessRequest(
            path=str(edit.with_name("song.wav")),
            output_path=str(folder / "l.html"),
            plot_path=str(folder / "l.png"),
        )
    )


def cut_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        cut=CutRequest(
            paths=[str(edit.with_name(name)) for name in CLIPS],
            music_path=str(edit.with_name("song.wav")),
            output_path=str(folder / "cut.otio"),
            preview_path=str(folder / "cut.mp4"),
        )
    )


def plan_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        plan=PlanRequest(
            music_path=str(edit.with_name("song.wav")), output_path=str(folder / "plan.json")
        )
    )


def dub_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        dub=DubRequest(
            path=str(edit.with_name("talk.mov")),
            dub_path=str(edit.with_name("voice.wav")),
            effects_path=str(edit.with_name("song.wav")),
            output_path=str(folder / "dub.mov"),
            report_paths=[str(folder / "dub.html"), str(folder / "dub.csv")],
            no_lips=True,
        )
    )


def foley_request(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        foley=FoleyRequest(
            path=str(edit),
            output_path=str(folder / f"out{edit.suffix}"),
            spot=["markers"],
            stem_path=str(folder / "stem.wav"),
            mix_path=str(folder / "mix.wav"),
            cue_sheet_path=str(folder / "cues.csv"),
            credits_path=str(folder / "credits.txt"),
            report_paths=[str(folder / "foley.html")],
        )
    )


CLIPS = ("clip 1.mp4", "clip 2.mp4")

WRITTEN = (
    (snap_request, "out.otio"),
    (snap_request, "out.syncmap.json"),
    (snap_request, "out.report.html"),
    (render_request, "mix.wav"),
    (render_request, "music.wav"),
    (render_request, "effects.wav"),
    (render_request, "music-and-effects.wav"),
    (master_request, "m.flac"),
    (master_request, "m.html"),
    (master_request, "m.otio"),
    (cut_request, "cut.otio"),
    (cut_request, "cut.syncmap.json"),
    (cut_request, "cut.report.html"),
    (cut_request, "cut.mp4"),
    (plan_request, "plan.json"),
    (beats_request, "b.json"),
    (beats_request, "b.svg"),
    (dub_request, "dub.mov"),
    (dub_request, "dub.html"),
    (dub_request, "dub.csv"),
    (foley_request, "out.otio"),
    (foley_request, "stem.wav"),
    (foley_request, "mix.wav"),
    (foley_request, "cues.csv"),
    (foley_request, "credits.txt"),
    (foley_request, "foley.html"),
    (loudness_request, "l.html"),
    (loudness_request, "l.png"),
)

SPELLINGS: dict[str, Callable[[Path], str]] = {
    "path": str,
    "URL": lambda path: path.as_uri(),
    "localhost": lambda path: path.as_uri().replace("file://", "file://localhost"),
    "one slash": lambda path: f"file:{path}",
    "unescaped": lambda path: f"file://{path}",
    "relative": lambda path: path.name,
    "dotted": lambda path: f"./x/../{path.name}",
    "escaped relative": lambda path: path.name.replace(" ", "%20"),
}


def _write_clip(path: Path, number: int) -> None:
    noise = np.random.default_rng(number).integers(0, 255, (48, 200, 3), np.uint8)
    pictures = [noise[:, shift : shift + 64] for shift in range(100)]
    write_video(path, pictures, Fraction(25))


def _nested(inner: Any) -> Any:
    stack = otio.schema.Stack("compound")
    stack.extend(track.clone() for track in inner.tracks)
    return stack


def name_sound(made: Any) -> None:
    for track, name in zip(made.audio_tracks(), ("Music", "SFX", "Dialogue"), strict=True):
        track.name = name


def write_material(folder: Path) -> Path:
    """A song, and media named by every spelling, in the open, nested, or not in use."""
    (folder / "x").mkdir()
    song = commands.write_clicks(folder / "song.wav", 4)
    for number, name in enumerate(CLIPS):
        _write_clip(folder / name, number)
    write_talk(folder / "talk.mov", 4, [(1, 2.5)])
    write_voice(folder / "voice.wav", 3, [(0.5, 1.9)], seed=3)
    names = [f"shot {kind}.mov" for kind in SPELLINGS]
    names += ["nested.mov", "unused.mov", "escaped key.mov", "offline.mov"]
    for name in names[:-1]:
        (folder / name).write_bytes(name.encode())
    pieces = [
        Piece(50, url=spelled(folder / f"shot {kind}.mov").replace("{", "{{"), name=kind)
        for kind, spelled in SPELLINGS.items()
    ]
    pieces += [Piece(50, url=str(folder / "offline.mov")), Piece(50, name="unused")]
    music = [Piece(60, 0, 0, media_start=0, url=str(song), name="song")]
    effects = [Piece(40, 0, 0, media_start=0, url=str(song), name="song")]
    made = edits.timeline([pieces], [music, effects, music])
    name_sound(made)
    made.tracks[0].append(_nested(edits.timeline([[Piece(9, url="nested.mov")]])))
    unused = next(clip for clip in made.find_clips() if clip.name == "unused")
    unused.set_media_references(
        {
            "DEFAULT_MEDIA": otio.schema.MissingReference(),
            "proxy": otio.schema.ExternalReference("unused.mov"),
        },
        "DEFAULT_MEDIA",
    )
    unused.source_range = edits.span(0, 50)
    edit = edits.written(made, folder)
    text = edit.read_text()
    odd = '"metadata": {"a": {"target\\u005furl": "escaped key.mov"}},'
    edit.write_text(text.replace('"metadata": {},', odd, 1))
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
