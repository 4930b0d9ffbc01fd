"""Follows faces from picture to picture, as long as it is sure whose each one is.

The mesh of one picture says where to look in the next. Where two meshes come upon one face, or
the picture changes as at a cut, following stops, and starts anew with whoever is seen then: who
that is, `identity` decides later with all pictures at hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.appearance import appearance_of
from backbeat.footage.faces.covering import HandWatch, Watched
from backbeat.footage.faces.detector import Detection, Detector
from backbeat.footage.faces.mesh import Mesh, MeshFinder
from backbeat.footage.faces.searching import Rounds
from backbeat.footage.faces.view import Square, View

Float32s = NDArray[np.float32]

_FOUND, _KEPT = 0.7, 0.5
"""Confidence of a mesh from which a face counts as found, and down to which it is followed."""
_SAME_PLACE = 0.5
"""Distance of two meshes, in widths of the smaller, under which they are on one face."""
_CLOSE = 1.1
"""The same, under which each picture's appearance is kept: they may be about to cross."""
_APPEARANCE_S = 0.4
"""Seconds from one look at a face's appearance to the next."""
_PROOF_S = 0.4
"""Seconds from one look with the detector at a followed face to the next; twice that once the
detector has been sure of it for as long as would end following."""
_PROOFS = 5
"""Looks in a row without a face after which following stops."""
_SEARCH_S = 1.0
"""Seconds for which a lost face is looked for where it was."""
_CHANGED, _STANDS_OUT = 16.0, 2.5
"""Change of coarse pictures, in steps of 255, and against the pictures before, from which all is
looked at anew."""
_LEAST_SIDE = 24.0
"""Width of the smallest mesh that is followed, in pixels."""


@dataclass(frozen=True, eq=False)
class Look:
    """What a followed face looks like in one picture."""

    picture: int
    appearance: Float32s
    """As `appearance_of` gives it."""
    close: bool
    """Whether another face is so near that it may be in front."""


@dataclass(eq=False)
class Tracklet:
    """A face followed without a doubt."""

    first: int
    """The picture that it starts with."""
    meshes: list[Mesh] = field(default_factory=list)
    """One for each picture."""
    covered: list[bool] = field(default_factory=list)
    """Whether a hand is before its mouth, one for each picture."""
    watched: Watched = field(default_factory=Watched)
    looks: list[Look] = field(default_factory=list)
    """In order of time."""
    tests: int = 0
    """How often the detector was asked whether there is a face."""
    proofs: int = 0
    """How often there was."""
    failures: int = 0
    """How often there was none, since there was one."""

    @property
    def after(self) -> int:
        """The picture after its last."""
        return self.first + len(self.meshes)


