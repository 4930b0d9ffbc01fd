"""One run of a menu entry: its host, settings, console and engine."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, NamedTuple, Tuple

from backbeat_resolve.engine import Engine, reach
from backbeat_resolve.host import Host, Session
from backbeat_resolve.places import Installation
from backbeat_resolve.problems import Problem
from backbeat_resolve.settings import Settings
from backbeat_resolve.talk import Talk
from backbeat_resolve.timelines import export, remove, results_folder


class Run(NamedTuple):
    """The context of a menu entry's run."""

    host: Host
    talk: Talk
    settings: Settings
    installed: Installation
    folder: Path
    """Folder of the plugin's own files."""

    def engine(self, job: str, start: float, end: float) -> Engine:
        """An engine that runs jobs of a kind.

        Raises:
            Problem: none can be started, it is of a version that does not fit, or it does not know
                the kind.
        """
        engine = reach(self.installed, self.talk.part(start, end), self.talk.cancelled)
        engine.check_version(self.installed.version)
        if job not in engine.capabilities():
            raise Problem(
                "The engine {} has no “{}” jobs yet.".format(engine.version, job),
                "Update Backbeat; nothing was changed in Resolve.",
            )
        return engine

    def exported(self, session: Session, folder: Path, job: str) -> Tuple[Engine, Path]:
        """An engine for jobs of a kind, and the open timeline as a file in `folder`.

        Raises:
            Problem: there is no such engine, or Resolve exports nothing.
        """
        engine = self.engine(job, 0.0, 0.05)
        self.talk.report(0.05, "Exporting the timeline")
        edit = folder / "before.otio"
        export(session, edit)
        return engine, edit

    def do(self, engine: Engine, request: Dict[str, Any], start: float, end: float) -> Any:
        """Runs a job, this run's progress from `start` to `end` meanwhile."""
        return engine.run(request, self.talk.part(start, end), self.talk.cancelled)

    @contextmanager
    def results(self, session: Session) -> Iterator[Path]:
        """A folder for this run's files, removed if the run fails."""
        folder = results_folder(self.folder, session)
        try:
            yield folder
        except BaseException:
            remove(folder)
            raise


def counted(number: int, thing: str) -> str:
    """ "1 cut", "2 cuts"."""
    return "{} {}{}".format(number, thing, "" if number == 1 else "s")
