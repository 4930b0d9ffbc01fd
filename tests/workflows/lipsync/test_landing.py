"""What lands in a timeline, where, and what stays byte for byte."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.timeline import load, save
from backbeat.timeline.document import Document, losses
from backbeat.timeline.reading import read_edit
from backbeat.version import __version__
from backbeat.workflows.lipsync.clips import clip_called
from backbeat.workflows.lipsync.landing import Landed, Landing, NewSpeech, landed, takes_of
from backbeat.workflows.media_ranges import MediaRanges
from tests import edits, material
from tests.edits import Piece

PROVENANCE = {"job": "lipsync", "version": __version__, "consent": "Katie, by letter"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of five seconds, what was made of it with handles, and three seconds of speech."""
    made = tmp_path_factory.mktemp("media")
    material.write_clip(made / "face.mov", 5, seed=1)
    material.write_clip(made / "made.mov", 4, seed=2)
    write_audio(made / "words.wav", [np.zeros((48000 * 3, 1), np.float32)], 48000)
    return made


def _document(folder: Path, tmp_path: Path) -> Document:
    url = str(folder / "face.mov")
    picture = [Piece(50, kind="gap"), Piece(70, head=30, tail=20, name="Katie", url=url)]
    made = edits.timeline([picture, [Piece(40, name="Title", url=None)]], [picture])
    return edits.document(made, tmp_path)


def _landed(
    document: Document, folder: Path, take: int = 1, keep: bool = False, start_s: float = 0.5
) -> Landed:
    edit = read_edit(document, MediaRanges(document))
    what = Landing(
        video=Path("/out/edit lipsync/made.mov"),
        written=folder / "made.mov",
        zero_s=Fraction(12, 25),
        name=f"Katie lip-sync {take}",
        take=take,
        speech=[NewSpeech(folder / "words.wav", start_s)],
        provenance=PROVENANCE,
    )
    return landed(document, edit, clip_called(document, edit, "Katie"), what, keep)


def _tracks(document: Document) -> list[Any]:
    return list(edits.tree(document)["tracks"]["children"])


def test_the_new_clip_lies_above_the_old_one_and_its_words_below(
    folder: Path, tmp_path: Path
) -> None:
    document = _document(folder, tmp_path)
    done = _landed(document, folder)
    names = [(track["name"], track["kind"], track["enabled"]) for track in _tracks(done.document)]
    assert names == [
        ("Video 1", "Video", True),
        ("Video 2", "Video", True),
        ("Lip-sync", "Video", True),
        ("Audio 1", "Audio", True),
        ("Lip-sync speech", "Audio", True),
    ]
    assert done.video_track == "V3 (Lip-sync)"
    edit = read_edit(done.document)
    clip = edit.video_tracks[2].items[-1]
    assert (clip.name, clip.start, clip.duration) == ("Katie lip-sync 1", 50, 70)
    assert (clip.head, clip.tail) == (12, 18)
    speech = edit.audio_tracks[1].items[-1]
    # Half a frame into frame 62: the sound is moved by the rest.
    assert (speech.start, speech.duration) == (63, 74)
    assert speech.media_start == Fraction(1, 50)
    assert any("still plays" in note for note in done.notes)


def test_all_else_stays_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    document = _document(folder, tmp_path)
    done = _landed(document, folder)
    before, after = _tracks(document), _tracks(done.document)
    assert [after[0], after[1], after[3]] == before
    assert document.data[:2000] == done.document.data[:2000]


def test_speech_that_goes_on_after_the_clip_is_said(folder: Path, tmp_path: Path) -> None:
    done = _landed(_document(folder, tmp_path), folder, start_s=2.0)
    assert any("goes on for 2.20 s after the clip Katie ends" in note for note in done.notes)


def test_a_second_run_takes_the_place_of_the_first(folder: Path, tmp_path: Path) -> None:
    first = _landed(_document(folder, tmp_path), folder).document
    second = _landed(first, folder, take=2).document
    names = [track["name"] for track in _tracks(second)]
    assert names.count("Lip-sync") == names.count("Lip-sync speech") == 1
    assert _tracks(second)[2]["children"][-1]["name"] == "Katie lip-sync 2"


def test_takes_that_are_kept_are_switched_off_below_the_newest(
    folder: Path, tmp_path: Path
) -> None:
    document = _document(folder, tmp_path)
    for take in (1, 2, 3):
        document = _landed(document, folder, take, keep=True).document
    videos = [track for track in _tracks(document) if track["name"] == "Lip-sync"]
    assert [(t["children"][-1]["name"], t["enabled"]) for t in videos] == [
        ("Katie lip-sync 1", False),
        ("Katie lip-sync 2", False),
        ("Katie lip-sync 3", True),
    ]
    edit = read_edit(document, MediaRanges(document))
    assert takes_of(document, edit, clip_called(document, edit, "Katie")) == [1, 2, 3]


def test_tracks_of_somebody_elses_stay(folder: Path, tmp_path: Path) -> None:
    """A user put a clip of their own onto the track of an earlier run."""
    first = _landed(_document(folder, tmp_path), folder).document
    tree = edits.tree(first)
    tree["tracks"]["children"][2]["children"].append(tree["tracks"]["children"][0]["children"][1])
    changed = first.with_data(json.dumps(tree).encode())
    again = _landed(changed, folder, take=2).document
    assert [track["name"] for track in _tracks(again)].count("Lip-sync") == 2


@pytest.mark.parametrize("ending", [".otio", ".fcpxml", ".xml"])
def test_every_format_holds_the_new_clip(folder: Path, tmp_path: Path, ending: str) -> None:
    done = _landed(_document(folder, tmp_path), folder)
    out = tmp_path / f"out{ending}"
    save(done.document, out)
    again = read_edit(load(out))
    clips = [
        (item.start, item.duration)
        for track in again.video_tracks
        for item in track.items
        if "Katie lip-sync" in item.name or "made" in item.name.lower()
    ]
    assert (50, 70) in clips


def test_an_edl_says_that_it_has_one_picture_track(folder: Path, tmp_path: Path) -> None:
    done = _landed(_document(folder, tmp_path), folder)
    said = losses(done.document, tmp_path / "out.edl")
    assert any("V3" in loss or "track" in loss for loss in said), said
