"""Reading and writing the sections of RESULTS.md."""

from __future__ import annotations

from pathlib import Path

PATH = Path(__file__).parent / "RESULTS.md"
_MARK = "\n## "


def section(title: str) -> str | None:
    """The text of the section `title`; None where it does not exist."""
    if not PATH.exists():
        return None
    for part in PATH.read_text().split(_MARK)[1:]:
        head, _, body = part.partition("\n")
        if head == title:
            return body.strip("\n")
    return None


def replace_section(title: str, body: str) -> None:
    """Replaces the text of the section `title`, or appends a new section."""
    head, *parts = PATH.read_text().rstrip("\n").split(_MARK)
    names = [part.partition("\n")[0] for part in parts]
    new = f"{title}\n\n{body.strip(chr(10))}\n"
    if title in names:
        parts[names.index(title)] = new
    else:
        parts.append(new)
    whole = _MARK.join(part.rstrip("\n") + "\n" for part in [head, *parts])
    PATH.write_text(whole.rstrip("\n") + "\n")
