"""A loudness report as HTML: figures, checks, the plot, and a linked list of overs.

One file without scripts and external resources, for reading, printing and archiving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import PurePath

from backbeat import drawing
from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import plain
from backbeat.loudness.plot import over_places, picture
from backbeat.loudness.presets import Preset
from backbeat.v1.loudness_pb2 import LoudnessReport, PresetCheck
from backbeat.v1.mastering_pb2 import Delivered

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root{--page:#fbfbfc;--ink:#1d1d1f;--dim:#5d5d63;--rule:#e3e4e8;--link:#0645ad;--over:#d4203a;
--ok:#dff2e8;--ok-ink:#14583b;--no:#fbe3e6;--no-ink:#8c1527}
@media screen and (prefers-color-scheme:dark){
:root{--page:#161617;--ink:#e6e6e8;--dim:#a0a0a7;--rule:#313134;--link:#6fa8ff;--over:#ff6b7d;
--ok:#173c2a;--ok-ink:#9fe0bf;--no:#4a1d24;--no-ink:#ffb3bd}
.shot>svg:first-child{filter:invert(.92) hue-rotate(180deg)}}
:root{color:var(--ink);background:var(--page)}
:root{font:15px/1.5 system-ui,-apple-system,'Segoe UI',Arial,'DejaVu Sans',sans-serif}
body{max-width:1100px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:34px 0 8px}
hr{border:0;border-top:1px solid var(--rule)}a{color:var(--link)}
p{margin:4px 0}.dim{color:var(--dim)}
.verdict{display:inline-block;margin:14px 0;padding:6px 14px;border-radius:8px;font-weight:600}
.ok{background:var(--ok);color:var(--ok-ink)}.no{background:var(--no);color:var(--no-ink)}
table{border-collapse:collapse;width:100%}td,th{padding:5px 10px;text-align:left;
border-bottom:1px solid var(--rule);vertical-align:top}td:first-child{white-space:nowrap}
th{color:var(--dim);font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.shot{position:relative}.shot svg{display:block;width:100%;height:auto}
.shot .overs{position:absolute;inset:0;height:100%}
.overs line{stroke:var(--over);stroke-width:8;stroke-opacity:0}
.overs a:hover line,.overs a:focus line{stroke-opacity:.25}
.overs line:target{stroke-width:3;stroke-opacity:1}
tr:target{background:var(--no)}.few{max-height:420px;overflow:auto}
.all td,.all th{padding:5px 6px}.all td:first-child{white-space:normal;overflow-wrap:anywhere;
min-width:90px}
@media(max-width:900px){.all{font-size:11.5px}.all td,.all th{padding:5px 3px}}
@media(max-width:600px){.all,.all tbody,.all tr,.all td{display:block}.all th{display:none}
.all td.n{text-align:left}.all td[data-of]::before{content:attr(data-of) ": ";color:var(--dim)}}
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


def page(report: LoudnessReport, title: str, presets: list[Preset]) -> str:
    """The page of a measurement, as HTML.

    Args:
        report: the measurement.
        title: the name of the file.
        presets: presets whose targets the plot shows.
    """
    return _document(f"Loudness of {title}", _report(report, title, presets))


def reports_page(reports: Sequence[LoudnessReport], presets: list[Preset]) -> str:
    """The page of several measurements: a table, and each in full below.

    Args:
        reports: one or more; the table has a verdict where `presets` is not empty.
        presets: presets whose targets the plots show.
    """
    titles = [_recording_title(report) for report in reports]
    verdicts = [
        ("met" if all(check.met for check in report.presets) else "not met") if presets else ""
        for report in reports
    ]
    body = [f"<h1>Loudness of {len(reports)} recordings</h1>"]
    if presets:
        names = ", ".join(preset.name for preset in presets)
        body.append(f'<p class="dim">Judged by {escape(names)}</p>')
    body.append(_summary(titles, reports, verdicts))
    for index, (title, report) in enumerate(zip(titles, reports, strict=True)):
        body.append(_section(index, _report(report, title, presets, f"{index}-")))
    return _document(f"Loudness of {len(reports)} recordings", body)


def deliveries_page(
    deliveries: Sequence[Delivered], presets_of: Callable[[str], list[Preset]]
) -> str:
    """The loudness log of several deliveries: a table, and each in full below.

    Args:
        deliveries: one or more.
        presets_of: gives the preset of a name, as a list of one; empty for an empty name.
    """
    titles = [_delivery_title(delivered) for delivered in deliveries]
    verdicts = ["as asked for" if each.met else "not as asked for" for each in deliveries]
    body = [
        f"<h1>{len(deliveries)} deliveries</h1>",
        _summary(titles, [delivered.after for delivered in deliveries], verdicts),
    ]
    for index, (title, delivered) in enumerate(zip(titles, deliveries, strict=True)):
        presets = presets_of(delivered.preset)
        body.append(_section(index, _delivery(delivered, title, presets, f"{index}-")))
    return _document(f"Loudness log of {len(deliveries)} deliveries", body)


def _report(
    report: LoudnessReport, title: str, presets: list[Preset], prefix: str = ""
) -> list[str]:
    return [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{escape(_kind(report))}</p>',
        _figures([("", report)]),
        _notes(report.warnings),
        _picture(report, title, presets, prefix),
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
            f'<td class="n" data-of="{figure}">{_value(report, name, unit)}</td>'
            for figure, name, unit in columns
        )
        kind = "no" if verdict.startswith("not") else "ok"
        judged = f'<td><span class="{kind}">{escape(verdict)}</span></td>' if verdict else ""
        rows.append(f'<tr><td><a href="#part-{index}">{escape(title)}</a></td>{cells}{judged}</tr>')
    return f'<table class="all"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _recording_title(report: LoudnessReport) -> str:
    name = PurePath(report.path).name
    if report.sound_tracks < 2:
        return name
    return f"{name}, {_tracks(report.tracks)}"


def _delivery_title(delivered: Delivered) -> str:
    name = PurePath(delivered.path).name
    return f"{name}, {_tracks(delivered.tracks)}" if delivered.before.sound_tracks > 1 else name


def _tracks(numbers: Iterable[int]) -> str:
    joined = "+".join(str(number) for number in numbers)
    return f"tracks {joined}" if "+" in joined else f"track {joined}"


def delivery_page(delivered: Delivered, title: str, presets: list[Preset]) -> str:
    """The loudness log of a delivery.

    Args:
        delivered: the delivery.
        title: the name of the file.
        presets: the delivery's preset, if it has one.
    """
    return _document(f"Loudness log of {title}", _delivery(delivered, title, presets))


def _delivery(
    delivered: Delivered, title: str, presets: list[Preset], prefix: str = ""
) -> list[str]:
    verdict = "As asked for" if delivered.met else "Not as asked for"
    missed = f": {delivered.missed}" if delivered.missed else ""
    return [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{escape(_kind(delivered.after))}, {escape(delivered.codec)}'
        f"{f' {delivered.bit_depth} bit' if delivered.bit_depth else ''}"
        f"{f' {delivered.bitrate_kbps} kbps' if delivered.bitrate_kbps else ''}"
        f"{f', preset {escape(delivered.preset)}' if delivered.preset else ''}</p>",
        f'<p class="verdict {"ok" if delivered.met else "no"}">{verdict}{escape(missed)}</p>',
        f"<p>Wanted: {escape(target_in_words(delivered) or 'no loudness')}</p>",
        _figures([("Source", delivered.before), ("Delivered", delivered.after)]),
        f"<p>{escape(_gain(delivered))}</p>",
        _notes([*delivered.notes, *delivered.after.warnings]),
        _picture(delivered.after, title, presets, prefix),
        _checks(delivered.after.presets),
        _overs(delivered.after, prefix),
        f'<h2>The file</h2><p class="dim">SHA-256 {escape(delivered.sha256)}<br>Measured after '
        "decoding it again, by ITU-R BS.1770-5 and EBU Tech 3341 and 3342 on a grid of 10 ms; "
        "true peak 16 times oversampled.</p>",
    ]


def target_in_words(delivered: Delivered) -> str:
    """The target of a delivery, such as "-23 ±0.2 LUFS, at most -1 dBTP"; may be empty."""
    parts = []
    if delivered.HasField("target_lufs"):
        parts.append(f"{delivered.target_lufs:g} ±{delivered.tolerance_lu:g} LUFS")
    if delivered.HasField("target_rms_dbfs"):
        parts.append(f"{delivered.target_rms_dbfs:g} ±{delivered.tolerance_lu:g} dBFS RMS")
    if delivered.HasField("target_peak_dbtp"):
        parts.append(
            f"highest peak {delivered.target_peak_dbtp:g} ±{delivered.tolerance_lu:g} dBTP"
        )
    elif delivered.HasField("ceiling_dbtp"):
        parts.append(f"at most {delivered.ceiling_dbtp:g} dBTP")
    return ", ".join(parts)


def _document(title: str, body: Iterable[str]) -> str:
    return plain(title, body, _STYLE, _POLICY)


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


def _gain(delivered: Delivered) -> str:
    gain = f"Gain {delivered.gain_db:+.2f} dB".replace("-", "−")
    if not delivered.max_reduction_db:
        return f"{gain}, the same everywhere: nothing was limited."
    return (
        f"{gain}, and peaks were limited by up to {delivered.max_reduction_db:.1f} dB; for nine "
        f"tenths of the time the gain lay between {delivered.gain_low_db:+.1f} and "
        f"{delivered.gain_high_db:+.1f} dB."
    ).replace("-", "−")


def _notes(notes: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>Notes</h2><ul>{items}</ul>" if items else ""


def _picture(report: LoudnessReport, title: str, presets: list[Preset], prefix: str = "") -> str:
    scene = picture(report, title, presets)
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
    # Adding 0 turns -0.0 into 0.0.
    return f"{round(value, 1) + 0:.1f}".replace("-", "−")
