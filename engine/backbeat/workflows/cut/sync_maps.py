"""Reading the sync map of an assembled edit."""

from __future__ import annotations

import json
from pathlib import Path

from google.protobuf import json_format

from backbeat.cutting.building.validation import check_assembled
from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.workflows.json_faults import what_is_wrong

_MAX_BYTES = 32 << 20


def read_sync_map(path: Path) -> SyncMap:
    """Reads a sync map strictly: unknown fields, wrong types and impossible values are refused.

    Raises:
        InputError: it cannot be read; the message names the file, the field and what is wrong.
    """
    try:
        check_given(path, "a sync map", _MAX_BYTES)
        text = path.read_text(encoding="utf-8-sig")
        parsed = json.loads(text)
        if not isinstance(parsed, dict):
            raise ValueError("it is JSON, but not an object")
        sync_map = SyncMap()
        json_format.ParseDict(parsed, sync_map)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist.", "Check the path.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (json_format.ParseError, ValueError, RecursionError) as error:
        reason = what_is_wrong(error)
        raise InputError(
            f"{path} is not a sync map: {reason}.", "Name the .syncmap.json of an assembled edit."
        ) from error
    check_assembled(sync_map, path.name)
    sync_map.written_by = ""
    return sync_map
