"""Markers: on a timeline, on an item, on media, by the same eight methods."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve.state import Marker
from tests.doubles.resolve.surface import literals
from tests.doubles.resolve.world import World

ADD_MS = 17.0
"""One tick of a 60 Hz UI."""
CLEAR_MS = 1.0


class MarkerMethods:
    world: World
    state: Any

    def _length(self) -> int:
        """Frames that markers can show on."""
        raise NotImplementedError

    def AddMarker(
        self, at: int, color: str, name: str, note: str, duration: int, custom: str | None = None
    ) -> bool:
        self.world.spend(ADD_MS)
        if at < 0 or duration < 1 or not name or color not in literals("MarkerColor"):
            return False
        if at in self.state.markers:
            return False
        if at >= self._length() and not self.world.behaviour.marks_past_end:
            return False
        self.state.markers[at] = Marker(color, name, note, duration, custom or "")
        return True

    def GetMarkers(self) -> dict[float, dict[str, object]]:
        return {float(at): _info(each) for at, each in sorted(self.state.markers.items())}

    def GetMarkerByCustomData(self, custom: str) -> dict[str, object]:
        at = self._first(custom)
        return {} if at is None else _info(self.state.markers[at])

    def GetMarkerCustomData(self, at: int) -> str:
        found = self.state.markers.get(at)
        return "" if found is None else found.custom

    def UpdateMarkerCustomData(self, at: int, custom: str) -> bool:
        if at not in self.state.markers:
            return False
        self.state.markers[at].custom = custom
        return True

    def DeleteMarkerAtFrame(self, at: int) -> bool:
        return self.state.markers.pop(at, None) is not None

    def DeleteMarkerByCustomData(self, custom: str) -> bool:
        at = self._first(custom)
        return at is not None and self.DeleteMarkerAtFrame(at)

    def DeleteMarkersByColor(self, color: str) -> bool:
        self.world.spend(CLEAR_MS)
        if color != "All" and color not in literals("MarkerColor"):
            return False
        for at in [at for at, each in self.state.markers.items() if color in ("All", each.color)]:
            del self.state.markers[at]
        return True

    def _first(self, custom: str) -> int | None:
        found = (at for at, each in sorted(self.state.markers.items()) if each.custom == custom)
        return next(found, None)


def _info(marker: Marker) -> dict[str, object]:
    return {
        "color": marker.color,
        "duration": float(marker.duration),
        "note": marker.note,
        "name": marker.name,
        "customData": marker.custom,
    }
