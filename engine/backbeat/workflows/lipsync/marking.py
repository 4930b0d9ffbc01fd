"""Says in a file that its mouths were generated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from backbeat.media.generated import BY_MODEL, BY_RECORDINGS, Mark, sign
from backbeat.media.generated import tags_of as tags_of_mark
from backbeat.workflows.lipsync.preparing import Prepared

_SERVICE = "service:"


def mark_of(backends: Sequence[Prepared], consent: str, sources: Sequence[str] = ()) -> Mark | None:
    """What a file says; None where nothing was generated.

    Args:
        backends: what made the mouths.
        consent: who agreed.
        sources: SHA-256 of what it was made from.
    """
    if not backends:
        return None
    models = tuple(dict.fromkeys(digest for one in backends for digest in one.model_sha256))
    by_model = bool(models) or any(one.name.startswith(_SERVICE) for one in backends)
    return Mark(
        generated="lip-sync: mouths are not as they were recorded",
        source_type=BY_MODEL if by_model else BY_RECORDINGS,
        backend=" and ".join(dict.fromkeys(one.name for one in backends)),
        consent=consent,
        sources=tuple(sources),
        models=models,
        licence="; ".join(dict.fromkeys(one.licence for one in backends if one.licence)),
    )


def tags_of(mark: Mark | None) -> Mapping[str, str]:
    """Tags of a file that say so; none where nothing was generated."""
    return {} if mark is None else tags_of_mark(mark)


def marked(path: Path, mark: Mark | None, ending: str) -> str:
    """Signs a finished file where the user can; how it is marked, empty: nothing was generated.

    Args:
        path: the file, already tagged.
        mark: what it says.
        ending: of its final name.

    Raises:
        InputError: the user's certificate cannot sign.
        OutputError: the file cannot be written.
    """
    return "" if mark is None else sign(path, mark, ending)
