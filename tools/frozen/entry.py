"""Where the frozen program begins: a job's process, a module of ours, or the command line."""

from __future__ import annotations

import multiprocessing
import os
import sys


def _own_libraries_for_us_alone() -> None:
    """Undoes what led the loader to our libraries: a program that we start has its own."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif os.environ.get(name) == getattr(sys, "_MEIPASS", None):
            del os.environ[name]


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
