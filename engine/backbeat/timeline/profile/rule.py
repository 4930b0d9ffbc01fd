"""Rules of the profile, and their findings."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.timeline.profile.inspection import Inspection


class Severity(enum.Enum):
    """What an editor is reported to do on import."""

    REFUSED = "refused"
    """The whole import fails, often without a message."""
    LOST = "lost"
    """The timeline is imported without it."""
    RISK = "risk"
    """Reports disagree, or there are none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One object of a timeline to which a rule applies."""

    message: str
    """One sentence about the object."""
    repair: Callable[[], None] | None = None
    """Changes the tree so that the rule no longer applies; None if there is no repair."""


@dataclass(frozen=True)
class Rule:
    """A property of a timeline that an editor is reported to refuse, drop or perhaps mishandle."""

    id: str
    severity: Severity
    what: str
    """The property, for the table of rules."""
    basis: str
    """The reports it rests on."""
    look: Callable[[Inspection], Iterable[Hit]]
    repaired: str = ""
    """The repair as a past participle ("written as ..."); empty if there is none."""
    advice: str = ""
    """What the user can do if it is not repaired."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One object of one file to which a rule applies."""

    rule: Rule
    message: str
    """One sentence about the object."""
    repairable: bool
    """Whether `repair_document` repairs it."""
