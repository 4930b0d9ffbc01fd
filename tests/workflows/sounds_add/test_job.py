from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import CancelledError, InputError, OutputError, RequestError
from backbeat.home import home
from backbeat.progress import SILENT, Progress
from backbeat.sounds.facts import SyncFrom
from backbeat.sounds.index import Index
from backbeat.v1.sounds_pb2 import SoundsAddRequest, SoundsAddResult
from backbeat.workflows.sounds_add.job import run
from tests.sounds import made


@pytest.fixture(autouse=True)
def own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    (folder / "steps").mkdir(parents=True)
    for number in (1, 2):
        made.write(folder / "steps" / f"gravel.{number}.wav", made.hit(0.1 * number, seed=number))
    made.write(folder / "WHSH_Fast_A_B.wav", made.whoosh(0.4, 1.0))
    made.write(folder / "knocks.wav", made.hits([0.2, 1.0, 1.8], 2.4))
    return folder


def add(*paths: Path, progress: Progress = SILENT, **options: object) -> SoundsAddResult:
    request = SoundsAddRequest(paths=[str(path) for path in paths], **options)  # type: ignore[arg-type]
    return run(request, progress)


def counts(result: SoundsAddResult) -> tuple[int, int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.removed, result.total


def later(path: Path) -> None:
    moment = time.time_ns() + 5_000_000_000
    os.utime(path, ns=(moment, moment))


def test_sounds_are_listened_to(library: Path) -> None:
    result = add(library)
    assert counts(result) == (4, 0, 0, 0, 4)
    assert result.index_path == str(home() / "sounds" / "sounds.sqlite")
    with Index.open(home()) as index:
        step = index.sound(str(library / "steps" / "gravel.1.wav"))
        whoosh = index.sound(str(library / "WHSH_Fast_A_B.wav"))
        knocks = index.sound(str(library / "knocks.wav"))
    assert step is not None
    assert whoosh is not None
    assert knocks is not None
    assert (step.duration_s, step.rate, step.channels, step.variants) == (0.6, 48000, 1, 2)
    assert step.sync_s == pytest.approx(0.1, abs=0.002)
    assert step.lufs is not None
    assert whoosh.sync_from is SyncFrom.PEAK
    assert whoosh.sync_s == pytest.approx(0.4, abs=0.05)
    assert [take.sync_s for take in knocks.takes] == pytest.approx([0.2, 1.0, 1.8], abs=0.002)


def test_only_what_changed_is_listened_to_again(library: Path) -> None:
    add(library)
    assert counts(add(library)) == (0, 0, 4, 0, 4)
    # Touched, and the same bytes.
    later(library / "knocks.wav")
    assert counts(add(library)) == (0, 0, 4, 0, 4)
    made.write(library / "knocks.wav", made.hits([0.3, 1.3], 2.0))
    later(library / "knocks.wav")
    assert counts(add(library)) == (0, 1, 3, 0, 4)
    assert counts(add(library, again=True)) == (0, 4, 0, 0, 4)


def test_what_is_gone_is_forgotten_and_what_moved_is_kept(library: Path) -> None:
    add(library)
    (library / "WHSH_Fast_A_B.wav").unlink()
    (library / "steps" / "gravel.1.wav").rename(library / "moved.wav")
    result = add(library)
    assert (result.added, result.changed, result.removed, result.total) == (0, 1, 1, 3)
    with Index.open(home()) as index:
        found = index.sound(str(library / "moved.wav"))
    assert found is not None
    assert found.name == "moved"
    assert found.sync_s == pytest.approx(0.1, abs=0.002)


def test_unreadable_files_are_listed_and_stop_nothing(library: Path) -> None:
    (library / "broken.wav").write_bytes(b"RIFF\x10\0\0\0WAVEjunk")
    (library / "empty.flac").write_bytes(b"")
    (library / "notes.txt").write_text("no sound")
    result = add(library)
    assert counts(result) == (4, 0, 0, 0, 4)
    assert [Path(file.path).name for file in result.unreadable] == ["broken.wav", "empty.flac"]
    assert result.unreadable[1].reason == "Is empty (0 bytes)."
    # Not tried again, but still said.
    again = add(library)
    assert (again.unchanged, len(again.unreadable)) == (6, 2)
    made.write(library / "broken.wav", made.hit(0.1))
    later(library / "broken.wav")
    assert (add(library).added, len(add(library).unreadable)) == (1, 1)


def test_samples_that_are_no_numbers_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    samples = np.full(4800, np.nan, "<f4").tobytes()
    form = made.chunk(b"fmt ", bytes.fromhex("03000100 80bb0000 00ee0200 0400 2000"))
    body = b"WAVE" + form + made.chunk(b"data", samples)
    (folder / "nan.wav").write_bytes(b"RIFF" + len(body).to_bytes(4, "little") + body)
    result = add(folder)
    assert result.total == 0
    assert len(result.unreadable) == 1


def test_a_cancel_keeps_what_was_done(library: Path) -> None:
    heard: list[str] = []

    def report(fraction: float, step: str) -> None:
        heard.append(step)

    def cancelled() -> bool:
        return sum(step.startswith("Listening") for step in heard) >= 2

    with pytest.raises(CancelledError, match="stay in the index"):
        add(library, progress=Progress(report, cancelled))
    with Index.open(home()) as index:
        assert 1 <= index.total <= 4
        done = index.total
    assert counts(add(library)) == (4 - done, 0, done, 0, 4)


def test_licences_come_from_a_table_and_from_the_request(library: Path) -> None:
    (library / "LICENSES.tsv").write_text(
        "file\tlicence\tby\tsource\nsteps/gravel.1.wav\tCC-BY-NC-4.0\tBen\thttp://x\n"
    )
    add(library, licence="CC0-1.0", credit="Ann")
    with Index.open(home()) as index:
        one = index.sound(str(library / "steps" / "gravel.1.wav"))
        two = index.sound(str(library / "steps" / "gravel.2.wav"))
    assert one is not None
    assert two is not None
    assert (one.licence, one.credit, one.url, one.commercial) == (
        "CC-BY-NC-4.0", "Ben", "http://x", False,
    )  # fmt: skip
    assert (two.licence, two.credit, two.commercial) == ("CC0-1.0", "Ann", True)


def test_markers_in_a_file_say_where_its_hit_is(library: Path) -> None:
    chunks = [*made.cues([(4800, "start"), (14400, "sync")]), made.ixml(CATID="DOORMetl")]
    made.write(library / "marked.wav", made.hit(0.1), chunks=chunks)
    add(library)
    with Index.open(home()) as index:
        found = index.sound(str(library / "marked.wav"))
    assert found is not None
    assert (found.sync_s, found.sync_from) == (0.3, SyncFrom.CUE)
    assert (found.cat_id, found.confidence) == ("DOORMetl", 1.0)


def test_inputs_are_not_touched(library: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*")}
    add(library)
    assert {path: path.stat().st_mtime_ns for path in library.rglob("*")} == before


def test_links_that_go_round_are_followed_once(library: Path) -> None:
    (library / "steps" / "up").symlink_to(library)
    assert add(library).total == 4


def test_a_folder_that_is_not_there_is_an_error(library: Path) -> None:
    add(library)
    shutil.rmtree(library)
    with pytest.raises(InputError, match="does not exist"):
        add(library)
    # Its drive may only be unplugged: nothing is forgotten.
    with Index.open(home()) as index:
        assert index.total == 4
    with pytest.raises(RequestError):
        add()


def test_a_single_file_may_be_added(library: Path) -> None:
    assert counts(add(library / "knocks.wav")) == (1, 0, 0, 0, 1)
    assert counts(add(library / "knocks.wav")) == (0, 0, 1, 0, 1)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_index_elsewhere_has_the_same_bytes_for_the_same_sounds(
    library: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        result = add(library, index_path=str(tmp_path / name / "sounds.db"))
        assert result.index_path == str(tmp_path / name / "sounds.db")
    one = files_in(tmp_path / "one")
    assert one == files_in(tmp_path / "two")
    assert [name for name in one if name.endswith(("-wal", "-shm", "-journal"))] == []
    assert not home().exists()
    # Nothing new: nothing is written.
    add(library, index_path=str(tmp_path / "one" / "sounds.db"))
    assert files_in(tmp_path / "one").keys() == one.keys()


def test_the_users_index_leaves_no_log_behind(library: Path) -> None:
    add(library)
    assert list((home() / "sounds").glob("*.sqlite-*")) == []


def test_two_may_add_at_once(library: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number in range(6):
        made.write(other / f"bell.{number}.wav", made.hit(0.1, seed=number))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(add, (library, other)))
    assert [result.added for result in results] == [4, 6]
    with Index.open(home()) as index:
        assert index.total == 10


def test_an_index_that_others_hold_is_said(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "sounds.db"
    add(library, index_path=str(path))
    with pytest.raises(OutputError, match="cannot be written"), Index(path) as index:
        index.connection.execute("PRAGMA query_only = 1")
        index.forget(["/x.wav"])
