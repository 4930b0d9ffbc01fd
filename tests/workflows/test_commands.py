"""Programs of the user's."""

from __future__ import annotations

import ast
import sys
import time
from pathlib import Path

import pytest

from backbeat.errors import CancelledError, InputError, PermissionDeniedError, RequestError
from backbeat.progress import SILENT, Progress
from backbeat.workflows.commands import arguments_of, run_command

_PYTHON = (sys.executable, "-c")


def test_a_command_gets_its_values_as_whole_arguments(tmp_path: Path) -> None:
    words = [*_PYTHON, "import sys; print(sys.argv[1:])", "--text={text}", "{seed}"]
    printed = run_command(words, {"text": "a 'b' $(c) {seed}", "seed": "7"}, tmp_path, SILENT)
    assert ast.literal_eval(printed) == ["--text=a 'b' $(c) {seed}", "7"]


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    words = [*_PYTHON, "import time; time.sleep(60)"]
    start = time.monotonic()
    with pytest.raises(InputError, match="did not come to an end in 1 s"):
        run_command(words, {}, tmp_path, SILENT, longest_s=1.0)
    with pytest.raises(CancelledError):
        run_command(words, {}, tmp_path, Progress(cancelled=lambda: True))
    assert time.monotonic() - start < 30


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="out of memory"):
        run_command([*_PYTHON, "raise SystemExit('out of memory')"], {}, tmp_path, SILENT)
    with pytest.raises(InputError, match="cannot be started"):
        run_command(["/no/such/program"], {}, tmp_path, SILENT)


def test_a_command_must_be_whole_and_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_COMMANDS", "1")
    assert arguments_of("command:make '{text} x' {out}", ("text", "out"))[1] == "{text} x"
    for text in ("command:", "command:make 'open", "command:make {text}"):
        with pytest.raises(RequestError):
            arguments_of(text, ("text", "out"))
    monkeypatch.setenv("BACKBEAT_COMMANDS", "0")
    with pytest.raises(PermissionDeniedError):
        arguments_of("command:make {text} {out}", ("text", "out"))
