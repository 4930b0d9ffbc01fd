"""The Panel service, independent of the transport; but media is opened by the server."""

from __future__ import annotations

from pathlib import Path

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


class PanelService:
    """The methods, each from a request message to its answer; thread-safe.

    Args:
        home: the engine's folder, in which peaks are kept.
    """

    def __init__(self, home: Path) -> None:
        self._waveforms = Waveforms(home / "cache" / "peaks")

    def open_file(self, request: OpenFileRequest) -> OpenedFile:
        """What a file holds. Raises: RequestError, NotFoundError, InputError and its kinds."""
        return opened_file(request.path)

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


def check_file(named: str) -> None:
    """Checks that a file can be shown, without reading all of it. Raises: as `opened_file`."""
    path = readable(named)
    if path.suffix.lower() not in EDITS | RESULTS and not path.is_dir():
        from backbeat.media.probe import probe

        probe(path)
        return
    opened_file(named)


def opened_file(named: str) -> OpenedFile:
    """What a file holds.

    Raises:
        RequestError, NotFoundError: it is no file here.
        InputError: it is nothing that a panel shows.
    """
    path = readable(named)
    opened = OpenedFile(path=str(path), name=path.name)
    ending = path.suffix.lower()
    if ending in EDITS:
        from backbeat.panel.edit_view import edit_view

        view, warnings = edit_view(path)
        opened.edit.CopyFrom(view)
        opened.warnings.extend(warnings)
    elif ending in RESULTS:
        from backbeat.panel.results import result_of

        opened.result.CopyFrom(result_of(path))
    elif path.is_dir():
        raise InputError(f"{path} is a folder.", "Open a file in it.")
    else:
        from backbeat.panel.media_view import media_view

        opened.media.CopyFrom(media_view(path))
    return opened
