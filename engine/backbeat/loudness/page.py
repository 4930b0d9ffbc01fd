"""A loudness report as a page: figures, verdicts, the picture, and every over to click on.

One file without scripts that fetches nothing, made to be read, printed, and kept as a loudness log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import PurePath

from backbeat import drawing
from backbeat.drawing.lettering import clock
from backbeat.files.seal import MARK
from backbeat.loudness.plot import over_places, picture
from backbeat.loudness.presets import Preset
from backbeat.v1.loudness_pb2 import LoudnessReport, PresetCheck
from backbeat.v1.mastering_pb2 import Delivered
from backbeat.version import __version__

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root{color:#1d1d1f;background:#fbfbfc;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Arial,
'DejaVu Sans',sans-serif}
body{max-width:1100px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:34px 0 8px}
p{margin:4px 0}.dim{color:#5d5d63}
.verdict{display:inline-block;margin:14px 0;padding:6px 14px;border-radius:8px;font-weight:600}
.ok{background:#dff2e8;color:#14583b}.no{background:#fbe3e6;color:#8c1527}
table{border-collapse:collapse;width:100%}td,th{padding:5px 10px;text-align:left;
border-bottom:1px solid #e3e4e8;vertical-align:top}td:first-child{white-space:nowrap}
th{color:#5d5d63;font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.shot{position:relative}.shot svg{display:block;width:100%;height:auto}
.shot .overs{position:absolute;inset:0;height:100%}
.overs line{stroke:#d4203a;stroke-width:8;stroke-opacity:0}
.overs a:hover line,.overs a:focus line{stroke-opacity:.25}
.overs line:target{stroke-width:3;stroke-opacity:1}
tr:target{background:#fbe3e6}.few{max-height:420px;overflow:auto}
@media print{.few{max-height:none}body{padding:0}}
"""
_FIGURES = (
    ("Integrated loudness", "integrated_lufs", "LUFS"),
    ("Loudness range", "lra_lu", "LU"),
    ("Highest short-term loudness", "short_term_max_lufs", "LUFS"),
    ("Highest momentary loudness", "momentary_max_lufs", "LUFS"),
    ("Dialogue loudness (an estimate)", "dialogue_lufs", "LUFS"),
    ("True peak", "true_peak_dbtp", "dBTP"),
    ("Sample peak", "sample_peak_dbfs", "dBFS"),
    ("RMS level", "rms_dbfs", "dBFS"),
    ("Noise floor", "noise_floor_dbfs", "dBFS"),
    ("Peak to loudness", "peak_to_loudness_lu", "LU"),
)


def page(report: LoudnessReport, title: str, wanted: list[Preset]) -> str:
    """The page of a measurement.

    Args:
        report: what was measured.
        title: the name of the file.
        wanted: presets whose targets the picture shows.
    """
    return _document(f"Loudness of {title}", _report(report, title, wanted))


def reports_page(reports: Sequence[LoudnessReport], wanted: list[Preset]) -> str:
    """The page of several measurements: a table, and each in full below.

    Args:
        reports: one or more; the presets in them are judged in the table where any are wanted.
        wanted: presets whose targets the pictures show.
    """
    titles = [_recording_title(report) for report in reports]
    verdicts = [
        ("met" if all(check.met for check in report.presets) else "not met") if wanted else ""
        for report in reports
    ]
    body = [f"<h1>Loudness of {len(reports)} recordings</h1>"]
    if wanted:
        names = ", ".join(preset.name for preset in wanted)
        body.append(f'<p class="dim">Judged by {escape(names)}</p>')
    body.append(_summary(titles, reports, verdicts))
    for index, (title, report) in enumerate(zip(titles, reports, strict=True)):
        body.append(_section(index, _report(report, title, wanted, f"{index}-")))
    return _document(f"Loudness of {len(reports)} recordings", body)


def deliveries_page(delivered: Sequence[Delivered], wanted: Callable[[str], list[Preset]]) -> str:
    """The loudness log of several deliveries: a table, and each in full below.

    Args:
        delivered: one or more.
        wanted: the presets of a name, which may be empty.
    """
    titles = [_delivery_title(made) for made in delivered]
    verdicts = ["as asked for" if made.met else "not as asked for" for made in delivered]
    body = [
        f"<h1>{len(delivered)} deliveries</h1>",
        _summary(titles, [made.after for made in delivered], verdicts),
    ]
    for index, (title, made) in enumerate(zip(titles, delivered, strict=True)):
        body.append(_section(index, _delivery(made, title, wanted(made.preset), f"{index}-")))
    return _document(f"Loudness log of {len(delivered)} deliveries", body)


