"""The `render` job: the sound of a timeline, mixed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.files.transaction import Transaction
from backbeat.progress import SILENT, Progress
from backbeat.v1.rendering_pb2 import (
    RenderedTrack,
    RenderOptions,
    RenderRequest,
    RenderResult,
    Stem,
)
from backbeat.workflows.inputs import inputs_of
from backbeat.workflows.outputs import output_path, writing

if TYPE_CHECKING:
    from backbeat.loudness import Meter
    from backbeat.loudness.gain_curve import GainCurve
    from backbeat.loudness.mix.roles import Role
    from backbeat.media.samples import Samples
    from backbeat.media.spool import Spool
    from backbeat.timeline.document import Document
    from backbeat.timeline.model import Edit
    from backbeat.workflows.render.mixdown import Mixdown, MixTrack

_RATE = 48000
_MIN_HZ, _MAX_HZ = 8000, 192_000
_MUSIC_AND_EFFECTS = "music-and-effects"
_PEAKS_SHARE = 0.4
"""Share of the progress that measuring track peaks takes, where layers are requested."""
_MIXING_SHARE = 0.7
"""Share of the progress that mixing takes, where stems are spooled."""


def run(request: RenderRequest, progress: Progress = SILENT) -> RenderResult:
    """Mixes the sound tracks of a timeline.

    The mix is 32-bit float, so nothing clips. It equals, bit for bit, the sum of the stems in the
    order dialogue, music, effects, ambience.

    Raises:
        RequestError: no timeline, no output, or invalid options.
        TimelineError: the timeline cannot be read, or its media is missing.
        MediaError: media cannot be read.
        OutputError: the mix cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.timeline import load
    from backbeat.workflows.media_places import placed
    from backbeat.workflows.render.mixdown import Mixdown

    _check(request)
    options = request.options
    rate, layout = options.sample_rate_hz or _RATE, options.layout or "stereo"
    with ExitStack() as stack:
        folder = _folder(request)
        unpacked = stack.enter_context(scratch_folder())
        result = RenderResult(sample_rate_hz=rate, layout=layout, path=request.output_path)
        document = placed(load(Path(request.edit_path)), request.media_paths)
        result.warnings.extend(document.notes)
        mix_tracks, timeline_samples = _mix_tracks(request, document, rate, unpacked, result)
        outputs = stack.enter_context(_transaction(request, document, mix_tracks))
        if options.layers:
            mix_tracks = _in_layers(
                mix_tracks, rate, layout, folder, result, progress.part(0, _PEAKS_SHARE)
            )
            progress = progress.part(_PEAKS_SHARE, 1)
        mixdown = Mixdown(mix_tracks, rate, layout, folder)
        stack.callback(mixdown.close)
        if not mixdown.samples:
            raise RequestError(
                f"{request.edit_path} has no sound to mix{_why_silent(result)}",
                "Choose a timeline with sound tracks whose media is there.",
            )
        length = max(timeline_samples, mixdown.samples)
        result.duration_s, result.sound_ends_s = length / rate, mixdown.samples / rate
        if request.stems_path or options.duck:
            _in_stems(request, outputs, mixdown, length, rate, folder, result, progress, stack)
        else:
            blocks = (_mixed(sums) for sums in mixdown.blocks(length, progress))
            mix = outputs.at(Path(request.output_path))
            _write_mix(mix, blocks, rate, layout, result)
        progress(1, "Done")
        return result


def _why_silent(result: RenderResult) -> str:
    """The end of the sentence that says that a timeline has no sound."""
    missing = [said for said in result.warnings if " missing: " in said]
    return f": {missing[0]}" if missing else "."


def _check(request: RenderRequest) -> None:
    from backbeat.workflows.render.mixdown import CHANNELS

    if not request.edit_path:
        raise RequestError("A render job needs a timeline.", "Name an .otio file.")
    if not request.output_path and not request.stems_path:
        raise RequestError("A render job needs an output.", "Name a .wav for the mix.")
    options = request.options
    if options.layout and options.layout not in CHANNELS:
        raise RequestError(
            f"A mix is not made in {options.layout!r}.", f"Choose {', '.join(CHANNELS)}."
        )
    if options.sample_rate_hz and not _MIN_HZ <= options.sample_rate_hz <= _MAX_HZ:
        raise RequestError(
            f"A mix is not made at {options.sample_rate_hz} Hz.", "Choose 48000, or 44100."
        )
    if not 0 <= options.duck_below_lu <= 40:
        raise RequestError(f"Ducking cannot be {options.duck_below_lu:g} LU.", "Choose 6 to 15 LU.")
    output_path(request.output_path, (".flac", ".wav"))


def _folder(request: RenderRequest) -> Path:
    return Path(request.output_path or request.stems_path).parent


