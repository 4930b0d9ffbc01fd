"""What a line of the log looks like, and what it never holds."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import OutputError
from backbeat.logs import JobLabel, LogOptions, hide, labelled, relay, setup, start_log
from backbeat.logs.secrets import hide_keys_of, without_secrets

LABEL = JobLabel("jobs/0a1b", "snap", 2)
_LOG = logging.getLogger("backbeat.tests")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The log's file; the process logs as before afterwards."""
    root, own = logging.getLogger(), logging.getLogger("backbeat")
    handlers, levels = root.handlers[:], (root.level, own.level)
    root.handlers[:] = []
    yield tmp_path / "engine.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    logging.captureWarnings(False)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _fail() -> None:
    try:
        raise ValueError("not\na number")
    except ValueError:
        _LOG.exception("it failed")


def test_every_line_of_a_job_carries_it_as_text(file: Path) -> None:
    start_log(LogOptions(file=file))
    _LOG.info("before")
    with labelled(LABEL):
        _fail()
    _LOG.info("after")
    lines = _lines(file)
    assert "[" not in lines[0] and "[" not in lines[-1]
    about = lines[1:-1]
    assert len(about) > 3
    assert all(" ERROR backbeat.tests [jobs/0a1b snap 2]: " in line for line in about)
    assert about[0].endswith(": it failed")
    assert about[-1].endswith(": a number")


def test_every_line_is_one_json_object(file: Path) -> None:
    start_log(LogOptions("json", file=file))
    with labelled(LABEL):
        _fail()
    _LOG.info("a\nb\u2028c")
    job, other = (json.loads(line) for line in _lines(file))
    assert (job["job"], job["kind"], job["attempt"]) == ("jobs/0a1b", "snap", 2)
    assert (job["level"], job["logger"], job["message"]) == (
        "error",
        "backbeat.tests",
        "it failed",
    )
    assert job["error"].endswith("ValueError: not\na number")
    assert job["time"].endswith("Z") and len(job["time"]) == len("2026-01-01T00:00:00.000Z")
    assert other["message"] == "a\nb\u2028c"
    assert not {"job", "error"} & other.keys()


def test_a_name_of_a_file_forges_no_line(file: Path) -> None:
    start_log(LogOptions(file=file))
    _LOG.info("opening %s", "song\n2026 ERROR all is lost\x1b[2J\x85\u2028.wav")
    (line,) = _lines(file)
    assert line.endswith(r"opening song\n2026 ERROR all is lost\x1b[2J\x85\u2028.wav")


@pytest.mark.parametrize(
    ("level", "seen"), [("debug", 3), ("info", 2), ("warning", 1), ("error", 0)]
)
def test_lines_below_the_level_are_left_out(level: str, seen: int, file: Path) -> None:
    start_log(LogOptions(level=level, file=file))
    for number in (logging.DEBUG, logging.INFO, logging.WARNING):
        _LOG.log(number, "said")
    assert len(_lines(file)) == seen


def test_other_packages_are_heard_from_a_warning_on(file: Path) -> None:
    start_log(LogOptions(level="debug", file=file))
    logging.getLogger("numba").info("compiling")
    logging.getLogger("numba").warning("it is slow")
    assert [line.partition("numba: ")[2] for line in _lines(file)] == ["it is slow"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [hidden]"),
        ("{'authorization': 'bearer abc'}", "{'authorization': 'bearer [hidden]'}"),
        ("GET /?code=K7WM3PXT&x=1 HTTP", "GET /?code=[hidden]&x=1 HTTP"),
        ("GET /media/abcDEF_1234-x/sound?from=1", "GET /media/[hidden]/sound?from=1"),
        ("https://me:pass@example.org/a", "https://me:[hidden]@example.org/a"),
        ("the token is here", "the token is here"),
        ("/media/music/song.wav", "/media/music/song.wav"),
    ],
)
def test_secrets_are_hidden_by_their_place(text: str, kept: str) -> None:
    assert without_secrets(text) == kept


def test_known_secrets_are_hidden_wherever_they_stand(file: Path) -> None:
    start_log(LogOptions("json", file=file))
    hide("tkn-0123456789")
    hide("tkn-0123456789-longer")
    hide_keys_of({"SOME_API_KEY": "sk_live_abcdef", "EDITOR": "visible-editor", "A_KEY": "short"})
    _LOG.info("tkn-0123456789-longer sk_live_abcdef visible-editor short")
    try:
        raise ValueError("tkn-0123456789")
    except ValueError:
        _LOG.exception("failed with %s", "tkn-0123456789")
    text = file.read_text()
    assert "tkn-" not in text and "sk_live" not in text and "longer" not in text
    assert "[hidden] [hidden] visible-editor short" in text


def test_a_full_file_is_set_aside(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "FILE_BYTES", 1000)
    monkeypatch.setattr(setup, "FILES_KEPT", 2)
    start_log(LogOptions(file=file))
    for number in range(100):
        _LOG.info("line %d", number)
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "engine.log",
        "engine.log.1",
        "engine.log.2",
    ]
    assert _lines(file)[-1].endswith("line 99")
    assert all(path.stat().st_size <= 1000 for path in file.parent.iterdir())
    if sys.platform != "win32":
        assert {path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {0o600}


def test_a_log_that_cannot_be_written_is_said_once(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OutputError, match=r"engine\.log cannot be written: "):
        start_log(LogOptions(file=file.parent / "none" / "engine.log"))
    if not Path("/dev/full").exists():
        return
    start_log(LogOptions(file=Path("/dev/full")))
    _LOG.info("one")
    _LOG.info("two")
    assert capsys.readouterr().err.count("/dev/full cannot be written, so lines of the log") == 1


def test_lines_of_another_process_keep_their_time_level_and_traceback(file: Path) -> None:
    sent: list[relay.Line] = []
    far = logging.Logger("backbeat.far")
    far.addHandler(relay.RelayHandler(sent.append))
    try:
        raise ValueError("%s is no format here")
    except ValueError:
        far.exception("in %s", "the job")
    far.debug("unheard")
    far.error("%d", "no number")
    start_log(LogOptions("json", file=file))
    with labelled(LABEL):
        for line in sent:
            relay.write(line)
    (said,) = (json.loads(line) for line in _lines(file))
    assert said["message"] == "in the job"
    assert said["job"] == LABEL.name
    assert said["error"].endswith("%s is no format here")
    assert said["level"] == "error"
