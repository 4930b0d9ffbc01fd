"""Deadline: for each group a job file and a plugin file of the CommandLine plugin."""

from __future__ import annotations

import re
import subprocess

from backbeat.farms.export.farm import Farm, Group


def files(farm: Farm) -> dict[str, str]:
    """Two files for each group, and the commands that submit them."""
    made = {}
    submitting = []
    for group in farm.groups:
        job, plugin = f"{group.name}.job", f"{group.name}.plugin"
        made[job] = _lines(_job(group, farm))
        made[plugin] = _lines(_plugin(group, farm))
        submitting.append(f'deadlinecommand "{job}" "{plugin}"')
    made["submit.txt"] = "\n".join(("Run in this folder:", *submitting, ""))
    return made


def _job(group: Group, farm: Farm) -> dict[str, str]:
    return {
        "Plugin": "CommandLine",
        "BatchName": _line(farm.name),
        "Name": _line(f"{farm.name} {group.name}"),
        "Comment": f"Each needs {group.words}",
        "UserName": _line(farm.owner),
        "Frames": f"{group.first}-{group.last}",
        "ChunkSize": str(farm.chunk),
        "ConcurrentTasks": "1",
        "TaskTimeoutSeconds": str(farm.timeout_s * farm.chunk),
        "OnTaskTimeout": "Error",
    }


def _plugin(group: Group, farm: Farm) -> dict[str, str]:
    words = [*farm.command[1:], "batch", str(farm.jobs_path), "--keep-going"]
    words += ["--processors", str(group.needs.cores)]
    # Both systems' workers split a line of quoted words alike.
    quoted = subprocess.list2cmdline(words)
    return {
        "Executable": farm.command[0],
        "Arguments": f"{quoted} --numbers <STARTFRAME>-<ENDFRAME>",
        "StartupDirectory": str(farm.jobs_path.parent),
        "Shell": "default",
        "ShellExecute": "False",
        "SingleFramesOnly": "False",
    }


def _lines(values: dict[str, str]) -> str:
    return "".join(f"{key}={value}\n" for key, value in values.items())


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