def _transaction(
    request: RenderRequest, document: Document, mix_tracks: list[MixTrack]
) -> AbstractContextManager[Transaction]:
    """One transaction for the mix and the stems."""
    from backbeat.loudness.mix.roles import Role

    mix = Path(request.output_path) if request.output_path else None
    folder = Path(request.stems_path) if request.stems_path else None
    roles = dict.fromkeys(mix_track.role for mix_track in mix_tracks)
    stems = [] if folder is None else [_stem_path(folder, role.value) for role in roles]
    if folder is not None and Role.DIALOGUE in roles and len(roles) > 1:
        stems.append(_stem_path(folder, _MUSIC_AND_EFFECTS))
    inputs = inputs_of(document)
    played = tuple(part.path for mix_track in mix_tracks for part in mix_track.parts)
    inputs = replace(inputs, files=(*inputs.files, *played))
    return writing(inputs, (mix, *stems), request.overwrite, folder)


def _stem_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.wav"


def _mix_tracks(
    request: RenderRequest, document: Document, rate: int, unpacked: Path, result: RenderResult
) -> tuple[list[MixTrack], int]:
    """The sound tracks of the timeline, and its length in samples."""
    from backbeat.loudness.mix.roles import Role
    from backbeat.timeline.clip_sound import clip_sounds, is_audible
    from backbeat.timeline.past_media import past_media
    from backbeat.timeline.reading import read_edit
    from backbeat.timeline.time import guess_drop_frame
    from backbeat.workflows.media_ranges import MediaRanges
    from backbeat.workflows.render.mixdown import MixTrack
    from backbeat.workflows.render.sound_parts import Parts

    edit = read_edit(document, MediaRanges(document))
    roles = _roles(edit, request.options)
    parts = Parts(
        document,
        edit,
        clip_sounds(document, edit),
        rate,
        unpacked,
        request.options.allow_missing,
    )
    mix_tracks: list[MixTrack] = []
    for track in edit.audio_tracks:
        heard = is_audible(document, edit, track)
        role, word = roles[track.label]
        mix_track = MixTrack(role or Role.EFFECTS, parts.of(track) if heard else [])
        mix_tracks.append(mix_track)
        result.tracks.append(
            RenderedTrack(
                label=track.label,
                name=track.name,
                role=mix_track.role.value,
                clips=len(mix_track.parts),
                heard=heard,
                role_word=word,
                role_assumed=role is None,
            )
        )
    parts.say_missing()
    heard_tracks = [track for track in edit.audio_tracks if is_audible(document, edit, track)]
    clock = edit.clock(guess_drop_frame(edit.start, edit.rate))
    result.warnings.extend([*parts.warnings, *past_media(heard_tracks, clock)])
    if request.stems_path or request.options.duck or request.options.layers:
        result.warnings.extend(_assumed_roles(result))
    return mix_tracks, parts.sample_at(edit.duration)


def _assumed_roles(result: RenderResult) -> Iterator[str]:
    for track in result.tracks:
        if track.role_assumed and track.clips:
            name = f" ({track.name})" if track.name not in ("", track.label) else ""
            yield (
                f"{track.label}{name} has no role in its name and is treated as effects; "
                f"use --role {track.label}=music, or another role, to change that."
            )


def _in_layers(
    mix_tracks: list[MixTrack],
    rate: int,
    layout: str,
    folder: Path,
    result: RenderResult,
    progress: Progress,
) -> list[MixTrack]:
    """The tracks, each with the gain that brings its sample peak into the layer of its role."""
    from backbeat.loudness.mix.roles import layer_of
    from backbeat.workflows.render.mixdown import Mixdown

    mixdown = Mixdown(mix_tracks, rate, layout, folder)
    try:
        peaks = mixdown.peaks(mixdown.samples, progress)
    finally:
        mixdown.close()
    levelled = []
    for mix_track, track, peak in zip(mix_tracks, result.tracks, peaks, strict=True):
        layer = layer_of(track.name, mix_track.role)
        if layer is not None and peak > 0:
            level = 20 * float(np.log10(peak))
            track.gain_db = min(max(level, layer[0]), layer[1]) - level
        levelled.append(replace(mix_track, gain=10 ** (track.gain_db / 20)))
    return levelled


def _roles(edit: Edit, options: RenderOptions) -> dict[str, tuple[Role | None, str]]:
    """The role of each track by label, and the word in its name that stands for it.

    The role is None where the name has no such word; the word is empty where the user chose.
    """
    from backbeat.loudness.mix.roles import Role, role_of

    chosen: dict[str, Role] = {}
    for name, role in options.roles.items():
        matches = [track for track in edit.audio_tracks if track.is_called(name)]
        if not matches:
            raise RequestError(
                f"There is no sound track {name!r}.",
                f"There are {', '.join(track.called for track in edit.audio_tracks)}.",
            )
        try:
            chosen.update({track.label: Role(role) for track in matches})
        except ValueError as error:
            raise RequestError(
                f"There is no role {role!r}.", f"Choose {', '.join(each.value for each in Role)}."
            ) from error
    roles: dict[str, tuple[Role | None, str]] = {}
    for track in edit.audio_tracks:
        by_name = role_of(track.name)
        if track.label in chosen:
            roles[track.label] = chosen[track.label], ""
        else:
            roles[track.label] = (by_name.role, by_name.word) if by_name else (None, "")
    return roles


