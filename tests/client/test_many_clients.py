from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backbeat.client.following import follow
from backbeat.progress import SILENT
from tests import commands
from tests.engines import beats, engine_process, write_long

CLIENTS = 60
WATCHERS = 48


def test_more_clients_than_may_watch_all_get_the_result(tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    options = ("--workers", "1", "--limit", f"watchers={WATCHERS}")
    with engine_process(tmp_path / "home", *options) as engine, engine.client() as first:
        before = first.submit(beats(write_long(tmp_path / "long.wav"))).name
        name = first.submit(beats(song)).name
        ready = threading.Barrier(CLIENTS + 1)

        def one(number: int) -> float:
            del number
            with engine.client() as client:
                ready.wait()
                return follow(client, name, SILENT).beats.tempo_bpm

        with ThreadPoolExecutor(CLIENTS) as pool:
            tempos = [pool.submit(one, number) for number in range(CLIENTS)]
            ready.wait()
            # By now more watch than may; the rest polls until the job has had its turn.
            threading.Event().wait(2)
            first.cancel(before)
            assert len({tempo.result() for tempo in tempos}) == 1
