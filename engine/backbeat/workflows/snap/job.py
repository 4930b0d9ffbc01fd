"""The `snap` job: an edit and its music in, the same edit with its cuts on beats out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.files import sha256_of, write_text
from backbeat.files.scratch import scratch_folder
from backbeat.files.transaction import Transaction
from backbeat.memory import collector_paused
from backbeat.progress import SILENT, Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import Document
from backbeat.timeline.provenance import marked
from backbeat.v1.cutting_pb2 import (
    SNAP_MODE_SLIP,
    SNAP_TARGET_MARKERS,
    Cut,
    Editor,
    SnapOptions,
    SnapRequest,
    SnapResult,
)
from backbeat.v1.music_pb2 import BeatOptions
from backbeat.workflows.editors import EditorProfile, profile_of
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.media_places import missing_media, missing_urls, placed
from backbeat.workflows.outputs import output_path, write_json, writing

if TYPE_CHECKING:
    from backbeat.cutting import Snapped, Song
    from backbeat.cutting.report import Waveform
    from backbeat.timeline.reading import MediaLookup
    from backbeat.timeline.time import Clock
    from backbeat.workflows.media_ranges import MediaRanges
    from backbeat.workflows.snap.music_in_edit import Music

SYNC_MAP_SUFFIX = ".syncmap.json"
REPORT_SUFFIX = ".report.html"
_PEAKS_PER_SECOND = 100


@dataclass(frozen=True)
class Outputs:
    """The output files of one snap, all but the proof in one folder."""

    timeline: Path
    sync_map: Path
    report: Path
    preview: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """The paths of all outputs."""
        files = (self.timeline, self.sync_map, self.report)
        return files if self.preview is None else (*files, self.preview)

    @classmethod
    def beside(cls, timeline: Path, preview: Path | None = None) -> Outputs:
        """The outputs that go with the path of the output timeline, and the proof."""
        stem = timeline.stem
        return cls(
            timeline,
            timeline.with_name(stem + SYNC_MAP_SUFFIX),
            timeline.with_name(stem + REPORT_SUFFIX),
            preview,
        )


def run(request: SnapRequest, progress: Progress = SILENT) -> SnapResult:
    """Snaps one edit. Writes the timeline, the sync map, the report and the proof, all or none.

    Raises:
        RequestError: a field is missing or makes no sense.
        TimelineError: the edit cannot be read or edited.
        MediaError: the music cannot be read.
        OutputError: the outputs cannot be written, or would replace an input.
        CancelledError: the job was asked to stop.
    """
    from backbeat.cutting.options import check_options

    check_options(request.options)
    outputs = _outputs(request)
    progress(0, "Reading the edit")
    document = placed(documents.load(Path(request.edit_path)), request.media_paths)
    if outputs is not None:
        documents.check_output(document, outputs.timeline)
    if (editor := profile_of(request.for_editor)) is not None:
        editor.check_kind(document)
    inputs = inputs_of(document, request.music_path)
    with writing(inputs, outputs.all if outputs else (), request.overwrite) as written:
        return _snap(request, document, outputs, written, progress)


def _snap(
    request: SnapRequest,
    document: Document,
    outputs: Outputs | None,
    written: Transaction,
    progress: Progress,
) -> SnapResult:
    from backbeat.cutting.snapping import clock_of, snap_edit
    from backbeat.cutting.typed_options import convert_times
    from backbeat.timeline.reading import read_edit
    from backbeat.workflows.media_ranges import MediaRanges
    from backbeat.workflows.snap.clip_actions import ClipActions
    from backbeat.workflows.snap.music_in_edit import NO_MUSIC, find_music

    media = MediaRanges(document)
    with collector_paused():
        edit = read_edit(document, media, request.options.assume_handles_frames)
    with scratch_folder() as folder:
        clock = clock_of(edit, request.options)
        typed = convert_times(request.options, edit)
        music = NO_MUSIC
        if not _is_by_markers_alone(request):
            named = _with_options(request, typed.options)
            music = find_music(named, document, edit, media, clock, folder)
        for output in outputs.all if outputs else ():
            Inputs(music.paths).check(output)
        heard = 0.4 if request.options.mode == SNAP_MODE_SLIP else 0.8
        songs, peaks = _analyse_songs(music, request.beats, clock, progress.part(0.05, heard))
        actions = ClipActions(document, edit, folder, progress.part(heard, 0.8))
        progress(heard, "Moving the cuts")
        with collector_paused():
            snapped = snap_edit(document, edit, songs, typed, actions)
    if (editor := profile_of(request.for_editor)) is not None:
        snapped = _repaired_for(editor, snapped, media, outputs)
    warnings = [
        *([snapped.not_cut_to] if snapped.not_cut_to else []),
        *document.notes,
        *_missing(request, document, media),
        *music.warnings,
        *_analysis_warnings(songs),
        *snapped.warnings,
        *_losses(request, snapped.document),
    ]
    if outputs is not None and outputs.preview is not None:
        target = written.at(outputs.preview)
        warnings += _render(snapped, songs, music, target, progress.part(0.85, 0.95))
    snapped.sync_map.warnings[:] = dict.fromkeys(warnings)
    result = _result(snapped, outputs)
    if outputs is not None:
        progress(0.95, "Writing")
        _write(outputs, written, snapped, songs, peaks, progress)
    progress(1, "Done")
    return result


def _missing(request: SnapRequest, document: Document, media: MediaRanges) -> list[str]:
    """A sentence on media that is not there: all of it, if the request says where media is.

    Otherwise what was looked for: most cuts can be moved while media is offline.
    """
    asked = request.media_paths
    urls = missing_urls(document) if asked.maps or asked.search_paths else list(media.missing)
    return [missing_media(document.path, urls)] if urls else []


def _losses(request: SnapRequest, snapped: Document) -> list[str]:
    """What the format of the output cannot hold; of a dry run as well, if it names one."""
    return documents.losses(snapped, Path(request.output_path)) if request.output_path else []


def _analysis_warnings(songs: Sequence[Song]) -> list[str]:
    """The warnings of each recording's analysis, with its file name."""
    warnings = []
    for song in songs:
        name = Path(song.path).name
        warnings += [
            warning if name in warning else f"{name}: {warning}"
            for warning in song.analysis.warnings
        ]
    return list(dict.fromkeys(warnings))


