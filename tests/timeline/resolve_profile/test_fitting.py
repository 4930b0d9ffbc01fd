"""A fitted timeline: the same cuts, every other byte as it was, and nothing left to repair."""

from __future__ import annotations

import difflib
import json
import random
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import TimelineError
from backbeat.timeline.document import Container, Document
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Retime
from backbeat.timeline.reading import MediaLookup, read_edit
from backbeat.timeline.resolve_profile import check, repair_document
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.breakages import BREAKAGES, Change, from_zero, premiere
from tests.timeline.resolve_profile.timelines import HOUR, Tree, first, marker, media, media_of
from tests.timeline.test_mutations import mutated


def made(change: Change, folder: Path, **layout: Any) -> Document:
    tree = timelines.clean(folder)
    change(tree)
    return timelines.document(tree, folder, **layout)


def fitted_tree(document: Document, look: MediaLookup = media) -> Tree:
    found: Tree = json.loads(repair_document(document, look).document.data)
    return found


def cuts(document: Document, look: MediaLookup) -> list[tuple[tuple[object, ...], set[Fraction]]]:
    """Where every item lies; and from where it plays its media, by either clock."""
    return [
        (
            (track.label, item.kind, item.start, item.duration, item.speed, item.retime),
            {item.media_start - (item.available_start or 0), item.media_start},
        )
        for track in read_edit(document, look).tracks
        for item in track.items
    ]


def assert_fits(document: Document, look: MediaLookup) -> None:
    """Fitting keeps the cuts, leaves nothing to repair, and changes nothing the second time."""
    fit = repair_document(document, look)
    assert not [finding for finding in fit.findings_left if finding.repairable]
    assert [(x.rule.id, x.message) for x in fit.findings_left] == [
        (x.rule.id, x.message) for x in check(fit.document, look)
    ]
    again = repair_document(fit.document, look)
    assert again.findings_repaired == ()
    assert again.document.data == fit.document.data
    for before, now in zip(cuts(document, look), cuts(fit.document, look), strict=True):
        assert before[0] == now[0]
        # One of the two stays: a clip is shifted with its media, or its media was stated wrongly;
        # or what was counted by the clock is counted from the start now.
        assert before[1] & now[1]
    if not fit.findings_repaired:
        assert fit.document.data == document.data


@pytest.mark.parametrize("layout", [{"indent": 4}, {"indent": "\t"}, {"separators": (",", ":")}])
def test_only_what_was_mended_is_respelled(tmp_path: Path, layout: dict[str, Any]) -> None:
    def odd(tree: Tree) -> None:
        first(tree)["metadata"]["Resolve_OTIO"]["x"] = ["å", 1e3, 20.000000000000004]
        del first(tree)["enabled"]
        media_of(first(tree))["target_url"] = "a.mov"

    document = made(odd, tmp_path, **layout)
    spelled = document.with_data(document.data.replace(b"1000.0", b"1.0e3"))
    after = repair_document(spelled, media).document.data
    expected = json.loads(spelled.data)
    first(expected)["enabled"] = True
    media_of(first(expected))["target_url"] = str(tmp_path / "a.mov")
    assert json.loads(after) == expected
    if "indent" in layout:
        before, now = spelled.data.decode().splitlines(), after.decode().splitlines()
        changed = [line for line in difflib.ndiff(before, now) if line[0] in "+-"]
        # The path, the comma before the new member, and the new member.
        assert len(changed) == 5
    assert b"1.0e3" in after and b"\\u00e5" in after


def test_a_clip_counted_from_zero_goes_onto_its_medias_clock_with_its_markers(
    tmp_path: Path,
) -> None:
    def change(tree: Tree) -> None:
        from_zero(tree)
        first(tree)["markers"].append(marker(start=110.0))

    clip = first(fitted_tree(made(change, tmp_path)))
    assert clip["source_range"]["start_time"]["value"] == HOUR + 100
    assert media_of(clip)["available_range"]["start_time"]["value"] == HOUR
    assert clip["markers"][0]["marked_range"]["start_time"]["value"] == HOUR + 110


def test_a_clip_counted_from_the_start_of_stated_media_is_counted_on_its_clock(
    tmp_path: Path,
) -> None:
    def change(tree: Tree) -> None:
        first(tree)["source_range"] = timelines.span(30.0, 50.0)
        first(tree)["markers"].append(marker(start=31.0))

    for look in (media, timelines.nothing):
        clip = first(fitted_tree(made(change, tmp_path), look))
        assert clip["source_range"] == timelines.span(HOUR + 30, 50.0)
        assert clip["markers"][0]["marked_range"]["start_time"]["value"] == HOUR + 31
        assert media_of(clip)["available_range"] == timelines.span(HOUR, 500.0)


def test_media_at_another_rate_is_shifted_to_a_fraction_of_a_frame(tmp_path: Path) -> None:
    start = Fraction(87399, 24)

    def film(url: str) -> MediaRange | None:
        return MediaRange(start, Fraction(101, 24), rate=Fraction(24)) if "a.mov" in url else None

    def change(tree: Tree) -> None:
        first(tree)["source_range"] = timelines.span(6.0, 74.0)
        media_of(first(tree))["available_range"] = timelines.span(0.0, 101.0, 24.0)

    clip = first(fitted_tree(made(change, tmp_path), film))
    assert clip["source_range"]["start_time"]["value"] == 91046.625
    assert media_of(clip)["available_range"]["start_time"]["value"] == 87399.0


