"""Tracks of a timeline, by kind and number from 1."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.doubles.resolve.placing import new_track, track_at
from tests.doubles.resolve.state import Item, Timeline, Track, Transition
from tests.doubles.resolve.surface import literals
from tests.doubles.resolve.world import World

DELETE_MS = 239.0


class TrackMethods:
    world: World
    state: Timeline

    def GetTrackCount(self, kind: str) -> int:
        return len(self.state.tracks[kind]) if kind in self.state.tracks else 0

    def GetItemListInTrack(self, kind: str, index: int) -> list[Item] | None:
        track = self._track(kind, index)
        if track is None:
            return None
        if not self.world.behaviour.lists_transitions:
            return list(track.items)
        return sorted(
            [*track.items, *map(partial(_as_item, track), track.transitions)],
            key=lambda each: each.start,
        )

    def GetTrackName(self, kind: str, index: int) -> str | None:
        track = self._track(kind, index)
        return None if track is None else track.name

    def SetTrackName(self, kind: str, index: int, name: str) -> bool:
        track = self._track(kind, index)
        if track is None or not name:
            return False
        track.name = name
        return True

    def GetTrackSubType(self, kind: str, index: int) -> str:
        track = self._track(kind, index)
        return "" if track is None else track.subtype

    def GetIsTrackEnabled(self, kind: str, index: int) -> bool:
        track = self._track(kind, index)
        return track is not None and track.enabled and self._honest()

    def SetTrackEnable(self, kind: str, index: int, enabled: bool) -> bool:
        track = self._track(kind, index)
        if track is None:
            return False
        track.enabled = enabled
        return True

    def GetIsTrackLocked(self, kind: str, index: int) -> bool:
        track = self._track(kind, index)
        return track is not None and track.locked and self._honest()

    def SetTrackLock(self, kind: str, index: int, locked: bool) -> bool:
        track = self._track(kind, index)
        if track is None:
            return False
        track.locked = locked
        return True

    def AddTrack(self, kind: str, options: Any = None) -> bool:
        if kind not in self.state.tracks:
            return False
        tracks = self.state.tracks[kind]
        given = options if isinstance(options, dict) else {"audioType": options}
        subtype = given.get("audioType") or "mono"
        index = given.get("index", len(tracks) + 1)
        if subtype not in literals("AudioSubTrackType") or not 1 <= index <= len(tracks) + 1:
            return False
        tracks.insert(index - 1, new_track(self.state, kind, subtype))
        return True

    def DeleteTrack(self, kind: str, index: int) -> bool:
        track = self._track(kind, index)
        if track is None or not self._may_delete():
            return False
        self.world.spend(DELETE_MS)
        self.state.tracks[track.kind].remove(track)
        for item in track.items:
            self.world.bury(item)
        return True

    def _track(self, kind: str, index: int) -> Track | None:
        return track_at(self.state, kind, index) if kind in self.state.tracks else None

    def _honest(self) -> bool:
        return self.world.is_current(self.state) or not self.world.behaviour.others_lie

    def _may_delete(self) -> bool:
        return self.world.is_current(self.state) or not self.world.behaviour.deletes_on_current_only


def _as_item(track: Track, transition: Transition) -> Item:
    return Item(
        transition.name,
        track.kind,
        transition.cut - transition.before,
        transition.before + transition.after,
        uid=transition.uid,
        is_transition=True,
    )
