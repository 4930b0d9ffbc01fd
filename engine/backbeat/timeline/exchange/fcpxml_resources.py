"""The resources that are written into an FCPXML document, each once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.content import Content, ItemContent
from backbeat.timeline.exchange.fcpxml_kept import effects_of, kept_elements
from backbeat.timeline.exchange.fcpxml_media import OFFLINE
from backbeat.timeline.exchange.media_channels import UNSTATED, every, media_channels
from backbeat.timeline.exchange.rates import in_words
from backbeat.timeline.exchange.rounding import HEIGHT, WIDTH
from backbeat.timeline.exchange.xmltree import clean, raw


class Written:
    """The resources of a document that is being written.

    Args:
        content: the whole timeline.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._channels = media_channels(content)
        self.elements: list[Element] = []
        self.ids: dict[object, str] = {}
        self._uses: dict[str, set[str]] = {}
        self._ends: dict[str, Fraction] = {}
        for item in every(content.tracks):
            url = item.media.url or OFFLINE + quote(clean(item.name) or "media", safe="")
            self._uses.setdefault(url, set()).add("audio" if item.sound is not None else "video")
            end = item.item.media_start
            end += Fraction(item.item.duration) * item.item.speed / content.rate
            self._ends[url] = max(self._ends.get(url, Fraction(0)), end)

    def format_of(self, rate: Fraction, sized: bool = False) -> str:
        """The id of the format of a frame rate; `sized` with the size of the picture."""
        attributes = {"frameDuration": in_words(1 / rate)}
        if sized:
            width, height = self._content.size or (WIDTH, HEIGHT)
            attributes |= {"width": str(width), "height": str(height)}
        return self.add("format", (rate, sized), **attributes)

    def asset_of(self, content: ItemContent) -> str:
        """The id of the asset of a clip."""
        media = content.media
        url = media.url or OFFLINE + quote(clean(content.name) or "media", safe="")
        key = ("asset", url, media.still)
        if key in self.ids:
            return self.ids[key]
        attributes = {
            "name": clean(media.name or media.file_name or content.name),
            "start": in_words(media.start),
            "duration": in_words(self._extent(url, media.start, media.duration, media.still)),
        }
        kinds = self._uses.get(url, {"video"})
        if "video" in kinds:
            attributes["hasVideo"] = "1"
            if media.still:
                attributes["format"] = self.add(
                    "format", ("still",), name="FFVideoFormatRateUndefined"
                )
            else:
                attributes["format"] = self.format_of(media.rate or self._content.rate)
        if "audio" in kinds:
            attributes |= {"hasAudio": "1", "audioSources": "1"}
            attributes["audioChannels"] = str(self._channels.get(media.url, UNSTATED))
        made = self.add("asset", key[1:], **attributes)
        self.elements[-1].append(Element("media-rep", {"kind": "original-media", "src": url}))
        return made

    def _extent(
        self, url: str, start: Fraction, duration: Fraction | None, still: bool
    ) -> Fraction:
        """The length of media; as long as it is used where the timeline does not say."""
        if still:
            return Fraction(0)
        return duration if duration is not None else self._ends.get(url, start) - start

    def add(self, tag: str, key: tuple[object, ...], **attributes: str) -> str:
        """The id of a resource, which is added the first time that its `key` is asked for."""
        whole = (tag, *key)
        if whole not in self.ids:
            self.ids[whole] = f"r{len(self.ids) + 1}"
            self.elements.append(Element(tag, {"id": self.ids[whole], **attributes}))
        return self.ids[whole]

    def kept(self, metadata: dict[str, Any]) -> list[Element]:
        """The adjustments and filters that a clip had in Final Cut, with their effects."""
        elements = kept_elements(metadata)
        renamed = {}
        for old, effect in effects_of(metadata).items():
            own = {name: value for name, value in effect.attrib.items() if name != "id"}
            key = (raw(effect).partition(" ")[2],)
            renamed[old] = self.add(effect.tag, key, **own)
        for element in elements:
            for inside in element.iter():
                if inside.get("ref") in renamed:
                    inside.set("ref", renamed[inside.get("ref", "")])
        return elements
