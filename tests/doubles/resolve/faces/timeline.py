"""A timeline."""

from __future__ import annotations

from typing import Any

from backbeat.timeline.time import timecode
from tests.doubles.resolve import settings
from tests.doubles.resolve.duplicating import duplicate
from tests.doubles.resolve.exporting import export
from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.faces.mark_methods import MarkMethods
from tests.doubles.resolve.faces.marker_methods import MarkerMethods
from tests.doubles.resolve.faces.track_methods import TrackMethods
from tests.doubles.resolve.rates import frame_at
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.state import Item, PoolItem, Timeline
from tests.doubles.resolve.surface import constants
from tests.doubles.resolve.world import bins

DUPLICATE_MS = 160.0
KIND = "TimelineSettings"
MODES = ("Sample Peak Program", "EBU R128")
"""Names that reports mention; Resolve has more."""


class TimelineFace(Face[Timeline], MarkerMethods, MarkMethods, TrackMethods):
    def GetName(self) -> str:
        return self.state.name

    def SetName(self, name: str) -> bool:
        if not name or self.world.timeline_named(name) is not None:
            return False
        self.state.name = name
        item = self.GetMediaPoolItem()
        if item is not None:
            item.name = name
        return True

    def GetUniqueId(self) -> str:
        return self.state.uid

    def GetMediaPoolItem(self) -> PoolItem | None:
        folders = bins(self.world.open_project.root)
        items = (item for each in folders for item in each.items)
        return next((item for item in items if item.timeline is self.state), None)

    def GetStartFrame(self) -> int:
        return self.state.start

    def GetEndFrame(self) -> int:
        return self.state.end

    def GetStartTimecode(self) -> str:
        return self._label(0)

    def SetStartTimecode(self, words: str) -> bool:
        frame = frame_at(words, self.state.rate, self.state.drop_frame)
        if frame is None:
            return False
        for item in self.state.all_items():
            item.start += frame - self.state.start
        for track in self.state.all_tracks():
            for transition in track.transitions:
                transition.cut += frame - self.state.start
        self.state.start = frame
        return True

    def GetCurrentTimecode(self) -> str:
        return self._label(self.state.playhead)

    def SetCurrentTimecode(self, words: str) -> bool:
        frame = frame_at(words, self.state.rate, self.state.drop_frame)
        if frame is None or not self.state.start <= frame <= self.state.end:
            return False
        self.state.playhead = frame - self.state.start
        return True

    def GetCurrentVideoItem(self) -> Item | None:
        at = self.state.start + self.state.playhead
        for track in reversed(self.state.tracks["video"]):
            for item in track.items:
                if track.enabled and item.start <= at < item.end:
                    return item
        return None

    def GetSelectedClips(self) -> list[Item]:
        return [item for item in self.state.selected if item in self.state.all_items()]

    def DeleteClips(self, items: list[Item], ripple: bool = False) -> bool:
        """The items and no others: linked sound stays."""
        here = self.state.all_items()
        on_fairlight = self.world.page == "fairlight"
        if on_fairlight and not self.world.behaviour.deletes_clips_on_fairlight:
            return False
        if not items or not self._may_delete() or any(each not in here for each in items):
            return False
        if ripple:
            raise NotModelled("DeleteClips with ripple: nobody reports which tracks move")
        for track in self.state.all_tracks():
            track.items[:] = [each for each in track.items if each not in items]
        for item in items:
            self.world.bury(item)
        return True

    def SetClipsLinked(self, items: list[Item], linked: bool) -> bool:
        if not items or any(each not in self.state.all_items() for each in items):
            return False
        self.state.links += linked
        for item in items:
            item.link = self.state.links if linked else None
        return True

    def GetNormalizeAudioModes(self) -> list[str]:
        return list(MODES)

    def NormalizeAudioLevel(self, items: list[Item], options: dict[str, Any] | None = None) -> bool:
        """What was asked for is kept on the items; no level is measured or changed."""
        asked = {
            "normalizationMode": MODES[0],
            "setLevelMode": constants()["NORMALIZE_AUDIO_SET_LEVEL_RELATIVE"],
            **(options or {}),
        }
        if not items or asked["normalizationMode"] not in MODES:
            return False
        if any(each.kind != "audio" or each not in self.state.all_items() for each in items):
            return False
        for item in items:
            item.normalized = dict(asked)
        return True

    def DuplicateTimeline(self, name: str | None = None) -> Timeline | None:
        self.world.spend(DUPLICATE_MS)
        wanted = name or f"{self.state.name} copy"
        if self.world.timeline_named(wanted) is not None:
            return None
        made = duplicate(self.state, wanted)
        self.world.add_timeline(made)
        return made

    def Export(self, path: str, kind: Any, subtype: Any = None) -> bool:
        return export(self.world, self.state, path, kind, subtype)

    def GetSetting(self, name: str = "") -> Any:
        if not name:
            return self.GetSettings()
        return settings.read(self.world.behaviour, self._settings(), name, KIND)

    def SetSetting(self, name: str, value: str) -> bool:
        held = self._settings()
        inert = held["useCustomSettings"] != "1" and self.world.behaviour.custom_settings_first
        whole = self.world.behaviour.timeline_rate_words == "whole"
        trial = dict(held)
        if not settings.write(trial, name, value, KIND, whole):
            return False
        if inert and name in settings.NEEDS_CUSTOM:
            return True
        self.state.settings.update(trial)
        self.state.rate = trial[settings.RATE]
        self.state.drop_frame = trial[settings.DROP] == "1"
        return True

    def GetSettings(self) -> dict[str, Any]:
        behaviour = self.world.behaviour
        return {name: settings.shown(behaviour, at) for name, at in self._settings().items()}

    def SetSettings(self, given: dict[str, Any]) -> bool:
        return all(self.SetSetting(name, value) for name, value in given.items())

    def _settings(self) -> dict[str, Any]:
        """The timeline's own over those of the project that timelines have too."""
        project = self.world.open_project.settings
        shared = {name: at for name, at in project.items() if name in settings.NEEDS_CUSTOM}
        own = {
            settings.RATE: self.state.rate,
            settings.DROP: "1" if self.state.drop_frame else "0",
            "useCustomSettings": "0",
        }
        return {**shared, **own, **self.state.settings}

    def _label(self, frame: int) -> str:
        return timecode(self.state.start + frame, self.state.rate, self.state.drop_frame)

    def _length(self) -> int:
        return self.state.end - self.state.start
