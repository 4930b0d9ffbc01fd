"""Flags and clip colours, alike on clips of the pool and of a timeline."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve.surface import literals


class ColourMethods:
    state: Any

    def AddFlag(self, color: str) -> bool:
        if color not in literals("FlagColor"):
            return False
        if color not in self.state.flags:
            self.state.flags.append(color)
        return True

    def GetFlagList(self) -> list[str]:
        return list(self.state.flags)

    def ClearFlags(self, color: str) -> bool:
        if color != "All" and color not in literals("FlagColor"):
            return False
        self.state.flags[:] = [each for each in self.state.flags if color not in ("All", each)]
        return True

    def GetClipColor(self) -> str:
        return str(self.state.color)

    def SetClipColor(self, color: str) -> bool:
        if color not in literals("ClipColor"):
            return False
        self.state.color = color
        return True

    def ClearClipColor(self) -> bool:
        self.state.color = ""
        return True
