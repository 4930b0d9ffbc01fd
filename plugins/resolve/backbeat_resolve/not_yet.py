"""Menu entries whose engine job does not exist yet: they report that, and change nothing."""

from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run


def refusal(job: str, what: str) -> str:
    """The message of such an entry."""
    return "{} needs “{}” jobs, which this version of Backbeat does not have.".format(what, job)


def run(run: Run, job: str, what: str) -> str:
    """Asks the engine all the same, so that a newer engine with an older plugin says which is old.

    Raises:
        Problem: always.
    """
    engine = run.engine(job, 0.0, 1.0)
    raise Problem(
        "The engine {} can do “{}”, this plugin cannot yet.".format(engine.version, job),
        "Run `backbeat plugins install resolve` to update it.",
    )
