"""Generates the JSON Schemas of files, and the comments by which tools of assistants are described.

    .venv/bin/python tools/json_schema.py          writes them
    .venv/bin/python tools/json_schema.py --check  fails where they differ from the contract

The schemas (`docs/schemas/*.schema.json`) describe protobuf's JSON mapping as Backbeat writes it,
with the contract's comments. Compiled messages hold no comments: those of the jobs' requests are
shipped beside what makes schemas of them (`engine/backbeat/assistants/comments.json`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from google.protobuf.descriptor_pool import DescriptorPool

from backbeat.assistants.schemas import reachable, schema

ROOT = Path(__file__).parent.parent
SCHEMAS = {"syncmap": "backbeat.v1.SyncMap"}
"""Name of each schema, and the message that it describes."""
_FOLDER = ROOT / "docs" / "schemas"
_COMMENTS = ROOT / "engine" / "backbeat" / "assistants" / "comments.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MESSAGE_FIELD, _ENUM_FIELD, _NESTED_FIELD, _NESTED_ENUM_FIELD = 4, 5, 3, 4
"""Numbers in the paths of source locations: message and enum of a file, both in a message."""
_VALUE_FIELD, _MEMBER_FIELD = 2, 2

_Comments = dict[tuple[int, ...], str]


class Contract:
    """The messages and the comments of the contract."""

    def __init__(self, files: FileDescriptorSet) -> None:
        self.pool = DescriptorPool()
        self.comments: dict[str, str] = {}
        for file in files.file:
            self.pool.Add(file)
            if file.package.startswith("backbeat."):
                self._add_file(file)

    def message(self, name: str) -> Descriptor:
        """The message of a full name."""
        return self.pool.FindMessageTypeByName(name)

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
        self, name: str, message: DescriptorProto, path: tuple[int, ...], comments: _Comments
    ) -> None:
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
        self, name: str, enum: EnumDescriptorProto, path: tuple[int, ...], comments: _Comments
    ) -> None:
        self.comments[name] = comments.get(path, "")
        for index, value in enumerate(enum.value):
            self.comments[f"{name}.{value.name}"] = comments.get((*path, _VALUE_FIELD, index), "")


def contract_of(folder: Path) -> Contract:
    """The contract in a folder of .proto files, with its comments."""
    with tempfile.TemporaryDirectory() as temporary:
        built = Path(temporary) / "contract.binpb"
        buf = Path(sys.executable).parent / "buf"
        subprocess.run([str(buf), "build", str(folder), "-o", str(built)], check=True)
        return Contract(FileDescriptorSet.FromString(built.read_bytes()))


def request_comments(contract: Contract) -> dict[str, str]:
    """The comments on everything that a job's request may hold, by full name."""
    found: dict[str, str] = {}
    for one in reachable(contract.message("backbeat.v1.JobRequest")):
        for name in (one.full_name, *_members(one)):
            if comment := contract.comments.get(name):
                found[name] = comment
    return dict(sorted(found.items()))


def _members(one: Descriptor | EnumDescriptor) -> list[str]:
    members = one.fields if isinstance(one, Descriptor) else one.values
    return [f"{one.full_name}.{member.name}" for member in members]


def _texts(contract: Contract) -> Iterator[tuple[Path, str]]:
    for name, message in SCHEMAS.items():
        made = {"$schema": _DIALECT, **schema(contract.message(message), contract.comments)}
        yield _FOLDER / f"{name}.schema.json", _text(made)
    yield _COMMENTS, _text(request_comments(contract))


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    stale = []
    for target, text in _texts(contract_of(ROOT / "proto")):
        if "--check" in sys.argv[1:]:
            if not target.is_file() or target.read_text(encoding="utf-8") != text:
                stale.append(target)
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
    for target in stale:
        print(f"{target.relative_to(ROOT)} is not that of the contract: run tools/json_schema.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
