"""Stems and mixes play what the timeline plays, and copy the picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.files.transaction import Transaction
from backbeat.media.decode import read_audio
from backbeat.media.picture_digest import picture_digest
from backbeat.media.probe import probe
from backbeat.timeline.document import Document
from backbeat.timeline.reading import read_edit
from backbeat.workflows.foley.landing import planned, write_landing
from backbeat.workflows.foley.mixing import rendered, staged, write_mix, write_stem
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.media_ranges import MediaRanges
from tests.material import write_clip
from tests.workflows.foley.clicks import SAMPLED, click

TIMES = (Fraction(1, 3), Fraction(5, 4), Fraction(2))


def landed_in(document: Document, folder: Path) -> Document:
    edit = read_edit(document, MediaRanges(document))
    placed = [click(str(number), time) for number, time in enumerate(TIMES, 1)]
    duration = Fraction(edit.duration) / edit.rate
    landing = planned(document, edit, placed, (), duration, folder / "foley")
    with Transaction(landing.paths, [folder / "foley"]) as outputs:
        return write_landing(landing, outputs)


def hits(path: Path, level: float = 0.25) -> list[int]:
    sound = read_audio(path, SAMPLED, 2).samples[:, 0]
    at = np.flatnonzero(np.abs(sound) > level)
    return [int(group[np.abs(sound[group]).argmax()]) for group in _groups(at)]


def _groups(at: np.ndarray) -> list[np.ndarray]:  # type: ignore[type-arg]
    return np.split(at, np.flatnonzero(np.diff(at) > 4800) + 1)


WANTED = [round(time * SAMPLED) for time in TIMES]


@pytest.mark.parametrize("ending", [".mov", ".mkv", ".mp4"])
def test_a_silent_video_gets_the_effects_and_keeps_its_picture(tmp_path: Path, ending: str) -> None:
    video = write_clip(tmp_path / "silent.mp4", 3)
    assert probe(video).audio is None
    document = landed_in(opened(video), tmp_path)
    target = tmp_path / f"mix{ending}"
    left_out = write_mix(target, target, document, video, tmp_path)
    assert left_out == []
    assert picture_digest(target).sha256 == picture_digest(video).sha256
    assert np.abs(np.array(hits(target, 0.2)) - WANTED).max() <= 1


def test_the_stem_has_the_effects_alone(tmp_path: Path) -> None:
    video = write_clip(tmp_path / "talking.mov", 3, sound=True)
    document = landed_in(opened(video), tmp_path)
    stem, mix = tmp_path / "stem.wav", tmp_path / "mix.wav"
    with rendered(document, tmp_path, effects_only=True) as sound:
        assert write_stem(stem, sound) == 0
    assert hits(stem) == WANTED
    write_mix(mix, mix, document, video, tmp_path)
    original = read_audio(video, SAMPLED, 2).samples
    both = read_audio(mix, SAMPLED).samples
    alone = read_audio(stem, SAMPLED).samples
    count = min(len(original), len(both))
    assert np.abs(both[:count] - alone[:count] - original[:count]).max() < 2**-20
    assert np.abs(original).max() > 0.01


def test_a_mix_can_be_made_before_the_files_are_in_their_place(tmp_path: Path) -> None:
    document = opened(write_clip(tmp_path / "silent.mp4", 3))
    edit = read_edit(document, MediaRanges(document))
    landing = planned(
        document, edit, [click("1", TIMES[1])], (), Fraction(3), tmp_path / "out foley"
    )
    mix = tmp_path / "mix.wav"
    with Transaction([mix, *landing.paths], [tmp_path / "out foley"]) as outputs:
        made = staged(
            write_landing(landing, outputs), {path: outputs.at(path) for path in landing.paths}
        )
        assert not landing.paths[0].exists()
        write_mix(outputs.at(mix), mix, made, None, tmp_path)
    assert hits(mix) == [WANTED[1]]


def test_the_picture_of_an_edit_is_a_proof_in_mp4_only(tmp_path: Path) -> None:
    document = opened(write_clip(tmp_path / "silent.mp4", 1))
    with pytest.raises(RequestError, match="rendered as a proof"):
        write_mix(tmp_path / "m.mov", tmp_path / "m.mov", document, None, tmp_path)
