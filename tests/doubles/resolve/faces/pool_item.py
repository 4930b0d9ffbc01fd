"""Clips of the pool and its bins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backbeat.timeline.time import timecode
from tests.doubles.resolve import surface
from tests.doubles.resolve.faces.colours import ColourMethods
from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.faces.mark_methods import MarkMethods
from tests.doubles.resolve.faces.marker_methods import MarkerMethods
from tests.doubles.resolve.importing_media import pool_item
from tests.doubles.resolve.refusals import NotModelled, Undocumented
from tests.doubles.resolve.settings import shown
from tests.doubles.resolve.state import Bin, PoolItem, Timeline


class BinFace(Face[Bin]):
    def GetName(self) -> str:
        return self.state.name

    def GetClipList(self) -> list[PoolItem]:
        return list(self.state.items)

    def GetSubFolderList(self) -> list[Bin]:
        return list(self.state.bins)

    def GetUniqueId(self) -> str:
        return self.state.uid

    def GetIsFolderStale(self) -> bool:
        return False


class PoolItemFace(Face[PoolItem], MarkerMethods, ColourMethods, MarkMethods):
    def GetName(self) -> str:
        return self.state.name

    def SetName(self, name: str) -> bool:
        self.state.name = name
        return bool(name)

    def GetUniqueId(self) -> str:
        return self.state.uid

    def GetMediaId(self) -> str:
        return f"media-{self.state.uid}"

    def GetTimeline(self) -> Timeline | None:
        return self.state.timeline

    def GetClipProperty(self, name: str | None = None) -> Any:
        found = self._properties()
        if not name:
            return found
        if name not in surface.fields("ClipProperties"):
            raise Undocumented(f"{name!r} is no clip property.")
        if name not in found:
            raise NotModelled(f"the double has no clip property {name!r}.")
        return found[name]

    def SetClipProperty(self, name: str, *value: Any) -> bool:
        if name == "Clip Name" and len(value) == 1:
            self.state.name = value[0]
            return True
        raise NotModelled(f"writing the clip property {name!r}")

    def GetMetadata(self, name: str | None = None) -> Any:
        return self.state.metadata.get(name, "") if name else dict(self.state.metadata)

    def SetMetadata(self, *given: Any) -> bool:
        self.state.metadata.update(given[0] if len(given) == 1 else {given[0]: given[1]})
        return True

    def GetThirdPartyMetadata(self, name: str | None = None) -> Any:
        return self.state.third_party.get(name, "") if name else dict(self.state.third_party)

    def SetThirdPartyMetadata(self, *given: Any) -> bool:
        self.state.third_party.update(given[0] if len(given) == 1 else {given[0]: given[1]})
        return True

    def ReplaceClip(self, path: str) -> bool:
        found = pool_item(self.world, path)
        if found is None:
            return False
        for name in ("path", "rate", "frames", "start", "channels", "pictures", "online"):
            setattr(self.state, name, getattr(found, name))
        return True

    def _length(self) -> int:
        return self.state.frames

    def _properties(self) -> dict[str, Any]:
        item = self.state
        path = Path(item.path)
        return {
            "Clip Name": item.name,
            "File Name": path.name if item.path else "",
            "File Path": item.path,
            "Clip Directory": str(path.parent) if item.path else "",
            "Type": _type(item),
            "FPS": shown(self.world.behaviour, item.rate),
            "Frames": str(item.frames) if item.path else "",
            "Duration": timecode(item.frames, item.rate),
            "Start TC": timecode(item.start, item.rate),
            "End TC": timecode(item.start + item.frames, item.rate),
            "Start": "0",
            "Drop frame": "0",
            "Audio Ch": str(item.channels),
            "Clip Color": item.color,
            "Flags": ",".join(item.flags),
            "Online Status": "Online" if item.online else "Offline",
            "Usage": str(self._uses()),
        }

    def _uses(self) -> int:
        timelines = self.world.open_project.timelines
        return sum(item.media is self.state for each in timelines for item in each.all_items())


def _type(item: PoolItem) -> str:
    if item.timeline is not None:
        return "Timeline"
    if not item.pictures:
        return "Audio"
    if item.frames <= 1:
        return "Still"
    return "Video + Audio" if item.channels else "Video"
