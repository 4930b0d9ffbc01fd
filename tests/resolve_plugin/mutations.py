"""Faults put into the plugin on purpose, and for each the test that must see it."""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    module: str
    text: str
    """Stands in the module once."""
    replacement: str
    test: str
    """Of the file test_<module>.py if it names no other."""

    @property
    def node(self) -> str:
        file, _, name = self.test.rpartition("::")
        return f"{file or f'test_{self.module}.py'}::{name}"


MANY = "test_many_clips_lie_to_the_frame[25-False-{}]"

MUTATIONS: dict[str, Mutation] = {
    "clips are recorded from frame zero": Mutation(
        "landing", "start + placement.start,\n    }", "placement.start,\n    }", MANY.format("21.1")
    ),
    "the end frame is one too small from 19 on": Mutation(
        "landing", "after if exclusive else after - 1", "after - 1", MANY.format("19.1")
    ),
    "the end frame is one too large on 18": Mutation(
        "landing", "after if exclusive else after - 1", "after", MANY.format("18.6")
    ),
    "the media type is left out": Mutation(
        "landing", '        "mediaType": _MEDIA_TYPES[track[0]],\n', "", MANY.format("20.3")
    ),
    "all clips go in one batch": Mutation(
        "landing", "BATCH = 100\n", "BATCH = 100000\n", MANY.format("21.1")
    ),
    "clips are not looked at once placed": Mutation(
        "landing",
        "        _check(session, timeline, placed, first, track, start, ratios)\n",
        "",
        "test_a_locked_track_is_found_out_and_nothing_is_kept[True]",
    ),
    "a refused append is believed": Mutation(
        "landing",
        'if not ask(session.pool, "AppendToTimeline", infos):',
        'if ask(session.pool, "AppendToTimeline", infos) is False:',
        "test_clips_whose_append_failed_are_not_believed",
    ),
    "media of another rate is rounded up": Mutation(
        "landing",
        "if count / ratio >= placement.frames + 1:",
        "if False:",
        "test_landing_rates.py::test_clips_end_to_end_do_not_reach_into_one_another[24]",
    ),
    "a cancel between batches is not heard": Mutation(
        "landing",
        "if cancelled():",
        "if False:",
        "test_a_cancel_between_batches_leaves_everything_as_it_was",
    ),
    "an export is believed without a file": Mutation(
        "timelines",
        "if not path.is_file() or not path.stat().st_size:",
        "if not said:",
        "test_an_export_that_wrote_nothing_is_found_out[nothing-says it exported]",
    ),
    "an empty export is taken": Mutation(
        "timelines",
        "if not path.is_file() or not path.stat().st_size:",
        "if not path.is_file():",
        "test_an_export_that_wrote_nothing_is_found_out[empty-says it exported]",
    ),
    "the open timeline is not opened again": Mutation(
        "timelines",
        'ask(session.project, "SetCurrentTimeline", session.timeline)',
        "pass",
        "test_a_run_that_fails_takes_away_what_it_made[edit]",
    ),
    "what was made is not taken away": Mutation(
        "timelines",
        'ask(session.pool, "DeleteTimelines", self.made)',
        "pass",
        "test_a_copy_outside_our_bin_goes_too",
    ),
    "the bin is not opened again": Mutation(
        "timelines",
        'ask(session.pool, "SetCurrentFolder", self._folder)',
        "pass",
        "test_what_comes_in_lies_in_our_bin_under_its_name",
    ),
    "the page is not shown again": Mutation(
        "timelines",
        'ask(session.host.resolve, "OpenPage", self._page)',
        "pass",
        "test_a_run_that_fails_takes_away_what_it_made[fairlight]",
    ),
    "all that is in our bin is taken for new": Mutation(
        "timelines",
        "one for one in self._clips() if one.GetUniqueId() not in self._before",
        "one for one in self._clips()",
        "test_results_of_earlier_runs_outlive_one_that_fails",
    ),
    "an import leaves the media behind": Mutation(
        "timelines",
        '"importSourceClips": True',
        '"importSourceClips": False',
        "test_what_comes_in_lies_in_our_bin_under_its_name",
    ),
    "a name that is taken is used again": Mutation(
        "timelines",
        "while name.casefold() in taken:",
        "while False:",
        "test_a_name_is_free_however_it_is_written",
    ),
    "clips are deleted on the Fairlight page": Mutation(
        "rebuild",
        'ask(session.host.resolve, "OpenPage", "edit")',
        "pass",
        "test_clips_are_deleted_from_the_fairlight_page_too",
    ),
    "a retimed clip is placed at its own speed": Mutation(
        "rebuild",
        "if not file_of(pool_item) or not one.plain:",
        "if not file_of(pool_item):",
        "test_a_changed_clip_that_cannot_be_placed_anew_is_named_before_anything_goes[retimed]",
    ),
    "markers are counted from the start timecode": Mutation(
        "markers",
        "values = (marker.frame, marker.color,",
        "values = (marker.frame + timeline.GetStartFrame(), marker.color,",
        "test_markers_are_put_where_they_are_wanted[21.1]",
    ),
    "markers of others are deleted": Mutation(
        "markers",
        "ours = {frame: said for frame, said in there.items() if _prefix(said) == prefix}",
        "ours = {frame: said for frame, said in there.items()}",
        "test_older_ones_of_ours_go_and_everybody_elses_stay",
    ),
    "markers that are there are added again": Mutation(
        "markers",
        "sorted(set(goal) - foreign - kept)",
        "sorted(set(goal) - foreign)",
        "test_where_all_are_there_none_is_added",
    ),
    "refused markers leave half of them there": Mutation(
        "markers",
        "        for frame in added:\n"
        '            ask(timeline, "DeleteMarkerAtFrame", frame)\n'
        "        _put_back",
        "        _put_back",
        "test_a_refusal_in_the_middle_leaves_the_markers_as_they_were",
    ),
    "earlier markers are not put back": Mutation(
        "markers",
        "        _put_back(timeline, stale, report)\n",
        "",
        "test_a_cancel_in_the_middle_leaves_the_markers_as_they_were[20]",
    ),
    "a cancel among markers is not heard": Mutation(
        "markers",
        "if cancelled():",
        "if False:",
        "test_a_cancel_in_the_middle_leaves_the_markers_as_they_were[20]",
    ),
    "progress of markers is told every three seconds": Mutation(
        "markers",
        "_REPORT_INTERVAL_S = 0.25",
        "_REPORT_INTERVAL_S = 3",
        "test_five_hundred_take_less_than_ten_seconds_and_are_told_twice_a_second[False]",
    ),
    "a frame off is close enough": Mutation(
        "readback", "_CLOSE = 1\n", "_CLOSE = 2\n", "test_every_difference_is_found[later-21.1]"
    ),
    "slipped media is not seen": Mutation(
        "readback",
        "if abs(skipped - meant) > _CLOSE:",
        "if False:",
        "test_every_difference_is_found[slipped-20.3]",
    ),
    "another file is not seen": Mutation(
        "readback",
        "if name.casefold() != one.file.casefold():",
        "if False:",
        "test_every_difference_is_found[other_media-20.3]",
    ),
    "transitions count as clips": Mutation(
        "host",
        "[item for item in listed if not _is_transition(item)]",
        "list(listed)",
        "test_transitions_that_are_listed_are_no_clips",
    ),
    "windows are asked for on the free edition": Mutation(
        "windows",
        "if not host.studio and host.version >= _FREE_WITHOUT:",
        "if False:",
        "test_windows_are_where_the_edition_has_some[free-21.0.4]",
    ),
    "the cancel button does nothing": Mutation(
        "windows",
        "            self._cancelled = True\n",
        "            pass\n",
        "test_the_user_is_heard_while_work_goes_on[stopping0]",
    ),
    "drop frame drops too few": Mutation(
        "frames",
        "_DROPPED = {30: 2, 60: 4}",
        "_DROPPED = {30: 2, 60: 2}",
        "test_dropped_frames_are_the_engines_in_every_minute[fps1-4]",
    ),
    "a whole 23 is taken at its word": Mutation(
        "frames",
        "return Fraction(base * 1000, 1001) if base in _NTSC_BASES else number",
        "return number",
        "test_a_rate_is_known_in_every_spelling[23-fps3]",
    ),
    "transitions take time": Mutation(
        "wanted",
        'if schema == "Transition":\n            continue',
        'if schema == "Transition":\n            position += 1\n            continue',
        "test_gaps_and_transitions_are_no_clips_and_only_gaps_take_time",
    ),
    "the pool's selection is not looked at": Mutation(
        "material",
        "if any(_is_clip(item) for item in selected):",
        "if False:",
        "test_selected_clips_go_before_the_bin_where_resolve_tells[20.3]",
    ),
    "a selection of sound alone is cut": Mutation(
        "material",
        "if any(_is_clip(item) for item in selected):",
        "if selected:",
        "test_a_selection_without_a_picture_is_none",
    ),
    "the shortest song is taken": Mutation(
        "material",
        "longest = max(sounds",
        "longest = min(sounds",
        "test_of_several_songs_the_longest_is_taken_and_said",
    ),
    "a cut is made at the clips' rate": Mutation(
        "cut_to_music",
        '        "rate": {"numerator": fps.numerator, "denominator": fps.denominator},\n',
        "",
        "test_without_a_timeline_the_projects_rate_is_taken[24]",
    ),
    "clips of a cut are placed from their first frame": Mutation(
        "assembling",
        "end - start, one.source_start)",
        "end - start, 0 * one.source_start)",
        "test_cut_to_music.py::test_where_the_import_fails_the_clips_are_placed_one_by_one",
    ),
    "a problem ends in silence": Mutation(
        "entry",
        "_last_words(talk, str(problem))",
        "pass",
        "test_a_problem_is_told_in_its_words",
    ),
}
