"""Checks a recording against a delivery preset: whether it is met, and by what margin."""

from __future__ import annotations

from backbeat.loudness.presets import Preset
from backbeat.v1.loudness_pb2 import LoudnessReport, Margin, PresetCheck

_LAYOUTS = {
    "mono": ("mono",),
    "stereo": ("stereo",),
    "5.1": ("5.1", "5.1(side)"),
    "7.1": ("7.1",),
    "5.1.4": ("5.1.4",),
    "7.1.4": ("7.1.4",),
    # Two files, or two tracks: this is the second.
    "stereo+5.1": ("5.1", "5.1(side)"),
}
_NO_DIALOGUE_MEASURED = "it is judged by the loudness of its dialogue: ask for that to be measured"
_NO_SPEECH = "it is judged by the loudness of its dialogue, and there is no speech"
_NO_RMS = "it is judged by RMS level and noise floor: ask for these to be measured"
_ROUNDING = 0.005
"""In the unit of a reading: one that rounds to the limit is within it."""


def check(report: LoudnessReport, preset: Preset) -> PresetCheck:
    """Checks a report against every requirement that the preset states."""
    if preset.gating == "dialogue":
        if not report.HasField("dialogue_share"):
            return PresetCheck(name=preset.name, not_judged=_NO_DIALOGUE_MEASURED)
        has_dialogue = report.HasField("dialogue_lufs")
        if not has_dialogue and not by_programme(preset, report.dialogue_share):
            return PresetCheck(name=preset.name, not_judged=_NO_SPEECH)
    if preset.is_by_rms and not report.HasField("noise_floor_dbfs"):
        return PresetCheck(name=preset.name, not_judged=_NO_RMS)
    candidates = [
        _loudness(report, preset),
        _rms(report, preset),
        _at_most(
            report, "noise floor", "noise_floor_dbfs", "dBFS RMS", preset.noise_floor_max_dbfs
        ),
        _at_most(report, "true peak", "true_peak_dbtp", "dBTP", preset.true_peak_max_dbtp),
        _at_most(report, "sample peak", "sample_peak_dbfs", "dBFS", preset.sample_peak_max_dbfs),
        _at_most(report, "short-term", "short_term_max_lufs", "LUFS", preset.short_term_max_lufs),
        _at_most(report, "momentary", "momentary_max_lufs", "LUFS", preset.momentary_max_lufs),
        _range(report, preset),
        _rate(report, preset),
        _channels(report, preset),
    ]
    margins = [margin for margin in candidates if margin is not None]
    if not margins:
        return PresetCheck(name=preset.name, not_judged="it states nothing that is measured here")
    met = all(margin.met for margin in margins)
    return PresetCheck(name=preset.name, margins=margins, met=met, notes=_notes(report, preset))


def _notes(report: LoudnessReport, preset: Preset) -> list[str]:
    if preset.gating != "dialogue":
        return []
    share = share_in_words(report.dialogue_share)
    if by_programme(preset, report.dialogue_share) and preset.quiet_share is not None:
        return [f"{share}, under {100 * preset.quiet_share:g} %: the whole programme is judged."]
    return [f"{share}; its loudness is an estimate, and not Dolby's."]


def share_in_words(share: float, name: str = "the recording") -> str:
    """A sentence part on how much of a recording is speech.

    Args:
        share: 0 to 1.
        name: name of the recording.
    """
    return f"{100 * share:.0f} % of {name} is speech"


def _reading(report: LoudnessReport, name: str) -> float | None:
    return float(getattr(report, name)) if report.HasField(name) else None


def by_programme(preset: Preset, share: float) -> bool:
    """Whether the share of dialogue is so small that the whole programme is judged instead."""
    return preset.quiet_share is not None and share < preset.quiet_share


def _loudness(report: LoudnessReport, preset: Preset) -> Margin | None:
    if preset.integrated_lufs is None:
        return None
    if preset.gating != "dialogue":
        return _within_tolerance(
            report, preset, "integrated", "integrated_lufs", preset.integrated_lufs
        )
    if by_programme(preset, report.dialogue_share) and preset.quiet_lufs is not None:
        return _within_tolerance(report, preset, "integrated", "integrated_lufs", preset.quiet_lufs)
    return _within_tolerance(report, preset, "dialogue", "dialogue_lufs", preset.integrated_lufs)


def _within_tolerance(
    report: LoudnessReport, preset: Preset, what: str, field: str, target_lufs: float
) -> Margin:
    stated = "" if preset.tolerance_lu is not None else " (tolerance assumed)"
    required = f"{target_lufs:g} ±{preset.tolerance:g} LUFS{stated}"
    reading = _reading(report, field)
    if reading is None:
        return Margin(what=what, measured="silence", wanted=required, margin=-99)
    margin = preset.tolerance - abs(reading - target_lufs)
    return _margin(what, _shown(reading, margin, "LUFS"), required, margin)


def _at_most(
    report: LoudnessReport, what: str, field: str, unit: str, highest: float | None
) -> Margin | None:
    reading = _reading(report, field)
    if highest is None or reading is None:
        return None
    margin = highest - reading
    return _margin(what, _shown(reading, margin, unit), f"at most {highest:g} {unit}", margin)


def _rms(report: LoudnessReport, preset: Preset) -> Margin | None:
    lowest, highest = preset.rms_min_dbfs, preset.rms_max_dbfs
    if lowest is None or highest is None:
        return None
    required = f"{lowest:g} to {highest:g} dBFS"
    reading = _reading(report, "rms_dbfs")
    if reading is None:
        return Margin(what="RMS", measured="silence", wanted=required, margin=-99)
    margin = min(reading - lowest, highest - reading)
    return _margin("RMS", _shown(reading, margin, "dBFS"), required, margin)


def _range(report: LoudnessReport, preset: Preset) -> Margin | None:
    reading = _reading(report, "lra_lu")
    if reading is None or preset.lra_max_lu is None or preset.lra_advice:
        return None
    lowest = preset.lra_min_lu or 0.0
    margin = min(reading - lowest, preset.lra_max_lu - reading)
    return _margin(
        "loudness range",
        _shown(reading, margin, "LU"),
        f"{lowest:g} to {preset.lra_max_lu:g} LU",
        margin,
    )


def _rate(report: LoudnessReport, preset: Preset) -> Margin | None:
    if preset.sample_rate_hz is None:
        return None
    is_met = report.sample_rate_hz == preset.sample_rate_hz
    return _exact(
        "sample rate", f"{report.sample_rate_hz} Hz", f"{preset.sample_rate_hz} Hz", is_met
    )


def _channels(report: LoudnessReport, preset: Preset) -> Margin | None:
    if not preset.layouts:
        return None
    is_met = any(report.layout in _LAYOUTS.get(layout, ()) for layout in preset.layouts)
    return _exact("channels", report.layout, " or ".join(preset.layouts), is_met)


def _shown(reading: float, margin: float, unit: str) -> str:
    """A reading with one decimal; with two where one would hide by how little a limit is missed."""
    decimals = 2 if -0.1 < margin < -_ROUNDING else 1
    return f"{reading:.{decimals}f} {unit}"


def _margin(what: str, measured: str, required: str, margin: float) -> Margin:
    met = margin >= -_ROUNDING
    return Margin(what=what, measured=measured, wanted=required, margin=margin, met=met)


def _exact(what: str, measured: str, required: str, is_met: bool) -> Margin:
    return Margin(what=what, measured=measured, wanted=required, met=is_met)
