"""A project: its timelines and settings."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve import settings
from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.faces.rendering import RenderMethods
from tests.doubles.resolve.placing import LATE
from tests.doubles.resolve.state import Pool, Project, Timeline

SWITCH_EMPTY_MS, SWITCH_LATE_MS = 130.0, 190.0
KIND = "ProjectSettings"


class ProjectFace(Face[Project], RenderMethods):
    def GetName(self) -> str:
        return self.state.name

    def SetName(self, name: str) -> bool:
        if not name or any(each.name == name for each in self.world.projects):
            return False
        self.state.name = name
        return True

    def GetUniqueId(self) -> str:
        return self.state.uid

    def GetMediaPool(self) -> Pool:
        return Pool(self.state)

    def GetTimelineCount(self) -> int:
        return len(self.state.timelines)

    def GetTimelineByIndex(self, index: int) -> Timeline | None:
        timelines = self.state.timelines
        return timelines[index - 1] if 1 <= index <= len(timelines) else None

    def GetCurrentTimeline(self) -> Timeline | None:
        return self.state.current

    def SetCurrentTimeline(self, timeline: Timeline) -> bool:
        share = min(len(timeline.all_items()), LATE) / LATE
        self.world.spend(SWITCH_EMPTY_MS + (SWITCH_LATE_MS - SWITCH_EMPTY_MS) * share)
        if timeline not in self.state.timelines:
            return False
        self.state.current = timeline
        return True

    def GetSetting(self, name: str = "") -> Any:
        if not name:
            return self.GetSettings()
        return settings.read(self.world.behaviour, self.state.settings, name, KIND)

    def SetSetting(self, name: str, *value: Any) -> bool:
        return settings.write(self.state.settings, name, value[0], KIND)

    def GetSettings(self) -> dict[str, Any]:
        behaviour = self.world.behaviour
        return {name: settings.shown(behaviour, at) for name, at in self.state.settings.items()}

    def SetSettings(self, given: dict[str, Any]) -> bool:
        done = [settings.write(self.state.settings, name, at, KIND) for name, at in given.items()]
        return all(done)

    def InsertAudioToCurrentTrackAtPlayhead(self, path: str, start: int, length: int) -> bool:
        """Reported to answer False often, and nobody says when it does not."""
        return False

    def ApplyFairlightPresetToCurrentTimeline(self, name: str) -> bool:
        """The double has no saved mixes."""
        return False
