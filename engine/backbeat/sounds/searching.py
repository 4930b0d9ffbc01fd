"""Finds sounds by words: in the full-text table, by category, and by meaning where it is known."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.sounds.query import Query, Term
from backbeat.sounds.ranking import Candidate, fit, fused
from backbeat.sounds.synonyms import SAME

_MOST_CANDIDATES = 150
_ENOUGH = 40
"""Rows that have all words, from which on fewer words are not looked for."""
_OF_CATEGORY = 30
_OF_MEANING = 80
_LEAST_MEANING, _MOST_MEANING = 0.2, 0.8
"""How much meaning counts against words."""
_LEAST_FIT = 0.12
"""What fits less is no answer, unless its meaning is near."""


@dataclass(frozen=True)
class Allowed:
    """Which sounds may be found, as a condition of SQL on the table of sounds."""

    condition: str = ""
    """Empty: all."""
    values: tuple[object, ...] = ()

    def row_ids(self, connection: sqlite3.Connection) -> NDArray[np.int64] | None:
        """The rows that may be found, rising; None: all."""
        if not self.condition:
            return None
        found = connection.execute(
            f"SELECT id FROM sounds WHERE {self.condition}",  # noqa: S608 -- our conditions
            self.values,
        )
        # Sorted by SQLite, they would be read in their order, with all that is in the rows.
        return np.sort(np.fromiter((row[0] for row in found), np.int64))


def found_by_words(
    connection: sqlite3.Connection,
    query: Query,
    allowed: Allowed,
    row_ids: NDArray[np.int64] | None,
    limit: int,
) -> list[tuple[int, float]]:
    """Rows that fit a query's words and categories, with how well, best first.

    Args:
        connection: of the index.
        query: what is looked for.
        allowed: what may be found.
        row_ids: the rows of that; None: all.
        limit: how many are wanted, at most.
    """
    among = None if row_ids is None else frozenset(row_ids.tolist())
    ids = dict.fromkeys(_with_words(connection, query, among, limit))
    ids.update(dict.fromkeys(_of_categories(connection, query, allowed)))
    ranked = [(sound.row_id, round(fit(query, sound), 4)) for sound in candidates(connection, ids)]
    ranked = [found for found in ranked if found[1] >= _LEAST_FIT]
    return sorted(ranked, key=lambda found: (-found[1], found[0]))


def fused_with_meaning(
    by_words: Sequence[tuple[int, float]], by_meaning: Sequence[tuple[int, float]]
) -> list[tuple[int, float]]:
    """The rows of both rankings as one, each with the better of its two scores.

    The better the best name fits the words, the less meaning has to say: it is asked what sounds
    are called that are called otherwise.

    Args:
        by_words: rows with how well they fit, best first.
        by_meaning: rows with their cosines, best first.
    """
    unsaid = 1 - by_words[0][1] if by_words else 1.0
    weight = min(_MOST_MEANING, max(_LEAST_MEANING, unsaid))
    scores = dict(by_meaning)
    for row_id, score in by_words:
        scores[row_id] = max(score, scores.get(row_id, 0.0))
    order = fused((by_words[:_OF_MEANING], by_meaning[:_OF_MEANING]), (1.0, weight))
    return [(row_id, scores[row_id]) for row_id in order]


def candidates(connection: sqlite3.Connection, row_ids: Iterable[int]) -> list[Candidate]:
    """The words and categories of rows."""
    found = []
    wanted = list(row_ids)
    for first in range(0, len(wanted), 500):
        part = wanted[first : first + 500]
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            "SELECT w.rowid, w.name, w.about, w.category, w.folder, "  # noqa: S608 -- only marks
            "s.cat_id, s.cat_confidence "
            "FROM words w JOIN sounds s ON s.id = w.rowid "
            f"WHERE w.rowid IN ({marks})",
            part,
        )
        for row_id, name, about, category, folder, cat_id, confidence in rows:
            found.append(
                Candidate(
                    row_id, tuple(name.split()), tuple(about.split()),
                    tuple(category.split()), tuple(folder.split()), cat_id, confidence,
                )
            )  # fmt: skip
    return found


def _with_words(
    connection: sqlite3.Connection, query: Query, among: frozenset[int] | None, limit: int
) -> list[int]:
    """Rows that have the words: all of them first, as they were said, then as they may be said too.

    Then fewer and fewer of them, the rarest word last to go. It ends where enough was found: to
    rank what many words match costs most.
    """
    core = sorted(query.core, key=lambda term: -term.share)
    found: dict[int, None] = {}
    for match in _widening(core):
        found.update(dict.fromkeys(_matches(connection, match, among)))
        if len(found) >= max(2 * limit, _ENOUGH):
            break
    return list(found)


def _widening(core: Sequence[Term]) -> Iterator[str]:
    """Expressions of the full-text table, each wider than the one before."""
    for least in (1.0, SAME, 0.0):
        yield " AND ".join(_any_form(term, least) for term in core)
    for kept in range(len(core) - 1, 0, -1):
        for least in (SAME, 0.0):
            yield " AND ".join(_any_form(term, least) for term in core[:kept])
    for term in core[1:]:
        yield f"{{name about}} : {_any_form(term, 0.0)}"


def _any_form(term: Term, least: float) -> str:
    forms = [form for form, weight in term.forms.items() if weight >= least]
    return "(" + " OR ".join(f'"{form}"' for form in forms) + ")"


def _matches(connection: sqlite3.Connection, match: str, among: frozenset[int] | None) -> list[int]:
    ranked = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 10, 4, 3, 2)"
    if among is None:
        rows = connection.execute(f"{ranked} LIMIT ?", (match, _MOST_CANDIDATES))
        return [row_id for (row_id,) in rows]
    # Were it a condition, SQLite would ask the full-text table anew for each row of it.
    allowed = (row_id for (row_id,) in connection.execute(ranked, (match,)) if row_id in among)
    return list(itertools.islice(allowed, _MOST_CANDIDATES))


def _of_categories(connection: sqlite3.Connection, query: Query, allowed: Allowed) -> list[int]:
    only = f"AND {allowed.condition} " if allowed.condition else ""
    found: list[int] = []
    for guess in query.guesses:
        rows = connection.execute(
            f"SELECT id FROM sounds WHERE cat_id = ? {only}"  # noqa: S608 -- our conditions
            "ORDER BY cat_confidence DESC, id LIMIT ?",
            (guess.cat_id, *allowed.values, _OF_CATEGORY),
        )
        found += [row_id for (row_id,) in rows]
    return found
