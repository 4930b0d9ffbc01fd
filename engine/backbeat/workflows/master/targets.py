"""The loudness target of a delivery, from its request and its preset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.loudness.compliance import by_programme, share_in_words
from backbeat.loudness.mastering import MAX_REDUCTION_DB, LoudnessTarget

if TYPE_CHECKING:
    from backbeat.loudness.gating import Mask
    from backbeat.loudness.presets import Preset
    from backbeat.v1.mastering_pb2 import Delivery

DEFAULT_CEILING_DBTP = -1.0
"""The ceiling where neither preset nor request states one: EBU R 128's for production."""
_OWN_TOLERANCE_LU = 0.5
"""Tolerance of a loudness that the user states; most delivery specifications allow as much."""
_PEAK_TOLERANCE_DB = 0.3
"""Tolerance of a true peak, as EBU Tech 3341 allows a meter."""
_LEVELS = ("integrated_lufs", "short_term_max_lufs", "momentary_max_lufs")


def loudness_target(delivery: Delivery, preset: Preset | None) -> LoudnessTarget:
    """The target of a delivery; values of the request take precedence over the preset.

    Raises:
        RequestError: a level out of range, or two that exclude one another.
    """
    _check(delivery)
    if delivery.HasField("peak_dbtp"):
        peak = delivery.peak_dbtp
        return LoudnessTarget(None, peak, peak_dbtp=peak)
    named = delivery.HasField("integrated_lufs")
    loudness = preset.integrated_lufs if preset else None
    return LoudnessTarget(
        delivery.integrated_lufs if named else loudness,
        _ceiling(delivery, preset),
        _upper_limit(delivery, preset, "short_term_max_lufs"),
        delivery.max_reduction_db or MAX_REDUCTION_DB,
        momentary_lufs=_upper_limit(delivery, preset, "momentary_max_lufs"),
        rms_dbfs=None if named or preset is None else preset.target_rms_dbfs,
    )


def tolerance(delivery: Delivery, preset: Preset | None) -> float:
    """The tolerance of the loudness, RMS level or peak, in LU or dB."""
    if delivery.HasField("peak_dbtp"):
        return _PEAK_TOLERANCE_DB
    if preset is None or delivery.HasField("integrated_lufs"):
        return _OWN_TOLERANCE_LU
    if preset.rms_min_dbfs is not None and preset.rms_max_dbfs is not None:
        return (preset.rms_max_dbfs - preset.rms_min_dbfs) / 2
    return preset.tolerance


def is_by_dialogue(delivery: Delivery, preset: Preset | None) -> bool:
    """Whether the target is the loudness of the dialogue."""
    named = delivery.HasField("integrated_lufs") or delivery.HasField("peak_dbtp")
    return preset is not None and preset.gating == "dialogue" and not named


def has_default_ceiling(delivery: Delivery, preset: Preset | None) -> bool:
    """Whether neither request nor preset states a ceiling, or that there is none."""
    stated = delivery.HasField("true_peak_dbtp") or delivery.HasField("peak_dbtp")
    if delivery.no_ceiling or stated:
        return False
    return preset is None or (_preset_ceiling(preset) is None and not preset.no_ceiling)


def dialogue_target(
    target: LoudnessTarget, preset: Preset, dialogue_mask: Mask, source: Path
) -> tuple[LoudnessTarget, str]:
    """The target of a recording whose dialogue mask is known, and a note on it.

    Raises:
        RequestError: the loudness of the dialogue is the target, and there is no speech.
    """
    share = float(dialogue_mask.mean()) if len(dialogue_mask) else 0.0
    words = share_in_words(share, source.name)
    if by_programme(preset, share):
        by_whole_programme = replace(target, integrated_lufs=preset.quiet_lufs)
        return by_whole_programme, (
            f"{words}, under {100 * (preset.quiet_share or 0):g} %, so the whole programme is "
            f"brought to {preset.quiet_lufs:g} LUFS."
        )
    if share == 0:
        raise RequestError(
            f"{preset.name} is judged by the loudness of its dialogue, and there is no speech in "
            f"{source}.",
            "Give the loudness of the whole programme, such as --lufs -24.",
        )
    dialogue = replace(target, dialogue_mask=dialogue_mask)
    return dialogue, f"{words}; its loudness is an estimate, and not Dolby's."


def _check(delivery: Delivery) -> None:
    for name in _LEVELS:
        value = getattr(delivery, name)
        if delivery.HasField(name) and not -70 < value < 0:
            raise RequestError(f"A loudness of {value:g} LUFS is out of range.", "Try -14, or -23.")
    for name, word in (("true_peak_dbtp", "ceiling"), ("peak_dbtp", "peak")):
        value = getattr(delivery, name)
        if delivery.HasField(name) and not -40 <= value <= 0:
            raise RequestError(f"A {word} of {value:g} dBTP is out of range.", "Try -1.")
    if delivery.no_ceiling and delivery.HasField("true_peak_dbtp"):
        raise RequestError(
            "The request states a ceiling, and that there is none.", "Leave one of the two out."
        )
    if delivery.HasField("peak_dbtp"):
        others = ("integrated_lufs", "true_peak_dbtp", "short_term_max_lufs", "momentary_max_lufs")
        if delivery.no_ceiling or any(delivery.HasField(name) for name in others):
            raise RequestError(
                "Peak normalising is one gain that brings the highest peak to a level; a loudness "
                "or a ceiling would be another.",
                "Leave --peak out, or the others.",
            )


def _ceiling(delivery: Delivery, preset: Preset | None) -> float | None:
    if delivery.no_ceiling:
        return None
    if delivery.HasField("true_peak_dbtp"):
        return delivery.true_peak_dbtp
    if has_default_ceiling(delivery, preset):
        return DEFAULT_CEILING_DBTP
    return _preset_ceiling(preset) if preset else None


def _preset_ceiling(preset: Preset) -> float | None:
    """The lower of a preset's true-peak and sample-peak limits; None where it has neither.

    A sample peak is never above the true peak, so a limit of the former is met by a true-peak
    ceiling of the same level.
    """
    limits = (preset.true_peak_max_dbtp, preset.sample_peak_max_dbfs)
    return min((limit for limit in limits if limit is not None), default=None)


def _upper_limit(delivery: Delivery, preset: Preset | None, name: str) -> float | None:
    if delivery.HasField(name):
        return float(getattr(delivery, name))
    return getattr(preset, name) if preset else None
