"""Which services the user has switched on, and what is needed to use one."""

from __future__ import annotations

import ipaddress
import json
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from backbeat.errors import PermissionDeniedError, RequestError
from backbeat.files import write_text
from backbeat.home import home
from backbeat.services.seats import SEATS, Seat

VARIABLE = "BACKBEAT_SERVICES"
"""Environment variable with the names of services that are on, with commas between them."""
COMMERCIAL = "BACKBEAT_COMMERCIAL_SERVICES"
"""Environment variable with the names of services whose plan, as the user says, allows commercial
use."""
_FILE = "services.json"


@dataclass(frozen=True)
class Access:
    """A service that may be used now."""

    seat: Seat
    url: str
    """Where its API begins, without a slash at the end."""
    key: str = field(repr=False)
    user: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The machine that things are sent to."""
        return urlsplit(self.url).netloc


def switched_on() -> frozenset[str]:
    """Names of the services that are on; none by default."""
    return _named_in(VARIABLE) | _kept()


def commercial_use(seat: Seat) -> bool | None:
    """Whether what a service gives may be used commercially; None: it is not known.

    Where a service's terms leave it to the plan, the user says so in `COMMERCIAL`.
    """
    if seat.commercial is None and seat.name in _named_in(COMMERCIAL):
        return True
    return seat.commercial


def switch(seat: Seat, on: bool) -> None:
    """Switches a service on or off for this user. Keys are never kept.

    Raises:
        OutputError: that cannot be written down.
    """
    names = _kept() | {seat.name} if on else _kept() - {seat.name}
    home().mkdir(parents=True, exist_ok=True)
    write_text(home() / _FILE, json.dumps({"on": sorted(names)}, indent=2) + "\n")


def missing(seat: Seat) -> list[str]:
    """What keeps a service from being used, each in a few words; empty: nothing does."""
    found = []
    if seat.closed and not os.environ.get(seat.url_variable):
        found.append(seat.closed)
    if seat.name not in switched_on():
        found.append("it is off")
    if not seat.key_optional and not os.environ.get(seat.key_variable):
        found.append(f"{seat.key_variable} is not set")
    if seat.user_variable and not os.environ.get(seat.user_variable):
        found.append(f"{seat.user_variable} is not set")
    return found


def access_to(seat: Seat) -> Access:
    """What is needed to use a service.

    Raises:
        PermissionDeniedError: the user has not switched it on, or gave no key for it.
        RequestError: the address that the user gave for it is none, or would show the key to
            everybody on the way.
    """
    if reasons := missing(seat):
        raise PermissionDeniedError(
            f"{seat.title} cannot be used: {', and '.join(reasons)}.", _hint(seat)
        )
    key = os.environ.get(seat.key_variable, "").strip()
    url = os.environ.get(seat.url_variable, "").strip() or _own_url(seat, key)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RequestError(
            f"{seat.url_variable} is {url!r}, which is no address.",
            "Write it as https://HOST or http://127.0.0.1:PORT.",
        )
    if parts.scheme == "http" and not is_loopback(url) and (key or not seat.key_optional):
        raise RequestError(
            f"{seat.url_variable} names {parts.hostname} without encryption, and the key would be "
            "seen on the way.",
            "Write it with https://.",
        )
    user = os.environ.get(seat.user_variable, "").strip() if seat.user_variable else ""
    return Access(seat, url.rstrip("/"), key, user)


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named_in(variable: str) -> frozenset[str]:
    names = os.environ.get(variable, "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def _own_url(seat: Seat, key: str) -> str:
    # Keys of free accounts end so, and have a host of their own.
    if seat.name == "deepl" and key.endswith(":fx"):
        return "https://api-free.deepl.com"
    return seat.url


def _kept() -> frozenset[str]:
    try:
        kept = json.loads((home() / _FILE).read_text("utf-8"))
        return frozenset(str(name) for name in kept["on"]) & SEATS.keys()
    except (OSError, ValueError, KeyError, TypeError):
        # What cannot be read switches nothing on.
        return frozenset()


def _hint(seat: Seat) -> str:
    if seat.closed:
        return "Choose another service; `backbeat services list` lists them."
    key = "" if seat.key_optional else f", and your key in {seat.key_variable}"
    return f"Switch it on with `backbeat services on {seat.name}`{key}. It sends {seat.takes}."
