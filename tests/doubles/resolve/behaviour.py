"""What the double does where Resolve's documentation is silent, one switch a report.

Reports contradict one another and depend on version and edition, so every one can be switched;
`behaviour_of` sets what is reported for a version. Which report a switch answers to is in
tests/doubles/rests_on.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.doubles.resolve.surface import Version

Edition = Literal["free", "studio"]


@dataclass
class Behaviour:
    # Adding clips to a timeline.
    end_frame_inclusive: bool = False
    """18.x: one frame more than endFrame - startFrame (a plugin had to treat 18.6 apart)."""
    fractional_rejects_batch: bool = True
    """Resolve 21: None for the whole batch if any frame has a fraction; before, rounded down."""
    overlap: Literal["drop", "slide"] = "drop"
    """Two projects disagree: an item over another is not placed, or slides to free frames."""
    creates_next_track: bool = True
    """A track index one past the last makes the track."""
    ghosts_have_id: bool = False
    """Items that are returned but were not placed: with an id of their own, or an empty one."""
    failing_appends: frozenset[int] = frozenset()
    """Numbers (from 1) of append calls that answer None though their items show until a save."""

    # Reading back.
    others_lie: bool = True
    """Of a timeline that is not the current one: tracks disabled, unlocked, no takes."""
    source_start_off_by_one: bool = True
    """GetSourceStartFrame is 0 or -1 off at 23.976; here -1 on odd frames, at NTSC rates."""
    source_end_convention_changes: bool = True
    """GetSourceEndFrame is one past the end, but the last frame itself when rates differ."""
    audio_offset_in_timeline_frames: bool = True
    """GetLeftOffset of sound counts timeline frames, of pictures source frames."""
    rate_is_number: bool = False
    """Settings of a frame rate read as a number (21.1's stub) and not as text."""
    frames_are_floats: bool = False
    """Item positions read as floats (21.1's stub says so; nobody reports it)."""
    lists_transitions: bool = False
    """21.1's GetType knows transitions: whether a track's items include them, nobody says."""

    # Changing.
    deletes_on_current_only: bool = True
    """DeleteClips and DeleteTrack do nothing on a timeline that is not the current one."""
    deletes_clips_on_fairlight: bool = False
    """DeleteClips is refused while the Fairlight page shows."""
    custom_settings_first: bool = True
    """Timeline settings of rate and size have no effect before useCustomSettings is "1"."""
    timeline_rate_words: Literal["documented", "whole"] = "documented"
    """What Timeline.SetSetting takes for a rate: "23.976", or "23" as one project claims."""
    new_timeline_is_current: bool = True
    """Create, duplicate and import make the new timeline the current one."""
    audio_properties: bool = False
    """From 21.1; before, audio items have no property and every write is refused."""

    new_bin_is_current: bool = False
    """Whether AddSubFolder changes the current bin; nobody has reported it."""

    # Markers.
    marks_past_end: bool = True
    """A marker past the end is stored, and shows nowhere; one project says refused."""

    # Files.
    export_writes: Literal["file", "nothing", "empty"] = "file"
    """Export answers True; it may have written nothing, or no bytes."""
    otio: bool = True
    """OpenTimelineIO is documented from 18.5."""
    fcpxml_110: Literal["bundle", "empty"] = "empty"
    """EXPORT_FCPXML_1_10 leaves a folder on 19.1, an empty file on 21.0.3; True either way."""
    clip1_imports: bool = True
    """Whether clips of the older schema import: one project says no, two write them."""
    import_links_media: bool = True
    """18.6: a timeline imported by the API has its media offline."""
    stack_markers: Literal["kept", "lost", "shifted"] = "kept"
    """Nobody has reported what an import does with timeline markers; shifted is by the start."""
    stack_marker_origin: Literal["zero", "start"] = "zero"
    """Nor whether a file counts them from zero or from the timeline's start."""
    unknown_colour: str = "Blue"
    """What a marker colour that Resolve does not have becomes; nobody has reported it."""

    reimport: Literal["new", "nothing"] = "new"
    """What ImportMedia of a file that the pool has gives; nobody has reported it."""

    # Dialogs.
    dialogs_block: bool = False
    """All writes fail while a dialog is open; one report says so, another that none do."""
    dialog_calls: range = range(0)
    """Calls, by their number from 1, during which a dialog is open: an autosave, say."""
    upsell_blocks: bool = True
    """The dialog that the free edition shows when UIManager is asked for makes calls fail."""

    # Windows.
    ui_manager: bool = True
    """Free lost UIManager with 19.1: it reads None and an upsell shows."""
    step_loop: bool = True
    """Whether the dispatcher has StepLoop, which no documentation lists."""
    python: bool = True
    """Free lists no Python scripts from 21.1 on."""

    # Rendering.
    status_words: Literal["en", "de"] = "en"
    """JobStatus is in the language of the UI."""
    wav_selectable: bool = False
    """'wav' lists no codecs and cannot be chosen by SetCurrentRenderFormatAndCodec."""
    deliver_clears_marks: bool = True
    """Showing the Deliver page disturbs a timeline's in and out marks."""


def behaviour_of(version: Version, edition: Edition) -> Behaviour:
    """What is reported for a version and edition; the rest as the dataclass has it."""
    free = edition == "free"
    return Behaviour(
        end_frame_inclusive=version < (19, 0, 0),
        fractional_rejects_batch=version >= (21, 0, 0),
        rate_is_number=version >= (21, 1, 0),
        frames_are_floats=version >= (21, 1, 0),
        audio_properties=version >= (21, 1, 0),
        otio=version >= (18, 5, 0),
        fcpxml_110="bundle" if version < (20, 0, 0) else "empty",
        import_links_media=version >= (19, 0, 0),
        ui_manager=not (free and version >= (19, 1, 0)),
        python=not (free and version >= (21, 1, 0)),
    )
