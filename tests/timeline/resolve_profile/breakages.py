"""For every rule a timeline that it holds for, and one that comes near and is fine."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.timelines import (
    HOUR,
    Tree,
    first,
    marker,
    media_of,
    span,
    time,
    tracks,
    transition,
)

Change = Callable[[Tree], Any]


def unchanged(tree: Tree) -> None:
    """The clean timeline itself."""
    del tree


@dataclass(frozen=True)
class Breakage:
    """How a clean timeline comes to break one rule."""

    breaks: Change
    near: Change = unchanged
    """A change that is fine."""
    repaired: bool = True


def source(tree: Tree) -> Tree:
    found: Tree = first(tree)["source_range"]
    return found


def url(tree: Tree) -> str:
    found: str = media_of(first(tree))["target_url"]
    return found


def has(**members: Any) -> Change:
    """The first clip has these members."""
    return lambda tree: first(tree).update(deepcopy(members))


def lacks(*keys: str) -> Change:
    """The first clip lacks these members."""

    def change(tree: Tree) -> None:
        for key in keys:
            del first(tree)[key]

    return change


def plays(**members: Any) -> Change:
    """The media of the first clip has these members."""
    return lambda tree: media_of(first(tree)).update(deepcopy(members))


def timeline_has(**members: Any) -> Change:
    return lambda tree: tree.update(deepcopy(members))


def marked(*markers: Tree) -> Change:
    return lambda tree: tree["tracks"]["markers"].extend(deepcopy(markers))


def joined(made: Tree) -> Change:
    """A transition over the first cut."""
    return lambda tree: tracks(tree)[0]["children"].insert(1, deepcopy(made))


def effect(schema: str, **members: Any) -> Change:
    made = {"OTIO_SCHEMA": schema, "metadata": {}, "name": "", "effect_name": "x", **members}
    return lambda tree: first(tree)["effects"].append(deepcopy(made))


def premiere(tree: Tree) -> None:
    tree["metadata"] = {"PremierePro_OTIO": {}}
    effect("LinearTimeWarp.1", time_scalar=2.0)(tree)


def premiere_converted(tree: Tree) -> None:
    premiere(tree)
    tree["metadata"]["backbeat"] = {"retimes_in_record_frames": True}


def as_clip_1(tree: Tree) -> None:
    clip = first(tree)
    reference = media_of(clip)
    for key in ("media_references", "active_media_reference_key"):
        del clip[key]
    clip.update(OTIO_SCHEMA="Clip.1", media_reference=reference)


def from_zero(tree: Tree) -> None:
    """As files are counted by programs that do not look at the media's timecode."""
    source(tree)["start_time"]["value"] = 100.0
    media_of(first(tree))["available_range"]["start_time"]["value"] = 0.0


def in_collection(tree: Tree) -> None:
    inner = dict(tree)
    tree.clear()
    tree.update(OTIO_SCHEMA="SerializableCollection.1", metadata={}, name="", children=[inner])


def with_proxy(tree: Tree) -> None:
    clip = first(tree)
    clip["media_references"]["proxy"] = dict(media_of(clip))


def playing_proxy(tree: Tree) -> None:
    clip = first(tree)
    clip["media_references"] = {"proxy": media_of(clip)}
    clip["active_media_reference_key"] = "proxy"


def nested(tree: Tree) -> None:
    inner = timelines.track("Video", [dict(first(tree))])
    inner["source_range"] = span(0.0, 50.0)
    tracks(tree)[0]["children"][0] = inner


def beside(tree: Tree) -> None:
    tracks(tree).append(dict(first(tree)))


def still(tree: Tree) -> None:
    """As Resolve writes a still: a frame of media, played for long."""
    source(tree)["start_time"]["value"] = 0.0
    media_of(first(tree))["available_range"] = span(0.0, 1.0)


