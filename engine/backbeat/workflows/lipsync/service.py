"""Prepares the backends `service:NAME`: mouths that a service made, at the user's wish.

What comes back is looked at as any video: the face in it is found, and its mouth is laid on the
head as it is held in each picture. Nothing else of it is used, and nothing outside what is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.files import replacing, sha256_of
from backbeat.files.scratch import scratch_folder
from backbeat.footage.faces import Faces, FaceTrack, faces_of
from backbeat.footage.pictures import pictures_of
from backbeat.home import home
from backbeat.lipsync.drawing.transfer import Mouth, face_box, transferred
from backbeat.lipsync.moments import Moment
from backbeat.media.opening import opened
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.patches import Box, Patch
from backbeat.media.retouching.planes import planar
from backbeat.progress import Progress
from backbeat.services.calling import Patience
from backbeat.services.lipsync import check_order, made
from backbeat.services.ordering import Order
from backbeat.services.seats import Kind, seat_named
from backbeat.services.switches import Access, access_to
from backbeat.workflows.lipsync.excerpt import Excerpt, Film, excerpt_of, write_excerpt
from backbeat.workflows.lipsync.fetching import ChosenMouths
from backbeat.workflows.lipsync.preparing import Prepared, Wanted

Float32s = NDArray[np.float32]

PATIENCE = Patience()
_MOST_OFF_S = 0.1
"""How far from a moment of the output a picture of the service's may be."""


def prepare_service(wanted: Wanted, progress: Progress) -> Prepared:
    """Has a service make the mouths of a face.

    Args:
        wanted: what it says; the request names the service.
        progress: may cancel; says what is sent where.

    Raises:
        NotFoundError: there is no such service.
        PermissionDeniedError: it is not switched on, its key is missing or refused, or there is no
            credit left.
        RequestError: it takes no such emotion, or refuses what is sent.
        ServiceError: it does not answer, or could not do it.
        InputError: there is no face in what it made.
        CancelledError: the job was cancelled.
    """
    request = wanted.request
    seat = seat_named(request.backend, Kind.LIP_SYNC)
    access = access_to(seat)
    check_order(seat, request.emotion)
    found = [excerpt_of(line, wanted.faces.rate) for line in wanted.lines]
    excerpts = [excerpt for excerpt in found if excerpt is not None]
    mouths = ChosenMouths(wanted.folder)
    short = False
    try:
        for number, excerpt in enumerate(excerpts):
            part = progress.part(number / len(excerpts), (number + 1) / len(excerpts))
            clip = _made(excerpt, wanted, access, part.part(0, 0.7))
            found_in = _faces_in(clip, seat.title, part.part(0.7, 0.9))
            short |= _fetch(mouths, excerpt, found_in, part.part(0.9, 1))
    except BaseException:
        mouths.close()
        raise
    sent_s = sum(excerpt.duration_s for excerpt in excerpts)
    warnings = [f"{sent_s:.1f} s of the face and its new speech were sent to {access.host}."]
    if short:
        warnings.append(
            f"What {seat.title} made is shorter than what was sent: there the own mouth stays."
        )
    return Prepared(
        ServiceBackend(mouths),
        request.backend,
        licence=f"{seat.title}: {seat.terms}",
        device=access.host,
        warnings=tuple(warnings),
    )


class ServiceBackend:
    """Draws mouths that were made elsewhere; see `moments.Backend`.

    Args:
        mouths: by the number of the output's picture.
    """

    batch = 1

    def __init__(self, mouths: ChosenMouths) -> None:
        self._mouths = mouths

    def box(self, mesh: Float32s) -> Box:
        """The face below the eyes."""
        return face_box(mesh)

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """A patch for each moment; None where the mouth is covered, or none was made."""
        return [self._drawn(moment) for moment in moments]

    def close(self) -> None:
        """Removes the file with the mouths."""
        self._mouths.close()

    def _drawn(self, moment: Moment) -> Patch | None:
        if moment.covered or moment.strength <= 0 or moment.index not in self._mouths:
            return None
        if not np.isfinite(moment.mesh).all():
            return None
        strength = min(moment.strength, 1.0)
        deep = moment.crop.pixels.dtype == np.uint16
        index = moment.index
        mouths = [Mouth(self._mouths.crop(index, deep), self._mouths.mesh(index), strength)]
        if strength < 1:
            mouths.append(Mouth(moment.crop, moment.mesh, 1 - strength))
        return transferred(moment.crop, moment.mesh, mouths)