def test_an_unstated_range_is_written_at_the_medias_rate(tmp_path: Path) -> None:
    def film(url: str) -> MediaRange | None:
        return MediaRange(Fraction(3600), Fraction(10), rate=Fraction(24000, 1001))

    def change(tree: Tree) -> None:
        media_of(first(tree))["available_range"] = None

    available = media_of(first(fitted_tree(made(change, tmp_path), film)))["available_range"]
    assert available["duration"]["rate"] == pytest.approx(24000 / 1001)
    assert available["duration"]["value"] == pytest.approx(240000 / 1001)


def test_media_that_resolve_itself_described_is_not_moved(tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        from_zero(tree)
        tree["metadata"] = {"Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"}}

    document = made(change, tmp_path)
    assert repair_document(document, media).document.data == document.data


def test_retimes_of_premiere_are_counted_in_record_frames_once(tmp_path: Path) -> None:
    document = made(premiere, tmp_path)
    fit = repair_document(document, media)
    assert first(json.loads(fit.document.data))["source_range"]["duration"]["value"] == 25.0
    for one in (document, fit.document):
        item = read_edit(one).tracks[0].items[0]
        assert (item.retime, item.duration, item.speed) == (Retime.LINEAR, 25, 2)
    assert_fits(document, media)


def test_a_note_that_is_there_stays(tmp_path: Path) -> None:
    note = {"Resolve_OTIO": {"Keywords": ["k"], "Note": ""}, "theirs": 1}

    def change(tree: Tree) -> None:
        tree["tracks"]["markers"] = [
            marker(comment="new"), marker(start=20.0, comment="new", metadata=note),
        ]  # fmt: skip

    first_one, second = fitted_tree(made(change, tmp_path))["tracks"]["markers"]
    assert first_one["metadata"]["Resolve_OTIO"]["Note"] == "said"
    assert second["metadata"] == {
        "Resolve_OTIO": {"Keywords": ["k"], "Note": "new"}, "theirs": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("file:///Users/ed/My%20Show/a.mov", "/Users/ed/My Show/a.mov"),
        ("file://localhost/D%3a/media/a.mov", "D:\\media\\a.mov"),
        ("file://C:/media/a.mov", "C:\\media\\a.mov"),
        ("file://server/share/a%20b.mov", "\\\\server\\share\\a b.mov"),
        ("C:\\media\\a.mov", "C:\\media\\a.mov"),
        ("https://example.org/a%20b.mov", "https://example.org/a%20b.mov"),
    ],
)
def test_media_urls_become_the_paths_they_mean(url: str, plain: str, tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        media_of(first(tree))["target_url"] = url

    document = made(change, tmp_path)
    assert media_of(first(fitted_tree(document, timelines.nothing)))["target_url"] == plain


def test_a_percent_sign_of_the_name_itself_stays(tmp_path: Path) -> None:
    def named(name: str) -> Document:
        return made(lambda tree: media_of(first(tree)).update(target_url=name), tmp_path)

    (tmp_path / "50%20off.mov").touch()
    path = str(tmp_path / "50%20off.mov")
    assert media_of(first(fitted_tree(named(path))))["target_url"] == path
    path = str(tmp_path / "gone%20.mov")
    assert media_of(first(fitted_tree(named(path))))["target_url"] == path
    (tmp_path / "a b.mov").touch()
    encoded = str(tmp_path / "a%20b.mov")
    assert media_of(first(fitted_tree(named(encoded))))["target_url"] == str(tmp_path / "a b.mov")


def test_tracks_are_numbered_by_kind_and_keep_their_names(tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        one, sound = tree["tracks"]["children"]
        empty = {**one, "children": [], "name": ""}
        tree["tracks"]["children"] = [
            {**empty}, {**one, "name": "Video 1"}, {**empty}, {**sound, "name": ""},
        ]  # fmt: skip

    names = [x["name"] for x in fitted_tree(made(change, tmp_path))["tracks"]["children"]]
    assert names == ["Video 2", "Video 1", "Video 3", "Audio 1"]


@settings(max_examples=60)
@given(
    rules=st.lists(st.sampled_from([x for x in BREAKAGES if x != "collection"]), max_size=6),
    layout=st.sampled_from([{"indent": 4}, {"indent": None}, {"separators": (",", ":")}]),
    seen=st.booleans(),
)
def test_whatever_is_wrong_together_is_mended_together(
    rules: list[str], layout: dict[str, Any], seen: bool
) -> None:
    with TemporaryDirectory() as name:
        folder, tree = Path(name), timelines.clean(Path(name))
        for rule in rules:
            try:
                BREAKAGES[rule].breaks(tree)
            except (KeyError, TypeError, ValueError):
                # What it would break, another has taken away.
                continue
        document = timelines.document(tree, folder, **layout)
        look = media if seen else timelines.nothing
        try:
            read_edit(document, look)
        except TimelineError:
            return
        assert_fits(document, look)


@pytest.mark.parametrize("seed", range(3))
def test_mutants_are_fitted_or_refused_by_name(seed: int, tmp_path: Path) -> None:
    luck = random.Random(seed)
    tree = timelines.clean(tmp_path)
    for rule in ("clip-1", "marker-note", "wipe", "start-time"):
        BREAKAGES[rule].breaks(tree)
    whole = 0
    for _ in range(150):
        data = json.dumps(mutated(tree, luck)).encode()
        document = Document(tmp_path / "mutant.otio", Container.OTIO, data)
        try:
            assert_fits(document, media)
        except TimelineError as error:
            assert str(document.path) in error.message
            continue
        whole += 1
    assert 0 < whole < 150
