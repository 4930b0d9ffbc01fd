from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from backbeat.errors import InputError, MediaError, OutputError
from backbeat.files.disk_faults import disk_fault


def _raised(number: int, path: str | None = "/disk/a.wav") -> OSError:
    return OSError(number, os.strerror(number), path)


@pytest.mark.parametrize(
    ("number", "kind", "word"),
    [
        (errno.ENOSPC, OutputError, "Free some space"),
        (errno.EFBIG, OutputError, "Free some space"),
        (errno.EROFS, OutputError, "permissions"),
        (errno.EACCES, OutputError, "permissions"),
        (errno.ENAMETOOLONG, OutputError, "shorter name"),
        (errno.ENOENT, InputError, "connect its drive"),
        (errno.EIO, InputError, "Check the disk"),
        (errno.EMFILE, InputError, "ulimit"),
    ],
)
def test_a_fault_of_the_disk_names_the_file_and_what_to_do(
    number: int, kind: type[InputError], word: str
) -> None:
    fault = disk_fault(_raised(number))
    assert type(fault) is kind
    assert "/disk/a.wav" in fault.message and word in fault.hint


def test_the_folder_of_unfinished_outputs_is_not_named() -> None:
    fault = disk_fault(_raised(errno.ENOSPC, "/disk/.backbeat-0123456789ab.part/0/a.wav"))
    assert fault is not None and "/disk/a.wav cannot be written" in fault.message


def test_a_fault_without_a_path_is_still_a_sentence() -> None:
    fault = disk_fault(_raised(errno.ENOSPC, None))
    assert fault is not None and fault.message.startswith("A file of this job cannot be written")


def test_a_defect_is_none(tmp_path: Path) -> None:
    assert disk_fault(ValueError("no")) is None
    assert disk_fault(MediaError("no")) is None
    assert disk_fault(OSError("no number")) is None
    assert disk_fault(_raised(errno.EINVAL)) is None
