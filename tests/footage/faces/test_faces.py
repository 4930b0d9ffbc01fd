"""Following faces of real clips, and of films made of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.errors import CancelledError, MediaError, NotFoundError
from backbeat.footage.faces import LIPS, Faces, faces_in, faces_of
from backbeat.progress import Progress
from tests.footage.clips import encode, shot
from tests.footage.faces.heads import CLIPS, Moving, film, hand, head, opened, swaps
from tests.sampling import sampled

pytestmark = pytest.mark.usefixtures("face_mesh")

QUICK = {"crf": "20", "preset": "ultrafast"}


def _clip(shared: Path, name: str) -> Path:
    return shared / "data" / "lips" / "video" / f"{name}.mp4"


def _pictures(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            assert isinstance(frame, av.VideoFrame)
            yield frame


def _check(faces: Faces) -> None:
    """What holds for all faces."""
    for number, track in enumerate(faces.tracks, 1):
        count = len(track.times_s)
        assert track.number == number and 0 <= track.shot < len(faces.shots)
        assert track.mesh.shape == (count, 468, 3) and track.lips.shape == (count, len(LIPS))
        assert track.boxes.shape == (count, 4) and track.pose.shape == (count, 3)
        assert {one.dtype for one in (track.mesh, track.lips, track.boxes)} == {np.dtype("f4")}
        assert track.seen.dtype == track.covered.dtype == bool
        assert np.isfinite(track.boxes).all()
        for one in (track.mesh[:, 0, 0], track.lips[:, 0], track.pose[:, 0]):
            assert (np.isfinite(one) == track.seen).all()
        assert track.seen[0] and track.seen[-1] and not (track.covered & ~track.seen).any()
        assert (faces.times_s[track.first : track.first + count] == track.times_s).all()
        span = faces.shots[track.shot]
        assert span.start_s <= track.times_s[0] and track.times_s[-1] < span.end_s


@pytest.mark.parametrize(
    "name", sampled(CLIPS, lambda at, name: name in ("vrt_face1_vfr", "WDA_KatieHill_000"))
)
def test_one_face_is_followed_through_every_picture(shared: Path, name: str) -> None:
    faces = faces_in(_clip(shared, name))
    _check(faces)
    (track,) = faces.tracks
    assert track.seen.mean() >= 0.99 and not track.covered.any()
    # The decoder's own times, not evenly spaced in the clip of variable rate.
    stated = [float(frame.time or 0) for frame in _pictures(_clip(shared, name))]
    assert np.allclose(faces.times_s, np.array(stated) - stated[0], atol=1e-6)


@pytest.mark.parametrize(
    "name",
    sampled(CLIPS[1:], lambda at, name: name == "vrt_face5"),
)
def test_a_mouth_opens_when_and_as_far_as_it_does(shared: Path, tmp_path: Path, name: str) -> None:
    path = _clip(shared, name)
    (track,) = faces_in(path).tracks
    closed = int(np.argmin(track.lips[:, 0]))
    mesh = track.mesh[closed]
    x, y = mesh[[13, 14], :2].mean(axis=0)
    half = float(np.linalg.norm(mesh[61, :2] - mesh[291, :2])) / 2
    picture = next(itertools.islice(_pictures(path), closed, None)).to_ndarray(format="rgb24")
    gaps = [0.5 * half * max(0.0, np.sin(number / 4)) for number in range(45)]
    pictures = (opened(picture, (float(x), float(y), 0.85 * half), gap) for gap in gaps)
    (found,) = faces_in(encode(tmp_path / "opening.mp4", pictures, options=QUICK)).tracks
    inner = found.lips[:, 0]
    right = float(np.corrcoef(inner, gaps)[0, 1])
    late, early = np.corrcoef(inner[1:], gaps[:-1])[0, 1], np.corrcoef(inner[:-1], gaps[1:])[0, 1]
    assert right > 0.92 and right > max(late, early)


@pytest.mark.parametrize(
    ("one", "other", "speed", "turns_back"),
    sampled(
        [
            ("vrt_face2", "latentsync_demo1", 90.0, False),
            ("WDA_KatieHill_000", "vrt_face5", 150.0, True),
            ("latentsync_demo3", "vrt_face1_vfr", 190.0, False),
            ("vrt_face5", "vrt_face2", 120.0, True),
            ("latentsync_demo1", "latentsync_demo3", 75.0, False),
            ("vrt_face1_vfr", "WDA_KatieHill_000", 110.0, False),
        ],
        lambda at, case: at < 2,
    ),
)
def test_faces_that_cross_keep_their_numbers(
    shared: Path, tmp_path: Path, one: str, other: str, speed: float, turns_back: bool
) -> None:
    def along(time: float) -> float:
        return abs(1.4 - time) if turns_back else 1.4 - time

    moving = [
        Moving(head(shared, one), lambda time: (320 - speed * along(time), 180)),
        Moving(head(shared, other), lambda time: (320 + 0.8 * speed * along(time), 190), 0.9),
    ]
    path = encode(tmp_path / "crossing.mp4", film(moving, 2.8), options=QUICK)
    faces = faces_in(path)
    _check(faces)
    count, owners = swaps(faces.tracks, moving)
    assert count == 0 and sorted(map(sorted, owners)) == [[0], [1]]
    back, front = sorted(faces.tracks, key=lambda track: track.seen.mean())
    assert front.seen.mean() > 0.97 and 0.5 < back.seen.mean() < 0.97


@pytest.mark.parametrize("name", sampled(CLIPS, lambda at, name: name == "vrt_face1_vfr"))
def test_a_hand_before_a_mouth_is_seen(shared: Path, tmp_path: Path, name: str) -> None:
    def way(time: float) -> tuple[float, float]:
        return 320 + 220 * max(0, 1 - time, time - 2), 290

    moving = [Moving(head(shared, name), lambda _: (320, 180), 1.6)]
    before = [*moving, Moving(hand(shared), way, 1.5)]
    path = encode(tmp_path / "hand.mp4", film(before, 3), options=QUICK)
    (track,) = faces_in(path).tracks
    # Where the mouth really is, and when the hand's own outline is over it.
    bare = faces_in(encode(tmp_path / "bare.mp4", film(moving, 3), options=QUICK)).tracks[0]
    mouths = bare.mesh[:, [0, 17, 61, 291], :2]
    alpha = cv2.resize(hand(shared)[0][:, :, 3], (240, 240))
    over = np.zeros(len(mouths))
    for number, points in enumerate(mouths):
        x, y = way(number / 25)
        places = np.rint(points - [x - 120, y - 120]).astype(int)
        inside = ((places >= 0) & (places < 240)).all(axis=1)
        over[number] = (alpha[places[inside][:, 1], places[inside][:, 0]] > 128).sum() / 4
    assert track.covered[over >= 0.5].mean() > 0.85
    assert track.covered[np.arange(75) > 65].mean() < 0.1 and not track.covered[:8].any()
    assert not bare.covered.any()


def test_shots_are_cut_before_faces_are_followed(shared: Path, tmp_path: Path) -> None:
    one, other = head(shared, "vrt_face2"), head(shared, "vrt_face5")

    def pictures() -> Iterator[NDArray[np.uint8]]:
        still = (320.0, 180.0)
        yield from film([Moving(one, lambda _: still)], 1.2)
        for picture in film([Moving(other, lambda _: still)], 1.2):
            yield 255 - np.roll(255 - picture[:, ::-1], 40, axis=1)

    path = encode(tmp_path / "cut.mp4", pictures(), options=QUICK)
    faces = faces_in(path)
    _check(faces)
    assert len(faces.shots) == 2 and abs(faces.shots[1].start_s - 1.2) < 1e-6
    assert [(track.shot, track.first, len(track.seen)) for track in faces.tracks] == [
        (0, 0, 30),
        (1, 30, 30),
    ]


def test_clips_without_a_face_pass(shared: Path, tmp_path: Path) -> None:
    path = encode(tmp_path / "none.mp4", shot(5, 25))
    assert faces_in(path).tracks == ()
    for name in (
        "imageio+imageio-binaries__images__realshort.mp4",
        "Zulko+moviepy__media__fire2.mp4",
    ):
        found = faces_in(shared / "data" / "clips" / name)
        assert found.tracks == () and len(found.shots) == 1


@pytest.mark.whole
def test_a_cartoon_landscapes_and_crowds_from_afar_have_no_faces(shared: Path) -> None:
    clips = shared / "data" / "clips"
    for pattern in ("*big_buck_bunny*", "*boat*", "*kohlipe3*", "*palawan*", "*bottle*", "*car-*"):
        (path,) = clips.glob(pattern)
        assert faces_in(path).tracks == (), pattern


@pytest.mark.whole
def test_a_profile_and_somebody_who_dances(shared: Path) -> None:
    clips = shared / "data" / "clips"
    (old,) = clips.glob("*friday*")
    tracks = faces_in(old).tracks
    assert len(tracks) == 2 and min(track.seen.sum() for track in tracks) > 50
    (dancer,) = clips.glob("*dancer1*")
    faces = faces_in(dancer)
    # One person: never two faces at once.
    busy = np.zeros(len(faces.times_s), int)
    for track in faces.tracks:
        busy[track.first : track.first + len(track.seen)] += track.seen
    assert busy.max() == 1 and busy.mean() > 0.6


def test_a_small_face_in_a_large_picture(shared: Path, tmp_path: Path) -> None:
    moving = [Moving(head(shared, "vrt_face5"), lambda _: (3000, 500), 0.8)]
    path = encode(tmp_path / "uhd.mp4", film(moving, 0.4, (3840, 2160)), options=QUICK)
    (track,) = faces_in(path).tracks
    assert track.seen.all() and 40 < track.size < 90


def test_twelve_pictures_a_second(shared: Path, tmp_path: Path) -> None:
    moving = [Moving(head(shared, "vrt_face1_vfr"), lambda time: (200 + 100 * time, 180))]
    path = encode(tmp_path / "slow.mp4", film(moving, 2, rate=Fraction(12)), Fraction(12))
    faces = faces_in(path)
    assert len(faces.times_s) == 24 and faces.tracks[0].seen.all()


@pytest.mark.parametrize("scale", [0.5])
def test_the_mouth_is_the_same_from_afar(shared: Path, tmp_path: Path, scale: float) -> None:
    near, far = (
        faces_in(
            encode(
                tmp_path / f"{size}.mp4",
                film([Moving(head(shared, "WDA_KatieHill_000"), lambda _: (320, 180), size)], 2.4),
                options=QUICK,
            )
        ).tracks[0]
        for size in (2.0, 2.0 * scale)
    )
    assert np.corrcoef(near.lips[:, 0], far.lips[:, 0])[0, 1] > 0.9
    assert np.isclose(far.size / near.size, scale, rtol=0.05)


def test_what_was_followed_is_kept(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = [Moving(head(shared, "vrt_face2"), lambda _: (320, 180))]
    path = encode(tmp_path / "a.mp4", film(moving, 0.8), options=QUICK)
    folder = tmp_path / "kept"
    first = faces_of(path, folder=folder)
    copy = tmp_path / "b.mp4"
    copy.write_bytes(path.read_bytes())
    monkeypatch.setattr("backbeat.footage.faces.cache.faces_in", None)
    for again in (faces_of(path, folder=folder), faces_of(copy, folder=folder)):
        assert again.sha256 == first.sha256 and again.shots == first.shots
        for one, other in zip(first.tracks, again.tracks, strict=True):
            for name in ("times_s", "boxes", "mesh", "pose", "lips", "seen", "covered"):
                assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert faces_of(copy, folder=folder).path == copy
    for place in folder.glob("*.npz"):
        place.write_bytes(place.read_bytes()[:2000])
    with pytest.raises(TypeError):
        faces_of(path, folder=folder)


def test_a_cancel_and_what_is_no_film(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        faces_in(_clip(shared, "vrt_face5"), Progress(cancelled=lambda: True))
    (tmp_path / "words.mp4").write_text("words")
    with pytest.raises(MediaError, match=r"words\.mp4"):
        faces_in(tmp_path / "words.mp4")


def test_without_the_model_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    path = encode(tmp_path / "none.mp4", shot(5, 3))
    with pytest.raises(NotFoundError, match="backbeat models pull face-mesh"):
        faces_in(path)
