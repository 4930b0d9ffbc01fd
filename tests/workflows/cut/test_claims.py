"""What an edit cut to music claims, on clips and music whose truth is known, by other instruments.

The music clicks twice a second from its first sample. In each clip a square trembles, and darts
every three beats from a time that is written down; one clip has a cut inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.media.encode import write_video
from backbeat.v1.assembly_pb2 import CutRequest, PacingOptions
from backbeat.workflows.cut.job import run
from benchmarks.edit_reading import ReadEdit, read_edit
from benchmarks.film_judges import cuts_found, most_flashes
from tests.commands import write_clicks
from tests.material import HEIGHT, WIDTH, texture

_RATE = Fraction(25)
_SECONDS = 6.0
_CUT_S = 3.0
_DARTS_S = {f"dart_{number}.mov": 0.3 + 0.17 * number for number in range(6)}
"""The first dart of each."""
_EVERY_S = 1.5
_SONG_S = 20.0


def _pictures(seed: int, dart_s: float, cut_s: float = np.inf) -> Iterator[NDArray[np.uint8]]:
    grounds = [texture(seed, HEIGHT, WIDTH), texture(seed + 50, HEIGHT, WIDTH)]
    square = texture(seed + 100, 48, 48)
    for number in range(round(_SECONDS * _RATE)):
        now = float(number / _RATE)
        into, count = (now - dart_s + 0.08) % _EVERY_S, (now - dart_s + 0.08) // _EVERY_S
        darted = min(into / 0.16, 1.0)
        left = 20 + round(60 * (darted if count % 2 else 1 - darted))
        picture = grounds[int(now >= cut_s - 1e-9)].copy()
        # Never at rest, or it would count as frozen.
        top = 30 + round(3 * math.sin(number * 0.9))
        picture[top : top + 48, left : left + 48] = square
        yield picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edit, its proof, and what they were made from."""
    folder = tmp_path_factory.mktemp("claims")
    (folder / "bin").mkdir()
    for seed, (name, dart_s) in enumerate(_DARTS_S.items()):
        write_video(folder / "bin" / name, _pictures(seed, dart_s), _RATE)
    write_video(folder / "bin" / "two_shots.mov", _pictures(7, 1.5, _CUT_S), _RATE)
    write_clicks(folder / "music.wav", _SONG_S)
    run(
        CutRequest(
            paths=[str(folder / "bin")],
            music_path=str(folder / "music.wav"),
            output_path=str(folder / "edit.otio"),
            preview_path=str(folder / "proof.mp4"),
            pacing=PacingOptions(pace=0.8),
        )
    )
    return folder


@pytest.fixture(scope="module")
def edit(folder: Path) -> ReadEdit:
    """It, as OpenTimelineIO reads it."""
    return read_edit(folder / "edit.otio")


def test_every_cut_is_on_a_click(edit: ReadEdit) -> None:
    assert edit.rate == _RATE
    assert len(edit.cuts_s) >= 5
    for cut in edit.cuts_s:
        # Half a frame, and what the tracker may be off.
        assert abs(cut - round(2 * cut) / 2) <= 0.5 / 25 + 0.02


def test_the_proof_shows_every_cut_and_no_other(folder: Path, edit: ReadEdit) -> None:
    planned = [shot.start_frame for shot in edit.shots[1:]]
    assert not any(shot.dissolve_frames for shot in edit.shots)
    for detector, found in cuts_found(folder / "proof.mp4").items():
        assert sorted(found) == planned, detector


def test_darts_are_on_clicks(edit: ReadEdit) -> None:
    seen = 0
    for shot in edit.shots:
        if shot.path.name not in _DARTS_S:
            continue
        dart_s = (_DARTS_S[shot.path.name] - shot.source_start_s) % _EVERY_S
        if 3 / 25 < dart_s < (shot.frames - 3) / 25:
            seen += 1
            at = float(shot.start_frame / _RATE) + dart_s
            assert abs(at - round(2 * at) / 2) * 25 <= 2 + 0.5, shot
    assert seen >= 3


def test_no_shot_has_the_cut_of_its_clip_inside(edit: ReadEdit) -> None:
    stretches = [
        (shot.source_start_s, shot.source_start_s + float(shot.frames / _RATE))
        for shot in edit.shots
        if shot.path.name == "two_shots.mov"
    ]
    assert stretches
    assert all(end <= _CUT_S + 1e-6 or start >= _CUT_S - 1e-6 for start, end in stretches)


def test_each_clip_is_shown_before_any_comes_again(folder: Path, edit: ReadEdit) -> None:
    names = [shot.path.name for shot in edit.shots]
    clips = len(_DARTS_S) + 1
    assert len(set(names[:clips])) == min(len(names), clips)


def test_it_flashes_at_most_three_times_a_second(folder: Path) -> None:
    assert most_flashes(folder / "proof.mp4", 25) <= 3
