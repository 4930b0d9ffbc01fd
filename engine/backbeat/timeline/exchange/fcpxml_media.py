"""The resources of an FCPXML document: formats, assets, and what a clip plays of them."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.conversion import Notes
from backbeat.timeline.exchange.fcpxml_clocks import NTSC_NAMES, content_of, time_of
from backbeat.timeline.exchange.objects import Media

OFFLINE = "file:///offline/"
"""Folder of the media of clips that name none."""
CONTAINERS = ("ref-clip", "sync-clip")
"""Elements that play tracks of their own."""
_PREDEFINED = re.compile(r"[pi]([0-9]{1,5})$")


class Resources:
    """The resources of a document by their id."""

    def __init__(self, root: Element, notes: Notes) -> None:
        self._by_id = {e.get("id"): e for e in root.iterfind("resources/*")}
        self._notes = notes

    def get(self, key: str | None) -> Element | None:
        """The resource of that id; None if there is none."""
        return self._by_id.get(key)

    def rate_of(self, element: Element) -> Fraction:
        """Frames a second of a sequence. Raises: TimelineError: it states none."""
        form = self._by_id.get(element.get("format"))
        if form is None:
            raise TimelineError("its sequence names no format, so its frame rate is unknown.")
        rate = rates.of_frame_duration(form.get("frameDuration", ""))
        if rate is not None:
            return rate
        named = _PREDEFINED.search(form.get("name", ""))
        if named is None:
            raise TimelineError("its format states no frame rate.")
        digits = named[1]
        if digits in NTSC_NAMES:
            return Fraction(NTSC_NAMES[digits] * 1000, 1001)
        return Fraction(max(1, int(digits)))

    def asset_of(self, element: Element) -> Element | None:
        """The asset that a clip plays; None if it plays something else."""
        holder = element
        if element.tag == "clip":
            found = [e for e in content_of(element) if e.tag in ("video", "audio")]
            if not found:
                return None
            holder = found[0]
        if element.tag == "mc-clip":
            self._notes.leave_out("media of multicam clips")
            return None
        resource = self._by_id.get(holder.get("ref"))
        return resource if resource is not None and resource.tag == "asset" else None

    def kinds_of(self, element: Element, asset: Element | None) -> tuple[bool, bool]:
        """Whether an element shows a picture, and whether it sounds."""
        if element.tag in ("title", "video", "audio"):
            return element.tag != "audio", element.tag == "audio"
        enabled = element.get("srcEnable", "all")
        if element.tag == "clip":
            inside = [e for e in element.iter() if e.tag in ("video", "audio")]
            has_video = any(e.tag == "video" for e in inside)
            has_audio = any(e.tag == "audio" for e in inside)
        elif asset is None:
            # The sound inside a compound clip goes with its picture.
            if element.tag in CONTAINERS and enabled == "all":
                self._notes.leave_out("sound inside compound and synchronised clips")
            has_video, has_audio = enabled != "audio", enabled == "audio"
        else:
            has_video, has_audio = asset.get("hasVideo") == "1", asset.get("hasAudio") == "1"
            if not has_video and not has_audio:
                has_video = True
        return has_video and enabled != "audio", has_audio and enabled != "video"

    def length_of(self, element: Element) -> Fraction:
        """The seconds of an element that states no duration: those of its asset."""
        asset = self.asset_of(element)
        return time_of(asset, "duration") if asset is not None else Fraction(0)

    def source_rate_of(self, element: Element) -> Fraction | None:
        """Frames a second of the format that an element names; None if it names none."""
        form = self._by_id.get(element.get("format"))
        return rates.of_frame_duration(form.get("frameDuration", "")) if form is not None else None

    def media_of(self, element: Element, asset: Element | None, rate: Fraction) -> Media:
        """The media of a clip, in frames of its own rate, or of `rate` where it states none."""
        if asset is None:
            resource = self._by_id.get(element.get("ref"))
            if resource is not None and resource.tag == "effect":
                return Media(
                    generator=resource.get("name", "generator"), name=element.get("name", "")
                )
            return Media()
        source = asset.find("media-rep[@kind='original-media']")
        if source is None:
            source = asset.find("media-rep")
        url = (source.get("src") if source is not None else asset.get("src")) or ""
        if url.startswith(OFFLINE):
            return Media()
        length = time_of(asset, "duration")
        own = self.source_rate_of(asset) or rate
        start = rates.frames_at(time_of(asset, "start"), own)
        whole = rates.frames_at(length, own)
        return Media(
            url=url.removeprefix("./"),
            name=asset.get("name", ""),
            start=start,
            duration=whole if length > 0 else 1,
            rate=own,
        )
