"""Writes the reference of the contract: every service, message and enum of proto/, as Markdown.

python tools/site/contract.py FOLDER    # one page a file of proto/, and contract.md
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    ServiceDescriptorProto,
)

ROOT = Path(__file__).parent.parent.parent
PACKAGE = "backbeat.v1"
# Numbers of fields in descriptor.proto, of which a comment's path is made.
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
_FIELD, _NESTED, _NESTED_ENUM = 2, 3, 4
_VALUE = _METHOD = 2
_SCALARS = {
    number: name.removeprefix("TYPE_").lower() for name, number in FieldDescriptorProto.Type.items()
}
Comments = dict[tuple[int, ...], str]


class Page:
    """The reference of one file."""

    def __init__(self, file: FileDescriptorProto, pages: dict[str, str]) -> None:
        self._file = file
        self._pages = pages
        self._comments: Comments = {
            tuple(location.path): " ".join(location.leading_comments.split())
            for location in file.source_code_info.location
            if location.leading_comments
        }

    @property
    def name(self) -> str:
        """The page's file name."""
        return page_of(self._file)

    def text(self) -> str:
        """The page as Markdown."""
        return "\n".join([f"# {Path(self._file.name).stem}", "", *self._parts()]) + "\n"

    def _parts(self) -> Iterator[str]:
        for number, service in enumerate(self._file.service):
            yield from self._service(service, (_SERVICE, number))
        for number, message in enumerate(self._file.message_type):
            yield from self._message(message, message.name, (_MESSAGE, number))
        for number, enum in enumerate(self._file.enum_type):
            yield from self._enum(enum, enum.name, (_ENUM, number))

    def _said(self, path: tuple[int, ...]) -> str:
        return self._comments.get(path, "")

    def _heading(self, name: str, path: tuple[int, ...]) -> Iterator[str]:
        yield f"## {name} {{ #{name.lower()} }}"
        yield ""
        if said := self._said(path):
            yield in_markdown(said)
            yield ""

    def _service(self, service: ServiceDescriptorProto, path: tuple[int, ...]) -> Iterator[str]:
        yield from self._heading(service.name, path)
        yield "| call | takes | returns | |"
        yield "|---|---|---|---|"
        for number, method in enumerate(service.method):
            stream = "stream of " if method.server_streaming else ""
            said = in_markdown(self._said((*path, _METHOD, number)))
            taken, returned = self._link(method.input_type), self._link(method.output_type)
            yield f"| `{method.name}` | {taken} | {stream}{returned} | {said} |"
        yield ""

    def _message(self, message: DescriptorProto, name: str, path: tuple[int, ...]) -> Iterator[str]:
        yield from self._heading(name, path)
        if message.field:
            yield "| field | number | type | |"
            yield "|---|---|---|---|"
        for number, field in enumerate(message.field):
            said = in_markdown(self._said((*path, _FIELD, number)))
            kind = self._type(message, field)
            yield f"| `{field.name}` | {field.number} | {kind} | {said} |"
        yield ""
        for number, nested in enumerate(message.nested_type):
            if not nested.options.map_entry:
                yield from self._message(nested, f"{name}.{nested.name}", (*path, _NESTED, number))
        for number, enum in enumerate(message.enum_type):
            yield from self._enum(enum, f"{name}.{enum.name}", (*path, _NESTED_ENUM, number))

    def _enum(self, enum: EnumDescriptorProto, name: str, path: tuple[int, ...]) -> Iterator[str]:
        yield from self._heading(name, path)
        yield "| value | number | |"
        yield "|---|---|---|"
        for number, value in enumerate(enum.value):
            said = in_markdown(self._said((*path, _VALUE, number)))
            yield f"| `{value.name}` | {value.number} | {said} |"
        yield ""

    def _type(self, message: DescriptorProto, field: FieldDescriptorProto) -> str:
        for nested in message.nested_type:
            if nested.options.map_entry and field.type_name.endswith(f".{nested.name}"):
                key, value = nested.field
                return f"map from {self._one(key)} to {self._one(value)}"
        words = self._one(field)
        if field.label == FieldDescriptorProto.LABEL_REPEATED:
            return f"list of {words}"
        if field.proto3_optional:
            return f"optional {words}"
        if field.HasField("oneof_index"):
            return f"{words}, one of `{message.oneof_decl[field.oneof_index].name}`"
        return words

    def _one(self, field: FieldDescriptorProto) -> str:
        return self._link(field.type_name) if field.type_name else _SCALARS[field.type]

    def _link(self, type_name: str) -> str:
        name = type_name.removeprefix(f".{PACKAGE}.")
        if name not in self._pages:
            return f"`{type_name.lstrip('.')}`"
        return f"[{name}]({self._pages[name]}#{name.lower()})"


def in_markdown(comment: str) -> str:
    """A comment as the text of a table's cell."""
    return comment.replace("|", r"\|").replace("<", "&lt;").replace("[", r"\[")


def page_of(file: FileDescriptorProto) -> str:
    """The name of a file's page."""
    return f"{Path(file.name).stem}.md"


def names_of(message: DescriptorProto, before: str = "") -> Iterator[str]:
    """The names of a message and of all in it."""
    name = f"{before}{message.name}"
    yield name
    for enum in message.enum_type:
        yield f"{name}.{enum.name}"
    for nested in message.nested_type:
        yield from names_of(nested, f"{name}.")


def read() -> list[FileDescriptorProto]:
    """The files of the contract with their comments, in order of their names."""
    buf = Path(sys.executable).parent / "buf"
    built = subprocess.run(
        [str(buf), "build", str(ROOT / "proto"), "--as-file-descriptor-set", "-o", "-"],
        check=True,
        capture_output=True,
    )
    files = FileDescriptorSet.FromString(built.stdout).file
    return sorted((file for file in files if file.package == PACKAGE), key=lambda one: one.name)


def write(folder: Path) -> None:
    """Writes the pages."""
    files = read()
    pages: dict[str, str] = {}
    for file in files:
        for message in file.message_type:
            pages.update(dict.fromkeys(names_of(message), page_of(file)))
        pages.update(dict.fromkeys((enum.name for enum in file.enum_type), page_of(file)))
    folder.mkdir(parents=True, exist_ok=True)
    index = ["# The contract", "", f"Package `{PACKAGE}`, as in `proto/`: one page a file.", ""]
    for file in files:
        page = Page(file, pages)
        (folder / page.name).write_text(page.text(), encoding="utf-8")
        services = ", ".join(service.name for service in file.service)
        index.append(f"- [{Path(file.name).stem}]({page.name}){': ' if services else ''}{services}")
    (folder / "contract.md").write_text("\n".join(index) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
