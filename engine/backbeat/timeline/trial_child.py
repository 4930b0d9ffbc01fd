"""The child process of `trial_reading`: it reads a timeline from standard input and ends.

Run as a file, so that it starts without this package; or, by the frozen program, as a module.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys


def main(words: list[str]) -> None:
    """Reads, and ends the process with status 0; an exception is met by the parent again.

    Args:
        words: where modules are imported from, as JSON; none for those of this process.
    """
    if words:
        sys.path[:] = json.loads(words[0])
    with contextlib.suppress(Exception):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(Exception):
        import msvcrt

        msvcrt.SetErrorMode(  # type: ignore[attr-defined,unused-ignore]
            msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX  # type: ignore[attr-defined,unused-ignore]
        )
    from opentimelineio import core

    text = sys.stdin.buffer.read().decode()
    with contextlib.suppress(Exception):
        core.deserialize_json_from_string(text)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
