"""The tools, through the protocol's own client and a real process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client

from tests import commands, engines

COMMAND = (sys.executable, "-m", "backbeat.cli.main", "mcp")


@asynccontextmanager
async def _session(folder: Path, *options: str) -> AsyncIterator[ClientSession]:
    environment = {**os.environ, "BACKBEAT_HOME": str(folder / "home")}
    server = StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], *options], cwd=folder, env=environment
    )
    with (folder / "stderr.txt").open("w") as words:
        async with (
            stdio_client(server, errlog=words) as (reading, writing),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            yield session


def _run(folder: Path, use: Callable[[ClientSession], Awaitable[None]], *options: str) -> None:
    async def main() -> None:
        async with asyncio.timeout(100), _session(folder, *options) as session:
            await use(session)

    asyncio.run(main())


def _text(answer: types.CallToolResult, index: int = 0) -> str:
    content = answer.content[index]
    assert isinstance(content, types.TextContent)
    return content.text


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    commands.write_clicks(folder / "song.wav", 12)
    commands.write_clicks(tmp_path / "outside.wav")
    (folder / "link.wav").symlink_to(tmp_path / "outside.wav")
    return folder


def test_a_song_is_analysed_with_progress_and_nothing_outside_is_touched(work: Path) -> None:
    seen: list[tuple[float, float | None, str | None]] = []

    async def progress(done: float, total: float | None, step: str | None) -> None:
        seen.append((done, total, step))

    async def use(session: ClientSession) -> None:
        listed = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert len(listed) == 18
        hints = listed["snap"].annotations
        assert hints is not None
        assert (hints.readOnlyHint, hints.destructiveHint) == (False, False)
        output = work / "beats.json"
        # Long enough for a step between two notifications, however fast the machine is.
        commands.write_clicks(work / "song.wav", 120)
        good = {"path": str(work / "song.wav"), "outputPath": str(output)}
        answer = await session.call_tool("beats", good, progress_callback=progress)
        assert not answer.isError
        assert f"Written: {output}." in _text(answer)
        assert answer.structuredContent == json.loads(_text(answer, 1))
        assert answer.structuredContent["tempoBpm"] == pytest.approx(120, abs=1)
        assert json.loads(output.read_text())["tempoBpm"] == answer.structuredContent["tempoBpm"]
        output.write_text("mine")
        refusals: dict[str, dict[str, Any]] = {
            "/etc/passwd lies outside the folders": {"path": "/etc/passwd"},
            "leads to": {"path": str(work / "link.wav")},
            "outside the folders": {"path": str(work / ".." / "outside.wav")},
            "Start `backbeat mcp` with --root": {**good, "outputPath": str(work.parent / "b.json")},
            "must be absolute": {"path": "song.wav"},
            "not the path of a local file": {"path": "https://example.org/song.wav"},
            'no field named "pth"': {"pth": "x"},
            "overwrite may not be set here": {**good, "overwrite": True},
            "beats.json exists": good,
            "none.wav does not exist": {"path": str(work / "none.wav")},
        }
        for words, arguments in refusals.items():
            refused = await session.call_tool("beats", arguments)
            assert refused.isError and words in _text(refused), (words, _text(refused))
        unknown = await session.call_tool("dance", {})
        assert unknown.isError and "There is no tool 'dance'" in _text(unknown)
        assert output.read_text() == "mine"

    _run(work, use)
    fractions = [done for done, _, _ in seen]
    assert fractions == sorted(fractions) and len(seen) > 1
    assert {total for _, total, _ in seen} == {1.0}
    assert {step for _, _, step in seen} - {"Waiting", "Done"}
    assert not (work.parent / "b.json").exists()
    assert "Traceback" not in (work / "stderr.txt").read_text()


def test_a_cancelled_call_makes_room_and_the_end_of_input_ends_everything(work: Path) -> None:
    long = engines.write_long(work / "long.wav", 8 * engines.HOUR_S)

    async def use(session: ClientSession) -> None:
        begun = asyncio.Event()

        async def progress(done: float, total: float | None, step: str | None) -> None:
            if step and "Decoding" in step:
                begun.set()

        number = session._request_id
        call = asyncio.create_task(
            session.call_tool("beats", {"path": str(long)}, progress_callback=progress)
        )
        await begun.wait()
        await session.send_notification(
            types.ClientNotification(
                types.CancelledNotification(
                    params=types.CancelledNotificationParams(requestId=number)
                )
            )
        )
        with pytest.raises(Exception, match="cancelled"):
            await call
        # The only place is free again: eight hours of sound would have held it for minutes.
        short = await session.call_tool("loudness", {"path": str(work / "song.wav")})
        assert not short.isError
        begun.clear()
        asyncio.create_task(  # noqa: RUF006 -- it is left, as by an assistant that goes away
            session.call_tool("beats", {"path": str(long)}, progress_callback=progress)
        )
        await begun.wait()

    try:
        _run(work, use, "--workers", "1")
    except* Exception as errors:
        # The call that was left ends with its connection.
        assert "closed" in str(errors.exceptions).lower()
    engines.wait_for(lambda: not _processes_in(work))


def _processes_in(folder: Path) -> list[int]:
    """The living processes that run in a folder, where the system shows them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return [pid for pid in found if engines.is_alive(pid)]


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
def test_ctrl_c_ends_it_while_it_waits_for_input(work: Path) -> None:
    hearing = [*commands.HEARING_CTRL_C, "mcp"]
    asking = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with subprocess.Popen(
        hearing, cwd=work, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(asking) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        assert not Path("/proc").exists() or len(_processes_in(work)) >= 2
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    engines.wait_for(lambda: not _processes_in(work))


def test_only_measuring_where_nothing_may_be_written(work: Path) -> None:
    before = sorted(work.iterdir())

    async def use(session: ClientSession) -> None:
        listed = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert "beats" in listed and "snap" not in listed
        assert all(tool.annotations and tool.annotations.readOnlyHint for tool in listed.values())
        wanted = {"path": str(work / "song.wav"), "outputPath": str(work / "l.json")}
        refused = await session.call_tool("loudness", wanted)
        assert "outputPath may not be set here" in _text(refused)
        measured = await session.call_tool("loudness", {"path": str(work / "song.wav")})
        assert measured.structuredContent is not None
        assert "integratedLufs" in measured.structuredContent

    _run(work, use, "--read-only")
    assert {path.name for path in work.iterdir()} - {"stderr.txt", "home"} == {
        path.name for path in before
    }


def test_bad_options_are_said(work: Path) -> None:
    for options, words in (
        (("--root", str(work / "none")), "is no folder"),
        (("--workers", "65"), "--workers is out of range"),
        (("--engine", "auto"), "No engine is running on this machine"),
    ):
        done = subprocess.run(
            [*COMMAND, *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, "BACKBEAT_HOME": str(work / "home")},
        )  # fmt: skip
        assert done.returncode in (2, 4) and words in done.stderr
        assert done.stdout == "" and done.stderr.count("\n") == 1
