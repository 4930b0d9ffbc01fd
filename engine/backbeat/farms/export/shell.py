"""A POSIX shell script that runs the jobs by xargs, for a machine without a farm."""

from __future__ import annotations

import shlex

from backbeat.farms.export.farm import JOBS, Farm

SCRIPT = "run.sh"
"""Name of the script in the export."""
_SCRIPT = """\
#!/bin/sh
# {name}: {count} jobs, a few processes at once: sh run.sh [PROCESSES]
# Run again, it does what is missing. Needs an xargs with -P, as of GNU, BSD, macOS or BusyBox.
cd "$(dirname "$0")" || exit 2
if [ "${{1:-}}" = --task ]; then
  first=$2
  for last in "$@"; do :; done
  {command} batch {jobs} --keep-going --jobs 1 --processors {cores} --numbers "$first-$last"
  # xargs would stop at 255.
  status=$?
  exit $((status > 125 ? 125 : status))
fi
awk 'BEGIN {{ for (i = 1; i <= {count}; i++) print i }}' |
  xargs -n {chunk} -P "${{1:-{processes}}}" sh {script} --task
status=$?
[ "$status" = 0 ] && exit 0
echo "These are not done:"
{command} batch {jobs} --status | grep -v "^ *[0-9]*  done "
exit 1
"""


def files(farm: Farm) -> dict[str, str]:
    """The script."""
    cores = max(group.needs.cores for group in farm.groups)
    text = _SCRIPT.format(
        name=" ".join(farm.name.split()),
        count=len(farm.jobs),
        chunk=farm.chunk,
        processes=2,
        command=shlex.join(farm.command),
        jobs=JOBS,
        script=SCRIPT,
        cores=cores,
    )
    return {SCRIPT: text}
