"""Mouths by a service: a double that sends back what it was sent, or another video."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.errors import InputError, PermissionDeniedError
from backbeat.footage.faces import Faces, faces_of
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.moments import Moment
from backbeat.media.opening import opened
from backbeat.media.probe import probe
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.patches import Box, Crop, Pixels
from backbeat.media.retouching.planes import planar
from backbeat.progress import SILENT, Progress
from backbeat.services.calling import Patience
from backbeat.speech.spectrum import RATE
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync import service
from backbeat.workflows.lipsync.excerpt import excerpt_of, voice_of, write_excerpt
from backbeat.workflows.lipsync.preparing import Wanted
from tests.doubles.services.server import KEY, Double, running

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("face_mesh")]

Float32s = NDArray[np.float32]

_FIRST, _AFTER = 40, 60
"""Pictures with a new mouth."""


@pytest.fixture(scope="module")
def faces(shared: Path) -> Faces:
    return faces_of(shared / "data/lips/video/WDA_KatieHill_000.mp4")


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Double]:
    with running(Double(video=b"")) as one:
        monkeypatch.setenv("BACKBEAT_SYNC_URL", one.url)
        monkeypatch.setenv("SYNC_API_KEY", KEY)
        monkeypatch.setenv("BACKBEAT_SERVICES", "sync")
        monkeypatch.setattr(service, "PATIENCE", Patience(5, 2, 0.01, 0.01, 30))
        yield one


def _line(faces: Faces) -> Line:
    """A second in which the face says something new, with ramps, of noise."""
    track = max(faces.tracks, key=lambda one: len(one.seen))
    count = len(track.seen)
    strength = np.zeros(count, np.float32)
    strength[_FIRST:_AFTER] = 1
    strength[_FIRST], strength[_AFTER - 1] = 0.25, 0.25
    resting = np.zeros(count, np.bool_)
    resting[50:55] = True
    noise = np.random.default_rng(1).normal(0, 0.1, 16 * RATE).astype(np.float32)
    return Line(
        track=track,
        shown=np.arange(track.first, track.first + count),
        times_s=track.times_s,
        first=track.first,
        strength=strength,
        resting=resting,
        speech=Speech(noise, None, np.zeros((1, 18), np.float32), 0.01),
    )


def _wanted(faces: Faces, folder: Path, **more: object) -> Wanted:
    request = LipSyncRequest(backend="service:sync", **more)  # type: ignore[arg-type]
    return Wanted((_line(faces),), faces, request, folder)


def _crop_at(faces: Faces, index: int, box: Box) -> Crop:
    with opened(faces.path) as container:
        for at, (_, frame, _) in enumerate(pictures_of(faces.path, container).decoded()):
            if at == index:
                frame = planar(frame)
                return crop(frame, stored(frame), box)
    raise AssertionError(index)


def test_only_the_face_leaves_while_something_is_changed(faces: Faces, tmp_path: Path) -> None:
    line = _line(faces)
    excerpt = excerpt_of(line, faces.rate)
    assert excerpt is not None
    assert abs(excerpt.duration_s - (20 / 25 + 0.8)) < 0.1
    voice = voice_of(excerpt)
    assert len(voice) == round(excerpt.duration_s * RATE)
    silent = round((line.times_s[51] - excerpt.start_s) * RATE)
    assert not voice[silent : silent + RATE // 10].any() and voice[: RATE // 5].any()
    film = write_excerpt(excerpt, faces, tmp_path, SILENT)
    seen = probe(film.video)
    assert seen.video is not None and seen.audio is None
    assert abs(float(seen.video.duration) - excerpt.duration_s) < 0.05
    assert film.still.stat().st_size and film.width % 2 == film.height % 2 == 0
    assert excerpt_of(replace(line, strength=np.zeros_like(line.strength)), faces.rate) is None


def test_a_service_that_sends_the_same_mouth_changes_next_to_nothing(
    faces: Faces, double: Double, tmp_path: Path
) -> None:
    steps: list[str] = []
    wanted = _wanted(faces, tmp_path)
    made = service.prepare_service(wanted, Progress(report=lambda _, step: steps.append(step)))
    host = double.url.removeprefix("http://")
    assert any(step.startswith("Sending 1.6 s of the face") and host in step for step in steps)
    assert made.name == "service:sync" and made.device == host and "sync.so" in made.licence
    assert KEY not in repr(made) and KEY not in "".join(steps)
    line = wanted.lines[0]
    for index in (45, 52):
        mesh = line.track.mesh_of(index, index + 1)[0]
        target = _crop_at(faces, index, made.backend.box(mesh))
        (patch,) = made.backend.draw([Moment(index, target, mesh, 1.0, False)])
        assert patch is not None and patch.mask.any()
        off = np.abs(patch.pixels.astype(int) - target.pixels)[patch.mask]
        assert off.mean() < 4
        hidden = Moment(index, target, mesh, 1.0, True)
        assert made.backend.draw([hidden, Moment(0, target, mesh, 1.0, False)]) == [None, None]
    made.backend.close()
    # What was paid for is not asked for again.
    sent = len(double.asked)
    service.prepare_service(wanted, SILENT).backend.close()
    assert len(double.asked) == sent
    service.prepare_service(_wanted(faces, tmp_path, take=2), SILENT).backend.close()
    assert len(double.asked) > sent


def test_mouths_are_those_of_the_service(faces: Faces, double: Double, tmp_path: Path) -> None:
    """It sends the face as it looks two seconds later."""
    line = _line(faces)
    later = excerpt_of(replace(line, shown=line.shown + 50), faces.rate)
    assert later is not None
    (tmp_path / "later").mkdir()
    double.video = write_excerpt(later, faces, tmp_path / "later", SILENT).video.read_bytes()
    made = service.prepare_service(_wanted(faces, tmp_path, take=4), SILENT)
    teeth = {}
    for index in (43, 57):
        mesh = line.track.mesh_of(index, index + 1)[0]
        target = _crop_at(faces, index, made.backend.box(mesh))
        (patch,) = made.backend.draw([Moment(index, target, mesh, 1.0, False)])
        (faint,) = made.backend.draw([Moment(index, target, mesh, 0.25, False)])
        assert patch is not None and faint is not None
        teeth[index] = (
            _teeth(patch.pixels, target.box, mesh),
            _teeth(target.pixels, target.box, mesh),
        )
        full, little = (
            np.abs(one.pixels.astype(int) - target.pixels).sum() for one in (patch, faint)
        )
        assert little < 0.6 * full
    made.backend.close()
    # She smiles, and rounds her lips two seconds later; and the other way round.
    assert teeth[43][1] > 0.15 > 2 * teeth[43][0], teeth
    assert teeth[57][0] > 0.15 > 2 * teeth[57][1], teeth


def _teeth(pixels: Pixels, box: Box, mesh: Float32s) -> float:
    """Share of the middle of the mouth that is as bright and as colourless as teeth."""
    lips = mesh[[61, 291, 0, 17], :2] - [box.left, box.top]
    (left, top), (right, bottom) = lips.min(axis=0).astype(int), lips.max(axis=0).astype(int)
    third = (right - left) // 3
    mouth = pixels[top:bottom, left + third : right - third].astype(int)
    return float(((mouth.min(axis=2) > 190) & (np.ptp(mouth, axis=2) < 40)).mean())


def test_a_service_that_is_off_or_sends_no_face_is_named(
    faces: Faces, double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.video = b"no video"
    with pytest.raises(InputError, match="What Sync Labs sent back cannot be used"):
        service.prepare_service(_wanted(faces, tmp_path, take=3), SILENT)
    monkeypatch.setenv("BACKBEAT_SERVICES", "")
    with pytest.raises(PermissionDeniedError, match="Sync Labs cannot be used: it is off"):
        service.prepare_service(_wanted(faces, tmp_path), SILENT)
    assert list(tmp_path.iterdir()) == []