def _is_by_markers_alone(request: SnapRequest) -> bool:
    """Whether cuts go to markers of the edit, and no music is named."""
    to_markers = request.options.target == SNAP_TARGET_MARKERS
    return to_markers and request.WhichOneof("music") is None


def _with_options(request: SnapRequest, options: SnapOptions) -> SnapRequest:
    """The request with other options, such as converted ones."""
    converted = SnapRequest()
    converted.CopyFrom(request)
    converted.options.CopyFrom(options)
    return converted


def _repaired_for(
    editor: EditorProfile, snapped: Snapped, media: MediaLookup, outputs: Outputs | None
) -> Snapped:
    """The result repaired for an editor, with warnings of what it will still refuse or lose."""
    from backbeat.timeline.profile.summary import left_lines, repair_lines

    name = outputs.timeline.stem if outputs is not None else ""
    fit = editor.repair_document(snapped.document, media, name)
    return replace(
        snapped,
        document=fit.document,
        repaired=tuple(repair_lines(fit.findings_repaired)),
        warnings=(*snapped.warnings, *left_lines(fit.findings_left, editor.name)),
    )


def _outputs(request: SnapRequest) -> Outputs | None:
    if not request.edit_path:
        raise RequestError("A snap needs an edit.", "Name an .otio file.")
    if request.for_editor not in Editor.values():
        raise RequestError(f"for_editor = {request.for_editor} is no known editor.")
    if request.output_path:
        documents.check_ending(Path(request.output_path), Path(request.edit_path))
    preview = output_path(request.preview_path, (".mp4",))
    if request.options.dry_run:
        return None
    if not request.output_path:
        raise RequestError("A snap needs an output.", "Name one with -o, or ask for a dry run.")
    outputs = Outputs.beside(Path(request.output_path), preview)
    ending = outputs.timeline.suffix.lower()
    editor = profile_of(request.for_editor)
    if editor is not None and ending not in editor.endings:
        kinds = " and ".join(editor.endings)
        raise RequestError(
            f"{outputs.timeline} is for {editor.name}, and only {kinds} "
            f"{'is' if len(editor.endings) == 1 else 'are'} repaired for it.",
            "End the output so, or leave out --for.",
        )
    return outputs