def _made(excerpt: Excerpt, wanted: Wanted, access: Access, progress: Progress) -> Path:
    """What the service made of an excerpt; what was paid for is kept, and not asked for again."""
    request = wanted.request
    take = max(1, request.take)
    with scratch_folder(wanted.folder) as folder:
        film = write_excerpt(excerpt, wanted.faces, folder, progress.part(0, 0.2))
        kept = _kept(film, access, request.emotion, take)
        if kept.is_file():
            return kept
        order = Order(
            film.video, film.still, film.speech, film.width, film.height, request.emotion, take
        )
        progress(
            0.2, f"Sending {excerpt.duration_s:.1f} s of the face and its speech to {access.host}"
        )
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as target:
            made(access, order, target, progress.part(0.2, 1), PATIENCE)
    return kept


def _kept(film: Film, access: Access, emotion: str, take: int) -> Path:
    said = (access.url, emotion, str(take), sha256_of(film.video), sha256_of(film.speech))
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return home() / "services" / f"{access.seat.name}-{digest[:32]}.mp4"


def _faces_in(clip: Path, title: str, progress: Progress) -> Faces:
    try:
        faces = faces_of(clip, progress)
    except InputError as error:
        raise InputError(
            f"What {title} sent back cannot be used: {error.message}",
            f"Look at {clip}; remove it to have it made again.",
        ) from error
    if not faces.tracks:
        raise InputError(
            f"No face is seen in what {title} sent back.",
            f"Look at {clip}; remove it to have it made again.",
        )
    return faces


def _fetch(mouths: ChosenMouths, excerpt: Excerpt, faces: Faces, progress: Progress) -> bool:
    """Fetches a mouth for each picture of an excerpt; whether some are missing at its end."""
    wanted: dict[int, list[int]] = {}
    line = excerpt.line
    rows = np.arange(excerpt.rows.start, excerpt.rows.stop)
    rows = rows[line.strength[rows] > 0]
    moments = line.times_s[rows] - excerpt.start_s
    nearest = np.abs(faces.times_s[None] - moments[:, None]).argmin(axis=1)
    off = moments - faces.times_s[nearest]
    for row, picture, late in zip(rows.tolist(), nearest.tolist(), off.tolist(), strict=True):
        if abs(late) <= _MOST_OFF_S:
            wanted.setdefault(picture, []).append(line.first + row)
    last = max(wanted, default=-1)
    with opened(faces.path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(faces.path, container).decoded()):
            if index > last:
                break
            progress.check()
            track = _largest(faces, index) if index in wanted else None
            if track is None:
                continue
            frame = planar(frame)
            how = stored(frame)
            across, down = how.grid[0] / form.width, how.grid[1] / form.height
            scale = np.array([across, down, (across * down) ** 0.5], np.float32)
            mesh = track.mesh_of(index - track.first, index - track.first + 1)[0] * scale
            made_of = crop(frame, how, face_box(mesh))
            for number in wanted[index]:
                mouths.put(number, made_of, mesh)
    return bool((off > _MOST_OFF_S).any())


def _largest(faces: Faces, index: int) -> FaceTrack | None:
    """The largest face that is seen in a picture."""
    there = [
        track
        for track in faces.tracks
        if 0 <= index - track.first < len(track.seen) and track.seen[index - track.first]
    ]
    return max(there, key=lambda track: track.size, default=None)
