"""Writes a timeline in another format, and says before what that format loses of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from backbeat.errors import TimelineError
from backbeat.files.seal import sealed
from backbeat.memory import collector_paused
from backbeat.timeline.exchange.content import content_of
from backbeat.timeline.exchange.formats import Format
from backbeat.timeline.source import Source


def text_of(source: Source, form: Format) -> bytes:
    """The timeline as a file of that format, with Backbeat's mark.

    Raises:
        TimelineError: its times are invalid.
    """
    from backbeat.timeline.exchange import edl_writing, fcp7_writing, fcpxml_writing

    with collector_paused(), _named(source):
        content = content_of(source)
        if form is Format.FCP7:
            return sealed(fcp7_writing.written(content))
        if form is Format.FCPXML:
            return sealed(fcpxml_writing.written(content))
        return sealed(edl_writing.written(content))


@contextlib.contextmanager
def _named(source: Source) -> Iterator[None]:
    try:
        yield
    except TimelineError as error:
        if str(source.path) in error.message:
            raise
        raise TimelineError(
            f"{source.path} cannot be converted: {error.message}", error.hint
        ) from error


def losses_of(source: Source, form: Format) -> list[str]:
    """What the format cannot hold of this timeline, one sentence each; nothing where all is kept.

    Raises:
        TimelineError: as `text_of`.
    """
    from backbeat.timeline.exchange.losses import losses

    with collector_paused():
        return losses(content_of(source), form)
