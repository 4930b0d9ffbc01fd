"""Settings: the values that the other entries use where they show no dialog."""

from backbeat_resolve import settings
from backbeat_resolve.run import Run
from backbeat_resolve.settings import CHOICES

TITLE = "Settings"
KEYS = tuple(choice.key for choice in CHOICES)
"""All of them, asked by the window before the run."""


def run(run: Run) -> str:
    """Keeps what was chosen; without windows, says where to write it."""
    path = run.folder / settings.FILE
    settings.save(run.folder, run.settings.values)
    lines = ["The settings are in {}.".format(path)]
    if run.talk.window is None:
        lines.append("This edition shows scripts no windows: edit the file. It knows:")
        for choice in CHOICES:
            ways = ", ".join(choice.answers) or choice.explained
            lines.append(
                "  {} (now: {}): {}".format(choice.key, run.settings.values[choice.key], ways)
            )
    return "\n".join(lines)
