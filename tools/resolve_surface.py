"""Writes tests/doubles/resolve/surface.json, the facts of DaVinci Resolve's scripting API.

    python tools/resolve_surface.py ../shared/resolve_api.json

Of the source, only names, numbers and types of arguments, and versions are written.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "tests" / "doubles" / "resolve" / "surface.json"
OLDEST = "16.2.0"
"""Version of the oldest documentation read; calls in it may be older."""
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_SNAPSHOTS = {"16.2-era": OLDEST}


def version_of(text: str) -> str:
    """ "18.5 (README 2023-05-26)" as "18.5.0"; "long-standing" as `OLDEST`."""
    if text.startswith("long-standing"):
        return OLDEST
    found = _VERSION.match(text)
    if found is None:
        raise ValueError(f"{text!r} names no version")
    major, minor, patch = found.groups()
    return f"{major}.{minor}.{patch or 0}"


def _signature(signature: dict[str, Any]) -> dict[str, Any]:
    return {
        "args": [signature["min_args"], signature["max_args"]],
        "types": [parameter["type"] for parameter in signature["params"]],
        "returns": signature["returns"],
        "deprecated": signature["status"] == "deprecated",
    }


def _method(method: dict[str, Any]) -> dict[str, Any]:
    snapshot = method["first_seen_in_snapshot"]
    since = method.get("since") or _SNAPSHOTS.get(snapshot.split()[0], snapshot)
    description: dict[str, Any] = {
        "since": version_of(since),
        "signatures": [_signature(signature) for signature in method["signatures"]],
    }
    if "deprecated_in" in method:
        gone = method["deprecated_in"]
        description["deprecated"] = version_of(_SNAPSHOTS.get(gone.split()[0], gone))
    return description


def surface(source: dict[str, Any]) -> dict[str, Any]:
    """The facts of the API's description (its parsed JSON), sorted."""
    return {
        "classes": {
            name: {method: _method(about) for method, about in sorted(methods.items())}
            for name, methods in sorted(source["classes"].items())
        },
        "typed_dicts": {
            name: dict(sorted(about["fields"].items()))
            for name, about in sorted(source["typed_dicts"].items())
        },
        "constants": {
            enum: dict(sorted(names.items())) for enum, names in sorted(source["constants"].items())
        },
        "literals": dict(sorted(source["literals"].items())),
        "semantics": sorted(f"{row['target']}: {row['topic']}" for row in source["semantics"]),
    }


def as_text(description: dict[str, Any]) -> str:
    """The JSON text, with one line for each method, dictionary and enum, for readable diffs."""
    parts = []
    for part, value in description.items():
        if isinstance(value, list):
            parts.append(f" {json.dumps(part)}: {json.dumps(value, indent=2)}")
            continue
        lines = []
        for name, about in value.items():
            if part == "classes":
                inner = ",\n".join(f"   {json.dumps(m)}: {json.dumps(a)}" for m, a in about.items())
                lines.append(f"  {json.dumps(name)}: {{\n{inner}\n  }}")
            else:
                lines.append(f"  {json.dumps(name)}: {json.dumps(about)}")
        parts.append(f" {json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(as_text(surface(source)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
