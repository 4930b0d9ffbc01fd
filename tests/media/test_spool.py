from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import OutputError
from backbeat.media import spool
from backbeat.media.spool import Spool


@pytest.mark.parametrize("room", [1 << 30, 4096, 0])
def test_what_goes_in_comes_out_as_often_as_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", room)
    samples = np.random.default_rng(0).normal(0, 1, (2500, 2)).astype(np.float32)
    with Spool(1000, tmp_path) as kept:
        kept.append([samples[:100], samples[100:1900], samples[1900:]])
        assert (kept.samples, kept.channels) == (2500, 2)
        for _ in range(2):
            assert np.array_equal(np.concatenate(list(kept.blocks())), samples)
        together = list(zip(kept.blocks(), kept.blocks(), strict=True))
        assert all(np.array_equal(one, other) for one, other in together)
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_is_changed_afterwards_stays_as_it_was(tmp_path: Path) -> None:
    block = np.ones((10, 1), np.float32)
    with Spool(10, tmp_path) as kept:
        kept.append([block])
        block[:] = 0
        assert next(kept.blocks()).all()


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 0)
    with Spool(10, tmp_path / "none") as kept, pytest.raises(OutputError, match="none"):
        kept.append([np.ones((10, 1), np.float32)])


@pytest.mark.parametrize("room", [1 << 30, 0])
def test_it_is_sliced_like_an_array(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", room)
    samples = np.random.default_rng(0).normal(0, 1, (2501, 2)).astype(np.float32)
    with Spool(1000, tmp_path) as kept:
        kept.append([samples[:100], samples[100:1900], samples[1900:]])
        assert (kept.shape, kept.dtype, len(kept)) == (samples.shape, samples.dtype, 2501)
        for low in (None, 0, 99, 100, 2500, 2501, 4000, -1, -2501, -4000):
            for high in (None, 0, 1, 100, 101, 2501, 4000, -1):
                assert np.array_equal(kept[low:high], samples[low:high])
        kept[:][:] = 0
        assert np.array_equal(kept[:], samples)
        with pytest.raises(ValueError, match="gaps"):
            kept[::2]


def test_a_full_folder_of_temporary_files_is_told_how_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with Spool(10, tmp_path / "none") as kept, pytest.raises(OutputError) as raised:
        kept.append([np.ones((10, 1), np.float32)])
    assert "TMPDIR" in raised.value.hint
