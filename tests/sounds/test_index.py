from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError
from backbeat.sounds import timbre
from backbeat.sounds.facts import Heard, Loudness, Said, SoundFile, SyncFrom, Take
from backbeat.sounds.index import Index
from backbeat.sounds.names import parts_of
from backbeat.sounds.schema import VERSION
from backbeat.sounds.tables import MEANING_SIZE


def sound(
    path: str, about: str = "", cat_id: str = "", licence: str = "", seed: int | None = None
) -> SoundFile:
    """A file as a walk through a library enters it."""
    noise = np.random.default_rng(seed or len(path)).standard_normal(timbre.SIZE)
    parts = parts_of(path)
    heard = Heard(
        1.5, 48000, 2, Loudness(-20.0, -18.0, -3.0, -2.5), SyncFrom.ATTACK,
        (Take(0.0, 0.7, 0.1), Take(0.7, 1.5, 0.9)), False, noise.astype(np.float32),
    )  # fmt: skip
    said = Said(parts.words, about, "", cat_id or parts.cat_id, licence)
    digest = hashlib.sha256((path if seed is None else str(seed)).encode()).hexdigest()
    return SoundFile(path, 100, 200, digest, said, heard)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path) as opened:
        for path, about in (
            ("/lib/doors/door_slam.wav", "heavy oak"),
            ("/lib/doors/DOORMetl_Steel Gate_A_B.wav", ""),
            ("/lib/feet/footstep_gravel.1.wav", ""),
            ("/lib/feet/footstep_gravel.2.wav", ""),
            ("/lib/feet/footstep_snow.1.wav", ""),
            ("/lib/weather/rain.wav", ""),
            ("/lib/ui/heavy_click.wav", ""),
            ("/lib/space/scifi_door_open.wav", ""),
            ("/lib/misc/minecart.wav", ""),
        ):
            opened.put(sound(path, about))
        opened.put_folder("/lib", "CC0", "Ann")
        opened.commit()
        yield opened


def names(found: list[object]) -> list[str]:
    return [Path(str(getattr(one, "path", ""))).name for one in found]


def test_a_sound_comes_back_as_it_was_put_in(index: Index) -> None:
    found = index.sound("/lib/doors/door_slam.wav")
    assert found is not None
    assert (found.name, found.description, found.rate, found.channels) == (
        "door slam", "heavy oak", 48000, 2,
    )  # fmt: skip
    assert found.takes == (Take(0.0, 0.7, 0.1), Take(0.7, 1.5, 0.9))
    assert (found.sync_s, found.lufs, found.commercial) == (0.1, -20.0, None)
    assert index.sound(found.key) == found
    assert index.sound("0" * 16) is None
    assert index.sound("/lib/none.wav") is None


def test_words_find_sounds(index: Index) -> None:
    for words, first in (
        ("heavy rain", "rain.wav"),
        ("walking on gravel", "footstep_gravel.1.wav"),
        ("slamming doors", "door_slam.wav"),
        ("metal gate", "DOORMetl_Steel Gate_A_B.wav"),
        ("mine cart", "minecart.wav"),
        ("oak", "door_slam.wav"),
        ("gravle", "footstep_gravel.1.wav"),
        ("spaceship door", "scifi_door_open.wav"),
    ):
        assert names([*index.search(words)])[0] == first, words


def test_all_words_come_before_some(index: Index) -> None:
    found = names([*index.search("footstep snow")])
    assert found[0] == "footstep_snow.1.wav"
    assert set(found[1:3]) == {"footstep_gravel.1.wav", "footstep_gravel.2.wav"}


def test_nothing_is_found_for_nothing(index: Index) -> None:
    assert index.search("xylophone concerto") == []
    assert index.search("") == []
    assert index.search("the of a") == []
    assert index.search('") OR name : (*') == []


def test_a_category_narrows(index: Index) -> None:
    found = index.search("door", ["DOORMetl"])
    assert names([*found]) == ["DOORMetl_Steel Gate_A_B.wav"]
    assert found[0].confidence == 1.0
    assert len(index.search("", ["DOORS"])) == 2
    assert index.search("rain", ["DOORS"]) == []


def test_folders_narrow(index: Index) -> None:
    assert names([*index.search("door", within=["/lib/doors"])])[0] == "door_slam.wav"
    assert index.search("door", within=["/lib/door"]) == []


def test_what_is_allowed_is_found_however_much_is_not(index: Index) -> None:
    for number in range(400):
        index.put(sound(f"/other/owl.{number}.wav", licence="CC-BY-NC-4.0", seed=1000 + number))
    index.put(sound("/mine/forest with an owl in it far away.wav", licence="CC0"))
    index.commit()
    mine = "forest with an owl in it far away.wav"
    assert names([*index.search("owl", within=["/mine"])]) == [mine]
    assert names([*index.search("owl", commercial=True)]) == [mine]
    vector = index.timbre_of("/other/owl.0.wav")
    assert vector is not None
    assert mine in names([*index.similar(vector, 100, commercial=True)])


