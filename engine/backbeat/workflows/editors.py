"""The profiles of editors by the request's name of the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from backbeat.v1.cutting_pb2 import EDITOR_PREMIERE, EDITOR_RESOLVE, Editor

if TYPE_CHECKING:
    from backbeat.timeline.document import Document
    from backbeat.timeline.profile.fitting import RepairResult
    from backbeat.timeline.profile.rule import Finding
    from backbeat.timeline.reading import MediaLookup


@dataclass(frozen=True)
class EditorProfile:
    """An editor that timelines are repaired for."""

    name: str
    """As in "Resolve is reported to drop ..."."""
    option: str
    """As in `--for resolve`."""
    endings: tuple[str, ...]
    """What it imports."""
    check: Callable[[Document, MediaLookup], tuple[Finding, ...]]
    repair_document: Callable[[Document, MediaLookup, str], RepairResult]
    check_kind: Callable[[Document], None]


_NAMES = {
    EDITOR_RESOLVE: ("Resolve", "resolve", (".otio", ".otioz")),
    EDITOR_PREMIERE: ("Premiere", "premiere", (".otio",)),
}
OPTIONS = tuple(option for _, option, _ in _NAMES.values())
"""What `--for` takes."""


def profile_of(editor: Editor) -> EditorProfile | None:
    """The profile of an editor; None for no editor in particular."""
    if editor not in _NAMES:
        return None
    name, option, endings = _NAMES[editor]
    module = import_module(f"backbeat.timeline.{option}_profile")
    return EditorProfile(
        name, option, endings, module.check, module.repair_document, module.check_kind
    )


def editor_called(option: str | None) -> Editor:
    """The editor of a `--for` option; none in particular for None."""
    for editor, (_, own, _) in _NAMES.items():
        if own == option:
            return editor
    return Editor.EDITOR_UNSPECIFIED
