"""Whose the sounds are: for the result, and as a file to put into end titles or a delivery."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from backbeat.files.seal import MARK
from backbeat.foley.found import FoundSound, Licence
from backbeat.v1.foley_pb2 import SoundCredit

_ASK_NOTHING = ("CC0", "0BSD", "Unlicense", "public domain")
_ADDRESSES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    **{
        f"CC-{terms}-{version}": f"https://creativecommons.org/licenses/{terms.lower()}/{version}/"
        for terms in ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
        for version in ("3.0", "4.0")
    },
}
"""Where licences that must be linked to are written (CC-BY 4.0, 3(a)(1)(C))."""
_CHANGED = "Level, length, pitch and filtering of the sounds were changed to fit the picture."
_COLUMNS = ("name", "credit", "licence", "licence_url", "url", "source", "cues")


def credited(used: Iterable[tuple[FoundSound, str, str]]) -> tuple[SoundCredit, ...]:
    """Each sound that is heard, with its licence and the cues that use it, by name.

    What Backbeat made itself has no licence and needs no credit: it is left out.

    Args:
        used: sounds, each with the key of the variant that is heard and the number of its cue.
    """
    cues: dict[str, list[str]] = {}
    sounds: dict[str, FoundSound] = {}
    for sound, variant, number in used:
        if sound.source == "synthesis":
            continue
        key = variant or sound.key
        sounds.setdefault(key, sound)
        cues.setdefault(key, []).append(number)
    merged: dict[tuple[str, str, str, str, str], set[str]] = {}
    for key, sound in sounds.items():
        known = sound.licence
        row = (sound.name, known.name, known.credit, known.url, sound.source)
        merged.setdefault(row, set()).update(cues[key])
    return tuple(
        SoundCredit(
            name=row[0], licence=row[1], credit=row[2], url=row[3], source=row[4],
            cues=sorted(numbers, key=_by_number),
        )
        for row, numbers in sorted(merged.items(), key=lambda item: item[0][0].casefold())
    )  # fmt: skip


def needs_credit(licence: Licence) -> bool:
    """Whether somebody must be named: always, but where a licence is known to ask for nothing."""
    return not licence.name.startswith(_ASK_NOTHING)


def credits_text(found: Sequence[SoundCredit]) -> str:
    """The credits as a text: title, author, source and licence of each, and that it was changed.

    That is what the Creative Commons licences ask for. Sounds that ask for nothing come last.
    """
    asking = [one for one in found if needs_credit(Licence(one.licence))]
    free = [one for one in found if not needs_credit(Licence(one.licence))]
    lines = ["Sound effects", ""]
    for one in asking:
        lines += [_line(one), ""]
    if asking:
        lines += [_CHANGED, ""]
    if free:
        lines += ["Without a duty to name anybody:", ""]
        lines += [line for one in free for line in (_line(one), "")]
    if not found:
        lines += ["No sound here is by others.", ""]
    return "\n".join([*lines, MARK, ""])


def credits_csv(found: Sequence[SoundCredit]) -> str:
    """The credits as a table: a row for each sound."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, "written_by"])
    for number, one in enumerate(found):
        mark = "" if number else MARK
        address = _ADDRESSES.get(one.licence, "")
        cues = " ".join(one.cues)
        writer.writerow(
            [one.name, one.credit, one.licence, address, one.url, one.source, cues, mark]
        )
    return table.getvalue()


def _line(one: SoundCredit) -> str:
    parts = [f"“{one.name}”"]
    if one.credit:
        parts.append(one.credit)
    parts.append(one.licence or "licence not known")
    if address := _ADDRESSES.get(one.licence):
        parts.append(address)
    if one.url:
        parts.append(one.url)
    return ", ".join(parts)


def _by_number(number: str) -> tuple[int, str]:
    """Numbers of cues in order: 2 before 12, and what is no number last."""
    return (int(number), "") if number.isdigit() else (1 << 60, number)
