"""What each report about Resolve is held by: a switch of the double, or a test of it.

Keys are the reports of surface.json, "method: topic". Values name a field of Behaviour, or a test
as "module::name".
"""

from __future__ import annotations

RESTS_ON: dict[str, tuple[str, ...]] = {
    "*Marker*: customData": (
        "test_markers::test_hidden_data_finds_the_first_and_deletes_it",
        "test_exchange::test_an_import_loses_colours_flags_hidden_data_and_comments",
    ),
    "MediaPool.AppendToTimeline: durability": ("failing_appends",),
    "MediaPool.AppendToTimeline: endFrame": (
        "end_frame_inclusive",
        "test_append::test_the_end_frame_counts_on_18_6_only",
    ),
    "MediaPool.AppendToTimeline: endFrame_18": ("end_frame_inclusive",),
    "MediaPool.AppendToTimeline: fractional_frames": ("fractional_rejects_batch",),
    "MediaPool.AppendToTimeline: mixed_rate": (
        "test_append::test_between_rates_the_length_is_rounded_down",
    ),
    "MediaPool.AppendToTimeline: overlap": ("overlap",),
    "MediaPool.AppendToTimeline: recordFrame": (
        "test_append::test_a_record_frame_from_zero_reads_back_well_and_is_not_seen",
    ),
    "MediaPool.AppendToTimeline: return_value": (
        "ghosts_have_id",
        "test_append::test_a_clip_that_is_not_placed_is_answered_as_if_it_were",
    ),
    "MediaPool.AppendToTimeline: speed": (
        "test_append::test_a_clip_costs_more_on_a_full_timeline",
    ),
    "MediaPool.AppendToTimeline: track_autocreate": ("creates_next_track",),
    "MediaPool.CreateEmptyTimeline: side_effect": ("new_timeline_is_current",),
    "MediaPool.ImportTimelineFromFile: duplicate_name": (
        "test_exchange::test_a_name_that_exists_is_refused_and_the_file_gives_one_if_nobody_does",
    ),
    "MediaPool.ImportTimelineFromFile: otio_relink": (
        "test_exchange::test_without_source_clips_all_is_offline",
    ),
    "MediaPool.ImportTimelineFromFile: otio_shape": (
        "test_exchange::test_one_fault_refuses_the_whole_import_and_changes_nothing",
    ),
    "MediaPoolItem.AddMarker: frame_space": (
        "test_markers::test_markers_are_keyed_by_float_offset_and_say_what_was_given",
    ),
    "MediaPoolItem.GetClipProperty(FPS): audio_fps": (
        "test_reading_back::test_sound_takes_the_projects_rate_when_it_is_imported",
    ),
    "Project.GetRenderJobStatus: localised": ("status_words",),
    "Project.GetSetting(timelineFrameRate): forms": ("rate_is_number",),
    "Project.SetCurrentRenderFormatAndCodec: wav": ("wav_selectable",),
    "Project.SetCurrentTimeline: speed": (
        "test_timelines::test_making_a_timeline_current_takes_longer_the_more_it_holds",
    ),
    "Project.SetRenderSettings: inherits": (
        "test_rendering::test_settings_lie_over_the_preset_that_was_loaded",
    ),
    "Project.SetRenderSettings: mark_frames": (
        "test_rendering::test_marks_of_a_render_are_absolute",
    ),
    "Project.StartRendering: deliver_page": ("deliver_clears_marks",),
    "Timeline.AddMarker: bad_colour": ("test_markers::test_refusals_are_false_and_change_nothing",),
    "Timeline.AddMarker: fractional": (
        "test_bridge::test_calls_that_nothing_documents_are_errors",
    ),
    "Timeline.AddMarker: frame_space": (
        "test_markers::test_past_the_end_a_marker_is_stored_and_unseen",
    ),
    "Timeline.AddMarker: occupied": ("test_markers::test_refusals_are_false_and_change_nothing",),
    "Timeline.AddMarker: other_refusals": (
        "test_markers::test_refusals_are_false_and_change_nothing",
    ),
    "Timeline.AddMarker: past_end": ("marks_past_end",),
    "Timeline.AddMarker: speed": (
        "test_bridge::test_calls_are_counted_and_clocked",
        "test_markers::test_markers_work_on_a_timeline_that_is_not_current",
    ),
    "Timeline.DeleteClips/DeleteTrack: current_only": ("deletes_on_current_only",),
    "Timeline.DeleteClips: page": (
        "deletes_clips_on_fairlight",
        "test_timelines::test_deleting_clips_leaves_linked_sound_and_fails_on_the_fairlight_page",
    ),
    "Timeline.DeleteMarkersByColor: speed": ("test_bridge::test_calls_are_counted_and_clocked",),
    "Timeline.DuplicateTimeline: side_effect": ("new_timeline_is_current",),
    "Timeline.Export: enum_only": ("test_exchange::test_export_takes_live_constants_only",),
    "Timeline.Export: true_without_file": ("export_writes", "fcpxml_110"),
    "Timeline.GetIsTrackEnabled/GetIsTrackLocked, TimelineItem.GetTakesCount: current_only": (
        "others_lie",
    ),
    "Timeline.GetMarkInOut: frame_space": (
        "test_reading_back::test_marks_count_from_the_start_and_the_deliver_page_clears_them",
    ),
    "Timeline.GetMarkers: key_type": (
        "test_markers::test_markers_are_keyed_by_float_offset_and_say_what_was_given",
    ),
    "Timeline.NormalizeAudioLevel: r128": (
        "test_timelines::test_levelling_keeps_what_was_asked_for",
    ),
    "Timeline.SetSetting(timelineFrameRate): forms_conflict": ("timeline_rate_words",),
    "Timeline.SetSetting: custom_settings": ("custom_settings_first",),
    "TimelineItem.AddMarker: frame_space": (
        "test_markers::test_markers_are_keyed_by_float_offset_and_say_what_was_given",
        "test_exchange::test_a_file_has_the_shape_that_resolves_own_have",
    ),
    "TimelineItem.AddTransition: handles": (
        "test_timelines::test_a_transition_without_handles_is_refused",
    ),
    "TimelineItem.GetEnd: exclusive": (
        "test_reading_back::test_positions_are_absolute_and_the_end_is_exclusive",
    ),
    "TimelineItem.GetLeftOffset: audio": ("audio_offset_in_timeline_frames",),
    "TimelineItem.GetSourceEndFrame: exclusive": ("source_end_convention_changes",),
    "TimelineItem.GetSourceStartFrame: off_by_one": ("source_start_off_by_one",),
    "TimelineItem.GetSourceStartTime: tc_absolute": (
        "test_reading_back::test_source_times_count_from_the_zero_of_the_medias_timecode",
    ),
    "TimelineItem.SetProperty: audio_old": ("audio_properties",),
    "bridge: attributes": ("test_bridge::test_every_name_is_there_and_unknown_ones_read_none",),
    "bridge: errors": ("test_bridge::test_documented_misuse_is_answered_and_raises_nothing",),
    "bridge: introspection": (
        "test_bridge::test_dir_lists_methods_and_no_constants",
        "test_bridge::test_constants_read_as_floats_and_on_the_resolve_object_only",
    ),
    "bridge: modal": ("dialogs_block", "upsell_blocks"),
    "bridge: speed": ("test_bridge::test_calls_are_counted_and_clocked",),
}
