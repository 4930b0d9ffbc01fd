"""Every rule of the profile finds what it is for, lets pass what is fine, and mends what it can."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import resolve_profile
from backbeat.timeline.document import Document, load
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Dialect
from backbeat.timeline.origin import written_by
from backbeat.timeline.premiere_profile import RULES, check, repair_document
from backbeat.timeline.profile.fitting import RepairResult
from backbeat.timeline.reading import read_edit
from backbeat.timeline.urls import bare_path
from tests import commands
from tests.timeline.premiere_profile.breakages import (
    BREAKAGES,
    Change,
    Json,
    clean,
    first,
    media_of,
    of_another,
    of_another_at_half_speed,
    span,
    warp,
)

MEDIA = ("A001.mov", "B002.mov", "overlay.mov", "title.png", "5.1.wav")
"""That are on this machine."""


def document(tree: Json, folder: Path) -> Document:
    text = json.dumps(tree, indent=4, ensure_ascii=False)
    for name in MEDIA:
        (folder / name).touch()
        text = text.replace(f"file:///media/{name}", f"file://{folder}/{name}")
    path = folder / "edit.otio"
    path.write_text(text, encoding="utf-8")
    return load(path)


def here(url: str) -> MediaRange | None:
    """What the media is: pictures in HD with stereo sound, one file with six channels."""
    if not url.startswith("file:") or url.endswith(".png"):
        return None
    channels = 6 if url.endswith("5.1.wav") else 2
    size = None if url.endswith(".wav") else (1920, 1080)
    length = Fraction(20)
    return MediaRange(
        Fraction(0), length, rate=Fraction(25), size=size, channels=channels, sample_rate=48_000
    )


def made(change: Change, folder: Path) -> Document:
    tree = clean()
    change(tree)
    return document(tree, folder)


def mended(doc: Document) -> RepairResult:
    return repair_document(doc, here)


def test_every_rule_has_its_two_timelines() -> None:
    assert [rule.id for rule in RULES] == list(dict.fromkeys(rule.id for rule in RULES))
    assert {rule.id for rule in RULES} == set(BREAKAGES)
    for rule in RULES:
        assert rule.basis and rule.what
        assert bool(rule.repaired) == BREAKAGES[rule.id].repaired
        assert rule.repaired or rule.advice


def test_nothing_is_found_in_what_is_fine_and_not_a_byte_changes(tmp_path: Path) -> None:
    doc = document(clean(), tmp_path)
    assert check(doc, here) == ()
    assert mended(doc).document.data == doc.data


@pytest.mark.parametrize("rule", BREAKAGES)
def test_a_rule_finds_what_it_is_for(rule: str, tmp_path: Path) -> None:
    found = [x for x in check(made(BREAKAGES[rule].breaks, tmp_path), here) if x.rule.id == rule]
    assert found
    assert {finding.repairable for finding in found} == {BREAKAGES[rule].repaired}
    assert all(finding.message.endswith(".") for finding in found)


@pytest.mark.parametrize("rule", BREAKAGES)
def test_a_rule_lets_pass_what_is_nearly_the_same(rule: str, tmp_path: Path) -> None:
    found = {finding.rule.id for finding in check(made(BREAKAGES[rule].near, tmp_path), here)}
    assert rule not in found


@pytest.mark.parametrize("rule", [name for name, one in BREAKAGES.items() if one.repaired])
def test_a_repair_mends_it_keeps_premieres_own_words_and_does_nothing_twice(
    rule: str, tmp_path: Path
) -> None:
    doc = made(BREAKAGES[rule].breaks, tmp_path)
    fit = mended(doc)
    assert rule in {finding.rule.id for finding in fit.findings_repaired}
    assert not [finding for finding in fit.findings_left if finding.repairable]
    assert check(fit.document, here) == fit.findings_left
    assert mended(fit.document).document.data == fit.document.data
    before, after = json.loads(doc.data), json.loads(fit.document.data)
    otio.adapters.read_from_string(fit.document.data.decode(), "otio_json")
    assert {**after["metadata"], **before["metadata"]} == after["metadata"]
    effects = [one for one in first(before)["effects"] if one["OTIO_SCHEMA"] == "Effect.1"]
    assert [one for one in first(after)["effects"] if one["OTIO_SCHEMA"] == "Effect.1"] == effects
    assert cuts_of(fit.document) == cuts_of(doc)


def cuts_of(doc: Document) -> list[tuple[Any, ...]]:
    """Where every item lies, and what it plays."""
    return [
        (track.label, item.start, item.duration, item.media_start, item.speed, item.retime)
        for track in read_edit(doc, here).tracks
        for item in track.items
    ]


def test_a_timeline_of_another_program_gets_what_premiere_writes(tmp_path: Path) -> None:
    doc = made(of_another_at_half_speed, tmp_path)
    fit = mended(doc)
    tree = json.loads(fit.document.data)
    assert tree["metadata"]["PremierePro_OTIO"] == {"MetadataVersion": "1.0"}
    assert tree["tracks"]["metadata"]["PremierePro_OTIO"] == {
        "AudioFrameRate": 48000.0,
        "PixelAspectRatio": {"denominator": 1.0, "numerator": 1.0},
        "VideoFrameRate": 25.0,
        "VideoResolution": {"height": 1080, "width": 1920},
    }
    pictures, sounds = tree["tracks"]["children"]
    links = [[x["metadata"]["PremierePro_OTIO"].get("LinkID") for x in pictures["children"]]]
    links.append([x["metadata"]["PremierePro_OTIO"].get("LinkID") for x in sounds["children"]])
    assert links == [["1", "2"], ["1", "2"]]
    stereo = {"ChannelType": "Stereo", "NumberOfChannels": 2}
    assert sounds["metadata"]["PremierePro_OTIO"]["AudioChannels"] == stereo
    assert sounds["children"][0]["metadata"]["PremierePro_OTIO"]["AudioChannels"] == {
        "ChannelType": "Stereo",
        "SecondaryAssignments": [{"SecondaryChannelIndex": 0}, {"SecondaryChannelIndex": 1}],
    }
    # Fifty frames of the timeline at half speed are 25 of the media.
    assert first(tree)["source_range"]["duration"]["value"] == 25.0
    assert cuts_of(fit.document) == cuts_of(doc)
    assert written_by(fit.document) == "an unknown program, made ready for Premiere by Backbeat"
    assert read_edit(fit.document, here).dialect is Dialect.PREMIERE


def test_what_was_made_for_resolve_is_counted_in_media_frames_again(tmp_path: Path) -> None:
    doc = made(lambda t: first(t)["effects"].append(warp(0.5)), tmp_path)
    for_resolve = resolve_profile.repair_document(doc, here).document
    assert b"retimes_in_record_frames" in for_resolve.data
    again = mended(for_resolve).document
    assert b"retimes_in_record_frames" not in again.data
    assert cuts_of(again) == cuts_of(for_resolve) == cuts_of(doc)
    assert written_by(again) == "Premiere Pro, edited by Backbeat"


def test_resolves_links_and_channels_become_premieres(tmp_path: Path) -> None:
    def by_resolve(tree: Json) -> None:
        of_another(tree)
        for number, track in enumerate(tree["tracks"]["children"]):
            for index, item in enumerate(track["children"]):
                # The second picture was unlinked from its sound.
                group = index * 10 + (number if index else 0)
                item["metadata"]["Resolve_OTIO"] = {"Link Group ID": group}
        sound = tree["tracks"]["children"][1]["children"][0]["metadata"]["Resolve_OTIO"]
        sound["Channels"] = [{"Source Channel ID": 1, "Source Track ID": 0}]

    tree = json.loads(mended(made(by_resolve, tmp_path)).document.data)
    pictures, sounds = ([x["metadata"].get("PremierePro_OTIO", {}) for x in t["children"]]
                        for t in tree["tracks"]["children"])  # fmt: skip
    assert [x.get("LinkID") for x in (*pictures, *sounds)] == ["1", None, "1", None]
    assert sounds[0]["AudioChannels"] == {
        "ChannelType": "Mono",
        "SecondaryAssignments": [{"SecondaryChannelIndex": 1}],
    }


def test_an_unlinked_clip_of_premieres_own_stays_unlinked(tmp_path: Path) -> None:
    doc = made(lambda t: first(t)["metadata"]["PremierePro_OTIO"].pop("LinkID"), tmp_path)
    assert mended(doc).document.data == doc.data


def test_pairs_keep_their_link_and_strangers_get_their_own(tmp_path: Path) -> None:
    tree = json.loads(mended(made(BREAKAGES["link-id"].breaks, tmp_path)).document.data)
    links = [
        [item["metadata"]["PremierePro_OTIO"]["LinkID"] for item in track["children"]]
        for track in tree["tracks"]["children"]
    ]
    assert links == [["1", "2"], ["1", "2"]]


def _offsets(tree: Json, own: tuple[float, float], then: tuple[float, float]) -> None:
    sounds = tree["tracks"]["children"][1]["children"]
    sounds[0]["source_range"], sounds[1]["source_range"] = span(*own), span(*then)


def _recorder(tree: Json) -> None:
    for sound in tree["tracks"]["children"][1]["children"]:
        media_of(sound)["target_url"] = "file:///media/recorder.wav"


def _second_channel(tree: Json) -> None:
    tree["tracks"]["children"].append(copy.deepcopy(tree["tracks"]["children"][1]))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: _offsets(t, (10.0, 60.0), (30.0, 65.0)),
        lambda t: _offsets(t, (10.0, 40.0), (10.0, 85.0)),
        _recorder,
        _second_channel,
    ],
    ids=["L cut", "J cut", "sound of a recorder", "two channels"],
)
def test_a_pair_that_plays_at_once_is_a_pair(change: Change, tmp_path: Path) -> None:
    doc = made(change, tmp_path)
    assert "link-id" not in {finding.rule.id for finding in check(doc, here)}
    assert mended(doc).document.data == doc.data


def test_a_picture_above_another_gets_a_link_of_its_own(tmp_path: Path) -> None:
    tree = clean()
    above = copy.deepcopy(tree["tracks"]["children"][0])
    for item in above["children"]:
        media_of(item)["target_url"] = "file:///media/overlay.mov"
    tree["tracks"]["children"].insert(0, above)
    fixed = json.loads(mended(document(tree, tmp_path)).document.data)
    overlay, picture, sound = (
        [item["metadata"]["PremierePro_OTIO"]["LinkID"] for item in track["children"]]
        for track in fixed["tracks"]["children"]
    )
    assert picture == sound
    assert not {*overlay} & {*picture} and len({*overlay}) == 2


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("/media/A.mov", "file:///media/A.mov"),
        ("/media/50%20 b#1.mov", "file:///media/50%2520%20b%231.mov"),
        ("C:\\Shoot\\a b.mov", "file:///C:/Shoot/a%20b.mov"),
        ("\\\\server\\share\\a.mov", "file://server/share/a.mov"),
        ("file:///media/a#1.mov", "file:///media/a%231.mov"),
        ("file:///media/100%.mov", "file:///media/100%25.mov"),
        ("file:///C:/Shoot/Über all.mov", "file:///C:/Shoot/%C3%9Cber%20all.mov"),
        ("file://localhost/C%3a/a.mov", "file://localhost/C%3a/a.mov"),
        ("https://example.org/a b.mov", "https://example.org/a b.mov"),
    ],
)
def test_media_is_named_by_a_url_that_means_the_same_file(
    url: str, written: str, tmp_path: Path
) -> None:
    doc = made(lambda t: media_of(first(t)).update(target_url=url), tmp_path)
    fixed = media_of(first(json.loads(mended(doc).document.data)))["target_url"]
    assert fixed == written
    plain = bare_path(url) if url.startswith("file:") else url
    assert not fixed.startswith("file:") or bare_path(fixed) == plain


def test_a_relative_path_is_meant_from_the_timelines_folder(tmp_path: Path) -> None:
    doc = made(lambda t: media_of(first(t)).update(target_url="clips/a b.mov"), tmp_path)
    fixed = media_of(first(json.loads(mended(doc).document.data)))["target_url"]
    assert bare_path(fixed) == str(tmp_path / "clips" / "a b.mov")


def test_bundles_are_refused_by_name(tmp_path: Path) -> None:
    otio.adapters.write_to_file(
        otio.adapters.read_from_string(json.dumps(clean()), "otio_json"),
        str(tmp_path / "edit.otioz"),
        media_policy="AllMissing",
    )
    with pytest.raises(TimelineError, match=r"edit\.otioz is a bundle"):
        check(load(tmp_path / "edit.otioz"), here)


def test_the_doctor_says_it_and_the_snap_repairs_it(tmp_path: Path) -> None:
    made(BREAKAGES["speed-one"].breaks, tmp_path)
    backbeat = commands.in_folder(tmp_path)
    said = backbeat("doctor", "edit.otio", "--for", "premiere")
    assert said.status == 0, said.err
    assert "speed-one" in said.out and "--for premiere" in said.out
    assert "have not been verified in Premiere itself" in said.out
    song = commands.write_clicks(tmp_path / "song.wav", 6)
    done = backbeat("snap", "edit.otio", "--music", song, "--for", "premiere", "-o", "out.otio")
    assert done.status in (0, 1), done.err
    assert "repaired: a change of speed to 100 percent" in done.out and "Resolve" not in done.out
    assert "LinearTimeWarp" not in (tmp_path / "out.otio").read_text()
    refused = backbeat("snap", "edit.otio", "--music", song, "--for", "premiere", "-o", "out.edl")
    assert refused.status == 2 and "only .otio is repaired" in refused.err
