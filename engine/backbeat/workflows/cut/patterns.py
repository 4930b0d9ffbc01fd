"""The pattern of a request: by its name, or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.v1.assembly_pb2 import PacingOptions

if TYPE_CHECKING:
    from backbeat.cutting.pacing import Pattern

_MAX_BYTES = 1 << 20


def pattern_of(options: PacingOptions) -> Pattern:
    """The pattern that is asked for.

    Raises:
        RequestError: there is no pattern of that name.
        InputError: the file cannot be read, or holds no pattern.
    """
    from backbeat.cutting.pacing import pattern_named, read_pattern

    if not options.pattern_path:
        return pattern_named(options.pattern)
    path = Path(options.pattern_path)
    try:
        check_given(path, "a pattern file", _MAX_BYTES)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a pattern file: it is not UTF-8 text.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    return read_pattern(text, path.name)
