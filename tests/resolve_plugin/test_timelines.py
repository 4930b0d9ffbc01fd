"""Out of Resolve and in again; and whatever fails, everything is as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve import timelines
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.timelines import Guarded, duplicate, free_name, import_otio, results_folder
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import Session
from tests.resolve_plugin.inside import cut, everything, exported, opened


@pytest.mark.parametrize(
    ("writes", "said"), [("nothing", "says it exported"), ("empty", "says it exported")]
)
def test_an_export_that_wrote_nothing_is_found_out(tmp_path: Path, writes: str, said: str) -> None:
    held = cut(tmp_path, export_writes=writes)
    path = tmp_path / "ö out.otio"
    with pytest.raises(Problem, match=said) as caught:
        timelines.export(opened(held), path)
    assert str(path) in caught.value.message


def test_an_export_that_is_refused_and_one_into_no_folder_are_told(tmp_path: Path) -> None:
    held = cut(tmp_path, dialogs_block=True)
    with pytest.raises(Problem, match="did not export"):
        timelines.export(opened(held), tmp_path / "none" / "out.otio")
    held.world.dialog = True
    with pytest.raises(Problem, match="did not export"):
        timelines.export(opened(held), tmp_path / "out.otio")


def test_a_folder_where_the_file_should_be_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "out.otio").mkdir()
    with pytest.raises(Problem, match="there is no file"):
        timelines.export(opened(cut(tmp_path)), tmp_path / "out.otio")


def test_a_version_that_cannot_export_says_so(tmp_path: Path) -> None:
    held = cut(tmp_path, otio=False)
    with pytest.raises(Problem, match="cannot export OpenTimelineIO"):
        timelines.export(opened(held), tmp_path / "out.otio")


def test_a_name_is_free_however_it_is_written(tmp_path: Path) -> None:
    held = cut(tmp_path)
    project = opened(held).project
    assert free_name(project, "other") == "other"
    assert free_name(project, "EDIT") == "EDIT 2"
    held.add_timeline("Edit 2")
    assert free_name(project, "edit") == "edit 3"


def brought_in(held: Session, folder: Path, change: Callable[[Any], None] | None = None) -> Any:
    """The open timeline out and in again, the file changed between."""
    path = folder / "goal.otio"
    exported(held, path)
    if change is not None:
        tree = json.loads(path.read_text())
        change(tree)
        path.write_text(json.dumps(tree))
    inside = opened(held)
    with Guarded(inside) as guard:
        return import_otio(inside, guard, path, free_name(inside.project, "edit on beat"))


def test_what_comes_in_lies_in_our_bin_under_its_name(tmp_path: Path) -> None:
    held = cut(tmp_path)
    for name in ("edit on beat", "edit on beat 2"):
        made = brought_in(held, tmp_path)
        assert made.GetName() == name
        assert [item.media.online for item in state_of(made).all_items() if item.media] == [
            True
        ] * 5
    assert all(item.linked for item in state_of(made).all_items())
    (ours,) = held.project.root.bins
    assert ours.name == "Backbeat"
    assert [item.name for item in ours.items] == ["edit on beat", "edit on beat 2"]
    assert held.project.bin is held.project.root


def escaped(tree: Any) -> None:
    for clip in clips(tree):
        reference = clip["media_references"]["DEFAULT_MEDIA"]
        reference["target_url"] = "file://" + reference["target_url"].replace("song", "so%6Eg")


def off_the_clock(tree: Any) -> None:
    clips(tree)[0]["source_range"]["start_time"]["value"] += 900_000


def media_gone(tree: Any) -> None:
    clips(tree)[0]["media_references"]["DEFAULT_MEDIA"]["target_url"] = "/nowhere/else.mov"


def without_references(tree: Any) -> None:
    del clips(tree)[0]["media_references"]


def no_timeline(tree: Any) -> None:
    tree["OTIO_SCHEMA"] = "SerializableCollection.1"


def clips(tree: Any) -> list[Any]:
    return [
        child
        for track in tree["tracks"]["children"]
        for child in track["children"]
        if child["OTIO_SCHEMA"].startswith("Clip")
    ]


@pytest.mark.parametrize(
    "change",
    [escaped, off_the_clock, media_gone, without_references, no_timeline],
    ids=lambda change: change.__name__,
)
def test_an_import_that_resolve_refuses_is_a_sentence_and_changes_nothing(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    held = cut(tmp_path)
    before = everything(held)
    with pytest.raises(Problem, match="gives no reason") as caught:
        brought_in(held, tmp_path, change)
    assert "`backbeat doctor FILE --for resolve`" in caught.value.hint
    assert everything(held) == before


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    held = cut(tmp_path)
    exported(held, tmp_path / "goal.otio")
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Problem, match="did not import"), Guarded(inside) as guard:
        import_otio(inside, guard, tmp_path / "goal.otio", "edit")
    assert everything(held) == before


def test_a_timeline_that_came_without_being_answered_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = cut(tmp_path)
    exported(held, tmp_path / "goal.otio")
    inside = opened(held)

    class Mute:
        """A pool that imports and answers nothing."""

        def __getattr__(self, name: str) -> Any:
            call = getattr(inside.pool, name)
            return (lambda *given: call(*given) and None) if name.startswith("Import") else call

    with Guarded(inside) as guard:
        mute = inside._replace(pool=Mute())
        made = import_otio(mute, guard, tmp_path / "goal.otio", "again")
    assert made.GetName() == "again"


@pytest.mark.parametrize("page", ["edit", "fairlight", "color"])
def test_a_run_that_fails_takes_away_what_it_made(tmp_path: Path, page: str) -> None:
    held = cut(tmp_path)
    sub = held.proxy(held.project.root)
    held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool().AddSubFolder(sub, "day 1")
    held.project.bin = held.project.root.bins[0]
    held.world.page = page
    exported(held, tmp_path / "goal.otio")
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        import_otio(inside, guard, tmp_path / "goal.otio", "one")
        duplicate(inside, guard, "two")
        (tmp_path / "new.wav").touch()
        inside.host.resolve.OpenPage("edit")
        assert len(held.project.timelines) == 3
        assert held.timeline.name == "two"
        raise Cancelled()
    assert everything(held) == before


def test_a_copy_outside_our_bin_goes_too(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        duplicate(inside, guard, "two")
        raise Cancelled()
    assert everything(held) == before


@pytest.mark.parametrize(
    ("error", "words"),
    [(Cancelled(), "Cancelled. Resolve"), (Problem("It broke."), "It broke. Resolve")],
)
def test_what_cannot_be_taken_away_is_named(tmp_path: Path, error: Problem, words: str) -> None:
    held = cut(tmp_path, dialogs_block=True)
    inside = opened(held)
    with pytest.raises(Problem) as caught, Guarded(inside) as guard:
        duplicate(inside, guard, "two")
        held.world.dialog = True
        raise error
    assert caught.value.message == f"{words} did not let “two” be taken away again."
    assert "by hand" in caught.value.hint


def test_what_goes_at_the_second_try_is_not_named(tmp_path: Path) -> None:
    held = cut(tmp_path, dialogs_block=True)
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        duplicate(inside, guard, "two")
        held.world.dialog = True
        guard.undo()
        held.world.dialog = False
        raise Cancelled()
    assert everything(held) == before


def test_a_run_that_ends_well_keeps_what_it_made_and_restores_bin_and_page(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.world.page = "fairlight"
    inside = opened(held)
    with Guarded(inside) as guard:
        guard.use_bin()
        duplicate(inside, guard, "two")
        inside.host.resolve.OpenPage("edit")
    assert [each.name for each in held.project.timelines] == ["edit", "two"]
    assert held.timeline.name == "two"
    assert held.project.bin is held.project.root
    assert held.world.page == "fairlight"


def test_results_of_earlier_runs_outlive_one_that_fails(tmp_path: Path) -> None:
    held = cut(tmp_path)
    brought_in(held, tmp_path)
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Problem, match="gives no reason"):
        brought_in(held, tmp_path, media_gone)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        guard.use_bin()
        guard.use_bin()
        raise Cancelled()
    assert everything(held) == before


@pytest.mark.parametrize("call", range(12))
def test_results_of_earlier_runs_outlive_a_bin_that_cannot_be_opened(
    tmp_path: Path, call: int
) -> None:
    held = cut(tmp_path, dialogs_block=True)
    brought_in(held, tmp_path)
    inside = opened(held)
    before = everything(held)
    now = held.world.calls.total()
    held.world.behaviour.dialog_calls = range(now + call, now + call + 1)
    with pytest.raises(Problem), Guarded(inside) as guard:
        guard.use_bin()
        raise Cancelled()
    assert everything(held) == before


def test_clips_brought_in_before_the_bin_is_used_again_still_go(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        guard.use_bin()
        assert inside.pool.ImportMedia([str(tmp_path / "song.wav")])
        guard.use_bin()
        raise Cancelled()
    assert everything(held) == before


def test_a_bin_that_somebody_else_filled_meanwhile_stays(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    with pytest.raises(Cancelled), Guarded(inside) as guard:
        ours = guard.use_bin()
        inside.pool.AddSubFolder(ours, "theirs")
        raise Cancelled()
    assert [each.name for each in held.project.root.bins] == ["Backbeat"]


def test_a_copy_is_the_current_timeline_even_where_resolve_leaves_the_old_one(
    tmp_path: Path,
) -> None:
    for current in (True, False):
        held = cut(tmp_path / str(current), new_timeline_is_current=current)
        inside = opened(held)
        with Guarded(inside) as guard:
            duplicate(inside, guard, "copy")
        assert held.timeline.name == "copy"


def test_a_copy_that_resolve_does_not_make_or_open_is_told(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    before = everything(held)
    with pytest.raises(Problem, match="did not duplicate"), Guarded(inside) as guard:
        duplicate(inside, guard, "edit")
    second = held.proxy(held.add_timeline("second"))
    inside = opened(held)
    before = everything(held)
    held.world.behaviour.dialogs_block = held.world.dialog = True
    with pytest.raises(Problem, match="does not open the timeline “edit”"):
        Guarded(inside).make_current(held.proxy(held.project.timelines[0]))
    Guarded(inside).make_current(second)
    assert everything(held) == before


@pytest.mark.parametrize(
    ("project", "timeline", "folder"),
    [
        ("Film", "edit", "Film/edit 1"),
        ("a/b\\c", "cut: 1?*", "a_b_c/cut_ 1__ 1"),
        ("Über", "naïve 日本", "Über/naïve 日本 1"),
        ("..", ". .", "timeline/timeline 1"),
        ("con\n", "  x. ", "con_/x 1"),
        ("p" * 200, "t" * 200, "p" * 80 + "/" + "t" * 80 + " 1"),
    ],
)
def test_results_have_a_folder_whatever_the_names(
    tmp_path: Path, project: str, timeline: str, folder: str
) -> None:
    held = cut(tmp_path / "media")
    held.project.name, held.timeline.name = project, timeline
    made = results_folder(tmp_path / "home", opened(held))
    assert made == tmp_path / "home" / "results" / folder
    assert made.is_dir()
    assert results_folder(tmp_path / "home", opened(held)).name == made.name[:-1] + "2"


def test_a_folder_of_results_goes_and_takes_only_empty_ones_along(tmp_path: Path) -> None:
    held = cut(tmp_path / "media")
    first = results_folder(tmp_path, opened(held))
    second = results_folder(tmp_path, opened(held))
    (second / "before.otio").write_text("x")
    timelines.remove(second)
    assert first.is_dir()
    assert not second.exists()
    timelines.remove(first)
    assert not first.parent.exists()
    timelines.remove(first)
