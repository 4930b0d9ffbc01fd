"""The media pool: bins, clips, and the timelines made in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.importing_media import pool_item
from tests.doubles.resolve.otio_in import import_timeline
from tests.doubles.resolve.placing import append, new_track
from tests.doubles.resolve.rates import frame_at
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.settings import DROP, RATE
from tests.doubles.resolve.state import Bin, Item, Pool, PoolItem, Timeline
from tests.doubles.resolve.world import World, bin_of, bins, parent_of

CREATE_MS = 80.0
START = "01:00:00:00"


class PoolFace(Face[Pool]):
    def GetRootFolder(self) -> Bin:
        return self.state.project.root

    def GetCurrentFolder(self) -> Bin:
        return self.state.project.bin

    def SetCurrentFolder(self, folder: Bin) -> bool:
        if folder not in bins(self.state.project.root):
            return False
        self.state.project.bin = folder
        return True

    def AddSubFolder(self, folder: Bin, name: str) -> Bin | None:
        if not name:
            return None
        made = Bin(name)
        folder.bins.append(made)
        if self.world.behaviour.new_bin_is_current:
            self.state.project.bin = made
        return made

    def DeleteFolders(self, folders: list[Bin]) -> bool:
        root = self.state.project.root
        if not folders or any(parent_of(root, each) is None for each in folders):
            return False
        for folder in folders:
            parent = parent_of(root, folder)
            if parent is not None:
                inside = [item for each in bins(folder) for item in each.items]
                parent.bins.remove(folder)
                self._forget(inside)
        if self.state.project.bin not in bins(root):
            self.state.project.bin = root
        return True

    def MoveFolders(self, folders: list[Bin], target: Bin) -> bool:
        root = self.state.project.root
        if any(parent_of(root, each) is None or target in bins(each) for each in folders):
            return False
        for folder in folders:
            parent = parent_of(root, folder)
            if parent is not None:
                parent.bins.remove(folder)
                target.bins.append(folder)
        return True

    def MoveClips(self, clips: list[PoolItem], target: Bin) -> bool:
        places = [bin_of(self.state.project.root, each) for each in clips]
        if not clips or None in places:
            return False
        for clip, place in zip(clips, places, strict=True):
            if place is not None:
                place.items.remove(clip)
                target.items.append(clip)
        return True

    def DeleteClips(self, clips: list[PoolItem]) -> bool:
        places = [bin_of(self.state.project.root, each) for each in clips]
        if not clips or None in places:
            return False
        for clip, place in zip(clips, places, strict=True):
            if place is not None:
                place.items.remove(clip)
        self._forget(clips)
        return True

    def RelinkClips(self, clips: list[PoolItem], folder: str) -> bool:
        """Finds each clip's file by name in a folder; all or False."""
        found = [Path(folder) / Path(each.path).name for each in clips]
        if not clips or not all(path.is_file() for path in found):
            return False
        for clip, path in zip(clips, found, strict=True):
            if clip.path in self.world.facts:
                self.world.facts.setdefault(str(path), self.world.facts[clip.path])
            clip.path, clip.online = str(path), True
        return True

    def UnlinkClips(self, clips: list[PoolItem]) -> bool:
        for clip in clips:
            clip.online = False
        return bool(clips)

    def ImportMedia(self, what: list[Any]) -> list[PoolItem]:
        paths = []
        for each in what:
            if isinstance(each, dict) and set(each) - {"FilePath"}:
                raise NotModelled("ImportMedia of a numbered range of images")
            paths.append(each["FilePath"] if isinstance(each, dict) else each)
        return imported(self.world, paths)

    def AppendToTimeline(self, *clips: Any) -> list[Item] | None:
        timeline = self.state.project.current
        if timeline is None:
            return None
        listed = clips[0] if len(clips) == 1 and isinstance(clips[0], list) else list(clips)
        return append(self.world, timeline, listed)

    def CreateEmptyTimeline(self, name: str) -> Timeline | None:
        self.world.spend(CREATE_MS)
        if not name or self.world.timeline_named(name) is not None:
            return None
        settings = self.state.project.settings
        drop_frame = settings[DROP] == "1"
        start = frame_at(START, settings[RATE], drop_frame) or 0
        made = Timeline(name, settings[RATE], start, drop_frame)
        for kind in ("video", "audio"):
            made.tracks[kind].append(new_track(made, kind))
        self.world.add_timeline(made)
        return made

    def CreateTimelineFromClips(self, name: str, *clips: Any) -> Timeline | None:
        made = self.CreateEmptyTimeline(name)
        if made is not None:
            listed = clips[0] if len(clips) == 1 and isinstance(clips[0], list) else list(clips)
            append(self.world, made, listed)
        return made

    def ImportTimelineFromFile(
        self, path: str, options: dict[str, Any] | None = None
    ) -> Timeline | None:
        return import_timeline(self.world, path, options or {})

    def DeleteTimelines(self, timelines: list[Timeline]) -> bool:
        project = self.state.project
        if not timelines or any(each not in project.timelines for each in timelines):
            return False
        for timeline in timelines:
            for folder in bins(project.root):
                folder.items[:] = [each for each in folder.items if each.timeline is not timeline]
            self._drop(timeline)
        return True

    def RefreshFolders(self) -> bool:
        return True

    def GetUniqueId(self) -> str:
        return f"pool-{self.state.project.uid}"

    def GetSelectedClips(self) -> list[PoolItem]:
        return list(self.state.project.selected)

    def SetSelectedClip(self, item: PoolItem) -> bool:
        self.state.project.selected = [item]
        return True

    def _forget(self, clips: list[PoolItem]) -> None:
        """What plays deleted media has none; a deleted timeline's clip takes the timeline along."""
        for clip in clips:
            clip.online = False
            self.world.bury(clip)
            if clip.timeline is not None:
                self._drop(clip.timeline)

    def _drop(self, timeline: Timeline) -> None:
        project = self.state.project
        project.timelines.remove(timeline)
        self.world.bury(timeline)
        if project.current is timeline:
            project.current = None


def imported(world: World, paths: list[str]) -> list[PoolItem]:
    """New clips of files, in the current bin; what is missing or no media is left out."""
    if world.behaviour.reimport == "nothing":
        known = {item.path for each in bins(world.open_project.root) for item in each.items}
        paths = [path for path in paths if path not in known]
    found = [pool_item(world, path) for path in paths]
    made = [each for each in found if each is not None]
    world.open_project.bin.items.extend(made)
    return made
