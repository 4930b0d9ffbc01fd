"""A unit of systemd's user manager."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backbeat.server.managers.service import MARK, Manager, Service

NAME = "backbeat.service"
_WATCHDOG_S = 60


def _file(user: Path, environment: Mapping[str, str]) -> Path:
    config = environment.get("XDG_CONFIG_HOME") or str(user / ".config")
    return Path(config) / "systemd" / "user" / NAME


def _text(service: Service) -> str:
    variables = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in service.environment.items()
    )
    command = " ".join(_quoted(word).replace("$", "$$") for word in service.command)
    return f"""\
# {MARK}. Changes are lost when it is run again:
# make them with `systemctl --user edit {NAME}`.
[Unit]
Description=Backbeat, the engine that puts sound and picture in step

[Service]
Type=notify
ExecStart={command}
{variables}\
# It says that it lives every few seconds, after a look at its job database.
WatchdogSec={_WATCHDOG_S}
Restart=on-failure
RestartSec=2
# Another engine runs, a port is taken, an option is wrong: again would not help.
RestartPreventExitStatus=2 3 4
# First it is asked to stop, and ends its jobs within its grace period.
KillMode=mixed
TimeoutStopSec={service.stop_limit_s}
# One job that takes too much memory ends alone.
OOMPolicy=continue
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def _quoted(word: str) -> str:
    """A word of a unit file: in quotes, since a path may hold spaces; "%" begins a specifier."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


MANAGER = Manager(
    words="systemd",
    file=_file,
    text=_text,
    starting=lambda file: (
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", file.name),
    ),
    stopping=lambda file: (("systemctl", "--user", "disable", "--now", file.name),),
    is_proven=True,
)