class Follower:
    """Follows the faces of a clip, fed picture by picture.

    Args:
        rate: nominal pictures a second.
    """

    def __init__(self, rate: float) -> None:
        self._detector, self._finder, self._hands = Detector(), MeshFinder(), HandWatch(rate)
        self._rate = rate
        self._active: list[Tracklet] = []
        self._ended: list[Tracklet] = []
        self._rounds = Rounds(rate)
        self._number = 0
        self._before: NDArray[np.uint8] | None = None
        self._changes: list[float] = []

    def feed(self, view: View, small: NDArray[np.uint8], coarse: NDArray[np.uint8]) -> None:
        """Takes the next picture.

        Args:
            view: the picture.
            small: the same, small, as stored.
            coarse: the same as `transitions.coarse` gives it.
        """
        if self._is_new_scene(coarse):
            self._end(self._active)
            self._search(view, self._rounds.everywhere(view, small))
        else:
            self._follow(view)
            due = [*self._lost_places(), *self._rounds.due(view, small, self.faces)]
            self._search(view, due)
        self._look(view)
        self._number += 1

    def finish(self) -> list[Tracklet]:
        """All that was followed, in order of the first pictures."""
        self._end(self._active)
        kept = [one for one in self._ended if one.proofs]
        return sorted(kept, key=lambda one: (one.first, float(one.meshes[0].box[0])))

    @property
    def faces(self) -> list[Mesh]:
        """The meshes of the last picture."""
        return [one.meshes[-1] for one in self._active]

    def _follow(self, view: View) -> None:
        lost = []
        for one in self._active:
            mesh = self._again(view, one)
            if mesh is None:
                lost.append(one)
            else:
                one.meshes.append(mesh)
        self._end(lost)
        self._part()

    def _again(self, view: View, one: Tracklet) -> Mesh | None:
        """The mesh of a followed face in the next picture."""
        last = one.meshes[-1]
        mesh = self._finder.find(view, last.around)
        if _is_face(mesh, _KEPT, last):
            return mesh
        square = last.around
        near = Square(square.x, square.y, square.side * 1.5, square.turned)
        found = self._detector.find(view, near)
        if not found:
            return None
        mesh = self._finder.find(view, found[0].around)
        return mesh if _is_face(mesh, _FOUND, last) else None

    def _part(self) -> None:
        """Stops following where two meshes are upon one face, and starts anew with that one."""
        for one, other in _pairs(self._active):
            if one not in self._active or other not in self._active:
                continue
            if _distance(one.meshes[-1], other.meshes[-1]) < _SAME_PLACE:
                # Who is in front goes on as before; the other's mesh has jumped over to it.
                front = min(one, other, key=_jump)
                mesh = front.meshes[-1]
                for each in (one, other):
                    each.meshes.pop()
                self._end([one, other])
                self._active.append(Tracklet(self._number, [mesh], proofs=1, tests=1))

    def _search(self, view: View, squares: Iterable[Square]) -> None:
        for square in squares:
            for detection in self._detector.find(view, square):
                self._take(view, detection)

    def _take(self, view: View, detection: Detection) -> None:
        if detection.side < _LEAST_SIDE or any(
            _is_at(detection, one.meshes[-1]) for one in self._active
        ):
            return
        mesh = self._finder.find(view, detection.around)
        if mesh.confidence < _FOUND:
            return
        mesh = self._finder.find(view, mesh.around)
        if not _is_face(mesh, _FOUND) or any(
            _distance(mesh, one.meshes[-1]) < _SAME_PLACE for one in self._active
        ):
            return
        self._active.append(Tracklet(self._number, [mesh]))

    def _look(self, view: View) -> None:
        """Keeps appearances, looks for hands, and has the detector confirm faces."""
        close = {
            id(each)
            for pair in _pairs(self._active)
            if _distance(pair[0].meshes[-1], pair[1].meshes[-1]) < _CLOSE
            for each in pair
        }
        ended = []
        for one in self._active:
            self._hands.feed(view, one.meshes[-1], one.watched, one.covered)
            age = self._number - one.first
            is_close = id(one) in close
            if is_close or age < 3 or age % max(1, round(_APPEARANCE_S * self._rate)) == 0:
                appearance = appearance_of(view, one.meshes[-1])
                one.looks.append(Look(self._number, appearance, is_close))
            if self._is_doubted(one, age) and not self._confirm(view, one):
                ended.append(one)
        self._end(ended)

    def _is_doubted(self, one: Tracklet, age: int) -> bool:
        """Whether it is time to have the detector confirm a face."""
        looks, rest = divmod(age, max(1, round(_PROOF_S * self._rate)))
        steady = one.proofs >= _PROOFS and not one.failures
        return rest == 0 and not (steady and looks % 2)

    def _confirm(self, view: View, one: Tracklet) -> bool:
        mesh = one.meshes[-1]
        around = mesh.around
        found = self._detector.find(
            view, Square(around.x, around.y, around.side * 1.3, around.turned)
        )
        one.tests += 1
        if any(_is_at(detection, mesh) for detection in found):
            one.proofs += 1
            one.failures = 0
        else:
            one.failures += 1
        return one.failures < (_PROOFS if one.proofs else 2)

    def _lost_places(self) -> Iterator[Square]:
        """Where faces were that have just been lost, in every third picture."""
        if self._number % 3:
            return
        for one in reversed(self._ended):
            if self._number - one.after > _SEARCH_S * self._rate:
                if one.after < self._number - 10 * _SEARCH_S * self._rate:
                    return
                continue
            if one.proofs:
                around = one.meshes[-1].around
                yield Square(around.x, around.y, around.side * 2)

    def _is_new_scene(self, now: NDArray[np.uint8]) -> bool:
        before, self._before = self._before, now
        if before is None:
            return True
        change = float(np.sqrt(np.square(now.astype(np.float32) - before).mean()))
        usual = median(self._changes) if self._changes else 0.0
        self._changes = [*self._changes[-11:], change]
        return change >= _CHANGED and change >= _STANDS_OUT * usual

    def _end(self, tracklets: list[Tracklet]) -> None:
        ended = [one for one in tracklets if one.meshes]
        self._ended += ended
        if ended:
            self._rounds.forget()
        gone = {id(one) for one in tracklets}
        self._active = [one for one in self._active if id(one) not in gone]


def _pairs(tracklets: list[Tracklet]) -> Iterator[tuple[Tracklet, Tracklet]]:
    for at, one in enumerate(tracklets):
        for other in tracklets[at + 1 :]:
            yield one, other


def _is_face(mesh: Mesh, confidence: float, last: Mesh | None = None) -> bool:
    if mesh.confidence < confidence or not np.isfinite(mesh.box).all():
        return False
    if _width(mesh) < _LEAST_SIDE:
        return False
    return last is None or 0.6 < _width(mesh) / _width(last) < 1.6


def _width(mesh: Mesh) -> float:
    left, top, right, bottom = mesh.box
    return float(max(right - left, bottom - top))


def _middle(mesh: Mesh) -> tuple[float, float]:
    left, top, right, bottom = mesh.box
    return float(left + right) / 2, float(top + bottom) / 2


def _distance(one: Mesh, other: Mesh) -> float:
    """Of two meshes, in widths of the smaller."""
    (x, y), (u, v) = _middle(one), _middle(other)
    return math.hypot(x - u, y - v) / max(1.0, min(_width(one), _width(other)))


def _jump(one: Tracklet) -> float:
    """How far the last mesh is from where the ones before lead to, in its widths."""
    now = _middle(one.meshes[-1])
    before = [_middle(mesh) for mesh in one.meshes[-4:-1]]
    if not before:
        return math.inf
    steps = max(1, len(before) - 1)
    expected = [
        last + (last - first) / steps for first, last in zip(before[0], before[-1], strict=True)
    ]
    return math.dist(now, expected) / max(1.0, _width(one.meshes[-1]))


def _is_at(detection: Detection, mesh: Mesh) -> bool:
    """Whether a detection is of the face that a mesh is on."""
    x, y = _middle(mesh)
    size = max(_width(mesh), detection.side)
    return math.hypot(detection.x - x, detection.y - y) < 0.6 * size
