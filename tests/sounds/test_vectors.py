from __future__ import annotations

from pathlib import Path

import numpy as np

from backbeat.sounds.vectors import made_table, open_table, write_table


def test_the_nearest_of_many_are_found_by_main_directions(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    # As sentences are: most of what tells them apart lies in some directions.
    vectors = random.standard_normal((6000, 384)) * np.geomspace(1, 0.02, 384)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    rows = list(range(100, 6100))
    write_table(tmp_path / "table", made_table(rows, vectors))
    table = open_table(tmp_path / "table")
    assert table is not None
    assert table.short is not None
    agreed = 0
    for query in vectors[::600] + 0.01 * random.standard_normal((10, 384)).astype(np.float32):
        exact = np.argsort(-(vectors @ query))[:20] + 100
        found, near = table.nearest(query, 20)
        assert found[0] == exact[0]
        assert (np.diff(near) <= 0).all()
        agreed += len(set(found.tolist()) & set(exact.tolist()))
        # All but a thousand: enough that these, too, are found by main directions.
        among = np.arange(1100, 6100)
        best = among[np.argsort(-(vectors[1000:] @ query))[:20]]
        chosen, _ = table.nearest(query, 20, among)
        assert chosen.min() >= 1100
        agreed += len(set(chosen.tolist()) & set(best.tolist()))
    assert agreed >= 0.95 * 400


def test_few_and_none_are_found_exactly(tmp_path: Path) -> None:
    vectors = np.eye(4, dtype=np.float32)
    write_table(tmp_path / "few", made_table([5, 6, 7, 8], vectors))
    few = open_table(tmp_path / "few")
    assert few is not None
    assert few.nearest(vectors[2], 1)[0].tolist() == [7]
    write_table(tmp_path / "none", made_table([], vectors[:0]))
    none = open_table(tmp_path / "none")
    assert none is not None
    assert none.nearest(vectors[0], 3)[0].tolist() == []
    assert open_table(tmp_path / "missing") is None
