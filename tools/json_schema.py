"""Generates `docs/schemas/*.schema.json`, the JSON Schemas of files, from the contract.

    .venv/bin/python tools/json_schema.py          writes them
    .venv/bin/python tools/json_schema.py --check  fails where they differ from the contract

They describe protobuf's JSON mapping as Backbeat writes it, with the contract's comments.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

ROOT = Path(__file__).parent.parent
SCHEMAS = {"syncmap": "backbeat.v1.SyncMap"}
"""Name of each schema, and the message that it describes."""
_FOLDER = ROOT / "docs" / "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MESSAGE_FIELD, _ENUM_FIELD, _NESTED_FIELD, _NESTED_ENUM_FIELD = 4, 5, 3, 4
"""Numbers in the paths of source locations: message and enum of a file, both in a message."""
_VALUE_FIELD, _MEMBER_FIELD = 2, 2

_F = FieldDescriptorProto
_SCALARS: dict[int, Any] = {
    _F.TYPE_DOUBLE: {"type": "number"},
    _F.TYPE_INT32: {"type": "integer", "minimum": -(1 << 31), "maximum": (1 << 31) - 1},
    _F.TYPE_INT64: {"type": "string", "pattern": "^-?[0-9]{1,19}$"},
    _F.TYPE_BOOL: {"type": "boolean"},
    _F.TYPE_STRING: {"type": "string"},
}
"""A 64-bit integer is a string in protobuf's JSON."""


class Contract:
    """The messages, enums and comments of the contract, by full name."""

    def __init__(self, files: FileDescriptorSet) -> None:
        self.messages: dict[str, DescriptorProto] = {}
        self.enums: dict[str, EnumDescriptorProto] = {}
        self.comments: dict[str, str] = {}
        for file in files.file:
            if file.package.startswith("backbeat."):
                self._add_file(file)

    def _add_file(self, file: FileDescriptorProto) -> None:
        comments = {
            tuple(location.path): " ".join(location.leading_comments.split())
            for location in file.source_code_info.location
        }
        for index, enum in enumerate(file.enum_type):
            self._add_enum(f"{file.package}.{enum.name}", enum, (_ENUM_FIELD, index), comments)
        for index, message in enumerate(file.message_type):
            name = f"{file.package}.{message.name}"
            self._add_message(name, message, (_MESSAGE_FIELD, index), comments)

    def _add_message(
        self,
        name: str,
        message: DescriptorProto,
        path: tuple[int, ...],
        comments: dict[tuple[int, ...], str],
    ) -> None:
        self.messages[name] = message
        self.comments[name] = comments.get(path, "")
        for index, field in enumerate(message.field):
            self.comments[f"{name}.{field.name}"] = comments.get((*path, _MEMBER_FIELD, index), "")
        for index, inner in enumerate(message.nested_type):
            self._add_message(
                f"{name}.{inner.name}", inner, (*path, _NESTED_FIELD, index), comments
            )
        for index, enum in enumerate(message.enum_type):
            self._add_enum(
                f"{name}.{enum.name}", enum, (*path, _NESTED_ENUM_FIELD, index), comments
            )

    def _add_enum(
        self,
        name: str,
        enum: EnumDescriptorProto,
        path: tuple[int, ...],
        comments: dict[tuple[int, ...], str],
    ) -> None:
        self.enums[name] = enum
        self.comments[name] = comments.get(path, "")
        for index, value in enumerate(enum.value):
            self.comments[f"{name}.{value.name}"] = comments.get((*path, _VALUE_FIELD, index), "")


def schema(contract: Contract, root: str) -> dict[str, Any]:
    """The JSON Schema of a message, with those that it holds as definitions."""
    definitions: dict[str, Any] = {}
    _define(contract, root, definitions)
    top = definitions.pop(_short(root))
    ordered = {name: definitions[name] for name in sorted(definitions)}
    return {"$schema": _DIALECT, "title": _short(root), **top, "$defs": ordered}


def _define(contract: Contract, name: str, definitions: dict[str, Any]) -> None:
    short = _short(name)
    if short in definitions:
        return
    if name in contract.enums:
        definitions[short] = _enum(contract, name)
        return
    made: dict[str, Any] = {"type": "object"}
    definitions[short] = made
    if contract.comments[name]:
        made["description"] = contract.comments[name]
    made["properties"] = {
        field.json_name: _property(contract, name, field, definitions)
        for field in contract.messages[name].field
    }
    made["additionalProperties"] = False


def _enum(contract: Contract, name: str) -> dict[str, Any]:
    values = [value.name for value in contract.enums[name].value]
    said = [
        f"{value}: {contract.comments[f'{name}.{value}']}"
        for value in values
        if contract.comments[f"{name}.{value}"]
    ]
    about = [contract.comments[name]] if contract.comments[name] else []
    made: dict[str, Any] = {"type": "string", "enum": values}
    if about or said:
        made["description"] = "\n".join([*about, *said])
    return made


def _property(
    contract: Contract, owner: str, field: FieldDescriptorProto, definitions: dict[str, Any]
) -> dict[str, Any]:
    if field.type in (_F.TYPE_MESSAGE, _F.TYPE_ENUM):
        inner = field.type_name.removeprefix(".")
        _define(contract, inner, definitions)
        value: dict[str, Any] = {"$ref": f"#/$defs/{_short(inner)}"}
    else:
        value = dict(_SCALARS[field.type])
    if field.label == _F.LABEL_REPEATED:
        value = {"type": "array", "items": value}
    comment = contract.comments[f"{owner}.{field.name}"]
    return {"description": comment, **value} if comment else value


def _short(name: str) -> str:
    """ "SyncMap", or "Cut.Action" of an enum inside a message."""
    return name.removeprefix("backbeat.v1.")


def contract_of(folder: Path) -> Contract:
    """The contract in a folder of .proto files, with its comments."""
    with tempfile.TemporaryDirectory() as temporary:
        built = Path(temporary) / "contract.binpb"
        buf = Path(sys.executable).parent / "buf"
        subprocess.run([str(buf), "build", str(folder), "-o", str(built)], check=True)
        return Contract(FileDescriptorSet.FromString(built.read_bytes()))


def main() -> int:
    contract = contract_of(ROOT / "proto")
    stale = []
    for name, message in SCHEMAS.items():
        text = json.dumps(schema(contract, message), indent=2, ensure_ascii=False) + "\n"
        target = _FOLDER / f"{name}.schema.json"
        if "--check" in sys.argv[1:]:
            if not target.is_file() or target.read_text(encoding="utf-8") != text:
                stale.append(target)
        else:
            _FOLDER.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
    for target in stale:
        print(f"{target.relative_to(ROOT)} is not that of the contract: run tools/json_schema.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
