"""The result of one check of `backbeat doctor`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    subject: str
    """What was checked."""
    ok: bool
    says: str
    """What was found, in words."""
    fix: str = ""
    """What to do about it; empty when nothing is wrong."""


def show(findings: Sequence[Finding], as_json: bool) -> int:
    """Prints findings; returns the exit status: 0 when nothing is wrong, else 4."""
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'BAD'} {finding.subject:22} {finding.says}")
            if finding.fix:
                print(f"    {'':22} {finding.fix}")
    return 0 if all(finding.ok for finding in findings) else 4
