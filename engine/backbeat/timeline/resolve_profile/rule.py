"""What a rule of the profile is, and what it finds."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.timeline.resolve_profile.sheet import Sheet


class Severity(enum.Enum):
    """What Resolve is reported to make of it."""

    REFUSED = "refused"
    """The whole import fails, often without a word."""
    LOST = "lost"
    """The timeline comes in without it."""
    RISK = "risk"
    """Reported both ways, or by nobody."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds for one object of a timeline."""

    says: str
    """One sentence about this object."""
    repair: Callable[[], None] | None = None
    """Changes the tree so that the rule holds no more; None where nobody knows how."""


@dataclass(frozen=True)
class Rule:
    """One thing that Resolve is reported to refuse, to lose, or perhaps to stumble over."""

    id: str
    severity: Severity
    what: str
    """What it looks for, for the table of rules."""
    basis: str
    """The reports it rests on."""
    look: Callable[[Sheet], Iterable[Hit]]
    repaired: str = ""
    """What is done about it, as "is written so"; empty where nothing is."""
    advice: str = ""
    """What the user can do where it is not repaired."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that holds for one object of one file."""

    rule: Rule
    says: str
    """One sentence about this object."""
    repairable: bool
    """Whether `fitted` repairs it."""