def _report(
    report: LoudnessReport, title: str, wanted: list[Preset], prefix: str = ""
) -> list[str]:
    return [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{escape(_kind(report))}</p>',
        _figures([("", report)]),
        _notes(report.warnings),
        _picture(report, title, wanted, prefix),
        _checks(report.presets),
        _overs(report, prefix),
    ]


def _section(index: int, parts: Iterable[str]) -> str:
    inside = "\n".join(part for part in parts if part)
    return f'<section id="part-{index}"><hr>{inside}</section>'


def _summary(
    titles: Sequence[str], reports: Sequence[LoudnessReport], verdicts: Sequence[str]
) -> str:
    columns = [figure for figure in _FIGURES if any(r.HasField(figure[1]) for r in reports)]
    head = "".join(f'<th class="n">{title}</th>' for title, _, _ in columns)
    rows = []
    for index, (title, report, verdict) in enumerate(zip(titles, reports, verdicts, strict=True)):
        cells = "".join(
            f'<td class="n">{_value(report, name, unit)}</td>' for _, name, unit in columns
        )
        kind = "no" if verdict.startswith("not") else "ok"
        judged = f'<td><span class="{kind}">{escape(verdict)}</span></td>' if verdict else ""
        rows.append(f'<tr><td><a href="#part-{index}">{escape(title)}</a></td>{cells}{judged}</tr>')
    return f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table>"


def _recording_title(report: LoudnessReport) -> str:
    name = PurePath(report.path).name
    if report.sound_tracks < 2:
        return name
    return f"{name}, {_tracks(report.tracks)}"


def _delivery_title(made: Delivered) -> str:
    name = PurePath(made.path).name
    return f"{name}, {_tracks(made.tracks)}" if made.before.sound_tracks > 1 else name


def _tracks(numbers: Iterable[int]) -> str:
    joined = "+".join(str(number) for number in numbers)
    return f"tracks {joined}" if "+" in joined else f"track {joined}"


def delivery_page(made: Delivered, title: str, wanted: list[Preset]) -> str:
    """The loudness log of a delivery.

    Args:
        made: what was delivered.
        title: the name of the file.
        wanted: the preset, if there is one.
    """
    return _document(f"Loudness log of {title}", _delivery(made, title, wanted))


def _delivery(made: Delivered, title: str, wanted: list[Preset], prefix: str = "") -> list[str]:
    verdict = "As asked for" if made.met else "Not as asked for"
    missed = f": {made.missed}" if made.missed else ""
    return [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{escape(_kind(made.after))}, {escape(made.codec)}'
        f"{f' {made.bit_depth} bit' if made.bit_depth else ''}"
        f"{f' {made.bitrate_kbps} kbps' if made.bitrate_kbps else ''}"
        f"{f', preset {escape(made.preset)}' if made.preset else ''}</p>",
        f'<p class="verdict {"ok" if made.met else "no"}">{verdict}{escape(missed)}</p>',
        f"<p>Wanted: {escape(asked_in_words(made) or 'no loudness')}</p>",
        _figures([("Source", made.before), ("Delivered", made.after)]),
        f"<p>{escape(_gain(made))}</p>",
        _notes([*made.notes, *made.after.warnings]),
        _picture(made.after, title, wanted, prefix),
        _checks(made.after.presets),
        _overs(made.after, prefix),
        f'<h2>The file</h2><p class="dim">SHA-256 {escape(made.sha256)}<br>Measured after '
        "decoding it again, by ITU-R BS.1770-5 and EBU Tech 3341 and 3342 on a grid of 10 ms; "
        "true peak 16 times oversampled.</p>",
    ]


def asked_in_words(made: Delivered) -> str:
    """What a delivery was to be, such as "-23 ±0.2 LUFS, at most -1 dBTP"; may be empty."""
    parts = []
    if made.HasField("target_lufs"):
        parts.append(f"{made.target_lufs:g} ±{made.tolerance_lu:g} LUFS")
    if made.HasField("target_rms_dbfs"):
        parts.append(f"{made.target_rms_dbfs:g} ±{made.tolerance_lu:g} dBFS RMS")
    if made.HasField("target_peak_dbtp"):
        parts.append(f"highest peak {made.target_peak_dbtp:g} ±{made.tolerance_lu:g} dBTP")
    elif made.HasField("ceiling_dbtp"):
        parts.append(f"at most {made.ceiling_dbtp:g} dBTP")
    return ", ".join(parts)


