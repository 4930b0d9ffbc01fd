from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.jobs.path_changes import FolderName, change_paths, renamed
from backbeat.jobs.paths import paths_of
from tests.contract import inputs


def test_every_path_is_changed_and_nothing_else() -> None:
    for request in inputs.bases(inputs.Material(Path("/folder"))).values():
        changed = type(request)()
        changed.CopyFrom(request)
        change_paths(changed, lambda path: f"/other{path}")
        expected = [(name, f"/other{path}") for name, path in paths_of(request)]
        assert expected
        assert list(paths_of(changed)) == expected
        change_paths(changed, lambda path: path.removeprefix("/other"))
        assert changed == request


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mnt/show/a.wav", "/here/a.wav"),
        ("/mnt/show", "/here"),
        ("/mnt/shown/a.wav", "/mnt/shown/a.wav"),
        ("/mnt/show/deep/a.wav", "/deeper/a.wav"),
        ("S:\\show\\a\\b.wav", "/windows/a/b.wav"),
        ("relative/a.wav", "relative/a.wav"),
    ],
)
def test_a_path_is_that_of_the_longest_folder_it_lies_in(path: str, expected: str) -> None:
    folders = [
        FolderName("/mnt/show", "/here"),
        FolderName("/mnt/show/deep/", "/deeper"),
        FolderName("S:\\show", "/windows"),
    ]
    assert renamed(path, folders) == expected
