"""Run the engine: gRPC, and JSON over HTTP, on this machine's loopback interface.

Clients find its ports and its token in the discovery file in its folder. Ctrl-C stops it once
running jobs are done or the grace period is over; a second Ctrl-C stops it at once.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cli.serve_doors import add_doors, announce_doors, make_certificate, remote_of
from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.client.discovery import Discovery
    from backbeat.roots import Roots

HELP = "run the engine: gRPC and HTTP on loopback"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="gRPC port (else any free one)"
    )
    parser.add_argument(
        "--http-port",
        type=int,
        metavar="N",
        help="HTTP port; 0 for any free one (else the first free one of 47613, 47614 and 47615, "
        "where the panel in Premiere looks)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="jobs at once (else half the cores, at most 4)",
    )
    parser.add_argument(
        "--home",
        metavar="DIR",
        help="the engine's own folder, readable by you only (else $BACKBEAT_HOME, else your data "
        "folder)",
    )
    parser.add_argument(
        "--grace",
        type=float,
        default=10.0,
        metavar="SECONDS",
        help="how long running jobs may continue when the engine is stopped (10)",
    )
    parser.add_argument(
        "--executor",
        choices=("local", "ray"),
        default="local",
        help="what runs the jobs: processes of this machine, or a Ray cluster",
    )
    parser.add_argument(
        "--ray-address",
        default="auto",
        metavar="HOST:PORT",
        help="head of the Ray cluster (else the one this machine belongs to); local: a cluster of "
        "this machine alone",
    )
    parser.add_argument(
        "--ray-media",
        action="append",
        default=[],
        metavar="DIR=URL",
        help="a folder that mirrors a store on every machine of the cluster, as in "
        "/mnt/show=s3://bucket/show (repeatable)",
    )
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        metavar="DIR",
        help="read and write nowhere but below this folder (repeatable; else wherever you may)",
    )
    parser.add_argument(
        "--read-root",
        action="append",
        default=[],
        metavar="DIR",
        help="read below this folder too, without writing there (repeatable)",
    )
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a limit, as in jobs_queued=20000 (repeatable; docs/engine.md names them)",
    )
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="origin of pages that may call the engine, as in http://localhost:3000 (repeatable)",
    )
    add_doors(parser)
    parser.add_argument(
        "--log-format",
        choices=["text", "json"],
        default="text",
        help="lines of the log for people or for programs (text)",
    )
    parser.add_argument(
        "--log-level",
        choices=["debug", "info", "warning", "error"],
        default="info",
        help="leave out lines below this level (info)",
    )
    parser.add_argument(
        "--log-file",
        metavar="FILE",
        help="write the log there instead of to stderr; at 10 MB a new one is begun, and five old "
        "ones are kept",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="start nothing: say whether an engine could run with these options, and what is wrong",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="when ready, print the ports on stdout, as one line of JSON",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    _check(arguments)
    from backbeat.memory import forgo_thread_caches, share_heaps

    if not (arguments.check or arguments.make_certificate):
        # Before all that takes long: what has been done is done again.
        forgo_thread_caches("serve")
    from backbeat.client import discovery
    from backbeat.jobs.service_limits import limits_of
    from backbeat.logs import LogOptions, start_log
    from backbeat.roots import Roots
    from backbeat.server import ServeOptions, serve

    folder = folder_of(arguments)
    if arguments.make_certificate:
        make_certificate(arguments, folder)
        return 0

    def ready(discovered: Discovery) -> None:
        announce_doors(discovered, arguments.host)
        _announce(discovered, folder / discovery.FILE, arguments)
        _say_roots(options.roots, arguments)

    options = ServeOptions(
        home=folder,
        port=arguments.port,
        http_port=arguments.http_port,
        workers=arguments.workers,
        grace_s=arguments.grace,
        roots=Roots.of(arguments.root, arguments.read_root),
        limits=limits_of(arguments.limit),
        origins=tuple(arguments.allow_origin),
        socket=Path(arguments.socket).expanduser() if arguments.socket else None,
        remote=remote_of(arguments, folder),
        ray_address=arguments.ray_address if arguments.executor == "ray" else None,
        ray_media=tuple(_mirror(text) for text in arguments.ray_media),
    )
    if arguments.check:
        from backbeat.cli.engine_check import check
        from backbeat.cli.finding import show

        return show(list(check(options)), arguments.json)
    share_heaps()
    start_log(LogOptions(arguments.log_format, arguments.log_level, _log_file(arguments)))
    serve(options, ready)
    return 0


def folder_of(arguments: argparse.Namespace) -> Path:
    """The engine's folder by the command's arguments."""
    from backbeat.home import home

    return Path(arguments.home).expanduser().absolute() if arguments.home else home()


def _check(arguments: argparse.Namespace) -> None:
    for name in ("port", "http_port", "tls_port", "tls_http_port"):
        if not 0 <= (getattr(arguments, name) or 0) < 65536:
            option = name.replace("_", "-")
            raise RequestError(
                f"--{option} is not a port number.", "Give 1 to 65535, or 0 for a free one."
            )
    if not 0 <= arguments.workers <= 64:
        raise RequestError("--workers is out of range.", "Give 1 to 64, or 0 to let it choose.")
    if not 0 <= arguments.grace <= 86_400:
        raise RequestError("--grace is out of range.", "Give 0 to 86400 seconds.")


def _mirror(text: str) -> tuple[str, str]:
    folder, _, url = text.partition("=")
    if not Path(folder).is_absolute() or "://" not in url:
        raise RequestError(
            f"--ray-media {text} is not a folder and the address of a store.",
            "Write /mnt/show=s3://bucket/show, say.",
        )
    return folder, url


def _say_roots(roots: Roots, arguments: argparse.Namespace) -> None:
    for does, folders in (("reads and writes", roots.write), ("reads", roots.read)):
        if folders:
            places = ", ".join(map(str, folders))
            _say(f"{does} below {places}", arguments, logging.INFO)


def _log_file(arguments: argparse.Namespace) -> Path | None:
    return Path(arguments.log_file).expanduser().absolute() if arguments.log_file else None


def _announce(engine: Discovery, path: Path, arguments: argparse.Namespace) -> None:
    from backbeat.server.engine import PANEL_PORTS

    _say(
        f"gRPC on 127.0.0.1:{engine.grpc_port}, HTTP on 127.0.0.1:{engine.http_port}, "
        f"token in {path}",
        arguments,
        logging.INFO,
    )
    if arguments.http_port is None and engine.http_port not in PANEL_PORTS:
        ports = ", ".join(map(str, PANEL_PORTS))
        _say(
            f"ports {ports} are taken: the panel in Premiere will not find this engine",
            arguments,
            logging.WARNING,
        )
    if arguments.json:
        line = {
            "pid": engine.pid,
            "grpcPort": engine.grpc_port,
            "httpPort": engine.http_port,
            "tlsPort": engine.tls_port,
            "tlsHttpPort": engine.tls_http_port,
            "discoveryFile": str(path),
            "serverId": engine.server_id,
            "version": engine.version,
        }
        print(json.dumps(line), flush=True)


def _say(words: str, arguments: argparse.Namespace, level: int) -> None:
    """Tells who started the engine, also where all of stderr is to be JSON."""
    if arguments.log_format == "json" and not arguments.log_file:
        logging.getLogger(__name__).log(level, "%s", words)
    else:
        print(f"backbeat: {words}", file=sys.stderr, flush=True)
