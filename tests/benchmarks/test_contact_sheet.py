"""The contact sheet shows the pictures beside the cuts, and no others."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.v1.cutting_pb2 import FrameRate, SyncMap
from benchmarks.contact_sheet import cut_pairs, sheets
from tests.workflows.preview.numbered import CLIP, even, number_of, write_clip


def test_pictures_beside_each_cut(tmp_path: Path) -> None:
    film = write_clip(tmp_path / "film.mp4", even(80, 25))
    made = SyncMap(rate=FrameRate(numerator=25, denominator=1))
    for number, (start, end, dissolve) in enumerate([(0, 20, 0), (20, 50, 0), (50, 80, 7)], 1):
        made.slots.add(number=number, start_frame=start, end_frame=end, dissolve_frames=dissolve)
    pairs = list(cut_pairs(film, made))
    shown = [
        tuple(
            number_of(np.asarray(picture.convert("L"))) - CLIP
            for picture in (one.before, one.after)
        )
        for one in pairs
    ]
    assert shown == [(19, 20), (45, 54)]
    (page,) = sheets(pairs, Fraction(25))
    assert page.width > page.height > 100
