"""Cancel: stops what Backbeat is doing, for editions without windows."""

from backbeat_resolve.engine import find
from backbeat_resolve.run import Run, counted

TITLE = "Cancel"


def run(run: Run) -> str:
    """Runs the entry; returns the final message."""
    engine = find(run.installed.home)
    stopped = engine.cancel_own() if engine is not None else 0
    if not stopped:
        return "Backbeat is doing nothing."
    return "{} told to stop; the entry that began it says when it has.".format(
        counted(stopped, "job")
    )
