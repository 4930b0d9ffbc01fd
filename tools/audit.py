"""Looks up the locked packages (requirements/lock.txt) in a database of known vulnerabilities.

Exit status 1 when one is known, or when a part of the packages could not be looked up. Where no
package could, because the database cannot be reached from here, it says so and exits with 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
PIP_AUDIT = ROOT / ".venv-supply" / "bin" / "pip-audit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit found."""

    looked_up: int
    """Packages that the database knows."""
    unknown: list[str]
    """Packages that it did not answer for."""
    vulnerable: list[str]
    """As in "pillow 13.0.0: CVE-2026-1, mended in 13.0.1"."""

    @property
    def status(self) -> int:
        """The exit status."""
        return 1 if self.vulnerable or (self.unknown and self.looked_up) else 0

    @property
    def words(self) -> str:
        """The verdict for a reader."""
        if not self.looked_up:
            return "Not audited: the database of vulnerabilities cannot be reached from here."
        lines = [f"{self.looked_up} packages looked up, {len(self.vulnerable)} vulnerabilities."]
        lines += [f"BAD {line}" for line in self.vulnerable]
        lines += [f"BAD {name}: the database gave no answer" for name in self.unknown]
        return "\n".join(lines)


def verdict_of(report: str) -> Verdict:
    """The verdict of pip-audit's JSON report; an empty report is that of no answer."""
    found = json.loads(report)["dependencies"] if report.strip() else []
    unknown = [one["name"] for one in found if "skip_reason" in one]
    vulnerable = [
        f"{one['name']} {one['version']}: {fault['id']}, "
        f"mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for one in found
        for fault in one.get("vulns", [])
    ]
    return Verdict(len(found) - len(unknown), unknown, vulnerable)


def main() -> int:
    """Runs pip-audit."""
    done = subprocess.run(
        [
            *(str(PIP_AUDIT), "--requirement", str(LOCK), "--disable-pip", "--format", "json"),
            *("--progress-spinner", "off", "--vulnerability-service", "pypi"),
        ],
        capture_output=True,
        text=True,
    )
    verdict = verdict_of(done.stdout)
    print(verdict.words)
    return verdict.status


if __name__ == "__main__":
    sys.exit(main())
