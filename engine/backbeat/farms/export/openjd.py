"""Open Job Description, 2023-09: a template with a step for each group, and a task for each job."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from backbeat.errors import RequestError
from backbeat.farms.export.farm import JOBS, Farm, Group

TEMPLATE = "template.json"
"""Name of the template in the export."""
_MAX_NAME = 64
_MAX_STEPS = 100
_MAX_TASKS = 1024
_NOTICE_S = 30
"""Seconds that a cancelled task has to end by itself."""


def files(farm: Farm) -> dict[str, str]:
    """The template.

    Raises:
        RequestError: there are more jobs than a template can have tasks.
    """
    steps = [step for group in farm.groups for step in _steps(group, farm)]
    if len(steps) > _MAX_STEPS:
        raise RequestError(
            f"{len(farm.jobs)} jobs make {len(steps)} steps, and a template has {_MAX_STEPS}.",
            "Split the file of jobs.",
        )
    template = {
        "specificationVersion": "jobtemplate-2023-09",
        "name": farm.name,
        "parameterDefinitions": [
            {
                "name": "Jobs",
                "type": "PATH",
                "objectType": "FILE",
                "dataFlow": "IN",
                "default": JOBS,
                "description": "The file of jobs; what became of each is noted beside it.",
            }
        ],
        "steps": steps,
    }
    return {TEMPLATE: json.dumps(template, indent=1, ensure_ascii=False) + "\n"}


def _steps(group: Group, farm: Farm) -> Iterator[dict[str, Any]]:
    parts = list(_parts(group))
    for number, ids in enumerate(parts, 1):
        name = group.name if len(parts) == 1 else f"{group.name}-{number}"
        yield {
            "name": name[:_MAX_NAME],
            "hostRequirements": {"amounts": _amounts(group)},
            "parameterSpace": {
                "taskParameterDefinitions": [{"name": "Job", "type": "STRING", "range": ids}]
            },
            "script": {
                "actions": {
                    "onRun": {
                        "command": farm.command[0],
                        "args": [*farm.command[1:], *_arguments(group)],
                        "timeout": farm.timeout_s,
                        "cancelation": {
                            "mode": "NOTIFY_THEN_TERMINATE",
                            "notifyPeriodInSeconds": _NOTICE_S,
                        },
                    }
                }
            },
        }


def _parts(group: Group) -> Iterator[list[str]]:
    ids = [job.id for job in group.jobs]
    for start in range(0, len(ids), _MAX_TASKS):
        yield ids[start : start + _MAX_TASKS]


def _amounts(group: Group) -> list[dict[str, Any]]:
    amounts = [
        {"name": "amount.worker.vcpu", "min": group.needs.cores},
        {"name": "amount.worker.memory", "min": group.needs.memory_mib},
    ]
    if group.needs.gpus:
        amounts.append({"name": "amount.worker.gpu", "min": group.needs.gpus})
    return amounts


def _arguments(group: Group) -> list[str]:
    return [
        "batch",
        "{{Param.Jobs}}",
        "--only",
        "{{Task.Param.Job}}",
        "--processors",
        str(group.needs.cores),
        "--path-mapping",
        "{{Session.PathMappingRulesFile}}",
        "--report",
        "openjd",
    ]
