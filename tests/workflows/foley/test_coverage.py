"""What sounds in an original, told from its own sound, and what the effects cover of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.placement.mixing import Held
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.timeline.document import Document, load
from backbeat.timeline.reading import read_edit
from backbeat.v1.foley_pb2 import EffectsCoverage
from backbeat.workflows.foley.coverage import RATE, coverage_of
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.foley.picture import spine_of
from backbeat.workflows.media_ranges import MediaRanges
from tests import edits
from tests.edits import Piece

Float32s = NDArray[np.float32]
SECONDS = 12
HITS = (1.5, 2.5, 4.0, 5.25, 7.0)


def knocks(times: tuple[float, ...]) -> Float32s:
    """Knocks on wood: noise that dies away in a few hundredths of a second."""
    samples = np.zeros((SECONDS * RATE, 1), np.float32)
    random = np.random.default_rng(3)
    for time in times:
        at, count = round(time * RATE), RATE // 5
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (0.02 * RATE))
        samples[at : at + count, 0] += 0.3 * burst.astype(np.float32)
    return samples


def hiss(start_s: float, end_s: float, level: float = 0.03) -> Float32s:
    samples = np.zeros((SECONDS * RATE, 1), np.float32)
    first, last = round(start_s * RATE), round(end_s * RATE)
    noise = np.random.default_rng(4).standard_normal(last - first).astype(np.float32)
    samples[first:last, 0] = level * noise
    return samples


def timeline(folder: Path, samples: Float32s) -> Document:
    path = folder / "original.wav"
    write_audio(path, iter([samples]), RATE, "pcm_s24le", "mono")
    count = SECONDS * 25
    sound = Piece(count, 0, 0, url=str(path), media_start=0)
    made = edits.timeline([[Piece(count, url=None)]], [[sound]], start=None)
    return load(edits.written(made, folder, "original.otio"))


def covered(document: Document, effects: Float32s, folder: Path) -> EffectsCoverage:
    edit = read_edit(document, MediaRanges(document))
    held = Held(np.repeat(effects, 2, axis=1), RATE)
    return coverage_of(document, edit, spine_of(document), held, folder)


def test_hits_and_what_lasts_are_found_and_matched(tmp_path: Path) -> None:
    document = timeline(tmp_path, knocks(HITS) + hiss(8.5, 11))
    nothing = covered(document, np.zeros((SECONDS * RATE, 1), np.float32), tmp_path)
    kinds = [one.kind for one in nothing.missing]
    assert (kinds.count("hit"), kinds.count("sustained")) == (len(HITS), 1)
    assert (nothing.covered, nothing.seconds_covered) == (0, 0)
    hits = [one.start_s for one in nothing.missing if one.kind == "hit"]
    assert np.abs(np.array(hits) - HITS).max() < 0.01
    some = covered(document, knocks(HITS[:3]) + hiss(8.5, 9.5), tmp_path)
    assert some.covered == 3
    assert 0.8 < some.seconds_covered < 2.5


def test_without_original_sound_nothing_is_said(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, url=None)]], start=None)
    document = load(edits.written(made, tmp_path))
    found = covered(document, knocks(HITS), tmp_path)
    assert (found.events, bool(found.unsure)) == (0, True)


def test_a_real_clip_covers_itself_and_nothing_covers_nothing(tmp_path: Path, shared: Path) -> None:
    document = opened(shared / "data/foley_real/drop_test.mp4")
    clip = spine_of(document)
    own = read_audio(shared / "data/foley_real/drop_test.mp4", RATE, channels=1).samples
    edit = read_edit(document, MediaRanges(document))
    itself = coverage_of(document, edit, clip, Held(own, RATE), tmp_path)
    assert itself.events >= 5
    assert itself.covered >= 0.9 * itself.events
    silent = coverage_of(document, edit, clip, Held(np.zeros_like(own), RATE), tmp_path)
    assert (silent.events, silent.covered) == (itself.events, 0)
    assert clip.rate == Fraction(clip.rate)
