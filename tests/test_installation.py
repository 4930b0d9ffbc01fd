"""How Backbeat was installed, and what it then says of updates; it asks nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.installation import installation

HEARS_SOCKETS = """
import sys
def heard(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn")):
        raise SystemExit(f"it did {event}")
sys.addaudithook(heard)
from backbeat.cli.main import main
sys.exit(main(["update-check", "--json"]))
"""


def test_a_checkout_is_updated_from_its_source() -> None:
    found = installation()
    assert found.kind == "source"
    assert "git -C" in found.update and (Path(found.words.split()[-1]) / "engine").is_dir()


@pytest.mark.parametrize(
    ("receipt", "kind", "update"),
    [
        ("uv-receipt.toml", "uv", "uv tool upgrade backbeat"),
        ("pipx_metadata.json", "pipx", "pipx upgrade backbeat"),
    ],
)
def test_who_made_the_environment_updates_it(
    receipt: str, kind: str, update: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / receipt).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert (installation().kind, installation().update) == (kind, update)


def test_the_check_for_updates_opens_no_socket_and_starts_no_program() -> None:
    done = subprocess.run([sys.executable, "-c", HEARS_SOCKETS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "source"
