"""Databases of every earlier version open; one of a later version is left as it is."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import pytest

from backbeat.errors import EngineUnavailableError
from backbeat.jobs import migrations, schema
from backbeat.jobs.database import DATABASE
from backbeat.jobs.recovery import recover
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobState
from tests import engines

DUMPS = Path(__file__).parent / "schemas"


def _made(version: int, folder: Path) -> Path:
    """The database that an engine of that version left: a job of each state."""
    path = folder / DATABASE
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.executescript((DUMPS / f"version_{version}.sql").read_text())
    return path


def _tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as read:
        return {
            name: sorted(row[1:] for row in read.execute(f"PRAGMA table_info({name})"))
            for name in ("jobs", "events")
        }


def test_there_is_a_database_of_every_earlier_version() -> None:
    assert sorted(migrations.STEPS) == list(range(1, schema.VERSION))
    for version in migrations.STEPS:
        assert (DUMPS / f"version_{version}.sql").is_file()


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_its_jobs_are_all_there(tmp_path: Path, version: int) -> None:
    path = _made(version, tmp_path)
    with contextlib.closing(JobStore(tmp_path)) as store:
        jobs = list(reversed(store.page(0, "").jobs))
        assert [job.state for job in jobs] == [
            JobState.JOB_STATE_SUCCEEDED,
            JobState.JOB_STATE_FAILED,
            JobState.JOB_STATE_RUNNING,
            JobState.JOB_STATE_QUEUED,
        ]
        done, failed, _, waits = jobs
        assert store.get(done.name).result.beats.tempo_bpm == 120.0
        assert failed.error.message == "/music/bad.wav is empty."
        assert [event.step for event in store.events(done.name, 0)[0]][-2:] == [
            "hearing beats",
            "done",
        ]
        assert not store.submit(engines.beats(Path("/music/waits.wav")), "id-waits")[1]
        assert [job.attempt for job in jobs] == [1, 1, 1, 1]
        assert {job.name for job in recover(store, tmp_path)} == {jobs[2].name, waits.name}
    JobStore(tmp_path / "new").close()
    assert _tables(path) == _tables(tmp_path / "new" / DATABASE)


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _made(1, tmp_path)
    before = _tables(path)
    monkeypatch.setitem(migrations.STEPS, 1, migrations.STEPS[1] + "ALTER TABLE none ADD COLUMN a;")
    with pytest.raises(EngineUnavailableError, match="cannot be used as the job database"):
        JobStore(tmp_path)
    assert _tables(path) == before
    monkeypatch.undo()
    JobStore(tmp_path).close()


def test_a_database_of_a_later_version_is_left_untouched(tmp_path: Path) -> None:
    path = _made(1, tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.executescript(
            f"ALTER TABLE jobs ADD COLUMN tomorrow TEXT; PRAGMA user_version={schema.VERSION + 1};"
        )
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(EngineUnavailableError, match=r"newer Backbeat.*Update Backbeat"):
        JobStore(tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["engine.lock", DATABASE]
