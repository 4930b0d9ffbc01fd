"""The formats of timelines that Backbeat reads and writes, and those it can only name."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import RequestError, TimelineError


class Format(enum.Enum):
    """A format that is converted to OpenTimelineIO when it is read; the value is its name."""

    FCP7 = "Final Cut Pro 7 XML"
    """xmeml: Premiere Pro, DaVinci Resolve and many others."""
    FCPXML = "FCPXML"
    """Final Cut Pro 10 and later, DaVinci Resolve."""
    EDL = "EDL"
    """CMX 3600."""
    AAF = "AAF"
    """Media Composer, Pro Tools; read only."""


BUNDLE = ".fcpxmld"
"""A folder that holds an FCPXML, `Info.fcpxml`, and what belongs to it."""
ENDINGS = {
    ".xml": Format.FCP7,
    ".fcpxml": Format.FCPXML,
    BUNDLE: Format.FCPXML,
    ".edl": Format.EDL,
    ".aaf": Format.AAF,
}
"""The format of every ending that is read."""
WRITTEN = {".xml": Format.FCP7, ".fcpxml": Format.FCPXML, ".edl": Format.EDL}
"""The format of every ending that is written."""


@dataclass(frozen=True)
class Project:
    """A kind of project file that only its own application reads."""

    application: str
    export: str
    """How that application exports what Backbeat reads."""


_RESOLVE = "File > Export > Timeline, and choose OTIO, FCPXML or FCP 7 XML"
_PREMIERE = "File > Export > Final Cut Pro XML, or OpenTimelineIO"
_KDENLIVE = "File > OpenTimelineIO Export"
_SHOTCUT = "File > Export > EDL"
_AVID = "File > Output > Export to File, and choose AAF"
PROJECTS = {
    ".drp": Project("DaVinci Resolve", _RESOLVE),
    ".dra": Project("DaVinci Resolve", _RESOLVE),
    ".drt": Project("DaVinci Resolve", _RESOLVE),
    ".prproj": Project("Premiere Pro", _PREMIERE),
    ".kdenlive": Project("Kdenlive", _KDENLIVE),
    ".mlt": Project("Shotcut", _SHOTCUT),
    ".fcpbundle": Project("Final Cut Pro", "File > Export XML"),
    ".veg": Project("Vegas Pro", "File > Export > Final Cut Pro 7 / DaVinci Resolve (*.xml)"),
    ".avp": Project("Media Composer", _AVID),
    ".avb": Project("Media Composer", _AVID),
    ".ptx": Project("Pro Tools", "File > Export > Selected Tracks as New AAF/OMF"),
    ".ptf": Project("Pro Tools", "File > Export > Selected Tracks as New AAF/OMF"),
    ".sesx": Project("Audition", "File > Export > FCP XML Interchange Format"),
    ".aep": Project(
        "After Effects",
        "nothing that Backbeat reads: export the edit from the editor that it came from",
    ),
    ".hrox": Project("Hiero or Nuke Studio", "File > Export, and choose OTIO, EDL or XML"),
    ".blend": Project("Blender", "nothing that Backbeat reads without an add-on for EDL"),
    ".imovieproj": Project("iMovie", "File > Send Movie to Final Cut Pro, then File > Export XML"),
}
"""Project files by their ending. The menu paths are those of the applications' manuals."""


def format_of(path: Path) -> Format | None:
    """The format that a file's ending stands for; None if it is read as OpenTimelineIO."""
    return ENDINGS.get(path.suffix.lower())


def check_readable(path: Path) -> None:
    """Refuses a project file by the name of its application.

    Raises:
        TimelineError: it is one; the hint says how to export from that application.
    """
    project = PROJECTS.get(path.suffix.lower())
    if project is not None:
        raise TimelineError(
            f"{path} is a project of {project.application}, which only {project.application} "
            "reads.",
            f"Export the timeline from there: {project.export}.",
        )


def unwritable(path: Path) -> RequestError:
    """The refusal of an output whose ending Backbeat does not write."""
    suffix = path.suffix.lower()
    project = PROJECTS.get(suffix)
    if suffix == ".aaf":
        what = "reads AAF timelines but writes none"
    elif suffix == BUNDLE:
        what = "writes FCPXML as a file, not as a bundle"
    elif project is not None:
        what = f"writes no projects of {project.application}"
    else:
        what = f"writes no {path.suffix} timelines" if suffix else "needs an ending to write by"
    return RequestError(
        f"{path} cannot be written: Backbeat {what}.",
        "End the output in .otio, .xml (Final Cut Pro 7), .fcpxml or .edl.",
    )
