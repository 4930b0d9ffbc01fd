"""The `render` job: the sound of a timeline, mixed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import RequestError
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
    from backbeat.workflows.render.mixdown import Line, Mixdown

_RATE = 48000
_MIN_HZ, _MAX_HZ = 8000, 192_000
_MUSIC_AND_EFFECTS = "music-and-effects"
_LEVELS = 0.4
_MIXING = 0.7
"""Of the whole work, where stems are kept."""


def run(request: RenderRequest, progress: Progress = SILENT) -> RenderResult:
    """Mixes the sound tracks of a timeline.

    The mix is float, so nothing clips, and the sum of the stems in the order dialogue, music,
    effects, ambience, to the last bit.

    Raises:
        RequestError: no timeline, no output, or options that make no sense.
        TimelineError: the timeline cannot be read, or its media is missing.
        MediaError: media cannot be read.
        OutputError: the mix cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.timeline import load
    from backbeat.workflows.render.mixdown import Mixdown

    _check(request)
    options = request.options
    rate, layout = options.sample_rate_hz or _RATE, options.layout or "stereo"
    with ExitStack() as stack:
        folder = _folder(request)
        unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backbeat-")))
        result = RenderResult(sample_rate_hz=rate, layout=layout, path=request.output_path)
        document = load(Path(request.edit_path))
        lines, whole = _lines(request, document, rate, unpacked, result)
        written = stack.enter_context(_writing(request, document, lines))
        if options.layers:
            lines = _in_layers(lines, rate, layout, folder, result, progress.part(0, _LEVELS))
            progress = progress.part(_LEVELS, 1)
        mixdown = Mixdown(lines, rate, layout, folder)
        stack.callback(mixdown.close)
        if not mixdown.samples:
            raise RequestError(
                f"{request.edit_path} has no sound to mix.", "Choose a timeline with sound tracks."
            )
        length = max(whole, mixdown.samples)
        result.duration_s, result.sound_ends_s = length / rate, mixdown.samples / rate
        if request.stems_path or options.duck:
            _in_stems(request, written, mixdown, length, rate, folder, result, progress, stack)
        else:
            blocks = (_mixed(sums) for sums in mixdown.blocks(length, progress))
            mix = written.at(Path(request.output_path))
            _write_mix(mix, blocks, rate, layout, result)
        progress(1, "Done")
        return result


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
        raise RequestError("Ducking by so much makes no sense.", "Choose 6 to 15 LU.")
    output_path(request.output_path, (".flac", ".wav"))


def _folder(request: RenderRequest) -> Path:
    return Path(request.output_path or request.stems_path).parent


def _writing(
    request: RenderRequest, document: Document, lines: list[Line]
) -> AbstractContextManager[Transaction]:
    """The mix and the stems, as one transaction."""
    from backbeat.loudness.mix.roles import Role

    mix = Path(request.output_path) if request.output_path else None
    folder = Path(request.stems_path) if request.stems_path else None
    roles = dict.fromkeys(line.role for line in lines)
    stems = [] if folder is None else [_stem(folder, role.value) for role in roles]
    if folder is not None and Role.DIALOGUE in roles and len(roles) > 1:
        stems.append(_stem(folder, _MUSIC_AND_EFFECTS))
    inputs = inputs_of(document)
    played = tuple(part.path for line in lines for part in line.parts)
    inputs = replace(inputs, files=(*inputs.files, *played))
    return writing(inputs, (mix, *stems), request.overwrite, folder)


def _stem(folder: Path, name: str) -> Path:
    return folder / f"{name}.wav"


def _lines(
    request: RenderRequest, document: Document, rate: int, unpacked: Path, result: RenderResult
) -> tuple[list[Line], int]:
    """The tracks of the timeline, ready to be played, and its length in samples."""
    from backbeat.loudness.mix.roles import Role
    from backbeat.timeline.clip_sound import clip_sounds, is_audible
    from backbeat.timeline.past_media import past_media
    from backbeat.timeline.reading import read_edit
    from backbeat.timeline.time import guess_drop_frame
    from backbeat.workflows.media_ranges import MediaRanges
    from backbeat.workflows.render.mixdown import Line
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
    lines: list[Line] = []
    for track in edit.audio_tracks:
        heard = is_audible(document, edit, track)
        role, word = roles[track.label]
        line = Line(role or Role.EFFECTS, parts.of(track) if heard else [])
        lines.append(line)
        result.tracks.append(
            RenderedTrack(
                label=track.label,
                name=track.name,
                role=line.role.value,
                clips=len(line.parts),
                heard=heard,
                role_word=word,
                role_assumed=role is None,
            )
        )
    heard_tracks = [track for track in edit.audio_tracks if is_audible(document, edit, track)]
    clock = edit.clock(guess_drop_frame(edit.start, edit.rate))
    result.warnings.extend([*parts.warnings, *past_media(heard_tracks, clock)])
    if request.stems_path or request.options.duck or request.options.layers:
        result.warnings.extend(_assumed_roles(result))
    return lines, parts.sample_at(edit.duration)


def _assumed_roles(result: RenderResult) -> Iterator[str]:
    for track in result.tracks:
        if track.role_assumed and track.clips:
            name = f" ({track.name})" if track.name not in ("", track.label) else ""
            yield (
                f"{track.label}{name} tells no role and is taken for effects; "
                f"--role {track.label}=music, or another, changes that."
            )


