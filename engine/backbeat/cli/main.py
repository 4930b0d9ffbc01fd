"""The entry point of the command line."""

from __future__ import annotations

import io
import logging
import os
import sys

from backbeat.cli import defaults
from backbeat.cli.commands import COMMANDS, parser_of, parser_of_all
from backbeat.cli.engine_options import pass_on
from backbeat.errors import STATUSES, BackbeatError, ErrorCode
from backbeat.home import claim
from backbeat.threads import limit_native_threads


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; prints errors as one sentence on stderr.

    Args:
        arguments: the words after the program's name; None for those of this process.

    Returns:
        the exit status.
    """
    _escape_unprintable_characters()
    limit_native_threads()
    words = sys.argv[1:] if arguments is None else arguments
    parser = parser_of_all()
    try:
        if words and words[0] in COMMANDS and words[0] != "config":
            defaults.apply(parser_of(parser, words[0]), words[0], defaults.path())
    except BackbeatError as error:
        print(f"backbeat: {error}", file=sys.stderr)
        return error.statuses.exit_status
    parsed = parser.parse_args(words)
    if not os.environ.get("BACKBEAT_DEBUG"):
        # The user is shown the one sentence below; `serve` configures a log of its own.
        logging.getLogger("backbeat").addHandler(logging.NullHandler())
    claim()
    pass_on(parsed)
    try:
        return int(parsed.run(parsed))
    except BackbeatError as error:
        print(f"backbeat: {error}", file=sys.stderr)
        return error.statuses.exit_status
    except KeyboardInterrupt:
        print("backbeat: cancelled", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output, such as `head`, has closed it, which is no error.
        sys.stderr.close()
        return 0
    except Exception as error:
        if os.environ.get("BACKBEAT_DEBUG"):
            raise
        print(
            f"backbeat: an internal error stopped the command: {type(error).__name__}: {error}. "
            "Please report it; BACKBEAT_DEBUG=1 shows where it came from.",
            file=sys.stderr,
        )
        return STATUSES[ErrorCode.INTERNAL].exit_status


def _escape_unprintable_characters() -> None:
    """Escapes characters that the terminal's encoding lacks, which would otherwise raise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
