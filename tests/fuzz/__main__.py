"""`python -m tests.fuzz TARGET --cases N`: fuzzes a target, and keeps what goes wrong."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.running import keep, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Runs one target; the status is 1 if a case went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--cases", type=int, default=10_000, metavar="N", help="how many (10000)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the mutations (0)")
    given = parser.parse_args()
    outcome = run(given.target, given.cases, given.seed, given.seconds)
    for fault, data in outcome.faults.items():
        print(f"{keep(given.target, data)}: {fault}")
    print(
        f"{given.target}: {outcome.cases:,} cases, {len(outcome.faults)} kinds of fault, slowest "
        f"{outcome.slowest_s:.1f} s, peak {outcome.peak_mb:.0f} MB"
    )
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