def _in_layers(
    lines: list[Line],
    rate: int,
    layout: str,
    folder: Path,
    result: RenderResult,
    progress: Progress,
) -> list[Line]:
    """The tracks with the gain that brings each into its layer."""
    from backbeat.loudness.mix.roles import layer_of
    from backbeat.workflows.render.mixdown import Mixdown

    mixdown = Mixdown(lines, rate, layout, folder)
    try:
        peaks = mixdown.peaks(mixdown.samples, progress)
    finally:
        mixdown.close()
    levelled = []
    for line, track, peak in zip(lines, result.tracks, peaks, strict=True):
        layer = layer_of(track.name, line.role)
        if layer is not None and peak > 0:
            level = 20 * float(np.log10(peak))
            track.gain_db = min(max(level, layer[0]), layer[1]) - level
        levelled.append(replace(line, gain=10 ** (track.gain_db / 20)))
    return levelled


def _roles(edit: Edit, options: RenderOptions) -> dict[str, tuple[Role | None, str]]:
    """The role of each track, and the word of its name that tells it; None where nothing does."""
    from backbeat.loudness.mix.roles import Role, role_of

    chosen: dict[str, Role] = {}
    for name, role in options.roles.items():
        found = [track for track in edit.audio_tracks if track.is_called(name)]
        if not found:
            raise RequestError(
                f"{name!r} is no sound track.",
                f"There are {', '.join(track.called for track in edit.audio_tracks)}.",
            )
        try:
            chosen.update({track.label: Role(role) for track in found})
        except ValueError as error:
            raise RequestError(
                f"There is no role {role!r}.", f"Choose {', '.join(one.value for one in Role)}."
            ) from error
    roles: dict[str, tuple[Role | None, str]] = {}
    for track in edit.audio_tracks:
        named = role_of(track.name)
        if track.label in chosen:
            roles[track.label] = chosen[track.label], ""
        else:
            roles[track.label] = (named.role, named.word) if named else (None, "")
    return roles


def _mixed(sums: dict[Role, Samples]) -> Samples:
    """The sum in the order of the roles, so that whoever adds the stems gets the same bits."""
    from backbeat.loudness.mix.roles import Role

    made: Samples | None = None
    for role in Role:
        if role in sums:
            made = sums[role] if made is None else made + sums[role]
    if made is None:
        raise RequestError("There is nothing to mix.", "Choose a timeline with sound tracks.")
    return made


def _write_mix(
    path: Path, blocks: Iterator[Samples], rate: int, layout: str, result: RenderResult
) -> None:
    from backbeat.loudness import Meter
    from backbeat.media.encode import write_audio
    from backbeat.workflows.render.mixdown import CHANNELS

    meter = Meter(rate, CHANNELS[layout], layout)
    codec = "flac" if path.suffix.lower() == ".flac" else "pcm_f32le"
    write_audio(path, meter.metered(blocks), rate, codec, layout)
    _say(meter, result)
    if codec == "flac" and result.true_peak_dbtp > 0:
        result.warnings.append(
            f"The mix reaches {result.true_peak_dbtp:.1f} dBTP, which FLAC clips: write a .wav."
        )


def _say(meter: Meter, result: RenderResult) -> None:
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
    written: Transaction,
    mixdown: Mixdown,
    length: int,
    rate: int,
    folder: Path,
    result: RenderResult,
    progress: Progress,
    stack: ExitStack,
) -> None:
    """Keeps the sum of each role, turns the beds down, and writes what is asked for."""
    from backbeat.media.spool import Spool
    from backbeat.workflows.render.ducking import ducking_curves

    spools: dict[Role, Spool] = {}
    for sums in mixdown.blocks(length, progress.part(0, _MIXING)):
        for role, block in sums.items():
            if role not in spools:
                spools[role] = stack.enter_context(Spool(rate, folder))
            spools[role].append([block])
    curves = ducking_curves(request.options, spools, result, progress)
    if request.output_path:
        blocks = (_mixed(sums) for sums in _together(spools, curves))
        mix = written.at(Path(request.output_path))
        _write_mix(mix, blocks, rate, result.layout, result)
    if request.stems_path:
        rest, folder = progress.part(_MIXING, 1), Path(request.stems_path)
        _write_stems(folder, written, spools, curves, result, rest)


def _together(
    spools: dict[Role, Spool], curves: dict[Role, GainCurve]
) -> Iterator[dict[Role, Samples]]:
    played = {role: curves[role].applied(spool.blocks()) for role, spool in spools.items()}
    while True:
        sums = {role: next(blocks, None) for role, blocks in played.items()}
        whole = {role: block for role, block in sums.items() if block is not None}
        if not whole:
            return
        yield whole


def _write_stems(
    folder: Path,
    written: Transaction,
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
        path = _stem(folder, role.value)
        stem = Stem(role=role.value, path=str(path))
        spool = spools[role]
        meter = Meter(spool.rate, spool.channels, result.layout)
        blocks = meter.metered(curves[role].applied(spool.blocks()))
        write_audio(written.at(path), blocks, spool.rate, "pcm_f32le", result.layout)
        loudness = programme(meter.finish())
        if loudness is not None:
            stem.integrated_lufs = loudness
        result.stems.append(stem)
    if beds and len(beds) < len(spools):
        path = _stem(folder, _MUSIC_AND_EFFECTS)
        rate = next(iter(beds.values())).rate
        blocks = (_mixed(sums) for sums in _together(beds, curves))
        write_audio(written.at(path), blocks, rate, "pcm_f32le", result.layout)
        result.stems.append(Stem(role=_MUSIC_AND_EFFECTS, path=str(path)))
