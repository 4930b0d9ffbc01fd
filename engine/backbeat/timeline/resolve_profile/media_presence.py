"""Rules about the media references of clips."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import DEFAULT_MEDIA, Json, active, kind, references
from backbeat.timeline.profile.rule import Hit, Rule, Severity


def _missing_reference() -> Json:
    return {
        "OTIO_SCHEMA": "MissingReference.1",
        "metadata": {},
        "name": "",
        "available_range": None,
        "available_image_bounds": None,
    }


def _no_reference(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        clip = named.value
        # OpenTimelineIO refuses a Clip.2 without one.
        if clip.get("OTIO_SCHEMA") == "Clip.1" and clip.get("media_reference") is None:
            yield Hit(
                f"{named.label} has no media reference.",
                partial(clip.__setitem__, "media_reference", _missing_reference()),
            )


def _clip_1(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        if named.value.get("OTIO_SCHEMA") == "Clip.1":
            yield Hit(f"{named.label} is a Clip.1.", partial(_make_clip_2, named.value))


def _make_clip_2(clip: Json) -> None:
    held = clip.pop("media_reference")
    clip["OTIO_SCHEMA"] = "Clip.2"
    clip["media_references"] = {DEFAULT_MEDIA: held}
    clip["active_media_reference_key"] = DEFAULT_MEDIA


def _active_key(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        clip = named.value
        key = clip.get("active_media_reference_key", DEFAULT_MEDIA)
        if isinstance(key, str) and key != DEFAULT_MEDIA and key in references(clip):
            yield Hit(
                f"{named.label} plays the media it calls {key!r}.",
                partial(_play_default, clip, key),
            )


def _play_default(clip: Json, key: str) -> None:
    held = clip["media_references"]
    # The keys are swapped, so that the other media keeps its reference.
    swapped = {DEFAULT_MEDIA: key, key: DEFAULT_MEDIA}
    clip["media_references"] = {swapped.get(name, name): value for name, value in held.items()}
    clip["active_media_reference_key"] = DEFAULT_MEDIA


def _several(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        count = len(references(named.value))
        if count > 1:
            yield Hit(f"{named.label} has {count} media to choose from.")


def _offline(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        if kind(active(named.value)) in ("", "MissingReference"):
            yield Hit(f"{named.label} has no media.")


def _generator(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        reference = active(named.value)
        if kind(reference) == "GeneratorReference":
            which = reference.get("generator_kind") or "of no name"
            yield Hit(f"{named.label} is a generator, {which}.")


def _image_sequence(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        if kind(active(named.value)) == "ImageSequenceReference" and not inspection.by_resolve:
            yield Hit(f"{named.label} plays an image sequence.")


RULES = (
    Rule(
        "no-reference",
        Severity.RISK,
        "a clip whose media reference is left out or null",
        "Resolve's own exports write a MissingReference.1 there",
        _no_reference,
        "given a MissingReference.1",
    ),
    Rule(
        "clip-1",
        Severity.RISK,
        "a Clip.1, with one media reference, where today's is a Clip.2",
        "one report, 19.1, says Clip.2 is needed; two others import Clip.1, one of them in 21.1",
        _clip_1,
        "made a Clip.2",
    ),
    Rule(
        "active-media",
        Severity.RISK,
        "a clip that plays media of another key than `DEFAULT_MEDIA`",
        "Resolve's own exports have that key alone; no report of another",
        _active_key,
        "the media it plays becomes `DEFAULT_MEDIA`",
    ),
    Rule(
        "several-media",
        Severity.RISK,
        "a clip with several media to choose from",
        "no report; Resolve's own exports have one",
        _several,
        advice="Expect the one it plays, and look at it after the import.",
    ),
    Rule(
        "no-media",
        Severity.LOST,
        "a clip without media, as titles are",
        "Resolve exports its titles so; nothing in the file could bring them back",
        _offline,
        advice="Make titles and such again in Resolve; relink other clips before the export.",
    ),
    Rule(
        "generator",
        Severity.RISK,
        "a generator: bars, a colour, a title of another editor",
        "no report of what becomes of one",
        _generator,
        advice="Render it to a file, or make it again in Resolve.",
    ),
    Rule(
        "image-sequence",
        Severity.RISK,
        "an image sequence that another program than Resolve describes",
        "Resolve exports them; no report of an import",
        _image_sequence,
        advice="Look at it after the import.",
    ),
)
