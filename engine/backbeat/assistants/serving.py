"""The server of the Model Context Protocol over standard input and output."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Any

from backbeat.assistants.answers import sentence, told
from backbeat.assistants.running import MAX_WAITING, Run, here, on_engine
from backbeat.assistants.tools import Tool, named, request_of, tools
from backbeat.errors import BackbeatError, InputError, InternalError, RequestError
from backbeat.home import home
from backbeat.jobs.paths import check_paths
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.progress import Progress
from backbeat.roots import Roots, held
from backbeat.roots.own import own_added
from backbeat.version import __version__

MAX_REQUEST_BYTES = ServiceLimits.message_bytes
"""Bytes of a request, as of an engine."""
_PROGRESS_S = 0.2
"""Seconds between two notifications of progress."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class AssistantOptions:
    """What an assistant may do."""

    roots: Roots = field(default_factory=lambda: Roots.of([Path.cwd()]))
    """Folders that it may have read and written in; requests and their jobs are held to them."""
    read_only: bool = False
    """Only measuring, and no writing."""
    overwrite: bool = False
    """Whether it may replace files that Backbeat did not write."""
    workers: int = 0
    """Jobs at once here; 0 for half the cores, up to 4."""
    engine: str | None = None
    """None runs jobs here; "auto" on the engine of this machine; "HOST:PORT" on that one."""


@dataclass
class _Watched:
    """Where a call is, told by one thread to another."""

    stop: threading.Event = field(default_factory=threading.Event)
    now: tuple[float, str] = (0.0, "Waiting")

    def report(self, fraction: float, step: str) -> None:
        self.now = (fraction, step)


def serve(options: AssistantOptions) -> None:
    """Answers an assistant until it closes its end, or SIGINT or SIGTERM ends the process.

    Must be called from the main thread.

    Raises:
        InputError: the package `mcp` is not installed.
        EngineUnavailableError: an engine was asked for, and none runs.
    """
    try:
        import anyio
        import mcp.server.lowlevel  # noqa: F401 -- said here where it is missing
    except ImportError as error:
        raise InputError(
            "Tools for assistants need the package mcp, which is not installed.",
            "Install it: pip install 'backbeat[mcp]'.",
        ) from error
    address = None if options.engine == "auto" else options.engine
    runner = here(options.workers) if options.engine is None else on_engine(address)
    with contextlib.ExitStack() as closing:
        roots = replace(options.roots, command="backbeat mcp")
        closing.enter_context(held(own_added(roots, home())))
        run = closing.enter_context(runner)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, functools.partial(_end_at_once, closing))
        anyio.run(_serve, options, run)


def _end_at_once(closing: contextlib.ExitStack, number: int, frame: FrameType | None) -> None:
    """Ends the jobs, then this process, without the thread that waits for the next input."""
    del frame

    def end() -> None:
        closing.close()
        os._exit(128 + number)

    threading.Thread(target=end, daemon=True).start()


async def _serve(options: AssistantOptions, run: Run) -> None:
    import anyio
    from mcp import types
    from mcp.server.lowlevel import NotificationOptions, Server
    from mcp.server.stdio import stdio_server

    offered = tools(options.read_only, options.overwrite)
    folders = ", ".join(map(str, (*options.roots.write, *options.roots.read)))
    server: Any = Server(
        "backbeat",
        version=__version__,
        instructions="Backbeat puts sound and picture in step inside timelines. Paths are "
        f"absolute, in: {folders}. Inputs are never changed; results are written where an output "
        "path says.",
    )
    places = anyio.CapacityLimiter(MAX_WAITING + 1)

    @server.list_tools()  # type: ignore[untyped-decorator]
    async def list_tools() -> list[Any]:
        return [_as_offered(tool, types) for tool in offered]

    @server.call_tool(validate_input=False)  # type: ignore[untyped-decorator]
    async def call_tool(name: str, arguments: dict[str, Any]) -> Any:
        context, watched = server.request_context, _Watched()
        token = context.meta.progressToken if context.meta is not None else None

        async def tell() -> None:
            last = None
            while True:
                if watched.now != last:
                    last = watched.now
                    await context.session.send_progress_notification(
                        token, last[0], 1.0, last[1], related_request_id=context.request_id
                    )
                await anyio.sleep(_PROGRESS_S)

        try:
            async with anyio.create_task_group() as group:
                if token is not None:
                    group.start_soon(tell)
                content, structured = await anyio.to_thread.run_sync(
                    lambda: _called(offered, run, name, arguments, watched),
                    abandon_on_cancel=True,
                    limiter=places,
                )
                group.cancel_scope.cancel()
        finally:
            # The assistant may have cancelled this call, or be gone.
            watched.stop.set()
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=text) for text in content],
            structuredContent=structured if not structured.get("code") else None,
            isError=bool(structured.get("code")),
        )

    with _own_output() as output:
        async with stdio_server(stdout=anyio.wrap_file(output)) as (reading, writing):
            ready = server.create_initialization_options(NotificationOptions())
            await server.run(reading, writing, ready)


def _called(
    offered: Sequence[Tool],
    run: Run,
    name: str,
    arguments: dict[str, Any],
    watched: _Watched,
) -> tuple[list[str], dict[str, Any]]:
    """The texts of an answer, and its JSON: the result, or the code of an error."""
    began_s = time.monotonic()
    try:
        request = request_of(named(offered, name), arguments)
        if request.ByteSize() > MAX_REQUEST_BYTES:
            raise RequestError(
                f"The request has {request.ByteSize()} bytes, over {MAX_REQUEST_BYTES}.",
                "Send paths, not media.",
            )
        check_paths(request)
        result = run(request, Progress(watched.report, watched.stop.is_set))
    except BackbeatError as error:
        return [str(error)], {"code": error.code.value}
    except Exception as error:
        _LOG.exception("the call of %s failed", name)
        failed = InternalError(
            f"The call stopped on an internal error: {type(error).__name__}.", "Please report it."
        )
        return [str(failed)], {"code": failed.code.value}
    watched.report(1.0, "Done")
    told_of, cut = told(result)
    words = sentence(request, told_of, cut, time.monotonic() - began_s)
    return [words, json.dumps(told_of, ensure_ascii=False)], told_of


def _as_offered(tool: Tool, types: Any) -> Any:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        inputSchema=dict(tool.input_schema),
        annotations=types.ToolAnnotations(
            readOnlyHint=tool.is_read_only,
            destructiveHint=tool.is_destructive,
            # The same request gives the same bytes.
            idempotentHint=True,
        ),
    )


@contextlib.contextmanager
def _own_output() -> Any:
    """Standard output for the protocol alone: what a library prints goes to stderr."""
    with os.fdopen(os.dup(1), "wb") as raw:
        os.dup2(2, 1)
        yield TextIOWrapper(raw, encoding="utf-8", newline="\n")
