"""Fixtures that several floors share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from backbeat.threads import limit_native_threads

# As the command line and the engine do before NumPy is loaded: rounding depends on the number of
# threads, and tests compare results of this process with theirs bit for bit.
limit_native_threads()

from tests import commands, edits, pulled, scheduling  # noqa: E402
from tests.commands import Cli  # noqa: E402
from tests.edits import Piece  # noqa: E402

# Machines are noisy: no example fails for having been slow. The same examples each time, so that a
# failure is of a change; BACKBEAT_EXPLORE=1 looks for new ones.
settings.register_profile(
    "house", deadline=None, derandomize="BACKBEAT_EXPLORE" not in os.environ, database=None
)
settings.load_profile("house")

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_runtest_teardown() -> None:
    """A test that leaves the process with another scheduling would make later ones hang."""
    if not scheduling.is_usual():
        scheduling.make_usual()
        pytest.fail("the test left this process with real-time priority: see tests/scheduling.py")


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own: the user's holds what nobody put there for them, and stays so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(tmp_path_factory.mktemp("own-home")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The scoring data beside the checkout; a test that asks for it skips without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the scoring data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def face_mesh(own_home: None) -> None:
    """The pulled model face-mesh, in this process; skips where it cannot be downloaded."""
    pulled.put("face-mesh", Path(os.environ["BACKBEAT_HOME"]))


@pytest.fixture(scope="session")
def speech_model(own_home: None) -> None:
    """The pulled model speech, in this process; skips where it cannot be downloaded."""
    pulled.put("speech", Path(os.environ["BACKBEAT_HOME"]))


@pytest.fixture(scope="module")
def only_faces(own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home with the model face-mesh and without that of speech, whatever other tests pulled."""
    home = tmp_path_factory.mktemp("only-faces")
    pulled.put("face-mesh", home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(home))
        yield


@pytest.fixture(scope="module")
def no_models(own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home without models that were pulled, whatever other tests pulled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKBEAT_HOME", str(tmp_path_factory.mktemp("no-models")))
        yield


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs the real command line in `tmp_path`, with a home of its own."""
    return commands.in_folder(tmp_path)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Twelve seconds of clicks at 120 bpm."""
    return commands.write_clicks(tmp_path / "song.wav", 12)


@pytest.fixture
def edit(tmp_path: Path) -> Path:
    """An edit of five clips, no cut on a beat of the song."""
    pieces = [Piece(27), Piece(47), Piece(60), Piece(70), Piece(80)]
    return edits.written(edits.timeline([pieces]), tmp_path)
