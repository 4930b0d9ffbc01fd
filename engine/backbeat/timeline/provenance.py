"""The mark by which a timeline of ours is known again, in the metadata of the file's root."""

from __future__ import annotations

from backbeat.files.seal import MARK, sealed
from backbeat.timeline.bundle import listing
from backbeat.timeline.document import Container, Document
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.splice import Splices

KEY = "written_by"
MEMBERS = "members"
"""Members of `metadata["backbeat"]`: the mark, and of a bundle the digest of what it holds."""


def marked(document: Document) -> Document:
    """The document with our mark set; all else in it stays as it is spelled.

    Raises:
        TimelineError: it is a bundle, and is refused.
        OSError: it is a bundle, and cannot be read.
    """
    text, said = document.text, {KEY: MARK}
    if document.container is not Container.OTIO:
        said[MEMBERS] = listing(document.path)
    splices = Splices(text)
    root = text.root
    metadata = text.members(root).get("metadata")
    ours = None if metadata is None else text.members(metadata).get(NAMESPACE)
    if metadata is None or metadata.bracket < 0:
        splices.set_member(root, "metadata", {NAMESPACE: said}, 0)
    elif ours is None or ours.bracket < 0:
        splices.set_member(metadata, NAMESPACE, said, 1)
    else:
        present = text.members(ours)
        for key in said.keys() & present.keys():
            splices.replace(present[key], said.pop(key), 3)
        splices.add_members(ours, said, 2)
    return document.with_data(sealed(splices.apply()))
