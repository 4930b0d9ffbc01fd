"""The options that name an engine, and say how it is known."""

from __future__ import annotations

import argparse
import os

# The variables are those of `backbeat.client.tls`, whose import every `--help` would pay.
_FILES = (
    ("ca", "BACKBEAT_TLS_CA", "the certificate that the engine must show, or its authority's"),
    ("cert", "BACKBEAT_TLS_CERT", "your certificate, where the engine asks for one"),
    ("key", "BACKBEAT_TLS_KEY", "the key of your certificate"),
)


def add_engine(parser: argparse.ArgumentParser, what: str, *, runs: bool = True) -> None:
    """Adds `--engine` and the certificates for engines on other machines.

    Args:
        parser: of the command.
        what: help for `--engine`.
        runs: whether the command runs jobs, whose files may have to be sent.
    """
    parser.add_argument("--engine", metavar="HOST:PORT", help=f"{what}; also unix:PATH")
    group = parser.add_argument_group("engines on other machines")
    for name, variable, help_text in _FILES:
        group.add_argument(
            f"--tls-{name}",
            dest=f"client_tls_{name}",
            metavar="FILE",
            help=f"{help_text} (else ${variable})",
        )
    if not runs:
        return
    group.add_argument(
        "--engine-path",
        action="append",
        default=[],
        metavar="HERE=THERE",
        help="a folder of a disk that both machines have, as it is called here and on the engine's "
        "machine (repeatable); what lies in it is not sent (else $BACKBEAT_ENGINE_PATHS)",
    )
    group.add_argument(
        "--upload",
        action=argparse.BooleanOptionalAction,
        help="send the engine what the job reads, unless it has it, and fetch what it writes (the "
        "default with an engine on another machine); --no-upload: all paths are the engine's",
    )


def pass_on(arguments: argparse.Namespace) -> None:
    """Tells the client, wherever in this process it connects, the files that were given."""
    for name, variable, _ in _FILES:
        given = getattr(arguments, f"client_tls_{name}", None)
        if given is not None:
            os.environ[variable] = given
    folders = getattr(arguments, "engine_path", None)
    if folders:
        os.environ["BACKBEAT_ENGINE_PATHS"] = "\n".join(folders)
    upload = getattr(arguments, "upload", None)
    if upload is not None:
        os.environ["BACKBEAT_UPLOAD"] = "1" if upload else "0"
