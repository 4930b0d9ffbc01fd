from __future__ import annotations

from pathlib import Path

from backbeat.cli.doctor import _packages
from backbeat.packages import OPTIONAL
from tests.commands import Cli


def test_the_doctor_says_where_presets_go_and_whether_they_can_be_read(
    cli: Cli, tmp_path: Path
) -> None:
    assert "add your own in" in cli("doctor").out
    file = tmp_path / "home" / "presets.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("[mine]\nintegrated_lufs = -16\n")
    assert f"1 of your own in {file}" in cli("doctor").out
    file.write_text("[mine]\nloudness = -16\n")
    ran = cli("doctor")
    assert ran.status != 0 and "loudness" in ran.out


def test_every_package_that_may_be_missing_is_listed() -> None:
    assert set(OPTIONAL) <= {finding.subject for finding in _packages()}