def test_variants_know_one_another(index: Index) -> None:
    key = "/lib/feet/footstep_gravel.1.wav"
    assert names([*index.variants(key)]) == ["footstep_gravel.1.wav", "footstep_gravel.2.wav"]
    found = index.sound(key)
    assert found is not None
    assert found.variants == 2
    assert index.variants("nothing") == []


def test_the_same_bytes_come_once(index: Index) -> None:
    index.put(sound("/lib/a/owl_hoot.wav", seed=7))
    index.put(sound("/lib/b/owl_hoot.wav", seed=7))
    index.commit()
    assert len(index.search("owl")) == 1


def test_commercial_leaves_out_what_is_forbidden(index: Index) -> None:
    index.put(sound("/lib/owl_a.wav", licence="CC-BY-NC-4.0"))
    index.put(sound("/lib/owl_b.wav", licence="CC0"))
    index.put(sound("/lib/owl_c.wav"))
    index.commit()
    assert len(index.search("owl")) == 3
    assert set(names([*index.search("owl", commercial=True)])) == {"owl_b.wav", "owl_c.wav"}


def test_commercial_is_as_quick_as_any(tmp_path: Path) -> None:
    """The full-text table was asked anew for each sound that may be found."""
    with Index.open(tmp_path) as index:
        for number in range(3000):
            index.put(sound(f"/lib/door slam {number}.wav"))
        index.commit()

        def took_s(commercial: bool) -> float:
            started = time.process_time()
            assert len(index.search("door slam", commercial=commercial)) == 20
            return time.process_time() - started

        freely, commercially = (min(took_s(of) for _ in range(4)) for of in (False, True))
    assert commercially < 8 * freely


def test_like_sounds_are_near(index: Index) -> None:
    vector = index.timbre_of("/lib/weather/rain.wav")
    assert vector is not None
    assert index.similar(vector)[0].path == "/lib/weather/rain.wav"
    found = index.sound("/lib/weather/rain.wav")
    assert found is not None
    assert found.key not in [one.key for one in index.similar(vector, leave_out=found.key)]


def test_a_changed_file_is_found_by_its_new_words(index: Index) -> None:
    file = sound("/lib/weather/rain.wav")
    index.put(SoundFile(file.path, 1, 2, file.digest, Said("thunder"), file.heard))
    index.commit()
    assert names([*index.search("thunder")]) == ["rain.wav"]
    assert index.search("rain") == []
    assert index.total == 9


def test_what_is_forgotten_is_not_found(index: Index) -> None:
    index.forget(["/lib/weather/rain.wav"])
    index.commit()
    assert index.search("rain") == []
    assert index.remove_folder("/lib/feet") == 3
    index.commit()
    assert index.search("footstep") == []
    assert index.total == 5
    assert [folder.sounds for folder in index.folders()] == [5]


def test_folders_with_like_names_are_others(index: Index) -> None:
    index.put(sound("/lib2/owl.wav"))
    index.put(sound("/li/owl.wav", seed=3))
    index.commit()
    assert index.remove_folder("/lib") == 9
    assert index.total == 2


def test_what_was_rolled_back_is_not_there(index: Index) -> None:
    index.put(sound("/lib/owl.wav"))
    index.rollback()
    assert index.search("owl") == []


def test_another_process_sees_what_was_committed(index: Index) -> None:
    with Index(index.path) as other:
        assert other.search("owl") == []
        index.put(sound("/lib/owl.wav"))
        index.commit()
        assert names([*other.search("owl")]) == ["owl.wav"]
        vector = other.timbre_of("/lib/owl.wav")
        assert vector is not None
        assert other.similar(vector)[0].path == "/lib/owl.wav"


def test_meaning_finds_what_is_called_otherwise(index: Index) -> None:
    def vector(place: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        found = np.zeros(MEANING_SIZE, np.float32)
        found[place] = 1
        return found

    for row_id, text in index.without_meaning(100):
        index.put_meaning(row_id, vector(1 if "minecart" in text else 0))
    index.commit()
    with Index(index.path, lambda words: vector(1)) as meant:
        assert names([*meant.search("wagon of the dwarves")])[0] == "minecart.wav"
        assert index.count_without_meaning() == 0


def test_a_newer_index_is_left_alone(tmp_path: Path) -> None:
    Index.open(tmp_path).close()
    path = tmp_path / "sounds" / "sounds.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(InputError, match="newer Backbeat"):
        Index.open(tmp_path)


def test_a_damaged_index_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sounds" / "sounds.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match="no index of sounds"):
        Index.open(tmp_path)


def test_many_may_make_the_same_index_at_once(tmp_path: Path) -> None:
    """It was said to be damaged, since SQLite does not wait where it switches to its log."""
    for round_ in range(30):
        path = tmp_path / f"{round_}.db"
        together = threading.Barrier(4, timeout=20)

        def opened(path: Path, together: threading.Barrier) -> int:
            together.wait()
            with Index(path) as index:
                return index.total

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(opened, [path] * 4, [together] * 4)) == [0] * 4
