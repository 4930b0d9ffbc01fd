"""Videos as impacts are looked for in them: any rate, form and length."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import CancelledError, MediaError
from backbeat.foley.impacts import watching
from backbeat.models.impacts import CONTEXT, HIGH, WIDE, ImpactNetwork
from backbeat.progress import Progress
from backbeat.workflows.foley import looking
from backbeat.workflows.foley.looking import fitted, watched_video
from tests.footage.clips import encode, scene


@pytest.fixture(scope="module")
def network() -> ImpactNetwork:
    return ImpactNetwork()


def _pictures(count: int) -> list[np.ndarray]:
    """A square that goes to and fro."""
    pictures = [np.full((90, 160, 3), 90, np.uint8) for _ in range(count)]
    for number, picture in enumerate(pictures):
        left = abs(number * 3 % 240 - 120)
        picture[30:60, left : left + 30] = 220
    return pictures


def _video(path: Path, seconds: float = 3, rate: int = 30, **more: object) -> Path:
    pictures = _pictures(int(seconds * rate))
    return encode(path, pictures, Fraction(rate), **more)  # type: ignore[arg-type]


def test_times_are_seconds_from_the_first_picture(network: ImpactNetwork, tmp_path: Path) -> None:
    seen = watched_video(_video(tmp_path / "a.mp4"), network, folder=tmp_path)
    assert seen.times_s == pytest.approx(np.arange(90) / 30, abs=1e-3)
    assert seen.features.shape == (90, len(network.shipped.weights))
    late = _video(tmp_path / "late.mp4", times=lambda number: round((number + 45) * 1000 / 30))
    again = watched_video(late, network, folder=tmp_path)
    assert again.times_s == pytest.approx(np.arange(90) / 30, abs=2e-3)


def test_sixty_pictures_a_second_are_seen_as_thirty(network: ImpactNetwork, tmp_path: Path) -> None:
    seen = watched_video(_video(tmp_path / "60.mp4", 2, 60), network, folder=tmp_path)
    assert seen.times_s == pytest.approx(np.arange(60) / 30, abs=1e-3)


def test_what_was_seen_is_kept(
    network: ImpactNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also under another name; and it is the same to the bit."""
    path = _video(tmp_path / "a.mp4")
    first = watched_video(path, network, folder=tmp_path / "kept")
    monkeypatch.setattr(looking, "opened", None)
    for name in ("a.mp4", "b.mp4"):
        again = watched_video(path.rename(tmp_path / name), network, folder=tmp_path / "kept")
        path = tmp_path / name
        assert np.array_equal(again.features, first.features)
        assert np.array_equal(again.times_s, first.times_s)
        assert np.array_equal(again.motion, first.motion)
        assert again.cuts_s == first.cuts_s
        assert again.after_s == first.after_s > 0


def test_a_part_is_seen_as_the_whole_is(network: ImpactNetwork, tmp_path: Path) -> None:
    path = _video(tmp_path / "long.mp4", 32, 15)
    whole = watched_video(path, network, folder=tmp_path)
    part = watched_video(path, network, Fraction(15), Fraction(17), folder=tmp_path)
    assert 10 <= part.times_s[0] < 10.1
    assert 19.9 < part.times_s[-1] < 20
    assert np.isin(np.round(part.times_s, 4), np.round(whole.times_s, 4)).all()


def test_threads_see_the_same(
    network: ImpactNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the bit, over several blocks; and they are gone when it is done, or cancelled."""
    monkeypatch.setattr(watching, "BLOCK", 60)
    path = _video(tmp_path / "a.mp4", 9)
    before = threading.active_count()
    alone = watched_video(path, network, folder=tmp_path / "alone")
    side_by_side = watched_video(path, network, folder=tmp_path / "threads", threads=4)
    assert len(alone.features) > 2 * (60 + CONTEXT)
    assert np.array_equal(alone.features, side_by_side.features)
    assert np.array_equal(alone.times_s, side_by_side.times_s)
    asked: list[bool] = []

    def late() -> bool:
        asked.append(True)
        return len(asked) > 180 / 25

    with pytest.raises(CancelledError):
        watched_video(
            path, network, progress=Progress(cancelled=late), folder=tmp_path / "no", threads=4
        )
    assert threading.active_count() == before


def test_what_fails_on_a_thread_is_said(
    network: ImpactNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(ImpactNetwork, "features", broken)
    with pytest.raises(MemoryError, match="no room"):
        watched_video(_video(tmp_path / "a.mp4"), network, folder=tmp_path, threads=4)


def test_cuts_are_seen(network: ImpactNetwork, tmp_path: Path) -> None:
    pictures = [one for seed in range(3) for one in [scene(seed)] * 25]
    seen = watched_video(encode(tmp_path / "c.mp4", pictures, Fraction(25)), network)
    assert seen.cuts_s == pytest.approx((1, 2))


def test_forms_keep_their_shape_or_nearly() -> None:
    assert fitted(1920, 1080) == (HIGH, WIDE)
    assert fitted(1440, 1080) == (HIGH, WIDE)
    assert fitted(4096, 1716) == (HIGH, WIDE)
    for width, height in ((1080, 1920), (720, 720), (4000, 900), (600, 720)):
        high, wide = fitted(width, height)
        assert high == HIGH or wide == WIDE
        assert 0.66 < (wide / high) / (width / height) / 1 < 1.51
    assert fitted(10000, 16)[0] >= 2


def test_a_tall_video_lies_within_black(network: ImpactNetwork, tmp_path: Path) -> None:
    pictures = [np.rot90(one).copy() for one in _pictures(30)]
    path = encode(tmp_path / "tall.mp4", pictures)
    assert len(watched_video(path, network, folder=tmp_path).times_s) == len(pictures)


def test_what_cannot_be_watched_is_said(network: ImpactNetwork, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="gone"):
        watched_video(tmp_path / "gone.mp4", network)
    path = _video(tmp_path / "a.mp4")
    with pytest.raises(CancelledError):
        watched_video(path, network, progress=Progress(cancelled=lambda: True), folder=tmp_path)
    assert not list(tmp_path.glob("*.npz"))
