"""Assembling edits: the song analysed, the clips looked at, the picture paced, chosen and built."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from backbeat.cutting import pacing
from backbeat.cutting.assembly import Assembly, Wishes, assemble
from backbeat.cutting.building import Record, record
from backbeat.cutting.pacing.pace import PACE
from backbeat.errors import RequestError
from backbeat.files.transaction import Transaction
from backbeat.progress import Progress
from backbeat.v1 import assembly_pb2 as pb
from backbeat.v1.cutting_pb2 import AssembledFormat, Editor, SyncMap
from backbeat.workflows.cut.clips import clip_called, find_clips
from backbeat.workflows.cut.ducked import duck
from backbeat.workflows.cut.material import Material, look_at
from backbeat.workflows.cut.outputs import Outputs, all_paths, outputs_of
from backbeat.workflows.cut.patterns import pattern_of
from backbeat.workflows.cut.picture_format import rate_of_edit, size_of_edit
from backbeat.workflows.cut.planned import clips_for, other_song, slots_of, with_plan
from backbeat.workflows.cut.song import HeardSong, check_length, heard_song
from backbeat.workflows.cut.sync_measured import measure_sync
from backbeat.workflows.cut.views import Known
from backbeat.workflows.cut.wishes import wishes_of
from backbeat.workflows.cut.words import with_words
from backbeat.workflows.cut.writing import write_edit
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing
from backbeat.workflows.plan.files import read_plan

CLIP_SOUND_DB = -12.0
"""Level of the clips' own sound below the music."""


@dataclass(frozen=True)
class _Plan:
    """What is common to all variants of an edit."""

    request: pb.CutRequest
    song: HeardSong
    material: Material
    rate: Fraction
    size: tuple[int, int]
    slots: tuple[pacing.Slot, ...]
    wishes: Wishes
    pattern: str
    warnings: tuple[str, ...]


def assemble_edits(request: pb.CutRequest, progress: Progress) -> pb.CutResult:
    """Makes as many edits as are asked for. Raises: as `job.run`."""
    request = with_plan(request)
    check(request)
    outputs = outputs_of(request)
    song_path = Path(request.music_path)
    clips = find_clips(request.paths, (song_path,))
    read = [path for path in (request.pacing.pattern_path, request.plan_path) if path]
    inputs = Inputs((song_path, *clips, *map(Path, read)))
    with (
        writing(inputs, all_paths(outputs), request.overwrite) as written,
        ExitStack() as opened,
    ):
        split = 0.6 if request.preview_path else 0.85
        plan = _planned(request, song_path, clips, opened, progress.part(0, split))
        return _assembled(plan, outputs, written, progress.part(split, 1))


def check(request: pb.CutRequest) -> None:
    """Refuses a request that makes no sense. Raises: RequestError."""
    if not request.paths:
        raise RequestError("A cut needs clips.", "Name video files, pictures, or folders of them.")
    if not request.music_path:
        raise RequestError("A cut needs music.", "Name the song with --music.")
    if request.for_editor not in Editor.values():
        raise RequestError(f"for_editor = {request.for_editor} is no known editor.")
    pacing.check_options(request.pacing)
    check_length(request.length)


def _planned(
    request: pb.CutRequest,
    song_path: Path,
    clips: Sequence[Path],
    opened: ExitStack,
    progress: Progress,
) -> _Plan:
    pattern = pattern_of(request.pacing)
    song = opened.enter_context(
        heard_song(song_path, request.beats, request.length, progress.part(0, 0.4))
    )
    material = look_at(clips, progress.part(0.4, 0.9))
    _check_named(request.material, clips, material)
    if request.material.clip_sound == pb.CLIP_SOUND_KEPT:
        material = with_words(material, progress.part(0.9, 1))
    footage = material.footage
    rate = rate_of_edit(request, footage)
    if request.plan_path:
        plan = read_plan(Path(request.plan_path))
        pins, said = clips_for(plan, footage)
        said += other_song(plan, song.recording)
        slots = slots_of(plan, song.analysis, request.pacing)
    else:
        paced = pacing.pace(song.analysis, request.pacing, rate, pattern)
        pins, said, slots = [], list(paced.warnings), paced.slots
    wanted = pb.MaterialOptions()
    wanted.CopyFrom(request.material)
    wanted.pins.extend(pins)
    if wanted.clip_sound == pb.CLIP_SOUND_KEPT:
        said += [
            f"{path.name} has {count} tracks of sound; the first is kept."
            for path, count in material.several_sounds.items()
        ]
    wishes = wishes_of(wanted, footage)
    warnings = (*song.warnings, *material.warnings, *said)
    return _Plan(
        request,
        song,
        material,
        rate,
        size_of_edit(request, footage),
        slots,
        wishes,
        pattern.name,
        warnings,
    )


