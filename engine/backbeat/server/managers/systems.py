"""The manager of each system."""

from __future__ import annotations

import enum

from backbeat.server.managers import launchd, systemd_unit, task
from backbeat.server.managers.service import Manager


class System(enum.Enum):
    """Systems, by `sys.platform`."""

    LINUX = "linux"
    MACOS = "darwin"
    WINDOWS = "win32"


def manager_of(system: System) -> Manager:
    """The manager of a system."""
    return {
        System.LINUX: systemd_unit.MANAGER,
        System.MACOS: launchd.MANAGER,
        System.WINDOWS: task.MANAGER,
    }[system]
