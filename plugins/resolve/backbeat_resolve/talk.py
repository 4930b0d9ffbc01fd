"""Messages to the user: Resolve's console, a log file, and a window where there is one."""

import time
from pathlib import Path
from typing import Optional

from backbeat_resolve.windows import Window

_REPORT_INTERVAL_S = 0.45
_LOG_BYTES = 1 << 20


def to_console(words: str) -> None:
    """A line for Resolve's console, with a question mark for each letter it cannot show."""
    line = "Backbeat: {}".format(words)
    try:
        print(line, flush=True)
    except UnicodeError:
        print(line.encode("ascii", "replace").decode("ascii"), flush=True)


class Talk:
    """The messages and progress of one run.

    Args:
        title: of the run, such as "Snap to Beats".
        log: path of the log file.
        window: None where the edition has none for scripts.
    """

    def __init__(self, title: str, log: Path, window: Optional[Window] = None) -> None:
        self.title, self.window = title, window
        self._log = log
        self._said, self._step = 0.0, ""
        if log.is_file() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_name(log.name + ".1"))

    def report(self, fraction: float, step: str) -> None:
        """Where the work is; shown at least twice a second if it is told so often."""
        if self.window is not None:
            self.window.show_progress(fraction, step)
        now = time.monotonic()
        if step != self._step or now - self._said >= _REPORT_INTERVAL_S:
            self._said, self._step = now, step
            to_console("{} ({:.0f} %)".format(step, 100 * fraction))

    def part(self, start: float, end: float) -> "Share":
        """A report whose 0 to 1 is `start` to `end` of this one's."""
        return Share(self, start, end)

    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self.window is not None and self.window.is_cancelled()

    def say(self, words: str) -> None:
        """A line for the console and the log."""
        to_console(words)
        self.note(words)

    def note(self, words: str) -> None:
        """A line for the log alone."""
        line = "{} {}: {}\n".format(time.strftime("%Y-%m-%d %H:%M:%S"), self.title, words)
        try:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError:
            # A full disk must not hide what the console can still say.
            pass

    def finish(self, words: str) -> None:
        """Shows the final message, in a window that waits to be closed."""
        for line in words.split("\n"):
            self.say(line)
        if self.window is not None:
            self.window.show_end(words)


class Share:
    """A part of a run's progress."""

    def __init__(self, talk: Talk, start: float, end: float) -> None:
        self._talk, self._start, self._span = talk, start, end - start

    def __call__(self, fraction: float, step: str) -> None:
        """Reports 0 to 1 of this part."""
        self._talk.report(self._start + self._span * min(1.0, max(0.0, fraction)), step)
