"""The tools: one a kind of job, each with the job's request as its input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format

from backbeat.assistants.schemas import schema, shipped_comments
from backbeat.errors import NotFoundError, RequestError
from backbeat.jobs.run import KINDS
from backbeat.v1.jobs_pb2 import JobRequest

MEASURING: Mapping[str, tuple[str, ...]] = {
    "beats": ("output_path", "plot_path"),
    "loudness": ("output_path", "plot_path"),
    "transcribe": ("output_paths",),
    "visemes": ("output_paths",),
    "synccheck": ("output_paths", "fixed_path"),
    "align": ("output_path", "fixed_folder", "report_paths"),
    "sounds_search": (),
}
"""Kinds that write nothing but what these fields name."""
_OVERWRITE = "overwrite"


@dataclass(frozen=True)
class Tool:
    """One tool."""

    name: str
    """The kind of job."""
    description: str
    """What it does, for an assistant."""
    input_schema: Mapping[str, Any]
    """JSON Schema of its input."""
    left_out: tuple[str, ...]
    """Fields of the request that may not be set."""
    is_read_only: bool
    """Whether it writes nothing."""
    is_destructive: bool
    """Whether it may replace a file that Backbeat did not write."""


def tools(read_only: bool, overwrite: bool) -> list[Tool]:
    """The tools that are offered.

    Args:
        read_only: only those that measure, and none that writes.
        overwrite: whether a request may replace files that Backbeat did not write.
    """
    comments = shipped_comments()
    offered = []
    for kind in KINDS:
        if read_only and kind not in MEASURING:
            continue
        request = JobRequest.DESCRIPTOR.fields_by_name[kind].message_type
        left_out = MEASURING[kind] if read_only else ()
        if (read_only or not overwrite) and _OVERWRITE in request.fields_by_name:
            left_out = (*left_out, _OVERWRITE)
        made = schema(request, comments, left_out)
        offered.append(
            Tool(
                name=kind,
                description=comments[request.full_name],
                input_schema={key: value for key, value in made.items() if key != "description"},
                left_out=left_out,
                is_read_only=read_only or not _writes(kind),
                is_destructive=_OVERWRITE in request.fields_by_name and _OVERWRITE not in left_out,
            )
        )
    return offered


def request_of(tool: Tool, arguments: Mapping[str, Any]) -> JobRequest:
    """The request that a call of a tool asks for.

    Raises:
        RequestError: a field that there is not or that is not offered, or a value of another kind.
    """
    request = JobRequest()
    message = getattr(request, tool.name)
    message.SetInParent()
    try:
        json_format.ParseDict(dict(arguments), message)
    except (ValueError, TypeError, RecursionError, json_format.Error) as error:
        first_line = (str(error).splitlines() or ["it is nested too deeply"])[0][:300].rstrip(".")
        raise RequestError(
            f"The arguments of {tool.name} are not those of its schema: {first_line}.",
            "Look at the tool's input schema.",
        ) from error
    set_fields = {field.name for field, _ in message.ListFields()}
    for name in tool.left_out:
        if name in set_fields:
            raise RequestError(
                f"{message.DESCRIPTOR.fields_by_name[name].json_name} may not be set here.",
                "The user allows it with `backbeat mcp --allow-overwrite`."
                if name == _OVERWRITE
                else "The user allows it by starting `backbeat mcp` without --read-only.",
            )
    return request


def named(offered: Sequence[Tool], name: str) -> Tool:
    """The tool of a name. Raises: NotFoundError."""
    for tool in offered:
        if tool.name == name:
            return tool
    raise NotFoundError(
        f"There is no tool {name[:80]!r}.",
        f"There are {', '.join(tool.name for tool in offered)}.",
    )


def _writes(kind: str) -> bool:
    return MEASURING.get(kind) != ()
