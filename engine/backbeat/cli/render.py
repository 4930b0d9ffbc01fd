"""Mix the sound of a timeline with sample accuracy: clip levels, fades, crossfades, speeds, mutes
and solos.

Tracks have roles (dialogue, music, effects, ambience), taken from their names or from --role. The
mix is as long as the timeline and is floating point, so it cannot clip; the stems add up to it bit
for bit.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from backbeat.cli.options import absolute, add_media_paths, add_output_options, media_paths

if TYPE_CHECKING:
    from backbeat.v1.rendering_pb2 import RenderResult

HELP = "mix the sound of a timeline; stems; ducking"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "edit", metavar="EDIT", help=".otio, .otioz, .otiod, .xml, .fcpxml, .edl or .aaf"
    )
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="the mix, .wav or .flac")
    parser.add_argument("--stems", default="", metavar="DIR", help="folder for the stems")
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="TRACK=ROLE",
        help="role of a track, as in A1=dialogue (repeatable)",
    )
    parser.add_argument(
        "--duck", action="store_true", help="turn music and ambience down under dialogue"
    )
    parser.add_argument(
        "--duck-below",
        type=float,
        default=0.0,
        metavar="LU",
        help="duck to this far below the dialogue (10)",
    )
    parser.add_argument(
        "--layers",
        action="store_true",
        help="set tracks to the level of their layer: room tone, ambience, effects, dialogue",
    )
    parser.add_argument("--rate", type=int, default=0, metavar="HZ", help="sampling rate (48000)")
    parser.add_argument("--layout", default="", metavar="NAME", help="mono, stereo or 5.1 (stereo)")
    parser.add_argument(
        "--allow-missing", action="store_true", help="leave out clips whose media is missing"
    )
    add_media_paths(parser, writes_timeline=False)
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli.execute import execute, print_json
    from backbeat.v1.jobs_pb2 import JobRequest
    from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest

    options = RenderOptions(
        sample_rate_hz=arguments.rate,
        layout=arguments.layout,
        roles=roles_of(arguments.role),
        duck=arguments.duck or arguments.duck_below > 0,
        duck_below_lu=arguments.duck_below,
        allow_missing=arguments.allow_missing,
        layers=arguments.layers,
    )
    request = RenderRequest(
        edit_path=absolute(arguments.edit),
        output_path=absolute(arguments.output) if arguments.output else "",
        stems_path=absolute(arguments.stems) if arguments.stems else "",
        options=options,
        overwrite=arguments.overwrite,
        media_paths=media_paths(arguments),
    )
    result = execute(JobRequest(render=request), arguments.engine).render
    if arguments.json:
        print_json(result)
    else:
        _print(result)
    return 0


def roles_of(assignments: list[str]) -> dict[str, str]:
    """Roles in lower case by track, from arguments TRACK=ROLE. Raises: RequestError."""
    from backbeat.errors import RequestError

    roles = {}
    for text in assignments:
        track, equals, role = text.partition("=")
        if not equals or not track or not role:
            raise RequestError(
                f"{text!r} does not assign a role to a track.", "Write it as A1=dialogue."
            )
        roles[track] = role.lower()
    return roles


def _print(result: RenderResult) -> None:
    for track in result.tracks:
        name = f" ({track.name})" if track.name not in ("", track.label) else ""
        clips = "1 clip" if track.clips == 1 else f"{track.clips} clips"
        in_mix = clips if track.heard else "not in the mix"
        gain = f", {track.gain_db:+.1f} dB" if track.gain_db else ""
        basis = (
            " (assumed)" if track.role_assumed else f" ({track.role_word})" * bool(track.role_word)
        )
        print(f"{track.label + name:24} {track.role + basis:24} {in_mix}{gain}")
    loud = f"{result.integrated_lufs:.1f} LUFS" if result.HasField("integrated_lufs") else ""
    peak = f"{result.true_peak_dbtp:.1f} dBTP" if result.HasField("true_peak_dbtp") else ""
    length = f"{result.duration_s:.2f} s"
    if result.sound_ends_s < result.duration_s:
        length += f" (silent from {result.sound_ends_s:.2f} s)"
    kind = f"{length}, {result.sample_rate_hz} Hz, {result.layout}"
    if result.path:
        print(", ".join(text for text in (kind, loud, peak) if text))
    if result.max_ducking_db:
        print(
            f"music and ambience ducked by up to {result.max_ducking_db:.1f} dB, released at up to "
            f"{result.max_ducking_rise_db_s:.1f} dB a second; "
            f"{100 * result.dialogue_share:.0f} % of the mix is speech"
        )
    for warning in result.warnings:
        print(f"note: {warning}")
    for stem in result.stems:
        loudness = f"  {stem.integrated_lufs:.1f} LUFS" if stem.HasField("integrated_lufs") else ""
        print(f"stem       {stem.path}{loudness}")
    if result.path:
        print(f"written    {result.path}")
