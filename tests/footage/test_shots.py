"""Hard cuts, dissolves and fades of concatenations whose cuts are known; and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scenedetect import AdaptiveDetector, FrameTimecode

from backbeat.footage import FlawKind, Footage, Span
from backbeat.footage.analysis import analyze
from backbeat.footage.shots import Shots
from tests.footage.clips import HEIGHT, RATE, WIDTH, Picture, encode, mixed, pan, scene, shot

FRAME_S = 1 / float(RATE)


def shots_mixed(seed: int, lengths: list[int], mix: int) -> tuple[list[Picture], list[Span]]:
    """Shots that overlap by `mix` pictures, and where they do."""
    pictures: list[Picture] = []
    spans = []
    for number, length in enumerate(lengths):
        following = list(shot(seed + number, length, 1.0 + number))
        if number:
            start = len(pictures) - mix
            pairs = zip(pictures[start:], following[:mix], strict=True)
            pictures[start:] = [mixed(*pair, (at + 1) / (mix + 1)) for at, pair in enumerate(pairs)]
            spans.append(Span(start * FRAME_S, (start + mix) * FRAME_S))
            following = following[mix:]
        pictures += following
    return pictures, spans


def transitions_of(footage: Footage) -> list[Span]:
    kind = FlawKind.TRANSITION
    return [Span(flaw.start_s, flaw.end_s) for flaw in footage.flaws if flaw.kind is kind]


def test_hard_cuts_are_found_within_a_picture_and_no_others(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    truth: list[int] = []
    pictures: list[Picture] = []
    for number in range(40):
        if number:
            truth.append(len(pictures))
        pictures += shot(number, int(random.integers(12, 40)), float(random.uniform(0, 4)))
    footage = analyze(encode(tmp_path / "cuts.mp4", pictures))
    found = np.array(footage.cuts_s) / FRAME_S
    hit = sum(bool((np.abs(found - cut) <= 1.01).any()) for cut in truth)
    assert hit >= 0.98 * len(truth)
    assert len(found) <= len(truth)


@pytest.mark.parametrize("mix", [6, 12, 25, 45])
def test_dissolves_are_found_where_they_are(tmp_path: Path, mix: int) -> None:
    pictures, spans = shots_mixed(20, [mix + 40, 2 * mix + 40, mix + 40], mix)
    footage = analyze(encode(tmp_path / "mixed.mp4", pictures))
    found = transitions_of(footage)
    assert len(found) == len(footage.cuts_s) == len(spans)
    for one, span, cut in zip(found, spans, footage.cuts_s, strict=True):
        # Its first and last pictures are hardly mixed.
        assert abs(one.start_s - span.start_s) <= max(2, 0.12 * mix) * FRAME_S
        assert abs(one.end_s - span.end_s) <= max(2, 0.12 * mix) * FRAME_S
        assert one.start_s < cut < one.end_s


def test_a_fade_through_black_is_one_cut_and_two_transitions(tmp_path: Path) -> None:
    black = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    one, other = list(shot(3, 40)), list(shot(4, 40))
    fade = 15
    out = [mixed(picture, black, (at + 1) / (fade + 1)) for at, picture in enumerate(one[-fade:])]
    into = [mixed(black, picture, (at + 1) / (fade + 1)) for at, picture in enumerate(other[:fade])]
    pictures = [*one[:-fade], *out, *[black] * 10, *into, *other[fade:]]
    footage = analyze(encode(tmp_path / "faded.mp4", pictures))
    assert len(transitions_of(footage)) == 2
    (cut,) = footage.cuts_s
    assert 38 * FRAME_S <= cut <= 52 * FRAME_S
    assert any(flaw.kind is FlawKind.BLACK for flaw in footage.flaws)


def _light(count: int) -> Iterator[Picture]:
    """A room whose light goes up slowly."""
    ground = scene(8)
    for number in range(count):
        gain = 0.5 + 0.5 * np.clip((number - 20) / 20, 0, 1)
        yield np.rint(ground * gain).astype(np.uint8)


def _title(count: int) -> Iterator[Picture]:
    """A title that is faded in over a still ground."""
    ground = scene(9)
    for number in range(count):
        picture = ground.copy()
        share = float(np.clip((number - 20) / 15, 0, 1))
        picture[60:120, 60:260] = mixed(
            picture[60:120, 60:260], np.full((60, 200, 3), 250, np.uint8), share
        )
        yield picture


@pytest.mark.parametrize(
    "pictures",
    [pan(1, 75, 1.0), pan(2, 75, 4.0), pan(3, 75, 14.0), shot(4, 75, 9.0), _light(75), _title(75)],
    ids=["slow pan", "pan", "whip pan", "subject", "light", "title"],
)
def test_one_shot_has_no_cut(tmp_path: Path, pictures: Iterator[Picture]) -> None:
    footage = analyze(encode(tmp_path / "shot.mp4", pictures))
    assert footage.cuts_s == ()
    assert transitions_of(footage) == []


def test_a_flash_is_not_a_cut(tmp_path: Path) -> None:
    pictures = list(shot(6, 60))
    pictures[30] = pictures[31] = np.full_like(pictures[0], 245)
    footage = analyze(encode(tmp_path / "flash.mp4", pictures))
    assert footage.cuts_s == ()


def test_changes_of_pictures_are_those_of_pyscenedetect() -> None:
    shots = Shots(RATE)
    theirs = AdaptiveDetector(adaptive_threshold=3.0, min_content_val=15.0, min_scene_len=6)
    for at, pixels in enumerate([*shot(3, 6), *shot(4, 6)]):
        shots.feed(pixels)
        theirs.process_frame(FrameTimecode(at, fps=25.0), pixels)
        ours = shots._detector._frame_score  # What the cuts are told by.
        assert ours == pytest.approx(theirs._frame_score, abs=1e-9) and (at == 0 or ours > 0)
