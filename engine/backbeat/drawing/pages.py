"""Fills the templates of the pages, and quotes what goes into them."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources

from backbeat.files.seal import MARK
from backbeat.version import __version__

_FIELD = re.compile(r"\{\{(\w+)\}\}")


def fill(template: str, fields: Mapping[str, str]) -> str:
    """Replaces each `{{name}}` by the field of that name; inserted text is not expanded again."""
    return _FIELD.sub(lambda match: fields[match[1]], template)


def packaged(package: str, name: str) -> str:
    """The content of a text file in a package."""
    return (resources.files(package) / name).read_text(encoding="utf-8")


def scheme() -> str:
    """The style sheet of the colours that pages share, light and dark."""
    return packaged("backbeat.drawing", "scheme.css")


def plain(title: str, body: Iterable[str], style: str, policy: str) -> str:
    """A sealed page without scripts.

    Args:
        title: of the document, as text.
        body: its parts as HTML; empty ones are left out.
        style: the style sheet.
        policy: its Content Security Policy.
    """
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="generator" content="{MARK}">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style></head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + f'\n<p class="dim">Backbeat {html.escape(__version__)}</p>\n</body></html>\n'
    )


def digest(text: str) -> str:
    """A source expression of the Content Security Policy, level 3, section 2.3.1."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def text(words: str) -> str:
    """Escaped HTML text; what is not valid Unicode in a file name becomes a question mark."""
    return html.escape(words.encode("utf-8", "replace").decode())


def json_text(value: object) -> str:
    """JSON that cannot close the script element it is embedded in."""
    made = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return made.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
