"""A log that nobody reads holds nobody up."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from backbeat.logs.aside import _MOST_WAITING, Aside
from tests.engines import wait_for

_WRITES = """
import logging, sys
from backbeat.logs import LogOptions, start_log
start_log(LogOptions())
for number in range(int(sys.argv[1])):
    logging.getLogger("backbeat.test").info("line %d %s", number, "x" * 100)
print("done", flush=True)
"""


def test_a_pipe_that_nobody_reads_holds_nothing_up() -> None:
    reading, writing = os.pipe()
    try:
        count = 3 * _MOST_WAITING
        ran = subprocess.run(
            [sys.executable, "-c", _WRITES, str(count)],
            stdout=subprocess.PIPE,
            stderr=writing,
            timeout=60,
            check=True,
        )
        assert ran.stdout == b"done\n"
    finally:
        os.close(reading)
        os.close(writing)


def test_everything_is_written_in_order_before_the_process_ends() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _WRITES, "300"], capture_output=True, text=True, check=True
    )
    numbers = [int(line.split("line ")[1].split()[0]) for line in ran.stderr.splitlines()]
    assert numbers == list(range(300))


class _Slow(logging.Handler):
    """Blocks until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.go_on.wait(30)
        self.said.append(record.getMessage())


def test_lost_lines_are_counted() -> None:
    slow = _Slow()
    aside = Aside(slow)
    logger = logging.getLogger("backbeat.logs")
    logger.addHandler(aside)
    logger.setLevel(logging.INFO)
    try:
        for number in range(_MOST_WAITING + 100):
            logger.info("%d", number)
        slow.go_on.set()
        wait_for(lambda: any("lines of the log are lost" in said for said in slow.said))
    finally:
        logger.removeHandler(aside)
        aside.close()
    assert slow.said[:2] == ["0", "1"]
    lost = next(int(said.split()[0]) for said in slow.said if "are lost" in said)
    assert lost + len(slow.said) - 1 == _MOST_WAITING + 100
