"""Every file that a job writes, with somebody else's file in its place: it stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import AlreadyExistsError, BackbeatError, NotFoundError
from backbeat.jobs.run import run
from backbeat.v1.jobs_pb2 import JobRequest
from tests.contract import inputs
from tests.contract.inputs import Material
from tests.contract.test_every_field import KINDS, _together

_INDEX = "sounds_add"
"""The kind whose file is an index, to which sounds are added, with a folder of its own beside it; a
file that is no index is refused."""
_WRITES_NO_FILE = ("foley_adapt", "sounds_search")
_THEIRS = b"somebody else's"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Material]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(tmp_path_factory.mktemp("here")))
        yield inputs.write_material(tmp_path_factory.mktemp("overwriting"))


@pytest.mark.whole
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_somebody_else_is_replaced_only_where_the_request_says_so(
    kind: str, made: Material
) -> None:
    checked = 0
    for request in _requests(kind, made):
        _cleared(made)
        before = _files(made)
        try:
            run(request)
        except NotFoundError as error:
            if "backbeat models pull" in error.hint:
                pytest.skip(error.message)
            raise
        except BackbeatError:
            continue
        for path in sorted(_files(made) - before):
            if kind != _INDEX or path.suffix == ".db":
                _check_kept(request, path, made, kind)
                checked += 1
    assert checked or kind in _WRITES_NO_FILE


def _requests(kind: str, made: Material) -> Iterator[JobRequest]:
    """The plain one, and one with all outputs that go together; neither may overwrite."""
    for request in (inputs.bases(made)[kind], _together(kind, made).request):
        asked = getattr(request, kind)
        if "overwrite" in asked.DESCRIPTOR.fields_by_name:
            asked.overwrite = False
        if kind == "synccheck":
            asked.path = made.path("talk.mov")
            asked.output_paths[:] = [made.out("sync.json"), made.out("sync.csv")]
        yield request


def _check_kept(request: JobRequest, path: Path, made: Material, kind: str) -> None:
    _cleared(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_THEIRS)
    before = _files(made)
    with pytest.raises(BackbeatError if kind == _INDEX else AlreadyExistsError):
        run(request)
    assert path.read_bytes() == _THEIRS, path
    assert _files(made) == before, path


def _cleared(made: Material) -> None:
    shutil.rmtree(made.folder / "out")
    (made.folder / "out").mkdir()


def _files(made: Material) -> set[Path]:
    return {path for path in made.folder.rglob("*") if path.is_file()}