def _analyse_songs(
    music: Music, options: BeatOptions, clock: Clock, progress: Progress
) -> tuple[list[Song], list[Waveform]]:
    """The analysed songs and, in the same order, the waveform of each."""
    from backbeat.cutting import Song
    from backbeat.cutting.report import waveform_of
    from backbeat.workflows.beats.job import analyzed_recording
    from backbeat.workflows.snap.stretches import placement_of

    songs: list[Song] = []
    peaks: list[Waveform] = []
    paths = music.paths
    for number, path in enumerate(paths):
        song_progress = progress.part(number / len(paths), (number + 1) / len(paths))
        with analyzed_recording(path, options, song_progress) as (audio, analysis):
            peaks.append(waveform_of(audio.samples, audio.rate, _PEAKS_PER_SECOND))
        own = [stretch for stretch in music.stretches if stretch.path == path]
        placements = [placement_of(stretch.within(analysis.duration_s), clock) for stretch in own]
        songs.append(Song(analysis, own[0].name, sha256_of(path), tuple(placements)))
    return songs, peaks


def _write(
    outputs: Outputs,
    written: Transaction,
    snapped: Snapped,
    songs: Sequence[Song],
    peaks: Sequence[Waveform],
    progress: Progress,
) -> None:
    from backbeat.cutting.report import render
    from backbeat.workflows.snap.waveform import waveform_of_timeline

    sound = waveform_of_timeline(songs, peaks, snapped.sync_map)
    with collector_paused():
        page = render(snapped.sync_map, sound, title=outputs.timeline.name)
    write_text(written.at(outputs.report), page)
    write_json(snapped.sync_map, written.at(outputs.sync_map))
    progress(0.98, "Writing")
    documents.save(marked(snapped.document), written.at(outputs.timeline))


def _render(
    snapped: Snapped, songs: Sequence[Song], music: Music, target: Path, progress: Progress
) -> list[str]:
    """Renders the proof, and gives its warnings.

    A song that the edit has no clip of plays from where it was taken to start.
    """
    from backbeat.cutting.grid import placements_of
    from backbeat.workflows.preview.proof import render_proof
    from backbeat.workflows.preview.sound import Song as ProofSong

    place = next((place for song in songs for place in placements_of(song)), None)
    song = None
    if place is not None:
        start, source = Fraction(place.timeline_start_s), Fraction(place.source_start_s)
        song = ProofSong(music.paths[0], start, source)
    return list(render_proof(snapped.document, target, song=song, progress=progress).warnings)


def _result(snapped: Snapped, outputs: Outputs | None) -> SnapResult:
    cuts = snapped.sync_map.cuts
    actions = [cut.action for cut in cuts]
    result = SnapResult(
        sync_map=snapped.sync_map,
        moved=actions.count(Cut.ACTION_MOVED),
        kept=actions.count(Cut.ACTION_KEPT),
        skipped=actions.count(Cut.ACTION_SKIPPED),
        through_edits=actions.count(Cut.ACTION_THROUGH_EDIT),
        events=len({(cut.track, cut.event) for cut in cuts if cut.HasField("event")}),
        markers_written=snapped.markers_written,
        markers_replaced=snapped.markers_replaced,
        warnings=snapped.sync_map.warnings,
        repaired=snapped.repaired,
        missed=snapped.missed,
        slipped=sum(slip.action != Cut.ACTION_SKIPPED for slip in snapped.sync_map.slips),
        retimed=len(snapped.sync_map.speed_changes),
        length_change_frames=snapped.length_change,
    )
    if outputs is not None:
        result.path = str(outputs.timeline)
        result.sync_map_path = str(outputs.sync_map)
        result.report_path = str(outputs.report)
        result.preview_path = str(outputs.preview or "")
    return result
