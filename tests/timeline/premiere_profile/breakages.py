"""Timelines that each break one rule, and ones that nearly do.

They are made here after what writers for Premiere write: none came out of Premiere itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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


def of_another(tree: Json) -> None:
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


def of_another_at_half_speed(tree: Json) -> None:
    of_another(tree)
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


def _untouched_volume(tree: Json) -> None:
    _volume(tree)
    level = {"Parameter ID": "volume", "Parameter Value": 0.0, "Default Parameter Value": 0.0}
    effects = tree["tracks"]["children"][1]["children"][0]["effects"]
    effects[-1]["metadata"]["Resolve_OTIO"]["Parameters"] = [{**level, "Key Frames": {}}]


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
        of_another_at_half_speed, lambda t: first(t)["effects"].append(warp(0.5))
    ),
    "freeze-frame": Breakage(
        _frozen, lambda t: first(t)["effects"].append(warp(0.5)), repaired=False
    ),
    "speed-ramp": Breakage(_ramp, _premieres_ramp, repaired=False),
    "unlinked": Breakage(of_another, nothing),
    "sound-channels": Breakage(of_another, nothing),
    "many-channels": Breakage(_surround, _known_surround, repaired=False),
    "effect": Breakage(_volume, _untouched_volume, repaired=False),
    "sequence-settings": Breakage(of_another, nothing),
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
