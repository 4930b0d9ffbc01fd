"""Where the frozen program begins: a job's process, a module of ours, or the command line."""

from __future__ import annotations

import multiprocessing
import os
import sys

_OF_THE_LOADER = ("_PYI_ARCHIVE_FILE", "_PYI_PARENT_PROCESS_LEVEL", "_PYI_LINUX_PROCESS_NAME")


def _own_libraries_for_us_alone() -> None:
    """Undoes what led the loader to our libraries: a program that we start has its own.

    One of ours then starts as this one did, and finds them anew.
    """
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif os.environ.get(name) == getattr(sys, "_MEIPASS", None):
            del os.environ[name]
    for name in _OF_THE_LOADER:
        os.environ.pop(name, None)


def main() -> int:
    _own_libraries_for_us_alone()
    multiprocessing.freeze_support()
    from backbeat.frozen import may_run

    words = sys.argv[1:]
    if len(words) > 1 and words[0] == "-m" and may_run(words[1]):
        import runpy

        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return 0
    from backbeat.cli.main import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
