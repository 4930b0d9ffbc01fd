"""The mark that identifies a timeline written by Backbeat, in the metadata of the file's root."""

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
    """The document with the mark set; all other bytes stay as they are.

    Raises:
        TimelineError: it is a bundle with members that are refused.
        OSError: it is a bundle that cannot be read.
    """
    text, mark = document.text, {KEY: MARK}
    if document.container is not Container.OTIO:
        mark[MEMBERS] = listing(document.path)
    splices = Splices(text)
    root = text.root
    metadata = text.members(root).get("metadata")
    own_metadata = None if metadata is None else text.members(metadata).get(NAMESPACE)
    if metadata is None or metadata.bracket < 0:
        splices.set_member(root, "metadata", {NAMESPACE: mark}, 0)
    elif own_metadata is None or own_metadata.bracket < 0:
        splices.set_member(metadata, NAMESPACE, mark, 1)
    else:
        present = text.members(own_metadata)
        for key in mark.keys() & present.keys():
            splices.replace(present[key], mark.pop(key), 3)
        splices.add_members(own_metadata, mark, 2)
    return document.with_data(sealed(splices.apply()))
