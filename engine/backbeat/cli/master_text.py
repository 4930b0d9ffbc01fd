"""What `backbeat master` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.v1.loudness_pb2 import LoudnessReport
    from backbeat.v1.mastering_pb2 import Delivered


def print_delivered(made: Delivered) -> None:
    """A delivery, or one track of it, in a few lines."""
    from backbeat.loudness.page import target_in_words

    asked = target_in_words(made)
    print(f"{made.path}  {_format(made)}")
    if made.before.sound_tracks > 1:
        print(f"  tracks   {'+'.join(str(number) for number in made.tracks)} of the source")
    print(f"  before   {_figures(made.before)}")
    print(f"  after    {_figures(made.after)}{f'   wanted {asked}' if asked else ''}")
    print(f"  gain     {made.gain_db:+.1f} dB{_limiting(made)}")
    if made.tracks_copied:
        print(f"  copied   {_copied(made)}")
    for note in made.notes:
        print(f"  note     {note}")
    if made.missed:
        print(f"  missed   {made.missed}")
    rounds = (
        f"encoded and measured {made.rounds} times"
        if made.rounds > 1
        else "verified by decoding what was written"
    )
    print(f"  {'ok' if made.met else 'NOT MET':8} {rounds}")


def _copied(made: Delivered) -> str:
    tracks = "1 track" if made.tracks_copied == 1 else f"{made.tracks_copied} tracks"
    if not made.picture_packets:
        return f"{tracks} beside the sound"
    same = "byte for byte" if made.picture_identical else "in another packaging"
    return f"{tracks}, {made.picture_packets} packets of picture {same}; {_sync(made)}"


def _sync(made: Delivered) -> str:
    if abs(made.shift_ms) < _SHOWN_MS:
        return "the sound is in sync with it"
    return f"the sound is {abs(made.shift_ms):.2f} ms {'late' if made.shift_ms > 0 else 'early'}"


_SHOWN_MS = 0.005


def _format(made: Delivered) -> str:
    depth = f" {made.bit_depth} bit" if made.bit_depth else ""
    rate = f" {made.bitrate_kbps} kbps" if made.bitrate_kbps else ""
    kind = f"{made.codec}{depth}{rate}, {made.after.sample_rate_hz} Hz, {made.after.layout}"
    return f"{made.preset}: {kind}" if made.preset else kind


def _figures(report: LoudnessReport) -> str:
    shown = []
    for title, name, unit, is_always_shown in (
        ("dialogue ", "dialogue_lufs", "LUFS", False),
        ("RMS ", "rms_dbfs", "dBFS", False),
        ("noise floor ", "noise_floor_dbfs", "dBFS", False),
        ("", "integrated_lufs", "LUFS", True),
        ("", "true_peak_dbtp", "dBTP", True),
        ("LRA ", "lra_lu", "LU", True),
    ):
        if report.HasField(name):
            shown.append(f"{title}{getattr(report, name):.1f} {unit}")
        elif is_always_shown:
            shown.append(f"{title}- {unit}")
    return ", ".join(shown)


def _limiting(made: Delivered) -> str:
    if made.max_reduction_db == 0:
        return ", no limiting"
    return (
        f", limited by up to {made.max_reduction_db:.1f} dB; between {made.gain_low_db:+.1f} and "
        f"{made.gain_high_db:+.1f} dB for 90 % of the time"
    )
