"""Packages that may be missing."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from backbeat.packages import require


def test_a_package_that_another_thread_is_importing_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half_imported = ModuleType("cv2")
    monkeypatch.setitem(sys.modules, "cv2", half_imported)
    assert half_imported.__spec__ is None
    require("opencv-python-headless")
