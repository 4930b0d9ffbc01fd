"""What `backbeat library` prints: results of its jobs, folders and sounds in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backbeat.sounds.facts import IndexedSound
    from backbeat.sounds.records import Folder
    from backbeat.v1.sounds_pb2 import FoundSound, SoundsAddResult, SoundsSearchResult

_UNREADABLE_SHOWN = 10


def added_lines(result: SoundsAddResult) -> list[str]:
    """What came of adding folders."""
    lines = [
        f"{result.added} new, {result.changed} changed, {result.unchanged} unchanged, "
        f"{result.removed} gone; {_sounds(result.total)} in the index"
    ]
    for file in result.unreadable[:_UNREADABLE_SHOWN]:
        lines.append(f"unreadable  {file.path}: {file.reason}")
    if (more := len(result.unreadable) - _UNREADABLE_SHOWN) > 0:
        lines.append(f"unreadable  {more} more; --json lists them all")
    return lines + [f"note: {warning}" for warning in result.warnings]


def found_lines(result: SoundsSearchResult) -> list[str]:
    """The sounds that were found, best first, each with what an editor chooses by."""
    lines = []
    if result.categories:
        meant = ", ".join(f"{guess.cat_id} {guess.confidence:.0%}" for guess in result.categories)
        lines.append(f"means {meant}")
    if not result.sounds:
        lines.append(f"nothing among {_sounds(result.total)}")
    names = [Path(sound.path).name for sound in result.sounds]
    width = min(48, max(map(len, names), default=0))
    lines += [
        f"{sound.score:4.2f}  {name:{width}}  {_facts(sound)}"
        for sound, name in zip(result.sounds, names, strict=True)
    ]
    return lines + [f"note: {warning}" for warning in result.warnings]


def folder_lines(folders: Sequence[Folder], total: int, unreadable: int) -> list[str]:
    """The folders that were added."""
    if not folders:
        return ["no folders were added; `backbeat library add DIR` adds one"]
    lines = []
    for folder in folders:
        terms = "  ".join(text for text in (folder.licence, folder.credit) if text)
        lines.append(f"{folder.sounds:>7}  {folder.path}  {terms}".rstrip())
    lines.append(f"{total:>7}  in all")
    if unreadable:
        lines.append(f"{unreadable:>7}  files cannot be read; --json lists them")
    return lines


def sound_lines(sound: IndexedSound, variants: Sequence[IndexedSound]) -> list[str]:
    """Everything that is known of a sound."""
    return [f"{name:<10} {value}" for name, value in _said(sound, variants) if value]


def as_json(sound: IndexedSound, variants: Iterable[IndexedSound]) -> dict[str, Any]:
    """Everything that is known of a sound, by names as in results."""
    facts = {_camel(name): value for name, value in asdict(sound).items() if name != "score"}
    facts["takes"] = [{_camel(name): value for name, value in take.items()}
                      for take in facts["takes"]]  # fmt: skip
    facts["syncS"] = sound.sync_s
    facts["variants"] = [one.path for one in variants]
    return facts


def _said(sound: IndexedSound, variants: Sequence[IndexedSound]) -> Iterator[tuple[str, str]]:
    yield "file", sound.path
    yield "key", sound.key
    yield "name", sound.name
    yield "says", sound.description
    if sound.cat_id:
        sure = "by itself" if sound.confidence == 1 else f"guessed, {sound.confidence:.0%} sure"
        yield "category", f"{sound.cat_id} ({sure})"
    channels = "channel" if sound.channels == 1 else "channels"
    yield "sound", f"{sound.duration_s:.3f} s, {sound.rate} Hz, {sound.channels} {channels}"
    yield "loudness", _loudness(sound)
    yield "peak", f"{sound.peak_dbfs:.1f} dBFS, {sound.true_peak_dbtp:.1f} dBTP"
    yield "hit", f"{sound.sync_s * 1000:.0f} ms in, by its {sound.sync_from}"
    if len(sound.takes) > 1:
        hits = ", ".join(f"{take.sync_s:.3f}" for take in sound.takes)
        yield "takes", f"{len(sound.takes)}, with hits at {hits} s"
    yield "loops", "yes" if sound.loops else ""
    yield "licence", sound.licence
    yield "credit", sound.credit
    yield "from", sound.url
    if len(variants) > 1:
        names = [Path(one.path).name for one in variants]
        yield "variants", f"{len(names)}: {', '.join(names[:6])}{', ...' * (len(names) > 6)}"


def _loudness(sound: IndexedSound) -> str:
    parts = []
    if sound.lufs is not None:
        parts.append(f"{sound.lufs:.1f} LUFS")
    if sound.momentary_lufs is not None:
        parts.append(f"{sound.momentary_lufs:.1f} LUFS at its loudest 400 ms")
    return ", ".join(parts) or "silent"


def _facts(sound: FoundSound) -> str:
    guessed = "" if sound.ucs_confidence == 1 or not sound.ucs else "?"
    facts = [f"{sound.ucs + guessed:<10}", f"{sound.duration_s:6.2f} s"]
    if sound.loops:
        facts.append("loops")
    if sound.takes > 1:
        facts.append(f"{sound.takes} takes")
    if sound.variants > 1:
        facts.append(f"1 of {sound.variants}")
    if sound.licence:
        facts.append(sound.licence)
    return "  ".join(facts)


def _sounds(count: int) -> str:
    return "1 sound" if count == 1 else f"{count} sounds"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.title() for part in others)
