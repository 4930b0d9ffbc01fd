"""The printed output of `backbeat master`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.v1.loudness_pb2 import LoudnessReport
    from backbeat.v1.mastering_pb2 import Delivered


def print_delivered(delivered: Delivered) -> None:
    """Prints a delivery, or one sound track of it, in a few lines."""
    from backbeat.loudness.page import target_in_words

    target = target_in_words(delivered)
    print(f"{delivered.path}  {_format(delivered)}")
    if delivered.before.sound_tracks > 1:
        print(f"  tracks   {'+'.join(str(number) for number in delivered.tracks)} of the source")
    print(f"  before   {_figures(delivered.before)}")
    print(f"  after    {_figures(delivered.after)}{f'   target {target}' if target else ''}")
    print(f"  gain     {delivered.gain_db:+.1f} dB{_limiting(delivered)}")
    if delivered.tracks_copied:
        print(f"  copied   {_copied(delivered)}")
    for note in delivered.notes:
        print(f"  note     {note}")
    if delivered.missed:
        print(f"  missed   {delivered.missed}")
    rounds = (
        f"encoded and measured {delivered.rounds} times"
        if delivered.rounds > 1
        else "verified by decoding the file"
    )
    print(f"  {'ok' if delivered.met else 'NOT MET':8} {rounds}")


def _copied(delivered: Delivered) -> str:
    tracks = "1 track" if delivered.tracks_copied == 1 else f"{delivered.tracks_copied} tracks"
    if not delivered.picture_packets:
        return f"{tracks} beside the sound"
    same = "byte for byte" if delivered.picture_identical else "in another packaging"
    return f"{tracks}, {delivered.picture_packets} packets of picture {same}; {_sync(delivered)}"


def _sync(delivered: Delivered) -> str:
    if abs(delivered.shift_ms) < _SHOWN_MS:
        return "the sound is in sync with it"
    direction = "late" if delivered.shift_ms > 0 else "early"
    return f"the sound is {abs(delivered.shift_ms):.2f} ms {direction}"


_SHOWN_MS = 0.005


def _format(delivered: Delivered) -> str:
    depth = f" {delivered.bit_depth} bit" if delivered.bit_depth else ""
    rate = f" {delivered.bitrate_kbps} kbps" if delivered.bitrate_kbps else ""
    sound = f"{delivered.after.sample_rate_hz} Hz, {delivered.after.layout}"
    kind = f"{delivered.codec}{depth}{rate}, {sound}"
    return f"{delivered.preset}: {kind}" if delivered.preset else kind


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


def _limiting(delivered: Delivered) -> str:
    if delivered.max_reduction_db == 0:
        return ", no limiting"
    if delivered.max_reduction_db < 0.05:
        return ", limited by less than 0.1 dB"
    low, high = f"{delivered.gain_low_db:+.1f}", f"{delivered.gain_high_db:+.1f}"
    gains = f"{low} dB" if low == high else f"between {low} and {high} dB"
    return f", limited by up to {delivered.max_reduction_db:.1f} dB; {gains} for 90 % of the time"
