"""The printed output of `backbeat loudness`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.v1.loudness_pb2 import LoudnessReport, PresetCheck

_COLUMNS = (
    ("LUFS", "integrated_lufs"),
    ("LRA", "lra_lu"),
    ("S max", "short_term_max_lufs"),
    ("M max", "momentary_max_lufs"),
    ("dBTP", "true_peak_dbtp"),
)
_WIDTH = 6
_LEGEND = (
    "LUFS integrated, LRA loudness range in LU, S and M max highest short-term and momentary LUFS, "
    "dBTP true peak"
)


def print_report(report: LoudnessReport, named: bool) -> None:
    """Prints all figures of one recording.

    Args:
        report: the measurement.
        named: whether presets were named, so that every limit of each is printed.
    """
    kind = f"{report.duration_s:.1f} s, {report.sample_rate_hz} Hz, {report.layout}"
    print(f"integrated {_value(report, 'integrated_lufs', 'LUFS')}   {kind} ({report.meter})")
    if report.range_to_s:
        print(f"range      {_clock(report.range_from_s)} to {_clock(report.range_to_s)}")
    rows = (
        ("LRA", "lra_lu", "LU", ""),
        ("short-term", "short_term_max_lufs", "LUFS", "short_term_max_time_s"),
        ("momentary", "momentary_max_lufs", "LUFS", "momentary_max_time_s"),
        ("true peak", "true_peak_dbtp", "dBTP", "true_peak_time_s"),
        ("sample peak", "sample_peak_dbfs", "dBFS", ""),
        ("RMS", "rms_dbfs", "dBFS", ""),
        ("noise floor", "noise_floor_dbfs", "dBFS", ""),
    )
    for title, name, unit, time in rows:
        if report.HasField(name):
            highest = f"   highest, at {_clock(getattr(report, time))}" if time else ""
            print(f"{title:11}{_value(report, name, unit)}{highest}")
    if report.HasField("dialogue_share"):
        share = f"   {100 * report.dialogue_share:.0f} % of the time, an estimate"
        print(f"{'dialogue':11}{_value(report, 'dialogue_lufs', 'LUFS')}{share}")
    for warning in report.warnings:
        print(f"note: {warning}")
    if named:
        for check in report.presets:
            _print_check(check)
        return
    met = [
        check.name
        for check in report.presets
        if check.met and any(margin.what in ("integrated", "dialogue") for margin in check.margins)
    ]
    print(f"meets as it is: {', '.join(met) or 'none of the presets'}")
    print("--preset NAME shows each limit; --list-presets lists the presets")


def print_table(reports: list[LoudnessReport], presets: list[str]) -> None:
    """Prints a line for each recording; below them the failed presets and the warnings.

    Args:
        reports: the measurements; nothing is printed for none.
        presets: names of the presets that the user named.
    """
    if not reports:
        return
    names = [_name(report, reports) for report in reports]
    width = max(len(name) for name in names)
    judged = max((len(preset) for preset in presets), default=0)
    head = " ".join(f"{title:>{_WIDTH}}" for title, _ in _COLUMNS)
    verdicts = "".join(f"  {preset}" for preset in presets)
    print(f"{'':{width}}  {head}{verdicts}")
    for name, report in zip(names, reports, strict=True):
        figures = " ".join(
            f"{getattr(report, field):{_WIDTH}.1f}"
            if report.HasField(field)
            else f"{'-':>{_WIDTH}}"
            for _, field in _COLUMNS
        )
        marks = "".join(
            f"  {_verdict(check):{len(check.name)}}" for check in report.presets if judged
        )
        print(f"{name:{width}}  {figures}{marks}".rstrip())
    print(_LEGEND)
    for name, report in zip(names, reports, strict=True):
        for check in report.presets if judged else ():
            for reason in _reasons(check):
                print(f"{name}: {check.name}: {reason}")
    for warning, affected in _by_warning(names, reports).items():
        print(f"{'all' if 1 < len(names) == len(affected) else ', '.join(affected)}: {warning}")


def print_presets() -> None:
    """Prints every preset, with the grade of evidence for its figures."""
    from backbeat.loudness.presets import presets

    rows = []
    for preset in presets().values():
        loudness = "-" if preset.integrated_lufs is None else f"{preset.integrated_lufs:g}"
        tolerance = "" if preset.tolerance_lu is None else f" ±{preset.tolerance_lu:g}"
        kind = "" if preset.gating == "programme" else f" ({preset.gating})"
        if preset.rms_min_dbfs is not None and preset.rms_max_dbfs is not None:
            loudness, kind = f"{preset.rms_min_dbfs:g} to {preset.rms_max_dbfs:g}", " (dBFS RMS)"
        ceiling_dbtp = preset.true_peak_max_dbtp
        peak = "-" if ceiling_dbtp is None else f"{ceiling_dbtp:g}"
        if ceiling_dbtp is None and preset.sample_peak_max_dbfs is not None:
            peak = f"{preset.sample_peak_max_dbfs:g}*"
        rows.append((preset.name, f"{loudness}{tolerance}{kind}", peak, preset.title, preset.grade))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print(f"{'':{widths[0]}}  {'LUFS':{widths[1]}}  dBTP")
    for name, loudness, peak, title, grade in rows:
        print(
            f"{name:{widths[0]}}  {loudness:{widths[1]}}  {peak:>4}  {title:{widths[3]}}  [{grade}]"
        )
    print("* sample peak, in dBFS")


def _print_check(check: PresetCheck) -> None:
    if check.not_judged:
        print(f"{check.name}: not judged: {check.not_judged}")
        return
    print(f"{check.name}: {'met' if check.met else 'not met'}")
    for margin in check.margins:
        sign = "ok  " if margin.met else "FAIL"
        print(f"  {sign} {margin.what:15}{margin.measured:14} required {margin.wanted}")
    for note in check.notes:
        print(f"  note {note}")


def _verdict(check: PresetCheck) -> str:
    if check.not_judged:
        return "-"
    return "ok" if check.met else "FAIL"


def _reasons(check: PresetCheck) -> list[str]:
    if check.not_judged:
        return [f"not judged: {check.not_judged}"]
    return [
        f"{margin.what} {margin.measured}, required {margin.wanted}"
        for margin in check.margins
        if not margin.met
    ]


def _by_warning(names: list[str], reports: list[LoudnessReport]) -> dict[str, list[str]]:
    """Names of the recordings by the warning that they share."""
    affected: dict[str, list[str]] = {}
    for name, report in zip(names, reports, strict=True):
        for warning in report.warnings:
            affected.setdefault(warning, []).append(name)
    return affected


def _name(report: LoudnessReport, reports: list[LoudnessReport]) -> str:
    """The file name, with its folder where two share a name, and its tracks if it has several."""
    path = Path(report.path)
    alike = {other.path for other in reports if Path(other.path).name == path.name}
    name = path.name if len(alike) == 1 else str(path)
    if report.sound_tracks < 2:
        return name
    return f"{name} {'+'.join(str(number) for number in report.tracks)} ({report.layout})"


def _value(report: LoudnessReport, name: str, unit: str) -> str:
    return f"{getattr(report, name):6.1f} {unit}" if report.HasField(name) else f"     - {unit}"


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}"