def _mixed(sums: dict[Role, Samples]) -> Samples:
    """The sum in the order of `Role`, so that it equals the sum of the stems bit for bit."""
    from backbeat.loudness.mix.roles import Role

    mix: Samples | None = None
    for role in Role:
        if role in sums:
            mix = sums[role] if mix is None else mix + sums[role]
    if mix is None:
        raise RequestError("There is nothing to mix.", "Choose a timeline with sound tracks.")
    return mix


def _write_mix(
    path: Path, blocks: Iterator[Samples], rate: int, layout: str, result: RenderResult
) -> None:
    from backbeat.loudness import Meter
    from backbeat.media.encode import write_audio
    from backbeat.workflows.render.mixdown import CHANNELS

    meter = Meter(rate, CHANNELS[layout], layout)
    codec = "flac" if path.suffix.lower() == ".flac" else "pcm_f32le"
    write_audio(path, meter.metered(blocks), rate, codec, layout)
    _report_loudness(meter, result)
    if codec == "flac" and result.true_peak_dbtp > 0:
        result.warnings.append(
            f"The mix reaches {result.true_peak_dbtp:.1f} dBTP, which FLAC clips: write a .wav."
        )


def _report_loudness(meter: Meter, result: RenderResult) -> None:
    from backbeat.loudness.meter import programme

    measured = meter.finish()
    loudness = programme(measured)
    if loudness is not None:
        result.integrated_lufs = loudness
    peak = float(measured.true_peaks.max(initial=0.0))
    if peak > 0:
        result.true_peak_dbtp = 20 * float(np.log10(peak))
    else:
        result.warnings.append("The mix is silent.")


def _in_stems(
    request: RenderRequest,
    outputs: Transaction,
    mixdown: Mixdown,
    length: int,
    rate: int,
    folder: Path,
    result: RenderResult,
    progress: Progress,
    stack: ExitStack,
) -> None:
    """Spools the sum of each role, ducks the beds, and writes the mix and the stems requested."""
    from backbeat.media.spool import Spool
    from backbeat.workflows.render.ducking import ducking_curves

    spools: dict[Role, Spool] = {}
    for sums in mixdown.blocks(length, progress.part(0, _MIXING_SHARE)):
        for role, block in sums.items():
            if role not in spools:
                spools[role] = stack.enter_context(Spool(rate, folder))
            spools[role].append([block])
    curves = ducking_curves(request.options, spools, result, progress)
    if request.output_path:
        blocks = (_mixed(sums) for sums in _role_blocks(spools, curves))
        mix = outputs.at(Path(request.output_path))
        _write_mix(mix, blocks, rate, result.layout, result)
    if request.stems_path:
        remaining, folder = progress.part(_MIXING_SHARE, 1), Path(request.stems_path)
        _write_stems(folder, outputs, spools, curves, result, remaining)


def _role_blocks(
    spools: dict[Role, Spool], curves: dict[Role, GainCurve]
) -> Iterator[dict[Role, Samples]]:
    """Blocks of each role with its gain applied; a role that has ended is left out."""
    played = {role: curves[role].applied(spool.blocks()) for role, spool in spools.items()}
    while True:
        sums = {role: next(blocks, None) for role, blocks in played.items()}
        present = {role: block for role, block in sums.items() if block is not None}
        if not present:
            return
        yield present


def _write_stems(
    folder: Path,
    outputs: Transaction,
    spools: dict[Role, Spool],
    curves: dict[Role, GainCurve],
    result: RenderResult,
    progress: Progress,
) -> None:
    from backbeat.loudness.meter import Meter, programme
    from backbeat.loudness.mix.roles import Role
    from backbeat.media.encode import write_audio

    roles = [role for role in Role if role in spools]
    beds: dict[Role, Spool] = {role: spools[role] for role in roles}
    beds.pop(Role.DIALOGUE, None)
    for index, role in enumerate(roles):
        progress(index / (len(roles) + 1), f"Writing {role.value}.wav")
        path = _stem_path(folder, role.value)
        stem = Stem(role=role.value, path=str(path))
        spool = spools[role]
        meter = Meter(spool.rate, spool.channels, result.layout)
        blocks = meter.metered(curves[role].applied(spool.blocks()))
        write_audio(outputs.at(path), blocks, spool.rate, "pcm_f32le", result.layout)
        loudness = programme(meter.finish())
        if loudness is not None:
            stem.integrated_lufs = loudness
        result.stems.append(stem)
    if beds and len(beds) < len(spools):
        path = _stem_path(folder, _MUSIC_AND_EFFECTS)
        rate = next(iter(beds.values())).rate
        blocks = (_mixed(sums) for sums in _role_blocks(beds, curves))
        write_audio(outputs.at(path), blocks, rate, "pcm_f32le", result.layout)
        result.stems.append(Stem(role=_MUSIC_AND_EFFECTS, path=str(path)))
