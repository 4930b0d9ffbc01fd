"""A task of Windows' Task Scheduler, which starts the engine when its user logs on."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from backbeat.server.managers.service import MARK, Manager, Service

NAME = "Backbeat"


def _file(user: Path, environment: Mapping[str, str]) -> Path:
    local = environment.get("LOCALAPPDATA") or str(user / "AppData" / "Local")
    return Path(local) / "backbeat" / "backbeat-task.xml"


def _text(service: Service) -> str:
    # A task has no variables of its own, so the folder is an option.
    words = list(service.command_with_log[1:])
    if "BACKBEAT_HOME" in service.environment and "--home" not in words:
        words += ["--home", service.environment["BACKBEAT_HOME"]]
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- {MARK}. -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Backbeat, the engine that puts sound and picture in step</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
    </LogonTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(service.command[0])}</Command>
      <Arguments>{escape(subprocess.list2cmdline(words))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


MANAGER = Manager(
    words="Task Scheduler",
    file=_file,
    text=_text,
    starting=lambda file: (
        ("schtasks", "/Create", "/F", "/TN", NAME, "/XML", str(file)),
        ("schtasks", "/Run", "/TN", NAME),
    ),
    stopping=lambda file: (
        ("schtasks", "/End", "/TN", NAME),
        ("schtasks", "/Delete", "/F", "/TN", NAME),
    ),
    is_proven=False,
)
