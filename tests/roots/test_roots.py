from __future__ import annotations

import dataclasses
import os
import pickle
from pathlib import Path

import pytest

from backbeat import roots
from backbeat.errors import OutsideRootsError, RequestError
from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.media.opening import opened
from backbeat.roots import NO_ROOTS, Roots
from backbeat.roots.own import own_added
from backbeat.timeline.document import load

linked = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def show(tmp_path: Path) -> Path:
    for name in ("show", "library", "outside"):
        (tmp_path / name).mkdir()
    return tmp_path.resolve()


@pytest.fixture
def allowed(show: Path) -> Roots:
    return Roots.of([show / "show"], [show / "library"])


def test_without_roots_everything_is_allowed(show: Path) -> None:
    NO_ROOTS.check(show / "outside" / "a.wav", writes=True)
    assert not Roots.of([]).restrict


@pytest.mark.parametrize(
    ("path", "reads", "writes"),
    [
        ("show", True, True),
        ("show/a/b.wav", True, True),
        ("show/../show/b.wav", True, True),
        ("library/b.wav", True, False),
        ("outside/b.wav", False, False),
        ("show/../outside/b.wav", False, False),
        ("show-2/b.wav", False, False),
        (".", False, False),
    ],
)
def test_reading_and_writing(
    show: Path, allowed: Roots, path: str, reads: bool, writes: bool
) -> None:
    for does, is_allowed in ((False, reads), (True, writes)):
        if is_allowed:
            allowed.check(show / path, does)
        else:
            with pytest.raises(OutsideRootsError):
                allowed.check(show / path, does)


def test_a_root_inside_a_folder_to_be_read_only_may_be_written(show: Path) -> None:
    (show / "library" / "new").mkdir()
    both = Roots.of([show / "library" / "new"], [show / "library"])
    both.check(show / "library" / "new" / "a.wav", writes=True)
    with pytest.raises(OutsideRootsError, match="may only read"):
        both.check(show / "library" / "a.wav", writes=True)


@linked
def test_a_root_that_is_a_link_is_what_it_leads_to(show: Path) -> None:
    (show / "link").symlink_to(show / "outside")
    Roots.of([show / "link"]).check(show / "outside" / "a.wav", writes=True)


def test_a_root_is_a_folder(show: Path) -> None:
    with pytest.raises(RequestError, match=r"--read-root .*none is no folder"):
        Roots.of([], [show / "none"])


def test_the_engines_folder_is_closed_in_a_root_around_it(show: Path) -> None:
    around = own_added(Roots.of([show]), show / "show")
    around.check(show / "outside" / "a", writes=True)
    with pytest.raises(OutsideRootsError, match="own folder"):
        around.check(show / "show" / "engine.json", writes=False)
    # Unnamed, the engine uses it, but no job its secrets.
    assert around.serves(show / "show" / "cache" / "a", writes=True)
    assert not around.serves(show / "show" / "engine.json", writes=False)


def test_a_root_inside_the_engines_folder_is_open(show: Path) -> None:
    inside = own_added(Roots.of([show / "show"]), show)
    inside.check(show / "show" / "a.wav", writes=True)


def test_a_refusal_is_one_of_the_system_too() -> None:
    """So whoever asks what a file is takes it for one that may not be read."""
    error = OutsideRootsError("a lies outside.", "Start it with --root.")
    same = pickle.loads(pickle.dumps(error))
    assert isinstance(same, PermissionError)
    assert (same.message, same.hint, same.strerror) == (error.message, error.hint, "a lies outside")


@linked
def test_whoever_opens_asks(show: Path, allowed: Roots) -> None:
    (show / "outside" / "a.otio").write_text("{}")
    (show / "show" / "a.otio").symlink_to(show / "outside" / "a.otio")
    with roots.held(allowed):
        for path in (show / "show" / "a.otio", show / "outside" / "a.otio"):
            with pytest.raises(OutsideRootsError):
                load(path)
            with pytest.raises(OutsideRootsError), opened(path):
                pass
        with pytest.raises(OutsideRootsError):
            write_text(show / "outside" / "b.txt", "b")
        with pytest.raises(OutsideRootsError), Transaction([show / "outside" / "b.txt"]):
            pass
    assert [path.name for path in (show / "outside").iterdir()] == ["a.otio"]
    assert roots.current() is NO_ROOTS


@linked
def test_an_output_exchanged_for_a_link_is_not_followed(show: Path) -> None:
    """Neither the file nor its folder, whether or not there are roots."""
    from backbeat.errors import OutputError

    target, folder = show / "show" / "a.txt", show / "show" / "in"
    folder.mkdir()
    (show / "outside" / "a.txt").write_text("theirs")
    with pytest.raises(OutputError, match="leads elsewhere"), Transaction([target]) as written:
        written.at(target).write_text("ours")
        target.symlink_to(show / "outside" / "a.txt")
    with pytest.raises(OutputError), Transaction([folder / "a.txt"]) as written:
        written.at(folder / "a.txt").write_text("ours")
        folder.rename(show / "show" / "away")
        folder.symlink_to(show / "outside")
    assert (show / "outside" / "a.txt").read_text() == "theirs"
    assert [path.name for path in (show / "outside").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("restricted", [True, False])
def test_files_of_other_machines_are_their_clients_alone(tmp_path: Path, restricted: bool) -> None:
    real = Path(os.path.realpath(tmp_path))
    transfers = real / "home" / "transfers"
    roots = Roots(
        write=(real,) if restricted else (), private=(real / "home",), transfers=transfers
    )
    theirs, output = transfers / "a" / "uploads" / "0" / "x.wav", transfers / "a/artifacts/1/x.wav"
    for guest, readable in (("", False), ("a", True), ("b", False)):
        held = dataclasses.replace(roots, own=(real / "home",), guest=guest)
        assert held.allows(theirs, False) is held.serves(theirs, False) is readable
        assert not held.allows(theirs, True) and not held.serves(theirs, True)
        assert held.allows(output, True) is held.serves(output, True) is readable
        assert not held.allows(transfers, False) and not held.allows(transfers / "c", True)
