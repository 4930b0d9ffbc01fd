"""Media inside .otioz bundles, for a page that shows it: unpacked one by one when it is asked for.

A path of such media is that of its bundle with the member's name behind: `edit.otioz/media/a.mov`.
"""

from __future__ import annotations

import contextlib
import os
import threading
import zipfile
from pathlib import Path

from backbeat.errors import InputError, NotFoundError
from backbeat.panel.cache_folder import key_of_content, make_room
from backbeat.panel.files import readable

BUNDLE = ".otioz"
_MOST_BYTES = 20 << 30


def path_inside(bundle: Path, member: str) -> str:
    """The path that stands for a member of a bundle."""
    return f"{bundle}/{member}"


class BundledMedia:
    """A folder of unpacked media; what was used longest ago makes room. Thread-safe.

    Args:
        folder: made where it is missing; may be emptied at any time.
        most_bytes: how much is kept, and the longest file that is unpacked.
    """

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()

    def place_of(self, named: str) -> Path:
        """The file that a path stands for, unpacked where it is in a bundle.

        Raises:
            RequestError, NotFoundError, InputError: as `readable`; or the bundle has no such
                member, cannot be read, or the member is too long to be unpacked.
        """
        bundle = _bundle_of(named)
        if bundle is None:
            return readable(named)
        found = readable(str(bundle))
        with self._lock:
            return self._unpacked(found, Path(named).relative_to(bundle).as_posix())

    def _unpacked(self, bundle: Path, member: str) -> Path:
        from backbeat.timeline.bundle import ARCHIVE_FAULTS, check_archive, unpacked

        try:
            with zipfile.ZipFile(bundle) as archive:
                check_archive(bundle, archive)
                if member not in archive.namelist():
                    raise NotFoundError(f"{bundle} holds no {member}.", "Open the timeline again.")
                size = archive.getinfo(member).file_size
                if size > self._most_bytes:
                    raise InputError(
                        f"{member} in {bundle} has {size:,} bytes, too many to be unpacked for a "
                        "look.",
                        "Unpack the bundle, and open the timeline in it.",
                    )
                folder = self._folder / key_of_content(bundle)
                folder.mkdir(parents=True, exist_ok=True)
                make_room(self._folder.glob("*/*/*"), self._most_bytes, size)
                place = unpacked(bundle, archive, member, folder)
        except ARCHIVE_FAULTS as error:
            raise InputError(
                f"{bundle} cannot be unpacked: {error}.", "Export the bundle again."
            ) from error
        with contextlib.suppress(OSError):
            os.utime(place)
        return place


def _bundle_of(named: str) -> Path | None:
    """The bundle that a path leads into; None where it leads into none."""
    for parent in Path(named).parents:
        if parent.suffix.lower() == BUNDLE and parent.is_file():
            return parent
    return None
