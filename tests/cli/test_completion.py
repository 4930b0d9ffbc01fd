from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

import pytest

from backbeat.cli.commands import COMMANDS
from backbeat.cli.completion import SHELLS
from tests.commands import Cli


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_names_every_command(shell: str, cli: Cli) -> None:
    ran = cli("completion", shell)
    assert ran.status == 0
    assert not [name for name in COMMANDS if name not in ran.out]
    assert "grid-offset" in ran.out


def test_bash_completes(cli: Cli, tmp_path: Path) -> None:
    bash = which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    (tmp_path / "script").write_text(cli("completion", "bash").out)

    def completed(*words: str) -> list[str]:
        line = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
        call = "_shtab_backbeat >/dev/null 2>&1; printf '%s\\n' \"${COMPREPLY[@]}\""
        script = f"source ./script; {line}{call}"
        done = subprocess.run([bash, "-c", script], cwd=tmp_path, capture_output=True, text=True)
        return [word.strip() for word in done.stdout.split("\n")]

    assert completed("backbeat", "sna") == ["snap", ""]
    assert "--grid-offset" in completed("backbeat", "snap", "--gri")
