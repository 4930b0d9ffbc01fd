"""Every rule of the profile finds what it is for, lets pass what is fine, and mends what it can.

The timelines are made here after what writers for Premiere write: none came out of Premiere itself.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
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

Json = dict[str, Any]
Change = Callable[[Json], None]


def time(value: float, rate: float = 25.0) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value}


def span(start: float, length: float) -> Json:
    return {"OTIO_SCHEMA": "TimeRange.1", "duration": time(length), "start_time": time(start)}


def clip(name: str, url: str, start: float, length: float, link: str) -> Json:
    media = {
        "OTIO_SCHEMA": "ExternalReference.1", "name": name, "metadata": {}, "target_url": url,
        "available_range": span(0.0, 500.0), "available_image_bounds": None,
    }  # fmt: skip
    motion = {
        "OTIO_SCHEMA": "Effect.1", "name": "", "effect_name": "", "enabled": True,
        "metadata": {"PremierePro_OTIO": {"MatchName": "AE.ADBE Motion", "Parameters": []}},
    }  # fmt: skip
    return {
        "OTIO_SCHEMA": "Clip.2", "name": name, "metadata": {"PremierePro_OTIO": {"LinkID": link}},
        "source_range": span(start, length), "effects": [motion], "markers": [], "enabled": True,
        "media_references": {"DEFAULT_MEDIA": media}, "active_media_reference_key": "DEFAULT_MEDIA",
    }  # fmt: skip


def clean() -> Json:
    """Two shots with their sound, as a writer for Premiere has them."""
    shots = [("A001.mov", 10.0, 50.0, "1"), ("B002.mov", 20.0, 75.0, "2")]
    tracks = [
        {
            "OTIO_SCHEMA": "Track.1", "name": name, "kind": kind, "source_range": None,
            "metadata": {"PremierePro_OTIO": {}}, "effects": [], "markers": [], "enabled": True,
            "children": [clip(n, f"file:///media/{n}", a, b, link) for n, a, b, link in shots],
        }
        for name, kind in (("V1", "Video"), ("A1", "Audio"))
    ]  # fmt: skip
    return {
        "OTIO_SCHEMA": "Timeline.1", "name": "Edit", "global_start_time": time(90000.0),
        "metadata": {"PremierePro_OTIO": {"MetadataVersion": "1.0"}},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1", "name": "", "source_range": None, "effects": [],
            "markers": [], "enabled": True, "children": tracks,
            "metadata": {"PremierePro_OTIO": {"VideoFrameRate": 25.0}},
        },
    }  # fmt: skip


def first(tree: Json) -> Json:
    found: Json = tree["tracks"]["children"][0]["children"][0]
    return found


def media_of(item: Json) -> Json:
    found: Json = item["media_references"]["DEFAULT_MEDIA"]
    return found


def warp(scalar: float) -> Json:
    return {
        "OTIO_SCHEMA": "LinearTimeWarp.1", "name": "", "effect_name": "LinearTimeWarp",
        "metadata": {}, "enabled": True, "time_scalar": scalar,
    }  # fmt: skip


def marker() -> Json:
    return {
        "OTIO_SCHEMA": "Marker.2", "name": "hit", "color": "RED", "comment": "", "metadata": {},
        "marked_range": span(3.0, 0.0),
    }  # fmt: skip


def _to_rate(tree: Json, rate: float) -> None:
    def walk(value: Any) -> None:
        for member in value.values() if isinstance(value, dict) else value:
            if isinstance(member, dict | list):
                walk(member)
        if isinstance(value, dict) and value.get("OTIO_SCHEMA") == "RationalTime.1":
            value["rate"] = rate

    walk(tree)


def _still(tree: Json, there: float) -> None:
    media = media_of(first(tree))
    media["target_url"], media["available_range"] = "file:///media/title.png", span(0.0, there)


def _link(tree: Json, link: str) -> None:
    for track in tree["tracks"]["children"]:
        track["children"][1]["metadata"]["PremierePro_OTIO"]["LinkID"] = link


def _nested(tree: Json) -> None:
    inner = copy.deepcopy(tree["tracks"])
    tree["tracks"]["children"][0]["children"].append({**inner, "source_range": span(0.0, 20.0)})


def _transition(tree: Json) -> None:
    tree["tracks"]["children"][0]["children"].insert(
        1,
        {
            "OTIO_SCHEMA": "Transition.1", "name": "Dissolve", "transition_type": "SMPTE_Dissolve",
            "in_offset": time(5.0), "out_offset": time(5.0), "metadata": {},
        },
    )  # fmt: skip


def _whole(tree: Json) -> None:
    first(tree)["source_range"]["start_time"].update(rate=25, value=10)


def _without_media(tree: Json) -> None:
    missing = {
        "OTIO_SCHEMA": "MissingReference.1", "name": "", "metadata": {}, "available_range": None,
        "available_image_bounds": None,
    }  # fmt: skip
    first(tree)["media_references"] = {"DEFAULT_MEDIA": missing}


def nothing(tree: Json) -> None:
    del tree


def _of_another(tree: Json) -> None:
    """The timeline as any other program writes it."""

    def strip(value: Any) -> None:
        if isinstance(value, dict):
            value.pop("PremierePro_OTIO", None)
            for member in value.values():
                strip(member)
        elif isinstance(value, list):
            for member in value:
                strip(member)

    strip(tree)


def _of_another_at_half_speed(tree: Json) -> None:
    _of_another(tree)
    first(tree)["effects"].append(warp(0.5))


def _generator(tree: Json) -> None:
    made = {
        "OTIO_SCHEMA": "GeneratorReference.1", "name": "", "generator_kind": "SMPTEBars",
        "parameters": {}, "metadata": {}, "available_range": None, "available_image_bounds": None,
    }  # fmt: skip
    first(tree)["media_references"] = {"DEFAULT_MEDIA": made}


def _images(tree: Json) -> None:
    images = {
        "OTIO_SCHEMA": "ImageSequenceReference.1", "name": "", "target_url_base": "file:///media/",
        "name_prefix": "a.", "name_suffix": ".exr", "start_frame": 1, "frame_step": 1, "rate": 25.0,
        "frame_zero_padding": 4, "missing_frame_policy": "error", "metadata": {},
        "available_range": span(0.0, 500.0), "available_image_bounds": None,
    }  # fmt: skip
    first(tree)["media_references"] = {"DEFAULT_MEDIA": images}


def _frozen(tree: Json) -> None:
    first(tree)["effects"].append({**warp(0.0), "OTIO_SCHEMA": "FreezeFrame.1"})


def _ramp(tree: Json) -> None:
    ramp = {"OTIO_SCHEMA": "TimeEffect.1", "name": "", "effect_name": "", "enabled": True}
    first(tree)["effects"].append({**ramp, "metadata": {"Resolve_OTIO": {}}})


def _premieres_ramp(tree: Json) -> None:
    _ramp(tree)
    first(tree)["effects"][-1]["metadata"] = {"PremierePro_OTIO": {"MatchName": "Remapping"}}


def _volume(tree: Json) -> None:
    tree["tracks"]["children"][1]["children"][0]["effects"].append(
        {
            "OTIO_SCHEMA": "Effect.1", "name": "", "effect_name": "Resolve Effect", "enabled": True,
            "metadata": {"Resolve_OTIO": {"Effect Name": "Fairlight Clip Volume", "Type": 62}},
        }
    )  # fmt: skip


def _surround(tree: Json) -> None:
    media_of(tree["tracks"]["children"][1]["children"][0])["target_url"] = "file:///media/5.1.wav"


def _known_surround(tree: Json) -> None:
    _surround(tree)
    sound = tree["tracks"]["children"][1]["children"][0]
    sound["metadata"]["PremierePro_OTIO"]["AudioChannels"] = {"ChannelType": "51"}


@dataclass(frozen=True)
class Breakage:
    breaks: Change
    near: Change
    """What is nearly the same, and fine."""
    repaired: bool = True


BREAKAGES: dict[str, Breakage] = {
    "whole-numbers": Breakage(
        _whole, lambda t: t["metadata"].update(count=25, time={"rate": 25, "value": 1})
    ),
    "frame-rate": Breakage(
        lambda t: _to_rate(t, 26.0), lambda t: _to_rate(t, 24000 / 1001), repaired=False
    ),
    "bare-path": Breakage(
        lambda t: media_of(first(t)).update(target_url="C:\\Shoot\\a b.mov"),
        lambda t: media_of(first(t)).update(target_url="file:///C:/Shoot/a%20b.mov"),
    ),
    "url-encoding": Breakage(
        lambda t: media_of(first(t)).update(target_url="file:///media/Über all/a b.mov"),
        lambda t: media_of(first(t)).update(target_url="file:///media/%C3%9Cber%20all/a%20b.mov"),
    ),
    "still-range": Breakage(lambda t: _still(t, 1.0), lambda t: _still(t, 60.0)),
    "start-time": Breakage(lambda t: t.update(global_start_time=None), nothing),
    "no-media": Breakage(_without_media, nothing, repaired=False),
    "generator": Breakage(_generator, nothing, repaired=False),
    "image-sequence": Breakage(_images, nothing, repaired=False),
    "missing-media": Breakage(
        lambda t: media_of(first(t)).update(target_url="file:///media/gone.mov"),
        nothing,
        repaired=False,
    ),
    "retime-counting": Breakage(
        _of_another_at_half_speed, lambda t: first(t)["effects"].append(warp(0.5))
    ),
    "freeze-frame": Breakage(
        _frozen, lambda t: first(t)["effects"].append(warp(0.5)), repaired=False
    ),
    "speed-ramp": Breakage(_ramp, _premieres_ramp, repaired=False),
    "unlinked": Breakage(_of_another, nothing),
    "sound-channels": Breakage(_of_another, nothing),
    "many-channels": Breakage(_surround, _known_surround, repaired=False),
    "effect": Breakage(_volume, nothing, repaired=False),
    "sequence-settings": Breakage(_of_another, nothing),
    "link-id": Breakage(lambda t: _link(t, "1"), lambda t: _link(t, "77")),
    "speed-one": Breakage(
        lambda t: first(t)["effects"].append(warp(1.0)),
        lambda t: first(t)["effects"].append(warp(1.5)),
    ),
    "speed": Breakage(
        lambda t: first(t)["effects"].append(warp(0.5)),
        lambda t: first(t)["effects"].append(warp(1.0)),
        repaired=False,
    ),
    "reverse": Breakage(
        lambda t: first(t)["effects"].append(warp(-1.0)),
        lambda t: first(t)["effects"].append(warp(2.0)),
        repaired=False,
    ),
    "markers": Breakage(lambda t: t["tracks"]["markers"].append(marker()), nothing, repaired=False),
    "transition": Breakage(_transition, nothing, repaired=False),
    "nested": Breakage(_nested, nothing, repaired=False),
}


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
    doc = made(_of_another_at_half_speed, tmp_path)
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
        _of_another(tree)
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
    assert "LinearTimeWarp" not in (tmp_path / "out.otio").read_text()
    refused = backbeat("snap", "edit.otio", "--music", song, "--for", "premiere", "-o", "out.edl")
    assert refused.status == 2 and "only .otio is repaired" in refused.err
