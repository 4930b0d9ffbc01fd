"""An agent of launchd, which runs while its user is logged in."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from pathlib import Path

from backbeat.server.managers.service import MARK, Manager, Service

LABEL = "backbeat.engine"


def _file(user: Path, environment: Mapping[str, str]) -> Path:
    del environment
    return user / "Library" / "LaunchAgents" / f"{LABEL}.plist"


def _text(service: Service) -> str:
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(service.command_with_log),
        "EnvironmentVariables": dict(service.environment),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ExitTimeOut": service.stop_limit_s,
        # Background would slow its jobs down.
        "ProcessType": "Standard",
    }
    text = plistlib.dumps(agent, sort_keys=False).decode()
    return text.replace("<plist ", f"<!-- {MARK}. -->\n<plist ", 1)


MANAGER = Manager(
    words="launchd",
    file=_file,
    text=_text,
    starting=lambda file: (("launchctl", "load", "-w", str(file)),),
    stopping=lambda file: (("launchctl", "unload", "-w", str(file)),),
    is_proven=False,
)
