"""Rows of the index as sounds, and sounds as rows."""

from __future__ import annotations

import sqlite3
from pathlib import PurePath

import numpy as np

from backbeat.sounds import names, ucs
from backbeat.sounds.facts import IndexedSound, SoundFile, SyncFrom, Take
from backbeat.sounds.licences import allows_commercial
from backbeat.sounds.query import parts_of
from backbeat.sounds.words import stems_of

KEY_LENGTH = 16
"""Hex digits of a file's digest that are its key: 64 bits, so that no two of a library meet."""

COLUMNS = (
    "id, path, digest, name, description, cat_id, cat_confidence, duration_s, rate, channels, "
    "lufs, momentary_lufs, peak_dbfs, true_peak_dbtp, sync_from, takes, loops, licence, credit, "
    "url, commercial, variant_group"
)


def sound_of(row: sqlite3.Row, variants: int = 1, score: float = 0.0) -> IndexedSound:
    """The sound of a row that has `COLUMNS`."""
    return IndexedSound(
        key=row["digest"][:KEY_LENGTH],
        path=row["path"],
        name=row["name"],
        description=row["description"],
        cat_id=row["cat_id"],
        confidence=row["cat_confidence"],
        duration_s=row["duration_s"],
        rate=row["rate"],
        channels=row["channels"],
        lufs=row["lufs"],
        momentary_lufs=row["momentary_lufs"],
        peak_dbfs=row["peak_dbfs"],
        true_peak_dbtp=row["true_peak_dbtp"],
        sync_from=SyncFrom(row["sync_from"]),
        takes=_takes(row["takes"]),
        loops=bool(row["loops"]),
        licence=row["licence"],
        credit=row["credit"],
        url=row["url"],
        commercial=None if row["commercial"] is None else bool(row["commercial"]),
        variants=variants,
        score=score,
    )


def put(connection: sqlite3.Connection, file: SoundFile) -> None:
    """Enters a file, in place of what was known of its path."""
    said, heard = file.said, file.heard
    cat_id, confidence = category_of(file)
    values = {
        "path": file.path, "size": file.size, "mtime_ns": file.mtime_ns, "digest": file.digest,
        "name": said.name, "description": said.description, "cat_id": cat_id,
        "cat_confidence": confidence, "duration_s": heard.duration_s, "rate": heard.rate,
        "channels": heard.channels, "lufs": heard.loudness.lufs,
        "momentary_lufs": heard.loudness.momentary_lufs, "peak_dbfs": heard.loudness.peak_dbfs,
        "true_peak_dbtp": heard.loudness.true_peak_dbtp, "sync_from": heard.sync_from.value,
        "takes": _packed(heard.takes), "loops": int(heard.loops or said.loop),
        "licence": said.licence, "credit": said.credit, "url": said.url,
        "commercial": allows_commercial(said.licence),
        "variant_group": names.variant_group(file.path),
        "timbre": heard.timbre.astype(np.float16).tobytes(),
        "meaning": None if file.meaning is None else file.meaning.astype(np.float16).tobytes(),
    }  # fmt: skip
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    changes = ", ".join(f"{name} = :{name}" for name in values)
    (row_id,) = connection.execute(
        f"INSERT INTO sounds ({columns}) VALUES ({places}) "  # noqa: S608 -- names of our columns
        f"ON CONFLICT (path) DO UPDATE SET {changes} RETURNING id",
        values,
    ).fetchone()
    put_words(connection, row_id, file.path, said.name, f"{said.description} {said.keywords}",
              cat_id)  # fmt: skip


def put_words(
    connection: sqlite3.Connection, row_id: int, path: str, name: str, about: str, cat_id: str
) -> None:
    """Enters the words by which a sound is found."""
    connection.execute("DELETE FROM words WHERE rowid = ?", (row_id,))
    found = ucs.category(cat_id)
    called = stems_of(name)
    parts = [part for word in called for part in parts_of(word)]
    connection.execute(
        "INSERT INTO words (rowid, name, about, category, folder) VALUES (?, ?, ?, ?, ?)",
        (
            row_id,
            " ".join(called),
            " ".join(dict.fromkeys([*parts, *stems_of(about)])),
            "" if found is None else " ".join(stems_of(found.words)),
            " ".join(dict.fromkeys(stems_of(_folder_words(path)))),
        ),
    )


def category_of(file: SoundFile) -> tuple[str, float]:
    """The category of a file, and how sure it is: its own, or the likeliest by its words."""
    if file.said.cat_id:
        return file.said.cat_id, 1.0
    guesses = ucs.guess(file.said.name, 1) or ucs.guess(file.said.description, 1)
    if not guesses:
        guesses = ucs.guess(_folder_words(file.path), 1)
    return (guesses[0].cat_id, guesses[0].confidence) if guesses else ("", 0.0)


def _folder_words(path: str) -> str:
    """The names of the two folders that a file lies in."""
    return " ".join(PurePath(path).parts[-3:-1])


def _packed(takes: tuple[Take, ...]) -> bytes:
    return np.array([[t.start_s, t.end_s, t.sync_s] for t in takes], "<f8").tobytes()


def _takes(data: bytes) -> tuple[Take, ...]:
    values = np.frombuffer(data, "<f8").reshape(-1, 3).tolist()
    return tuple(Take(*value) for value in values)
