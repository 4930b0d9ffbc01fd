"""Generates the panel's TypeScript types from the contract; with --check, reports stale files."""

from __future__ import annotations

import sys
from pathlib import Path

from google.protobuf.descriptor import (
    Descriptor,
    EnumDescriptor,
    FieldDescriptor,
    ServiceDescriptor,
)

from backbeat.v1 import engine_pb2, jobs_pb2, pairing_pb2, panel_pb2

TARGET = Path(__file__).parent.parent / "plugins/premiere_bridge/src/engine/contract.ts"
_BANNER = """\
// Generated from proto/backbeat/v1 by tools/generate_panel_contract.py. Not to be edited.
//
// Messages as the engine's JSON has them: it prints default values, so only messages, members of a
// oneof and `optional` fields can be absent. 64-bit integers are strings, bytes are base64.
"""
_MODULES = (engine_pb2, jobs_pb2, pairing_pb2, panel_pb2)
_STREAMING = {"WatchJob"}
_TYPES = {
    **dict.fromkeys(
        (
            FieldDescriptor.TYPE_INT64,
            FieldDescriptor.TYPE_UINT64,
            FieldDescriptor.TYPE_STRING,
            FieldDescriptor.TYPE_BYTES,
        ),
        "string",
    ),
    FieldDescriptor.TYPE_BOOL: "boolean",
}


def contract() -> str:
    """The whole file."""
    services = [
        service for module in _MODULES for service in module.DESCRIPTOR.services_by_name.values()
    ]
    messages: dict[str, Descriptor] = {}
    enums: dict[str, EnumDescriptor] = {}
    for service in services:
        for method in service.methods:
            _reach(method.input_type, messages, enums)
            _reach(method.output_type, messages, enums)
    parts = [_BANNER]
    parts += [_enum(enums[name]) for name in sorted(enums)]
    parts += [_message(messages[name]) for name in sorted(messages)]
    parts.append(_methods(services))
    return "\n".join(parts)


def _reach(
    message: Descriptor, messages: dict[str, Descriptor], enums: dict[str, EnumDescriptor]
) -> None:
    name = _name(message)
    if name in messages or message.full_name.startswith("google."):
        return
    messages[name] = message
    for field in message.fields:
        if field.enum_type is not None:
            enums[_name(field.enum_type)] = field.enum_type
        elif field.message_type is not None:
            _reach(field.message_type, messages, enums)


def _name(described: Descriptor | EnumDescriptor) -> str:
    return described.full_name.removeprefix("backbeat.v1.").replace(".", "")


def _enum(enum: EnumDescriptor) -> str:
    names = " | ".join(f'"{value.name}"' for value in enum.values)
    return f"export type {_name(enum)} = {names};"


def _message(message: Descriptor) -> str:
    if not message.fields:
        return f"export type {_name(message)} = Record<string, never>;"
    fields = "".join(f"  {_field(field)};\n" for field in message.fields)
    return f"export interface {_name(message)} {{\n{fields}}}"


def _field(field: FieldDescriptor) -> str:
    mark = "?" if field.has_presence else ""
    return f"{field.json_name}{mark}: {_type(field)}"


def _type(field: FieldDescriptor) -> str:
    entry = field.message_type
    if entry is not None and entry.GetOptions().map_entry:
        return f"Record<string, {_type(entry.fields_by_name['value'])}>"
    if field.enum_type is not None:
        one = _name(field.enum_type)
    elif entry is not None:
        one = "string" if entry.full_name == "google.protobuf.Timestamp" else _name(entry)
    else:
        one = _TYPES.get(field.type, "number")
    return f"{one}[]" if field.is_repeated else one


def _methods(services: list[ServiceDescriptor]) -> str:
    lines = [
        f'  "{service.full_name.removeprefix("backbeat.v1.")}/{method.name}": '
        f"{{ request: {_name(method.input_type)}; answer: {_name(method.output_type)} }};\n"
        for service in services
        for method in service.methods
        if method.name not in _STREAMING
    ]
    return f"/** The unary methods. */\nexport interface Methods {{\n{''.join(lines)}}}\n"


def main() -> int:
    text = contract()
    if "--check" in sys.argv:
        stale = not TARGET.exists() or TARGET.read_text() != text
        if stale:
            print("stale, run tools/generate_panel_contract.py:", TARGET)
        return 1 if stale else 0
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
