"""Folders that a worker of a farm has under another name, as Open Job Description says them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from backbeat.errors import InputError
from backbeat.jobs.path_changes import FolderName, folder_names


def of_words(words: Iterable[str]) -> list[FolderName]:
    """The rules that a user writes as FROM=TO. Raises: RequestError: a rule has no two sides."""
    return folder_names(words, "--map-path")


def read(path: Path) -> list[FolderName]:
    """The rules of a file of the schema `pathmapping-1.0`; none where the file holds `{}`.

    Raises:
        InputError: it cannot be read, or is of another schema.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8") or "{}")
        rules = content.get("path_mapping_rules", [])
        return [FolderName(rule["source_path"], rule["destination_path"]) for rule in rules]
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Name a file of path mappings."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path} is not a file of path mappings: {type(error).__name__}: {error}.",
            "Open Job Description calls its schema pathmapping-1.0.",
        ) from error
