"""Measurements and deliveries as CSV: a line for each recording, a column for each figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from google.protobuf.message import Message

from backbeat.files.seal import MARK
from backbeat.v1.loudness_pb2 import LoudnessReport, PresetCheck
from backbeat.v1.mastering_pb2 import Delivered

_FIGURES = (
    "integrated_lufs",
    "lra_lu",
    "short_term_max_lufs",
    "momentary_max_lufs",
    "true_peak_dbtp",
    "sample_peak_dbfs",
    "dialogue_lufs",
    "dialogue_share",
    "rms_dbfs",
    "noise_floor_dbfs",
)
_FORMAT = ("duration_s", "sample_rate_hz", "channels", "layout")


def csv_of(reports: Sequence[LoudnessReport]) -> str:
    """Measurements; `presets_met` and `presets_not_met` hold names, one blank between."""
    head = ["path", "tracks", *_FORMAT, *_FIGURES, "presets_met", "presets_not_met", "warnings"]
    rows = []
    for report in reports:
        judged = [check for check in report.presets if not check.not_judged]
        rows.append(
            [
                report.path,
                _tracks(report.tracks),
                *_values(report, _FORMAT),
                *_values(report, _FIGURES),
                _names(check for check in judged if check.met),
                _names(check for check in judged if not check.met),
                " ".join(report.warnings),
            ]
        )
    return _written(head, rows)


def deliveries_csv(delivered: Sequence[Delivered]) -> str:
    """Deliveries, before and after."""
    facts = ("met", "missed", "target_lufs", "tolerance_lu", "ceiling_dbtp", "gain_db")
    more = ("max_reduction_db", "clipped_samples", "codec", "bit_depth", "bitrate_kbps", "sha256")
    head = ["source", "tracks", "path", "preset", *facts, *more, *_FORMAT]
    head += [f"before_{name}" for name in _FIGURES] + [f"after_{name}" for name in _FIGURES]
    rows = [
        [
            each.before.path,
            _tracks(each.tracks),
            each.path,
            each.preset,
            *_values(each, (*facts, *more)),
            *_values(each.after, _FORMAT),
            *_values(each.before, _FIGURES),
            *_values(each.after, _FIGURES),
            " ".join(each.notes),
        ]
        for each in delivered
    ]
    return _written([*head, "notes"], rows)


def _values(message: Message, names: Iterable[str]) -> list[str]:
    return [_value(message, name) for name in names]


def _value(message: Message, name: str) -> str:
    field = message.DESCRIPTOR.fields_by_name[name]
    if field.has_presence and not message.HasField(name):
        return ""
    value = getattr(message, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _tracks(numbers: Iterable[int]) -> str:
    return "+".join(str(number) for number in numbers)


def _names(checks: Iterable[PresetCheck]) -> str:
    return " ".join(check.name for check in checks)


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*head, "written_by"])
    for index, row in enumerate(rows):
        writer.writerow([*map(_harmless, row), "" if index else MARK])
    return text.getvalue()


def _harmless(value: str) -> str:
    """A name that a spreadsheet would take for a formula, as text."""
    is_number = value.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") and not is_number else value
