"""Text that an option takes as it is, or from a file."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import InputError
from backbeat.files.given import check_given

_MAX_BYTES = 16 << 20


def text_of(given: str) -> str:
    """The words themselves, or those of a file where there is one of that name.

    Raises:
        InputError: the file is no text, or too large for one.
    """
    path = Path(given)
    try:
        if not given or not path.is_file():
            return given
        check_given(path, "a text", _MAX_BYTES)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text.", "Name a text file in UTF-8.") from error
    except OSError:
        # Words that are no name of a file, such as those that are too long for one.
        return given
