"""The process that runs cases: `python -m tests.fuzz.child TARGET`, fed by the one that counts."""

from __future__ import annotations

import os
import struct
import sys
import traceback
from typing import BinaryIO

from tests.fuzz.targets import TARGETS

LENGTH = struct.Struct("<I")


def main() -> None:
    """Runs cases from standard input, each after its length, and says of each how it went."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not be taken for an answer
    with TARGETS[sys.argv[1]]() as run:
        _answer(answers, "")
        while (data := _next(sys.stdin.buffer)) is not None:
            fault = ""
            try:
                run(data)
            except Exception:
                fault = traceback.format_exc()
            _answer(answers, fault)


def _next(cases: BinaryIO) -> bytes | None:
    head = cases.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return cases.read(LENGTH.unpack(head)[0])


def _answer(answers: BinaryIO, fault: str) -> None:
    data = fault.encode(errors="replace")
    answers.write(LENGTH.pack(len(data)) + data)
    answers.flush()


if __name__ == "__main__":
    main()
