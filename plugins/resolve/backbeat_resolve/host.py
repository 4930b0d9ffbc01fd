"""Finds the running Resolve, and calls its scripting interface, checking what it returns.

Its bridge raises nothing: a call that fails gives None or False, a name it does not know reads as
None, and `hasattr` is always true.
"""

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from backbeat_resolve.frames import Rate, rate_of
from backbeat_resolve.problems import Problem

_FIRST = (18, 5)
"""The first version that reads and writes OpenTimelineIO."""


class Host(NamedTuple):
    """The running Resolve."""

    resolve: Any
    fusion: Any
    """Fusion, which makes windows; None where the edition lets scripts have none."""
    bmd: Any
    version: Tuple[int, ...]
    studio: bool

    @property
    def named(self) -> str:
        """Such as "DaVinci Resolve Studio 21.1.0"."""
        edition = "DaVinci Resolve Studio" if self.studio else "DaVinci Resolve (free)"
        return "{} {}".format(edition, ".".join(str(part) for part in self.version))


class Session(NamedTuple):
    """A host with the project and the timeline that are open in it."""

    host: Host
    project: Any
    pool: Any
    timeline: Any
    """None where none is open, and none is needed."""
    rate: Rate
    start: int
    """Frame number of the timeline's first frame."""


def can(thing: Any, name: str) -> bool:
    """Whether this version knows a call."""
    return callable(getattr(thing, name, None))


def ask(thing: Any, name: str, *values: Any) -> Any:
    """Calls what is documented.

    Raises:
        Problem: this version does not know the call.
    """
    call = getattr(thing, name, None)
    if not callable(call):
        raise Problem(
            "This version of Resolve has no {}.".format(name), "Update Resolve, or use its menus."
        )
    return call(*values)


def find_host(scope: Dict[str, Any]) -> Host:
    """The Resolve that runs a script.

    Args:
        scope: the script's globals, in which Resolve puts what it offers.

    Raises:
        Problem: there is none, it is too old, or it answers nothing.
    """
    bmd, app = scope.get("bmd"), scope.get("app")
    fusion = scope.get("fusion") or scope.get("fu")
    resolve = scope.get("resolve")
    if resolve is None and app is not None and can(app, "GetResolve"):
        resolve = app.GetResolve()
    if resolve is None and bmd is not None and can(bmd, "scriptapp"):
        resolve = bmd.scriptapp("Resolve")
    if resolve is None:
        raise Problem(
            "Resolve does not let this script in.",
            "Start it from Workspace > Scripts. In the free edition scripts in Python ended with "
            "21.1: there, run `backbeat snap --for resolve` and import the timeline by hand.",
        )
    if fusion is None and can(resolve, "Fusion"):
        fusion = resolve.Fusion()
    version = _version(resolve)
    if version < _FIRST:
        raise Problem(
            "This is Resolve {}, which has no OpenTimelineIO.".format(".".join(map(str, version))),
            "Backbeat needs 18.5 or newer.",
        )
    return Host(resolve, fusion, bmd, version, _is_studio(resolve))


def open_session(host: Host) -> Session:
    """What is open.

    Raises:
        Problem: no project, no timeline, or a dialog that answers nothing.
    """
    session = open_project(host)
    if session.timeline is None:
        raise Problem("No timeline is open.", "Open the timeline to work on.")
    return session


def open_project(host: Host) -> Session:
    """What is open, with a timeline or without: then its rate is the project's, and it starts at 0.

    Raises:
        Problem: no project, or a dialog that answers nothing.
    """
    manager = ask(host.resolve, "GetProjectManager")
    if manager is None:
        raise _silent()
    project = ask(manager, "GetCurrentProject")
    if project is None:
        raise Problem("No project is open.", "Open one, and a timeline in it.")
    timeline = ask(project, "GetCurrentTimeline")
    pool = ask(project, "GetMediaPool")
    if pool is None:
        raise _silent()
    if timeline is not None:
        return open_timeline(host, project, pool, timeline)
    rate = rate_of(setting(project, "timelineFrameRate"), _drop_setting(project))
    return Session(host, project, pool, None, rate, 0)


def open_timeline(host: Host, project: Any, pool: Any, timeline: Any) -> Session:
    """The session of a timeline of an open project. Raises: Problem."""
    start = ask(timeline, "GetStartFrame")
    if start is None:
        raise _silent()
    rate = rate_of(setting(timeline, "timelineFrameRate"), _drop_setting(timeline))
    return Session(host, project, pool, timeline, rate, int(start))


def setting(thing: Any, name: str) -> Any:
    """A setting of a project or a timeline, from whichever call this version has."""
    if can(thing, "GetSetting"):
        said = thing.GetSetting(name)
        if said not in (None, ""):
            return said
    if can(thing, "GetSettings"):
        return (thing.GetSettings() or {}).get(name)
    return None


def timelines(project: Any) -> List[Any]:
    """All timelines of a project."""
    count = int(ask(project, "GetTimelineCount") or 0)
    found = [ask(project, "GetTimelineByIndex", number) for number in range(1, count + 1)]
    return [timeline for timeline in found if timeline is not None]


def track_count(timeline: Any, kind: str) -> int:
    """How many tracks of a kind there are."""
    return int(ask(timeline, "GetTrackCount", kind) or 0)


def items(timeline: Any, kind: str, track: int) -> List[Any]:
    """The clips of a track, counted from 1."""
    listed = ask(timeline, "GetItemListInTrack", kind, track) or []
    return [item for item in listed if not _is_transition(item)]


def same(one: Any, other: Any) -> bool:
    """Whether two handles refer to the same object."""
    if one is None or other is None:
        return False
    return bool(one.GetUniqueId() == other.GetUniqueId())


def file_of(pool_item: Any) -> str:
    """The file behind a clip of the pool; empty where there is none."""
    said = pool_item.GetClipProperty("File Path") if pool_item is not None else None
    return said if isinstance(said, str) else ""


def _is_transition(item: Any) -> bool:
    # Transitions became items of their own with 21.1.
    if not can(item, "GetType"):
        return False
    return "transition" in str(item.GetType()).lower()


def _drop_setting(timeline: Any) -> Any:
    return setting(timeline, "timelineDropFrameTimecode")


def _silent() -> Problem:
    return Problem(
        "Resolve does not answer this script.",
        "Close its dialogs, such as Project Settings, and try again.",
    )


def _version(resolve: Any) -> Tuple[int, ...]:
    said = ask(resolve, "GetVersion") or []
    numbers = [int(part) for part in list(said)[:3] if str(part).isdigit()]
    if not numbers:
        raise Problem("Resolve does not say its version.", "Restart it, and try again.")
    return tuple(numbers)


def _is_studio(resolve: Any) -> bool:
    said = resolve.IsStudio() if can(resolve, "IsStudio") else None
    if isinstance(said, bool):
        return said
    return "studio" in str(ask(resolve, "GetProductName")).lower()


def selected_items(timeline: Any) -> Optional[List[Any]]:
    """What is selected in a timeline; None before 21.0.4, which cannot tell."""
    if not can(timeline, "GetSelectedClips"):
        return None
    return list(timeline.GetSelectedClips() or [])
