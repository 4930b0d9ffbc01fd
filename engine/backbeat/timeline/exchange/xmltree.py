"""XML, read within bounds and without entities, and written in one spelling.

A timeline needs no entity of its own, so a document that declares one is refused: that is how a
small file is made to fill memory ("billion laughs") or to read other files (CWE-776, CWE-611). The
document type itself is never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from backbeat.errors import TimelineError
from backbeat.limits import TIMELINE_VALUES
from backbeat.timeline.bounds import check_size

_MAX_DEPTH = 200
_MARKUP = 1000
"""Comments and instructions that are no elements."""
_EXPORT_AGAIN = "Export it again from the editor."


def parsed(data: bytes, path: Path) -> Element:
    """The root element of an XML document.

    Args:
        data: the text, in the encoding that it declares.
        path: the file, for the error message.

    Raises:
        TimelineError: it is not XML, declares entities, or is larger or nested deeper than any
            timeline.
    """
    check_size(path, len(data))
    # Two at most for each element: cheaper than to build as many as are allowed.
    if data.count(b"<") > 2 * TIMELINE_VALUES.value() + _MARKUP:
        raise _too_many(path)
    return _Reading(path).root_of(data)


def _too_many(path: Path) -> TimelineError:
    return TimelineError(
        f"{path} has over {TIMELINE_VALUES.value():,} elements, more than any timeline.",
        TIMELINE_VALUES.how_to_raise,
    )


class _Reading:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._builder = TreeBuilder()
        self._depth = 0
        self._elements = 0
        self._most = TIMELINE_VALUES.value()

    def root_of(self, data: bytes) -> Element:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.EntityDeclHandler = self._refuse_entity
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code) or "not well-formed"
            raise TimelineError(
                f"{self._path} is not XML: {reason} in line {error.lineno}.", _EXPORT_AGAIN
            ) from error
        except (LookupError, ValueError) as error:
            raise TimelineError(
                f"{self._path} declares an encoding that cannot be read.", "Save it as UTF-8."
            ) from error
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH:
            raise TimelineError(f"{self._path} is nested deeper than any timeline.", _EXPORT_AGAIN)
        if self._elements + len(attributes) > self._most:
            raise _too_many(self._path)
        self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name)

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise TimelineError(
            f"{self._path} declares an XML entity ({name[:40]!r}), as no timeline does.",
            _EXPORT_AGAIN,
        )


def text_of(element: Element | None, path: str) -> str:
    """The text of a descendant, without space around it; empty if there is none."""
    found = element.find(path) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def child(parent: Element, name: str, value: object = None, **attributes: str) -> Element:
    """Adds an element with text; True and False are spelled TRUE and FALSE."""
    added = Element(name, attributes)
    if isinstance(value, bool):
        added.text = "TRUE" if value else "FALSE"
    elif value is not None:
        added.text = clean(str(value))
    parent.append(added)
    return added


def clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not _is_excluded(ord(c))))


def _is_excluded(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def raw(element: Element) -> str:
    """An element and all inside as text, to be kept as it is."""
    kept = tostring(element, encoding="unicode", short_empty_elements=False)
    return kept.strip()


def from_raw(texts: object) -> Iterator[Element]:
    """The elements of texts made by `raw`; those that are none are left out."""
    for text in texts if isinstance(texts, list | tuple) else ():
        if isinstance(text, str):
            try:
                yield parsed(text.encode(), Path("kept.xml"))
            except TimelineError:
                continue


def document(root: Element, doctype: str, mark: str) -> bytes:
    """The whole XML document, indented, with a comment that says who wrote it."""
    _indent(root, "\n")
    body = tostring(root, encoding="unicode")
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {doctype}>\n<!-- {mark} -->\n'
    return (head + body + "\n").encode()


def _indent(element: Element, line: str) -> None:
    inner = line + "  "
    children = list(element)
    if not children:
        return
    if not (element.text or "").strip():
        element.text = inner
    for index, inside in enumerate(children):
        _indent(inside, inner)
        if not (inside.tail or "").strip():
            inside.tail = line if index == len(children) - 1 else inner
