"""In and out marks, of a timeline and of media; offsets from the first frame."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve.surface import literals


class MarkMethods:
    state: Any

    def GetMarkInOut(self) -> dict[str, dict[str, int]]:
        return {kind: dict(marks) for kind, marks in self.state.marks.items()}

    def SetMarkInOut(self, first: int, last: int, kind: str | None = None) -> bool:
        kinds = _kinds(kind)
        if not kinds or first < 0 or last < first:
            return False
        for each in kinds:
            self.state.marks[each] = {"in": first, "out": last}
        return True

    def ClearMarkInOut(self, kind: str | None = None) -> bool:
        kinds = _kinds(kind)
        for each in kinds:
            self.state.marks.pop(each, None)
        return bool(kinds)


def _kinds(kind: str | None) -> list[str]:
    if kind in (None, "all"):
        return ["video", "audio"]
    return [kind] if kind in literals("MarkType") else []
