"""Exports and imports timelines, and restores the project when that fails."""

import contextlib
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, List, Optional, Set, Type

from backbeat_resolve.host import Session, ask, same, timelines
from backbeat_resolve.problems import Cancelled, Problem

_BIN = "Backbeat"


class Guarded:
    """Restores the state of Resolve unless the block succeeds.

    Remembers the current timeline, bin and page. When the block raises, what was added to `made`
    goes, and so does what came into our bin, and the bin if it is new; what Resolve does not let
    go is said in the problem that is raised. Bin and page are as they were in any case.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.made: List[Any] = []
        """Timelines that this run created; after `undo`, those that did not go."""
        self._folder = ask(session.pool, "GetCurrentFolder")
        self._page = ask(session.host.resolve, "GetCurrentPage")
        self._bin: Any = None
        self._is_bin_new = False
        self._before: Optional[Set[str]] = None

    def __enter__(self) -> "Guarded":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if kind is not None:
            self.undo()
        session = self._session
        if self._folder is not None:
            ask(session.pool, "SetCurrentFolder", self._folder)
        is_empty = self._is_bin_new and not self._clips() and not self._bin.GetSubFolderList()
        if kind is not None and is_empty:
            ask(session.pool, "DeleteFolders", [self._bin])
        if self._page and ask(session.host.resolve, "GetCurrentPage") != self._page:
            ask(session.host.resolve, "OpenPage", self._page)
        if isinstance(error, Problem) and self.made:
            words = "Cancelled." if isinstance(error, Cancelled) else error.message
            names = ", ".join("“{}”".format(one.GetName()) for one in self.made)
            raise Problem(
                "{} Resolve did not let {} be taken away again.".format(words, names),
                "Close its dialogs and delete it by hand.",
            ) from error

    def undo(self) -> None:
        """Removes what was made, and opens the timeline that was open."""
        session = self._session
        if session.timeline is not None:
            ask(session.project, "SetCurrentTimeline", session.timeline)
        if self.made:
            ask(session.pool, "DeleteTimelines", self.made)
        if self._before is not None:
            fresh = [one for one in self._clips() if one.GetUniqueId() not in self._before]
            if fresh:
                ask(session.pool, "DeleteClips", fresh)
        there = {one.GetUniqueId() for one in timelines(session.project)}
        self.made = [one for one in self.made if one.GetUniqueId() in there]

    def use_bin(self) -> Any:
        """Makes our bin the current one, where imports go; creates it if need be.

        Raises:
            Problem: Resolve does not let us.
        """
        pool = self._session.pool
        root = ask(pool, "GetRootFolder")
        there = [one for one in root.GetSubFolderList() or [] if one.GetName() == _BIN]
        self._bin = there[0] if there else ask(pool, "AddSubFolder", root, _BIN)
        self._is_bin_new |= self._bin is not None and not there
        listed = self._bin.GetClipList() if self._bin is not None else None
        if listed is not None and self._before is None:
            # Known before anything can fail: undoing deletes what is not among these.
            self._before = {one.GetUniqueId() for one in listed}
        if listed is None or not ask(pool, "SetCurrentFolder", self._bin):
            raise Problem(
                "The bin “{}” cannot be made or opened.".format(_BIN),
                "Close Resolve's dialogs and try again.",
            )
        return self._bin

    def make_current(self, timeline: Any) -> None:
        """Opens a timeline. Raises: Problem."""
        project = self._session.project
        if same(ask(project, "GetCurrentTimeline"), timeline):
            return
        if not ask(project, "SetCurrentTimeline", timeline):
            raise Problem(
                "Resolve does not open the timeline “{}”.".format(timeline.GetName()),
                "Close its dialogs and try again.",
            )

    def _clips(self) -> List[Any]:
        return list(self._bin.GetClipList() or []) if self._bin is not None else []


def free_name(project: Any, wanted: str) -> str:
    """A name that no timeline has: Resolve imports none under a name that is taken."""
    taken = {str(timeline.GetName()).casefold() for timeline in timelines(project)}
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = "{} {}".format(wanted, number), number + 1
    return name


def export(session: Session, path: Path) -> None:
    """Writes the session's timeline as OpenTimelineIO.

    Raises:
        Problem: no file was written, whatever Resolve returned.
    """
    kind = getattr(session.host.resolve, "EXPORT_OTIO", None)
    if kind is None:
        raise Problem(
            "This version of Resolve cannot export OpenTimelineIO.", "Update it to 18.5 or newer."
        )
    none = getattr(session.host.resolve, "EXPORT_NONE", None)
    values = (str(path), kind) if none is None else (str(path), kind, none)
    said = ask(session.timeline, "Export", *values)
    # True proves nothing: some versions say so and write no file, or an empty one, or a folder.
    if not path.is_file() or not path.stat().st_size:
        raise Problem(
            "Resolve {} the timeline, but there is no file at {}.".format(
                "says it exported" if said else "did not export", path
            ),
            "See whether File > Export > Timeline works; close dialogs and try again.",
        )


def import_otio(session: Session, guard: Guarded, path: Path, name: str) -> Any:
    """Imports a timeline under a free name.

    Raises:
        Problem: Resolve gives nothing, and never says why.
    """
    guard.use_bin()
    before = {timeline.GetUniqueId() for timeline in timelines(session.project)}
    options = {"timelineName": name, "importSourceClips": True}
    made = ask(session.pool, "ImportTimelineFromFile", str(path), options)
    fresh = [one for one in timelines(session.project) if one.GetUniqueId() not in before]
    if made is None and len(fresh) == 1:
        made = fresh[0]
    if made is None:
        raise Problem(
            "Resolve did not import the new timeline, and gives no reason.",
            "Export yours by File > Export > Timeline; `backbeat doctor FILE --for resolve` names "
            "what may be refused of it, often a clip whose media is offline.",
        )
    guard.made.append(made)
    return made


def duplicate(session: Session, guard: Guarded, name: str) -> Any:
    """A copy of the session's timeline, which becomes the current one.

    Raises:
        Problem: Resolve makes none.
    """
    made = ask(session.timeline, "DuplicateTimeline", name)
    if made is None or same(made, session.timeline):
        raise Problem("Resolve did not duplicate the timeline.", "Close its dialogs and try again.")
    guard.made.append(made)
    guard.make_current(made)
    return made


def results_folder(home: Path, session: Session) -> Path:
    """A fresh folder for the files of one run."""
    parent = home / "results" / _safe(str(session.project.GetName()))
    named = session.timeline if session.timeline is not None else session.project
    name, number = _safe(str(named.GetName())), 1
    while True:
        folder = parent / "{} {}".format(name, number)
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            number += 1


def remove(folder: Path) -> None:
    """Removes a run's folder, and the folders above it that are empty."""
    shutil.rmtree(str(folder), ignore_errors=True)
    # Results of other runs may be in it.
    with contextlib.suppress(OSError):
        folder.parent.rmdir()


def _safe(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in name)
    return kept.strip(" .")[:80] or "timeline"
