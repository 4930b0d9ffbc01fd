"""The supply chain: licences of the default install, the lock file, the audit's verdict."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import audit, licences

ROOT = Path(__file__).parent.parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
FROZEN_LOCK = ROOT / "requirements" / "frozen-lock.txt"


@pytest.mark.parametrize(
    ("licence", "fault"),
    [
        ("MIT", ""),
        ("Apache-2.0 OR GPL-2.0-only", ""),
        ("BSD-3-Clause AND Zlib", ""),
        ("LGPL-2.1-or-later", ""),
        ("GPL-3.0-or-later", "under the GPL"),
        ("MIT AND GPL-2.0-or-later", "under the GPL"),
        ("AGPL-3.0-only", "under the GPL"),
        ("GNU General Public License v3 (GPLv3)", "under the GPL"),
        ("CC-BY-NC-4.0", "against commercial use"),
        ("", "states no licence"),
        ("Fancy-1.0", "nobody here has read"),
    ],
)
def test_a_licence_is_free_or_named(licence: str, fault: str) -> None:
    found = licences.fault_of(licence)
    assert found == "" if not fault else fault in found


def test_the_default_install_is_free_and_gpl_inside_a_wheel_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [line for line in licences.packages() if line.fault] == []
    assert [line for line in licences.models() if line.fault] == []
    seen = {line.subject for line in licences.libraries()}
    assert [line for line in licences.libraries() if line.fault] == []
    assert seen == {"libx264 inside av", "libx265 inside av"}
    monkeypatch.setattr(licences, "ACCEPTED_LIBRARIES", {"libx264": "numpy"})
    assert len([line for line in licences.libraries() if "GPL" in line.fault]) == 2


def locked_in(lock: Path) -> dict[str, list[Requirement]]:
    """The packages of a lock file, at each version; every one has hashes."""
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())[1:]
    locked: dict[str, list[Requirement]] = {}
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:60]
        wanted = Requirement(entry.partition("\\")[0].strip())
        locked.setdefault(canonicalize_name(wanted.name), []).append(wanted)
    assert "http" not in lock.read_text()
    return locked


def assert_allowed(locked: dict[str, list[Requirement]], declared: list[str]) -> None:
    for line in declared:
        wanted = Requirement(line)
        versions = [
            next(iter(one.specifier)).version for one in locked[canonicalize_name(wanted.name)]
        ]
        assert all(wanted.specifier.contains(version) for version in versions), line


def test_the_lock_holds_every_package_at_a_version_that_we_allow_with_hashes() -> None:
    locked = locked_in(LOCK)
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert_allowed(locked, pyproject["project"]["dependencies"])
    here = {canonicalize_name(one.metadata["Name"]) for one in licences.default_packages()}
    assert here <= set(locked)


def test_so_does_that_of_the_frozen_program() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [
        line
        for name in ("slim.txt", "frozen.txt")
        for line in (ROOT / "requirements" / name).read_text().splitlines()
        if line and line[0] not in "#-"
    ]
    assert_allowed(locked_in(FROZEN_LOCK), declared + pyproject["dependency-groups"]["frozen"])


def test_an_audit_without_an_answer_is_no_clean_one() -> None:
    fine = {"name": "a", "version": "1", "vulns": []}
    bad = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
    silent = {"name": "c", "skip_reason": "not found"}

    def verdict(*found: object) -> audit.Verdict:
        return audit.verdict_of(json.dumps({"dependencies": found}))

    assert (verdict(fine).status, verdict(fine, bad).status) == (0, 1)
    assert "b 2: CVE-1, mended in 3" in verdict(fine, bad).words
    assert verdict(fine, silent).status == 1
    assert verdict(silent).status == 0 and "Not audited" in verdict(silent).words
    assert "Not audited" in audit.verdict_of("").words