def _document(title: str, body: Iterable[str]) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta name="generator" content="{MARK}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + f'\n<p class="dim">Backbeat {escape(__version__)}</p>\n</body></html>\n'
    )


def _kind(report: LoudnessReport) -> str:
    return f"{clock(report.duration_s)}, {report.sample_rate_hz} Hz, {report.layout}"


def _figures(columns: list[tuple[str, LoudnessReport]]) -> str:
    head = "".join(f'<th class="n">{escape(name)}</th>' for name, _ in columns)
    rows = []
    for title, name, unit in _FIGURES:
        if any(report.HasField(name) for _, report in columns):
            cells = "".join(
                f'<td class="n">{_value(report, name, unit)}</td>' for _, report in columns
            )
            rows.append(f"<tr><th>{title}</th>{cells}</tr>")
    titles = f"<tr><th></th>{head}</tr>" if len(columns) > 1 else ""
    return f"<table>{titles}{''.join(rows)}</table>"


def _value(report: LoudnessReport, name: str, unit: str) -> str:
    if not report.HasField(name):
        return "–"
    return f"{_signed(getattr(report, name))} {unit}"


def _gain(made: Delivered) -> str:
    gain = f"Gain {made.gain_db:+.2f} dB".replace("-", "−")
    if not made.max_reduction_db:
        return f"{gain}, the same everywhere: nothing was limited."
    return (
        f"{gain}, and peaks were limited by up to {made.max_reduction_db:.1f} dB; for nine tenths "
        f"of the time the gain lay between {made.gain_low_db:+.1f} and {made.gain_high_db:+.1f} dB."
    ).replace("-", "−")


def _notes(notes: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>Notes</h2><ul>{items}</ul>" if items else ""


def _picture(report: LoudnessReport, title: str, wanted: list[Preset], prefix: str = "") -> str:
    scene = picture(report, title, wanted)
    places, top, bottom = over_places(report)
    lines = "".join(
        f'<a href="#row-{prefix}{index}"><line id="over-{prefix}{index}" x1="{x:.1f}" x2="{x:.1f}" '
        f'y1="{top:g}" y2="{bottom:g}"/></a>'
        for index, x in enumerate(places)
    )
    overlay = (
        f'<svg class="overs" viewBox="0 0 {scene.width:g} {scene.height:g}">{lines}</svg>'
        if lines
        else ""
    )
    return f'<h2>Over time</h2><div class="shot">{drawing.svg(scene)}{overlay}</div>'


def _checks(checks: Iterable[PresetCheck]) -> str:
    rows = []
    for check in checks:
        if check.not_judged:
            verdict, why = "not judged", escape(check.not_judged)
        else:
            verdict = '<span class="ok">met</span>' if check.met else '<span class="no">no</span>'
            why = "; ".join(
                escape(f"{margin.what} {margin.measured}, wanted {margin.wanted}")
                for margin in check.margins
                if check.met or not margin.met
            )
        rows.append(f"<tr><td>{escape(check.name)}</td><td>{verdict}</td><td>{why}</td></tr>")
    return f"<h2>Deliveries</h2><table>{''.join(rows)}</table>" if rows else ""


def _overs(report: LoudnessReport, prefix: str = "") -> str:
    if not report.overs:
        return ""
    rows = "".join(
        f'<tr id="row-{prefix}{index}"><td class="n"><a href="#over-{prefix}{index}">'
        f"{clock(over.time_s, 1)}</a></td><td>{escape(over.place)}</td>"
        f'<td class="n">{_signed(over.true_peak_dbtp)} dBTP</td></tr>'
        for index, over in enumerate(report.overs)
    )
    return (
        "<h2>True peaks above −1 dBTP</h2><p>Click on a time to see it in the picture.</p>"
        f'<div class="few"><table>{rows}</table></div>'
    )


def _signed(value: float) -> str:
    # Adding 0 makes of the nothing below zero a plain nothing.
    return f"{round(value, 1) + 0:.1f}".replace("-", "−")
