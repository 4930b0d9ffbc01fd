"""Run the engine: gRPC, and JSON over HTTP, on this machine's loopback interface only.

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

from backbeat.errors import RequestError

if TYPE_CHECKING:
    from backbeat.client.discovery import Discovery

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
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="origin of pages that may call the engine, as in http://localhost:3000 (repeatable)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="when ready, print the ports on stdout, as one line of JSON",
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    _check(arguments)
    from backbeat.client import discovery
    from backbeat.home import home
    from backbeat.server import ServeOptions, serve

    folder = home()
    if arguments.home:
        folder = Path(arguments.home).expanduser().absolute()

    def ready(discovered: Discovery) -> None:
        _announce(discovered, folder / discovery.FILE, arguments.json, arguments.http_port is None)

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    options = ServeOptions(
        home=folder,
        port=arguments.port,
        http_port=arguments.http_port,
        workers=arguments.workers,
        grace_s=arguments.grace,
        origins=tuple(arguments.allow_origin),
        ray_address=arguments.ray_address if arguments.executor == "ray" else None,
        ray_media=tuple(_mirror(text) for text in arguments.ray_media),
    )
    serve(options, ready)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    for name in ("port", "http_port"):
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


def _announce(engine: Discovery, path: Path, as_json: bool, asks_for_panel_port: bool) -> None:
    from backbeat.server.engine import PANEL_PORTS

    print(
        f"backbeat: gRPC on 127.0.0.1:{engine.grpc_port}, HTTP on 127.0.0.1:{engine.http_port}, "
        f"token in {path}",
        file=sys.stderr,
        flush=True,
    )
    if asks_for_panel_port and engine.http_port not in PANEL_PORTS:
        ports = ", ".join(map(str, PANEL_PORTS))
        print(
            f"backbeat: ports {ports} are taken: the panel in Premiere will not find this engine",
            file=sys.stderr,
            flush=True,
        )
    if as_json:
        line = {
            "pid": engine.pid,
            "grpcPort": engine.grpc_port,
            "httpPort": engine.http_port,
            "discoveryFile": str(path),
            "serverId": engine.server_id,
            "version": engine.version,
        }
        print(json.dumps(line), flush=True)