def _check_named(options: pb.MaterialOptions, clips: Sequence[Path], material: Material) -> None:
    """Refuses a wish for a clip that cannot be read, with the reason. Raises: RequestError."""
    for name in (*options.must_use, *(pin.clip for pin in options.pins)):
        path = clip_called(name, clips)
        if path in material.unreadable:
            raise RequestError(f"{name} cannot be used: {material.unreadable[path]}")


def _assembled(
    plan: _Plan, outputs: Sequence[Outputs], written: Transaction, progress: Progress
) -> pb.CutResult:
    result = pb.CutResult()
    footage = {str(one.path): one for one in plan.material.footage}
    known = Known(footage, plan.song.audio, plan.song.analysis)
    edits = max(1, plan.request.variants)
    earlier: list[Assembly] = []
    warnings: list[str] = []
    for number in range(1, edits + 1):
        part = progress.part((number - 1) / edits, number / edits)
        assembly = _chosen(plan, earlier, part.part(0, 0.3))
        earlier.append(assembly)
        sync_map = _sync_map(plan, assembly, number)
        if plan.request.plan_path:
            sync = measure_sync(sync_map, plan.song.audio, part.part(0.3, 0.4))
            sync_map.warnings.extend(sync)
        if sync_map.format.clip_sound:
            duck(sync_map, plan.song.audio, part.part(0.4, 0.45))
        own = outputs[number - 1] if outputs else None
        done = write_edit(sync_map, own, written, known, part.part(0.45, 1))
        result.edits.append(done.edit)
        warnings += (*sync_map.warnings, *done.notes)
    result.warnings.extend(dict.fromkeys(warnings))
    if not plan.song.analysis.beats:
        name = plan.song.recording.path.name
        result.missed = f"No cut is on a beat: {name} has none that could be followed."
    result.clips.extend(_clips(plan.material, plan.wishes, earlier))
    progress(1, "Done")
    return result


def _chosen(plan: _Plan, earlier: Sequence[Assembly], progress: Progress) -> Assembly:
    """The next edit: with the next seed, and unlike the earlier ones."""
    wishes = replace(plan.wishes, seed=plan.wishes.seed + len(earlier))
    return assemble(plan.slots, plan.material.footage, wishes, plan.rate, earlier, progress)


def _sync_map(plan: _Plan, assembly: Assembly, number: int) -> SyncMap:
    request = plan.request
    width, height = plan.size
    form = AssembledFormat(
        title=Path(request.output_path).stem or Path(request.music_path).stem,
        width=width,
        height=height,
        clip_sound=request.material.clip_sound == pb.CLIP_SOUND_KEPT,
        clip_sound_db=CLIP_SOUND_DB,
        for_editor=request.for_editor,
        pattern=plan.pattern,
        pace=request.pacing.pace if request.pacing.HasField("pace") else PACE,
        seed=request.material.seed,
        variant=number,
        music_fade_in_s=float(plan.song.edit.fade_in_s),
        music_fade_out_s=float(plan.song.edit.fade_out_s),
    )
    known = Record(
        plan.song.recording,
        plan.song.analysis,
        plan.song.placements,
        plan.song.joins,
        form,
        plan.material.sound_channels,
        list(dict.fromkeys((*plan.warnings, *assembly.warnings))),
    )
    return record(assembly, known)


def _clips(
    material: Material, wishes: Wishes, assemblies: Sequence[Assembly]
) -> list[pb.MaterialClip]:
    """What was seen in each clip, and how often the first edit shows it."""
    from backbeat.workflows.cut.seen import seen_in

    shown = [shot.footage.path for shot in assemblies[0].shots]
    clips = [seen_in(one, wishes, shown.count(one.path)) for one in material.footage]
    clips += [
        pb.MaterialClip(path=str(path), warnings=[reason])
        for path, reason in material.unreadable.items()
    ]
    return clips