def colour_3(tree: Tree) -> None:
    colour = {"OTIO_SCHEMA": "Color.1", "name": "RED", "r": 1.0, "g": 0.0, "b": 0.0, "a": 1.0}
    marked(marker(OTIO_SCHEMA="Marker.3", color=colour))(tree)


def image_sequence(tree: Tree) -> None:
    reference = media_of(first(tree))
    folder = str(Path(reference.pop("target_url")).parent)
    reference.update(
        OTIO_SCHEMA="ImageSequenceReference.1", target_url_base=folder, name_prefix="x.",
        name_suffix=".exr", start_frame=0, frame_step=1, rate=25.0, frame_zero_padding=4,
        missing_frame_policy="error",
    )  # fmt: skip


def resolves_image_sequence(tree: Tree) -> None:
    image_sequence(tree)
    tree["metadata"] = {"Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"}}


def without(key: str) -> Change:
    """No timeline, stack, track or clip has this member."""

    def change(tree: Tree) -> None:
        for owner in (tree["tracks"], tracks(tree)[0], first(tree)):
            owner.pop(key, None)

    return change


def moved(name: str) -> Change:
    """The media of the first clip is called otherwise."""
    return lambda tree: media_of(first(tree)).update(
        target_url=str(Path(url(tree)).with_name(name))
    )


_WRAPPED_URL: Change = lambda tree: media_of(first(tree)).update(  # noqa: E731
    target_url=f"file://{url(tree)}"
)

