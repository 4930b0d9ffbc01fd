"""Tables of licences that lie beside sounds: LICENSES.tsv, licenses.csv, credits.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from backbeat.sounds.licences import named

_STEMS = ("licenses", "licences", "license", "licence", "credits", "attribution", "manifest")
_KINDS = (".tsv", ".csv")
_FILE = ("file", "filename", "path", "name", "sound")
_LICENCE = ("licence", "license", "licence id", "spdx", "rights")
_CREDIT = ("credit", "by", "author", "creator", "artist", "attribution", "user", "username")
_URL = ("url", "source", "link", "page")
_LARGEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Terms:
    """Licence of a sound, and whom to name."""

    licence: str = ""
    credit: str = ""
    url: str = ""


def terms_in(folder: Path) -> dict[str, Terms]:
    """What the tables in a folder say, by file name or path as they write it, in lower case.

    A table that cannot be read says nothing.
    """
    found: dict[str, Terms] = {}
    try:
        tables = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _KINDS and path.stem.lower() in _STEMS
        )
        for table in tables:
            if table.stat().st_size <= _LARGEST:
                found.update(_read(table))
    except (OSError, ValueError, csv.Error):
        return found
    return found


def _read(table: Path) -> dict[str, Terms]:
    separator = "\t" if table.suffix.lower() == ".tsv" else ","
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=separator)
        columns = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
        file_column = _column(columns, _FILE)
        if file_column is None:
            return {}
        licence, credit = _column(columns, _LICENCE), _column(columns, _CREDIT)
        url = _column(columns, _URL)
        return {
            row[file_column].strip().replace("\\", "/").casefold(): Terms(
                named(_cell(row, licence)), _cell(row, credit), _cell(row, url)
            )
            for row in rows
            if row.get(file_column)
        }


def _column(columns: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _cell(row: dict[str, str], column: str | None) -> str:
    return (row.get(column) or "").strip() if column is not None else ""
