"""An item of a timeline: where it lies, what it plays, how it is set."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tests.doubles.resolve import surface
from tests.doubles.resolve.faces.colours import ColourMethods
from tests.doubles.resolve.faces.face import Face
from tests.doubles.resolve.faces.marker_methods import MarkerMethods
from tests.doubles.resolve.rates import is_ntsc
from tests.doubles.resolve.refusals import NotModelled, Undocumented
from tests.doubles.resolve.state import Item, PoolItem, Timeline

KIND = "TimelineItemProperties"
VOLUME_DB = (-100.0, 30.0)
PAN = (-100.0, 100.0)
RANGES = {"AudioVolume": VOLUME_DB, "AudioPan": PAN, "Opacity": (0.0, 100.0)}
DEFAULTS: dict[str, dict[str, Any]] = {
    "audio": {"AudioVolumeEnabled": True, "AudioVolume": 0.0, "AudioPan": 0.0},
    "video": {"Pan": 0.0, "Tilt": 0.0, "ZoomX": 1.0, "ZoomY": 1.0, "Opacity": 100.0},
    "subtitle": {},
}


class ItemFace(Face[Item], MarkerMethods, ColourMethods):
    def GetName(self) -> str:
        return self.state.name

    def SetName(self, name: str) -> bool:
        self.state.name = name
        return bool(name)

    def GetUniqueId(self) -> str:
        return self.state.uid

    def GetType(self) -> str:
        if self.state.is_transition:
            return "transition"
        if self.state.kind == "video" and self.state.media is None:
            return "generator"
        return self.state.kind

    def GetMediaPoolItem(self) -> PoolItem | None:
        return self.state.media if self.state.linked else None

    def GetTrackTypeAndIndex(self) -> list[str | int] | None:
        place = self.world.place_of(self.state)
        if place is None:
            return None
        timeline, track = place
        return [track.kind, timeline.tracks[track.kind].index(track) + 1]

    def GetLinkedItems(self) -> list[Item]:
        place = self.world.place_of(self.state)
        if place is None or self.state.link is None:
            return []
        others = (each for each in place[0].all_items() if each is not self.state)
        return [each for each in others if each.link == self.state.link]

    def GetStart(self, subframe: bool = False) -> float:
        return self._frames(self.state.start, subframe)

    def GetEnd(self, subframe: bool = False) -> float:
        return self._frames(self.state.end, subframe)

    def GetDuration(self, subframe: bool = False) -> float:
        return self._frames(self.state.duration, subframe)

    def GetLeftOffset(self, subframe: bool = False) -> float:
        return self._offset(self.state.source, subframe)

    def GetRightOffset(self, subframe: bool = False) -> float:
        media = self.state.media
        after = Fraction(0) if media is None else media.frames - self._source_end()
        return self._offset(max(after, Fraction(0)), subframe)

    def GetSourceStartFrame(self) -> int:
        frame = math.floor(self.state.source)
        odd = is_ntsc(self._rate()) and frame % 2 == 1
        return frame - int(odd and self.world.behaviour.source_start_off_by_one)

    def GetSourceEndFrame(self) -> int:
        mixed = self.state.media is not None and self.state.media.rate != self._rate()
        last = mixed and self.world.behaviour.source_end_convention_changes
        return math.floor(self._source_end()) - int(last)

    def GetSourceStartTime(self) -> float:
        return self._media_time(self.state.source)

    def GetSourceEndTime(self) -> float:
        return self._media_time(self._source_end())

    def GetClipEnabled(self) -> bool:
        return self.state.enabled

    def SetClipEnabled(self, enabled: bool) -> bool:
        self.state.enabled = enabled
        return True

    def GetTakesCount(self) -> int:
        timeline = self._timeline()
        if timeline is None:
            return 0
        if self.world.behaviour.others_lie and not self.world.is_current(timeline):
            return 0
        return timeline.takes.get(self.state.uid, 0)

    def GetFades(self) -> dict[str, int]:
        return {"FadeIn": self.state.fades[0], "FadeOut": self.state.fades[1]}

    def SetFades(self, fades: dict[str, int]) -> bool:
        made = (fades.get("FadeIn", self.state.fades[0]), fades.get("FadeOut", self.state.fades[1]))
        if min(made) < 0 or sum(made) > self.state.duration:
            return False
        self.state.fades = made
        return True

    def GetSpeed(self) -> dict[str, Any]:
        return {"Percentage": float(self.state.speed * 100)}

    def AddTransition(self, options: dict[str, Any]) -> Item | None:
        """None where the media has no handle on the side; else not modelled."""
        at_start = options.get("position") == "start"
        handle = self.state.source if at_start else Fraction(self.GetRightOffset())
        if handle <= 0:
            return None
        raise NotModelled("AddTransition where there are handles")

    def GetProperty(self, name: str = "") -> Any:
        held = self.GetProperties() if self._has_properties() else {}
        if not name:
            return held
        _known(name)
        return held.get(name)

    def SetProperty(self, *given: Any) -> bool:
        return self.SetProperties(given[0] if len(given) == 1 else {given[0]: given[1]})

    def GetProperties(self) -> dict[str, Any]:
        return {**DEFAULTS[self.state.kind], **self.state.properties}

    def SetProperties(self, given: dict[str, Any]) -> bool:
        for name, value in given.items():
            _known(name)
            low, high = RANGES.get(name, (-math.inf, math.inf))
            if not low <= value <= high:
                return False
            if name.startswith("Audio") != (self.state.kind == "audio"):
                return False
        if not self._has_properties():
            return False
        self.state.properties.update(given)
        return True

    def _has_properties(self) -> bool:
        return self.state.kind != "audio" or self.world.behaviour.audio_properties

    def _timeline(self) -> Timeline | None:
        place = self.world.place_of(self.state)
        return place[0] if place else None

    def _rate(self) -> Fraction:
        """Of the timeline; an item that is on none reads as if it were on the current one."""
        timeline = self._timeline() or self.world.open_project.current
        return timeline.rate if timeline else self.world.project_rate

    def _source_end(self) -> Fraction:
        rate = self.state.media.rate if self.state.media else self._rate()
        return self.state.source + self.state.duration * rate / self._rate() * abs(self.state.speed)

    def _offset(self, frames: Fraction, subframe: bool) -> float:
        in_timeline = self.world.behaviour.audio_offset_in_timeline_frames
        if self.state.kind == "audio" and in_timeline and self.state.media is not None:
            frames = frames * self._rate() / self.state.media.rate
        return self._frames(frames, subframe)

    def _frames(self, frames: int | Fraction, subframe: bool) -> float:
        if subframe:
            return float(frames)
        whole = math.floor(frames)
        return float(whole) if self.world.behaviour.frames_are_floats else whole

    def _media_time(self, frames: Fraction) -> float:
        """Seconds from the zero of the media's timecode."""
        media = self.state.media
        return float((media.start + frames) / media.rate) if media else 0.0

    def _length(self) -> int:
        return self.state.duration


def _known(name: str) -> None:
    if name not in surface.fields(KIND):
        raise Undocumented(f"{name!r} is no property of an item.")