BREAKAGES: dict[str, Breakage] = {
    "byte-order-mark": Breakage(unchanged),
    "not-json": Breakage(has(metadata={"x": float("nan")}), has(metadata={"x": "NaN"}), False),
    "marker-3": Breakage(colour_3, marked(marker())),
    "newer-schema": Breakage(
        has(metadata={"Resolve_OTIO": {"x": {"OTIO_SCHEMA": "Effect.7"}}}),
        has(metadata={"Resolve_OTIO": {"x": time(1.0)}}),
        repaired=False,
    ),
    "no-reference": Breakage(
        lambda tree: (as_clip_1(tree), first(tree).update(media_reference=None)), as_clip_1
    ),
    "clip-1": Breakage(as_clip_1),
    "active-media": Breakage(playing_proxy, with_proxy),
    "several-media": Breakage(with_proxy, repaired=False),
    "empty-path": Breakage(plays(target_url="")),
    "no-media": Breakage(
        has(media_references={"DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "MissingReference.1", "metadata": {}, "name": "",
            "available_range": None, "available_image_bounds": None,
        }}), repaired=False,
    ),
    "generator": Breakage(
        plays(OTIO_SCHEMA="GeneratorReference.1", generator_kind="SMPTEBars", parameters={}),
        repaired=False,
    ),
    "image-sequence": Breakage(image_sequence, resolves_image_sequence, repaired=False),
    "percent-encoded": Breakage(
        plays(target_url="file:///C%3A/My%20Show/a.mov"), moved("shot.%07d.exr")
    ),
    "file-url": Breakage(_WRAPPED_URL),
    "relative-path": Breakage(plays(target_url="a.mov")),
    "media-missing": Breakage(moved("gone.mov"), plays(target_url="C:\\a.mov"), repaired=False),
    "media-elsewhere": Breakage(
        plays(target_url="C:\\Show\\c.mov"), moved("gone.mov"), repaired=False
    ),
    "collection": Breakage(in_collection, repaired=False),
    "start-time": Breakage(timeline_has(global_start_time=None)),
    "timeline-name": Breakage(timeline_has(name="")),
    "track-name": Breakage(
        lambda tree: tracks(tree)[0].update(name=""), lambda tree: tracks(tree)[0].update(name="V1")
    ),
    "track-kind": Breakage(lambda tree: tracks(tree)[1].update(kind="Subtitle"), repaired=False),
    "enabled": Breakage(without("enabled"), has(enabled=False)),
    "metadata": Breakage(without("metadata"), has(metadata={})),
    "nested": Breakage(nested, repaired=False),
    "no-track": Breakage(beside, repaired=False),
    "trimmed": Breakage(
        lambda tree: tracks(tree)[0].update(source_range=span(0.0, 20.0)), repaired=False
    ),
    "old-schema": Breakage(lambda tree: tracks(tree)[0].update(OTIO_SCHEMA="Sequence.1")),
    "retime-counting": Breakage(premiere, premiere_converted),
    "retime": Breakage(
        effect("LinearTimeWarp.1", time_scalar=-2.0),
        effect("LinearTimeWarp.1", time_scalar=1.0),
        repaired=False,
    ),
    "freeze-frame": Breakage(effect("FreezeFrame.1", time_scalar=0.0), repaired=False),
    "speed-ramp": Breakage(
        effect("TimeEffect.1"), effect("TimeEffect.1", metadata={"Resolve_OTIO": {}}), False
    ),
    "zero-rate": Breakage(plays(available_range=span(0.0, 1.0, 0.0)), still),
    "source-origin": Breakage(
        has(source_range=span(100.0, 50.0)), has(source_range=span(HOUR, 500.0))
    ),
    "media-origin": Breakage(from_zero, plays(available_range=span(HOUR + 50, 200.0))),
    "outside-media": Breakage(plays(available_range=span(HOUR, 120.0)), still),
    "available-range": Breakage(plays(available_range=None)),
    "source-range": Breakage(has(source_range=None)),
    "source-rate": Breakage(
        has(source_range=span((HOUR + 100) * 2, 100.0, 50.0)), repaired=False
    ),
    "marker-note": Breakage(
        marked(marker(comment="said", metadata={})), marked(marker(comment="other words"))
    ),
    "marker-length": Breakage(
        marked(marker(marked_range=span(10.0, 0.0))), marked(marker(marked_range=span(10.0, 5.0)))
    ),
    "marker-name": Breakage(marked(marker(""))),
    "marker-colour": Breakage(marked(marker(color="red")), marked(marker(color="RED"))),
    "marker-colour-unproven": Breakage(
        marked(marker(color="MINT")), marked(marker(color="CYAN")), repaired=False
    ),
    "marker-origin": Breakage(
        lambda tree: (tree.update(global_start_time=time(HOUR)), marked(marker())(tree)),
        marked(marker()),
        repaired=False,
    ),
    "marker-outside": Breakage(
        marked(marker(start=100.0)), marked(marker(start=99.0)), repaired=False
    ),
    "marker-shared": Breakage(
        marked(marker("x"), marker("y")),
        marked(marker("x"), marker("y", start=11.0)),
        repaired=False,
    ),
    "colour": Breakage(
        has(color={"OTIO_SCHEMA": "Color.1", "name": "", "r": 1.0, "g": 0.0, "b": 0.0, "a": 1.0}),
        has(color=None),
        repaired=False,
    ),
    "track-metadata": Breakage(
        lambda tree: tracks(tree)[0]["metadata"]["Resolve_OTIO"].update(Volume=-3.0),
        lambda tree: tracks(tree)[0]["metadata"]["Resolve_OTIO"].update(SoloOn=True),
        repaired=False,
    ),
    "foreign-metadata": Breakage(
        has(metadata={"AAF": {}}), has(metadata={"Resolve_OTIO": {"Link Group ID": 1}}), False
    ),
    "effect": Breakage(
        effect("Effect.1"), effect("Effect.1", metadata={"Resolve_OTIO": {}}), repaired=False
    ),
    "wipe": Breakage(
        joined(transition(5.0, 5.0, "SMPTE_Wipe")), joined(transition(5.0, 5.0)), repaired=False
    ),
    "long-dissolve": Breakage(
        joined(transition(5.0, 51.0)), joined(transition(5.0, 50.0)), repaired=False
    ),
}  # fmt: skip
