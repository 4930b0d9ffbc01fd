"""Stretches with a flaw are found where they are, and good footage has none."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from backbeat.footage import FlawKind, Footage
from backbeat.footage.analysis import analyze
from tests.footage.clips import RATE, Picture, bounces, encode, pan, shot, texture

FRAME_S = 1 / float(RATE)
FIRST, AFTER = 30, 55


def spoiled(kind: FlawKind) -> list[Picture]:
    """A shot whose pictures from FIRST up to AFTER have a flaw."""
    pictures = list(pan(11, 80, 1.0))
    random = np.random.default_rng(3)
    for at in range(FIRST, AFTER):
        if kind is FlawKind.BLACK:
            pictures[at] = np.zeros_like(pictures[at])
        elif kind is FlawKind.DARK:
            pictures[at] = (pictures[at] * 0.15).astype(np.uint8)
        elif kind is FlawKind.FROZEN:
            pictures[at] = pictures[FIRST - 1]
        elif kind is FlawKind.BLURRED:
            pictures[at] = np.asarray(cv2.GaussianBlur(pictures[at], (0, 0), 6), np.uint8)
        elif kind is FlawKind.SHAKY:
            ground = texture(11, 500, 360)
            left, top = random.integers(0, 60, 2) + 40
            pictures[at] = ground[top : top + 180, left : left + 320]
    return pictures


def found(footage: Footage, kind: FlawKind) -> list[tuple[float, float]]:
    return [(one.start_s, one.end_s) for one in footage.flaws if one.kind is kind]


@pytest.mark.parametrize(
    "kind",
    [FlawKind.BLACK, FlawKind.DARK, FlawKind.FROZEN, FlawKind.BLURRED, FlawKind.SHAKY],
    ids=lambda kind: kind.value,
)
def test_a_flaw_is_found_where_it_is(tmp_path: Path, kind: FlawKind) -> None:
    footage = analyze(encode(tmp_path / "clip.mp4", spoiled(kind)))
    ((start, end),) = found(footage, kind)
    # Codecs and shaking that happens to be slight blur the ends.
    slack = 4 if kind is FlawKind.SHAKY else 2
    assert start == pytest.approx(FIRST * FRAME_S, abs=slack * FRAME_S)
    assert end == pytest.approx(AFTER * FRAME_S, abs=slack * FRAME_S)


def test_a_flash_is_found(tmp_path: Path) -> None:
    pictures = list(shot(6, 60))
    for at in (30, 31):
        pictures[at] = np.full_like(pictures[0], 250)
    footage = analyze(encode(tmp_path / "flash.mp4", pictures))
    ((start, end),) = found(footage, FlawKind.FLASH)
    assert start <= 30 * FRAME_S + 1e-6 and end >= 32 * FRAME_S - 1e-6
    assert end - start <= 5 * FRAME_S


def test_a_small_lamp_is_no_general_flash(tmp_path: Path) -> None:
    """BT.1702 counts what fills a quarter of the picture."""
    pictures = list(shot(6, 60))
    for at in (30, 31):
        pictures[at] = pictures[at].copy()
        pictures[at][:50, :80] = 250
    assert found(analyze(encode(tmp_path / "lamp.mp4", pictures)), FlawKind.FLASH) == []


def test_good_footage_has_no_flaw(tmp_path: Path) -> None:
    for name, pictures in (
        ("shot", list(shot(3, 60, 2.0))),
        ("pan", list(pan(4, 60, 3.0))),
        ("ball", bounces(2, 2.4)[0]),
    ):
        assert analyze(encode(tmp_path / f"{name}.mp4", pictures)).flaws == (), name


def test_film_at_half_the_rate_is_not_frozen(tmp_path: Path) -> None:
    pictures = [picture for picture in pan(5, 40, 2.0) for _ in range(2)]
    assert found(analyze(encode(tmp_path / "twos.mp4", pictures)), FlawKind.FROZEN) == []
