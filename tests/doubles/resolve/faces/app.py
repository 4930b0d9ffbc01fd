"""Resolve itself, its project manager and its media storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.faces.pool import imported
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.settings import project_settings
from tests.doubles.resolve.state import (
    App,
    Manager,
    Pool,
    PoolItem,
    Project,
    Storage,
    Timeline,
)
from tests.doubles.resolve.surface import literals

BUILD = 7


class AppFace(Face[App]):
    def GetProjectManager(self) -> Manager:
        return self.world.manager

    def GetMediaStorage(self) -> Storage:
        return self.world.storage

    def GetCurrentProject(self) -> Project | None:
        return self.world.project

    def GetCurrentTimeline(self) -> Timeline | None:
        return self.world.project.current if self.world.project else None

    def GetMediaPool(self) -> Pool | None:
        return Pool(self.world.project) if self.world.project else None

    def Fusion(self) -> object:
        return self.world.fusion

    def GetVersion(self) -> list[int | str]:
        return [*self.world.version, BUILD, ""]

    def GetVersionString(self) -> str:
        return ".".join(str(part) for part in (*self.world.version, BUILD))

    def GetProductName(self) -> str:
        return "DaVinci Resolve Studio" if self.IsStudio() else "DaVinci Resolve"

    def IsStudio(self) -> bool:
        return self.world.edition == "studio"

    def SetHighPriority(self, high: bool) -> bool:
        return True

    def GetCurrentPage(self) -> str:
        return self.world.page

    def OpenPage(self, page: str) -> bool:
        if page not in literals("Page"):
            return False
        self.world.page = page
        timeline = self.world.project.current if self.world.project else None
        if page == "deliver" and timeline and self.world.behaviour.deliver_clears_marks:
            timeline.marks.clear()
        return True

    def GetFairlightPresets(self) -> list[str]:
        return []

    def DisableBackgroundTasksForCurrentResolveSession(self) -> None:
        return None


class ManagerFace(Face[Manager]):
    def GetCurrentProject(self) -> Project | None:
        return self.world.project

    def GetProjectListInCurrentFolder(self) -> list[str]:
        return [each.name for each in self.world.projects]

    def CreateProject(self, name: str, media: str | None = None) -> Project | None:
        if self._named(name) is not None:
            return None
        made = Project(name, project_settings())
        self.world.projects.append(made)
        self.world.project = made
        return made

    def LoadProject(self, name: str) -> Project | None:
        found = self._named(name)
        if found is not None:
            self.world.project = found
        return found

    def SaveProject(self) -> bool:
        project = self.world.project
        if project is None:
            return False
        project.saves += 1
        for timeline in project.timelines:
            for track in timeline.all_tracks():
                for item in [each for each in track.items if each.doomed]:
                    track.items.remove(item)
                    self.world.bury(item)
        return True

    def CloseProject(self, project: Project) -> bool:
        if self.world.project is not project:
            return False
        self.world.project = None
        return True

    def DeleteProject(self, name: str) -> bool:
        found = self._named(name)
        if found is None or found is self.world.project:
            return False
        self.world.projects.remove(found)
        return True

    def GetCurrentDatabase(self) -> dict[str, str]:
        return {"DbType": "Disk", "DbName": "Local Database"}

    def GetCurrentFolder(self) -> str:
        return ""

    def _named(self, name: str) -> Project | None:
        return next((each for each in self.world.projects if each.name == name), None)


class StorageFace(Face[Storage]):
    def GetMountedVolumeList(self) -> list[str]:
        return ["/"]

    def GetSubFolderList(self, folder: str) -> list[str]:
        return [str(each) for each in _inside(folder) if each.is_dir()]

    def GetFileList(self, folder: str) -> list[str]:
        return [str(each) for each in _inside(folder) if each.is_file()]

    def RevealInStorage(self, path: str) -> bool:
        return Path(path).exists()

    def AddItemListToMediaPool(self, *paths: Any) -> list[PoolItem]:
        listed = paths[0] if len(paths) == 1 and isinstance(paths[0], list) else list(paths)
        if any(isinstance(each, dict) and set(each) - {"media"} for each in listed):
            raise NotModelled("AddItemListToMediaPool of a part of a clip")
        return imported(
            self.world, [each["media"] if isinstance(each, dict) else each for each in listed]
        )


def _inside(folder: str) -> list[Path]:
    return sorted(Path(folder).iterdir()) if Path(folder).is_dir() else []
