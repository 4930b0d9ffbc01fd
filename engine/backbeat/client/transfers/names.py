"""Files and folders that a client and an engine know by two names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.errors import BackbeatError
from backbeat.jobs.path_changes import FolderName, renamed

_Spelling = Callable[[str], str]


@dataclass
class Names:
    """What is called otherwise on the engine."""

    shared: Sequence[FolderName] = ()
    """Folders of disks that both machines have; `there` is the name on this machine."""
    sent: dict[str, str] = field(default_factory=dict)
    """Files and folders of transfers, by their path on the engine: their path here."""

    def there(self, path: str) -> str:
        """A path on a shared disk as the engine knows it; any other as it is."""
        return renamed(path, self.shared)

    def is_shared(self, path: str) -> bool:
        """Whether a path lies on a shared disk."""
        spelt = path.replace("\\", "/")
        heads = (folder.there.replace("\\", "/").rstrip("/") for folder in self.shared)
        return any(spelt == head or spelt.startswith(f"{head}/") for head in heads)

    def here(self, text: str) -> str:
        """A path or a sentence of the engine with the names that this machine knows."""
        for there, here in self._longest_first():
            text = text.replace(there, here)
        for folder in sorted(self.shared, key=lambda one: len(one.here), reverse=True):
            head, own = re.escape(folder.here.rstrip("/\\")), folder.there.rstrip("/\\")
            # The whole name of a folder, not the start of another's.
            text = own.join(re.split(rf"(?<![\w/\\.-]){head}(?![\w-]|\.\w)", text))
        return text

    def here_in(self, content: bytes, suffix: str) -> bytes:
        """A text file of the engine with the names that this machine knows for what was sent.

        Args:
            content: of the file.
            suffix: the ending of its name, in small letters, which says how names are spelt in it.
        """
        for there, here in self._longest_first():
            spelt = _SPELLINGS.get(suffix, (str,))
            pairs = [(one(there), one(here)) for one in spelt]
            # Where a URL could be a plain name too, what comes before it tells.
            urls = [(f"{head}{quote(there)}", f"{head}{_url_path(here)}") for head in _URL_HEADS]
            for old, new in (*urls, *pairs, (quote(there), quote(here))):
                content = content.replace(old.encode(), new.encode())
        return content

    def restore(self, message: Message) -> None:
        """Puts the names that this machine knows into every text of a message."""
        for descriptor, value in message.ListFields():
            message_type = descriptor.message_type
            if message_type is not None and message_type.GetOptions().map_entry:
                kind = message_type.fields_by_name["value"].type
                for key in value:
                    if kind == FieldDescriptor.TYPE_STRING:
                        value[key] = self.here(value[key])
                    elif kind == FieldDescriptor.TYPE_MESSAGE:
                        self.restore(value[key])
            elif descriptor.type == FieldDescriptor.TYPE_MESSAGE:
                for part in value if descriptor.is_repeated else (value,):
                    self.restore(part)
            elif descriptor.type == FieldDescriptor.TYPE_STRING:
                if descriptor.is_repeated:
                    value[:] = [self.here(text) for text in value]
                else:
                    setattr(message, descriptor.name, self.here(value))

    def restore_error(self, error: BackbeatError) -> None:
        """Puts the names that this machine knows into an error of the engine."""
        error.message, error.hint = self.here(error.message), self.here(error.hint)
        error.args = (error.message,)

    def _longest_first(self) -> list[tuple[str, str]]:
        return sorted(self.sent.items(), key=lambda pair: len(pair[0]), reverse=True)


def _url_path(path: str) -> str:
    """The path of a file URL, which has a third slash before a drive of Windows."""
    return Path(path).as_uri().removeprefix("file://")


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _as_markup(text: str) -> str:
    return escape(text)


def _as_ascii_json(text: str) -> str:
    return json.dumps(text)[1:-1]


_URL_HEADS = ("file://localhost", "file://")
# Of two that spell a name alike, the first says how the other name is spelt.
_SPELLINGS: Mapping[str, tuple[_Spelling, ...]] = {
    ".otio": (_as_json, _as_ascii_json),
    ".json": (_as_ascii_json, _as_json),
    **dict.fromkeys((".html", ".xml", ".fcpxml", ".svg"), (_as_markup,)),
}
