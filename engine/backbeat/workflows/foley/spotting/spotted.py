"""Spots a timeline: reads all that says what should sound, and makes cues of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.foley.cues import Cue
from backbeat.foley.spine import Spine
from backbeat.foley.spotting.asked import Given, LeftOut
from backbeat.foley.spotting.hints import Hint
from backbeat.foley.spotting.scenes import Scene
from backbeat.foley.spotting.spot import Options, spot
from backbeat.progress import SILENT, Progress
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.workflows.foley.spotting.asking import CUTS, GUIDE, MARKERS, Asking, times_of
from backbeat.workflows.foley.spotting.cue_files import cues_in_files
from backbeat.workflows.foley.spotting.guide import guide_of, hits_in
from backbeat.workflows.foley.spotting.markers import cues_in_markers
from backbeat.workflows.foley.spotting.pictures import Seen, seen_in


@dataclass(frozen=True)
class Spotted:
    """The cues of a timeline, and what was found on the way."""

    cues: tuple[Cue, ...]
    left_out: tuple[LeftOut, ...]
    """What was read and is no cue."""
    scenes: tuple[Scene, ...]
    guide: tuple[Hint, ...]
    """The hits of the guide."""
    warnings: tuple[str, ...]


def spotted(
    document: Document,
    edit: Edit,
    spine: Spine,
    asking: Asking,
    folder: Path,
    impacts: Callable[[], Sequence[Hint]] = tuple,
    earlier: Sequence[Cue] = (),
    progress: Progress = SILENT,
) -> Spotted:
    """Spots a timeline.

    Args:
        document: its file.
        edit: the timeline.
        spine: its picture.
        asking: what the request says.
        folder: for temporary files.
        impacts: gives what is seen to hit, by the impact detector and recognisers; called last.
        earlier: cues of an earlier run in the timeline, whose numbers stay.
        progress: may cancel.

    Raises:
        RequestError: a file of cues has another ending, or no track is called as the request says.
        InputError: a file of cues cannot be read.
        TimelineError: what Backbeat wrote into a marker is damaged.
        MediaError: the guide's media cannot be read.
        CancelledError: the job was cancelled.
    """
    times = times_of(edit, spine)
    given = cues_in_files(asking.cue_paths, times)
    if MARKERS in asking.spot:
        given += cues_in_markers(document, edit, times)
    heard: list[Hint] = []
    warnings = list(given.problems)
    if GUIDE in asking.spot:
        guide = guide_of(document, edit, spine, asking.guide_tracks, folder)
        warnings += guide.warnings
        heard = hits_in(guide, spine, folder, progress.part(0, 0.3))
    # Beds that go on through a scene need scenes, even where cuts propose nothing.
    seen = Seen((), (), ())
    if CUTS in asking.spot or _wants_beds(given, asking.options):
        seen = seen_in(spine, edit, progress.part(0.3, 1))
        warnings += seen.warnings
    whooshes = seen.whooshes if CUTS in asking.spot else ()
    cues = spot(spine, given, [*heard, *impacts(), *whooshes], seen.scenes, earlier, asking.options)
    return Spotted(cues, given.left_out, seen.scenes, tuple(heard), tuple(warnings))


def _wants_beds(given: Given, options: Options) -> bool:
    if not options.beds:
        return False
    return bool(options.ambience) or any(one.cue.kind.is_bed for one in given.asked)
