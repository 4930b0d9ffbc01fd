"""OpenCue: a job specification with a layer for each group, and a frame for each chunk of jobs.

The elements and their order are those of the document type cjsl-1.12, which all versions since 2021
read.
"""

from __future__ import annotations

import re
import shlex
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from backbeat.farms.export.farm import Farm, Group

SPECIFICATION = "job.xml"
"""Name of the specification in the export."""
_HEAD = (
    '<?xml version="1.0"?>\n<!DOCTYPE spec PUBLIC "SPI Cue  Specification Language" '
    '"http://localhost:8080/spcue/dtd/cjsl-1.12.dtd">\n'
)
_RETRIES = 2
_MAX_TIMEOUT_MIN = 10_000


def files(farm: Farm) -> dict[str, str]:
    """The specification, and how to submit it."""
    spec = Element("spec")
    for name, text in (
        ("facility", "local"),
        ("show", "backbeat"),
        ("shot", "batch"),
        ("user", farm.owner),
    ):
        SubElement(spec, name).text = text
    job = SubElement(spec, "job", name=_name(farm.name))
    SubElement(job, "paused").text = "False"
    SubElement(job, "maxretries").text = str(_RETRIES)
    SubElement(job, "autoeat").text = "False"
    SubElement(job, "env")
    layers = SubElement(job, "layers")
    for group in farm.groups:
        _add_layer(layers, group, farm)
    SubElement(spec, "depends")
    indent(spec, " ")
    return {SPECIFICATION: f"{_HEAD}{tostring(spec, encoding='unicode')}\n", "submit.py": _SUBMIT}


def _add_layer(layers: Element, group: Group, farm: Farm) -> None:
    layer = SubElement(layers, "layer", name=_name(group.name), type="Render")
    words = [*farm.command, "batch", str(farm.jobs_path), "--keep-going"]
    words += ["--processors", str(group.needs.cores)]
    # The frame is put in by the farm, so it stays unquoted.
    SubElement(layer, "cmd").text = f"{shlex.join(words)} --numbers #FRAME_START#-#FRAME_END#"
    SubElement(layer, "range").text = f"{group.first}-{group.last}"
    SubElement(layer, "chunk").text = str(farm.chunk)
    SubElement(layer, "cores").text = f"{group.needs.cores:.1f}"
    SubElement(layer, "threadable").text = "False"
    SubElement(layer, "memory").text = f"{group.needs.memory_mib}m"
    if group.needs.gpus:
        SubElement(layer, "gpus").text = str(group.needs.gpus)
        SubElement(layer, "gpu_memory").text = "1g"
    minutes = -(-farm.timeout_s * farm.chunk // 60)
    SubElement(layer, "timeout").text = str(min(_MAX_TIMEOUT_MIN, minutes))
    SubElement(layer, "env")
    services = SubElement(layer, "services")
    SubElement(services, "service").text = "shell"


def _name(text: str) -> str:
    """A name as OpenCue and XML's NMTOKEN take it."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip("_.-") or "backbeat"


_SUBMIT = '''\
"""Submits job.xml to OpenCue. Set `show` in it to one of yours first; needs opencue-pycue."""

import pathlib

import opencue

spec = (pathlib.Path(__file__).parent / "job.xml").read_text(encoding="utf-8")
for job in opencue.api.launchSpecAndWait(spec):
    print(job.name())
'''
