"""What systemd is told of a service of `Type=notify`; nothing where it did not start us."""

from __future__ import annotations

import contextlib
import os
import socket


def notify(state: str) -> None:
    """Sends a state, such as "READY=1"; a manager that does not listen is no fault of ours."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    # "@" stands for the zero byte of a name in Linux's abstract namespace.
    name = "\0" + address[1:] if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(name)
        line.sendall(state.encode())


def watchdog_s() -> float | None:
    """Seconds within which the manager wants to hear from us; None where it does not."""
    wanted, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not wanted.isdecimal() or int(wanted) == 0 or pid not in ("", str(os.getpid())):
        return None
    return int(wanted) / 1e6
