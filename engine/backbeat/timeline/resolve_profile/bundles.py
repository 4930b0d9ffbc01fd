"""Rules about a timeline that is packed with its media, an .otioz."""

from __future__ import annotations

from collections.abc import Iterator

from backbeat.timeline.document import Container
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import active
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.media_paths import url_of


def _bundle(inspection: Inspection) -> Iterator[Hit]:
    if inspection.document.container is Container.OTIOZ:
        yield Hit("The timeline is packed with its media in an .otioz.")


def _not_in_bundle(inspection: Inspection) -> Iterator[Hit]:
    if inspection.document.container is not Container.OTIOZ:
        return
    for named in inspection.clips:
        url = url_of(active(named.value))
        if url and inspection.member_of_bundle(url) is None:
            yield Hit(f"{named.label} plays {url}, which the .otioz does not hold.")


RULES = (
    Rule(
        "otioz",
        Severity.RISK,
        "an `.otioz`, a timeline packed with its media",
        "the manual of 18.6 names .otio and .otioz for import and export, and says that an .otioz "
        "brings its media along; no report of an import of another program's",
        _bundle,
        advice="Import it from the menu. If no timeline comes, export an .otio, with the media "
        "beside it.",
    ),
    Rule(
        "beside-bundle",
        Severity.RISK,
        "media that an `.otioz` does not hold",
        "the manual of 18.6 says that an .otioz holds all media; no report of one that does not",
        _not_in_bundle,
        advice="Export the .otioz again with all its media, or export an .otio.",
    ),
)
