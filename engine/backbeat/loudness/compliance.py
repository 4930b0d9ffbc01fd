"""Whether a recording meets a delivery preset as it is, and by how much."""

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
_UNHEARD = "it is judged by the loudness of its dialogue: ask for that to be measured"
_SILENT = "it is judged by the loudness of its dialogue, and nobody speaks"
_NO_RMS = "it is judged by RMS level and noise floor: ask for these to be measured"
_ROUNDING = 0.005
"""A reading that shows as the limit itself is within it."""


def check(report: LoudnessReport, preset: Preset) -> PresetCheck:
    """Judges a report. What a preset does not state is not asked."""
    if preset.gating == "dialogue":
        if not report.HasField("dialogue_share"):
            return PresetCheck(name=preset.name, not_judged=_UNHEARD)
        has_dialogue = report.HasField("dialogue_lufs")
        if not has_dialogue and not by_programme(preset, report.dialogue_share):
            return PresetCheck(name=preset.name, not_judged=_SILENT)
    if preset.is_by_rms and not report.HasField("noise_floor_dbfs"):
        return PresetCheck(name=preset.name, not_judged=_NO_RMS)
    asked = [
        _loudness(report, preset),
        _rms(report, preset),
        _most(report, "noise floor", "noise_floor_dbfs", "dBFS RMS", preset.noise_floor_max_dbfs),
        _most(report, "true peak", "true_peak_dbtp", "dBTP", preset.true_peak_max_dbtp),
        _most(report, "sample peak", "sample_peak_dbfs", "dBFS", preset.sample_peak_max_dbfs),
        _most(report, "short-term", "short_term_max_lufs", "LUFS", preset.short_term_max_lufs),
        _most(report, "momentary", "momentary_max_lufs", "LUFS", preset.momentary_max_lufs),
        _range(report, preset),
        _rate(report, preset),
        _channels(report, preset),
    ]
    margins = [margin for margin in asked if margin is not None]
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
    """How much of a recording is speech.

    Args:
        share: 0 to 1.
        name: of the recording.
    """
    return f"{100 * share:.0f} % of {name} is speech"


def _reading(report: LoudnessReport, name: str) -> float | None:
    return float(getattr(report, name)) if report.HasField(name) else None


def by_programme(preset: Preset, share: float) -> bool:
    """Whether there is so little dialogue that the whole programme is judged instead."""
    return preset.quiet_share is not None and share < preset.quiet_share


def _loudness(report: LoudnessReport, preset: Preset) -> Margin | None:
    if preset.integrated_lufs is None:
        return None
    if preset.gating != "dialogue":
        return _near(report, preset, "integrated", "integrated_lufs", preset.integrated_lufs)
    if by_programme(preset, report.dialogue_share) and preset.quiet_lufs is not None:
        return _near(report, preset, "integrated", "integrated_lufs", preset.quiet_lufs)
    return _near(report, preset, "dialogue", "dialogue_lufs", preset.integrated_lufs)


def _near(report: LoudnessReport, preset: Preset, what: str, field: str, aim: float) -> Margin:
    stated = "" if preset.tolerance_lu is not None else " (tolerance assumed)"
    wanted = f"{aim:g} ±{preset.tolerance:g} LUFS{stated}"
    heard = _reading(report, field)
    if heard is None:
        return Margin(what=what, measured="silence", wanted=wanted, margin=-99)
    return _margin(what, f"{heard:.1f} LUFS", wanted, preset.tolerance - abs(heard - aim))


def _most(
    report: LoudnessReport, what: str, field: str, unit: str, most: float | None
) -> Margin | None:
    heard = _reading(report, field)
    if most is None or heard is None:
        return None
    return _margin(what, f"{heard:.1f} {unit}", f"at most {most:g} {unit}", most - heard)


def _rms(report: LoudnessReport, preset: Preset) -> Margin | None:
    least, most = preset.rms_min_dbfs, preset.rms_max_dbfs
    if least is None or most is None:
        return None
    wanted = f"{least:g} to {most:g} dBFS"
    heard = _reading(report, "rms_dbfs")
    if heard is None:
        return Margin(what="RMS", measured="silence", wanted=wanted, margin=-99)
    return _margin("RMS", f"{heard:.1f} dBFS", wanted, min(heard - least, most - heard))


def _range(report: LoudnessReport, preset: Preset) -> Margin | None:
    heard = _reading(report, "lra_lu")
    if heard is None or preset.lra_max_lu is None or preset.lra_advice:
        return None
    least = preset.lra_min_lu or 0.0
    return _margin(
        "loudness range",
        f"{heard:.1f} LU",
        f"{least:g} to {preset.lra_max_lu:g} LU",
        min(heard - least, preset.lra_max_lu - heard),
    )


def _rate(report: LoudnessReport, preset: Preset) -> Margin | None:
    if preset.sample_rate_hz is None:
        return None
    right = report.sample_rate_hz == preset.sample_rate_hz
    return _exact(
        "sample rate", f"{report.sample_rate_hz} Hz", f"{preset.sample_rate_hz} Hz", right
    )


def _channels(report: LoudnessReport, preset: Preset) -> Margin | None:
    if not preset.layouts:
        return None
    right = any(report.layout in _LAYOUTS.get(layout, ()) for layout in preset.layouts)
    return _exact("channels", report.layout, " or ".join(preset.layouts), right)


def _margin(what: str, measured: str, wanted: str, margin: float) -> Margin:
    met = margin >= -_ROUNDING
    return Margin(what=what, measured=measured, wanted=wanted, margin=margin, met=met)


def _exact(what: str, measured: str, wanted: str, right: bool) -> Margin:
    return Margin(what=what, measured=measured, wanted=wanted, met=right)
