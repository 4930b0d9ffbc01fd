"""Faults of disks and of the network drives among them, said as what the user can do about them."""

from __future__ import annotations

import errno

from backbeat.errors import BackbeatError, InputError, OutputError
from backbeat.files.transaction import without_stage

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {errno.ENOENT, errno.ENOTDIR}
_BROKEN = {
    errno.EIO,
    errno.ENXIO,
    errno.ENODEV,
    getattr(errno, "ESTALE", errno.EIO),
    getattr(errno, "ENOTCONN", errno.EIO),
    getattr(errno, "EHOSTDOWN", errno.EIO),
}
_TOO_MANY = {errno.EMFILE, errno.ENFILE}


def disk_fault(error: BaseException) -> BackbeatError | None:
    """The error to tell the user for one that the disk caused; None for any other.

    A workflow names the file itself where it expects a fault. This is for those that come in the
    middle of a job: the drive is pulled, its last byte is written, the folder is renamed.
    """
    if not isinstance(error, OSError) or error.errno is None:
        return None
    named = error.filename2 or error.filename
    path = without_stage(str(named)) if isinstance(named, str) and named else "A file of this job"
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return OutputError(
            f"{path} cannot be written: {reason}.",
            "Free some space on that disk, and on the one of temporary files.",
        )
    if error.errno in _FORBIDDEN:
        return OutputError(
            f"{path} cannot be used: {reason}.",
            "Check its permissions and those of its folder, or choose another.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return OutputError(f"{path} cannot be used: {reason}.", "Choose a shorter name.")
    if error.errno in _GONE:
        return InputError(
            f"{path} is not there: {reason}.",
            "If it was when the job began, connect its drive again, and leave its folder as it is.",
        )
    if error.errno in _BROKEN:
        return InputError(
            f"{path} cannot be read or written: {reason}.",
            "Check the disk, or the connection to the network drive, that it is on.",
        )
    if error.errno in _TOO_MANY:
        return InputError(
            f"{path} cannot be opened: {reason}.",
            "Raise the limit of open files (`ulimit -n`), or run fewer jobs at once.",
        )
    return None
