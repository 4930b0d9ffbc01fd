"""The Panel service, independent of the transport; but media is opened by the server."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import InputError
from backbeat.panel.files import EDITS, RESULTS, readable
from backbeat.panel.folders import folder_of
from backbeat.panel.music_edits import load_edits, save_edits
from backbeat.panel.waveforms import Waveforms
from backbeat.v1.panel_pb2 import (
    Folder,
    GetWaveformRequest,
    ListFolderRequest,
    LoadMusicEditsRequest,
    OpenedFile,
    OpenFileRequest,
    SavedMusicEdits,
    SaveMusicEditsRequest,
    Waveform,
)

if TYPE_CHECKING:
    from backbeat.panel.kept_edits import KeptEdits


class PanelService:
    """The methods, each from a request message to its answer; thread-safe.

    Args:
        home: the engine's folder, in which peaks are kept.
    """

    def __init__(self, home: Path) -> None:
        self._waveforms = Waveforms(home / "cache" / "peaks")
        self._lock = threading.Lock()
        self._edits: KeptEdits | None = None

    def open_file(self, request: OpenFileRequest) -> OpenedFile:
        """What a file holds. Raises: RequestError, NotFoundError, InputError and its kinds."""
        return opened_file(request.path, self._kept_edits())

    def get_waveform(self, request: GetWaveformRequest) -> Waveform:
        """A stretch of a waveform. Raises: as `Waveforms.get`."""
        return self._waveforms.get(request)

    def list_folder(self, request: ListFolderRequest) -> Folder:
        """What lies in a folder. Raises: as `folder_of`."""
        return folder_of(request.path)

    def save_music_edits(self, request: SaveMusicEditsRequest) -> SavedMusicEdits:
        """Keeps corrections of beats. Raises: as `save_edits`."""
        return save_edits(request)

    def load_music_edits(self, request: LoadMusicEditsRequest) -> SavedMusicEdits:
        """The corrections of a song. Raises: as `load_edits`."""
        return load_edits(request)

    def close(self) -> None:
        """Stops what is read in the background."""
        self._waveforms.close()

    def _kept_edits(self) -> KeptEdits:
        from backbeat.panel.kept_edits import KeptEdits
        from backbeat.panel.media_look import MediaLook

        with self._lock:
            if self._edits is None:
                self._edits = KeptEdits(MediaLook())
            return self._edits


def check_file(named: str) -> None:
    """Checks that a file can be shown, without looking for the media of a timeline.

    Raises: as `opened_file`.
    """
    path = readable(named)
    if path.suffix.lower() in EDITS:
        # Only these, since they import much.
        from backbeat.timeline.document import load
        from backbeat.timeline.reading import read_edit

        read_edit(load(path))
        return
    opened_file(named)


def opened_file(named: str, edits: KeptEdits | None = None) -> OpenedFile:
    """What a file holds.

    Args:
        named: the file, absolute.
        edits: timelines that were opened before.

    Raises:
        RequestError, NotFoundError: it is no file here.
        InputError: it is nothing that a panel shows.
    """
    path = readable(named)
    opened = OpenedFile(path=str(path), name=path.name)
    ending = path.suffix.lower()
    if ending in EDITS:
        from backbeat.panel.kept_edits import KeptEdits
        from backbeat.panel.media_look import MediaLook

        drawn = (edits or KeptEdits(MediaLook())).get(path)
        opened.edit.CopyFrom(drawn.view)
        opened.warnings.extend(drawn.warnings)
    elif ending in RESULTS:
        from backbeat.panel.results import result_of

        result, warnings = result_of(path)
        opened.result.CopyFrom(result)
        opened.warnings.extend(warnings)
    else:
        from backbeat.timeline.exchange.formats import check_readable

        check_readable(path)
        if path.is_dir():
            raise InputError(f"{path} is a folder.", "Open a file in it.")
        from backbeat.panel.media_view import media_view

        opened.media.CopyFrom(media_view(path))
    return opened
