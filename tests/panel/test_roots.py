"""The panel's methods of an engine that may open some folders only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat import roots
from backbeat.errors import NotFoundError, OutsideRootsError
from backbeat.panel.folders import DRIVES, folder_of
from backbeat.panel.service import PanelService
from backbeat.roots import Roots
from backbeat.roots.own import own_added
from backbeat.server.media.tickets import Tickets
from backbeat.v1.panel_pb2 import (
    GetWaveformRequest,
    LoadMusicEditsRequest,
    OpenFileRequest,
    OpenMediaRequest,
    SaveMusicEditsRequest,
)
from tests import commands

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def top(tmp_path: Path) -> Iterator[Path]:
    top = tmp_path.resolve()
    for name in ("show", "library", "outside", "home"):
        (top / name).mkdir()
    for name in ("show", "library", "outside"):
        commands.write_clicks(top / name / "song.wav", 1)
    allowed = Roots.of([top / "show"], [top / "library"])
    with roots.held(own_added(allowed, top / "home")):
        yield top


@pytest.fixture
def panel(top: Path) -> Iterator[PanelService]:
    service = PanelService(top / "home")
    yield service
    service.close()


def test_nothing_outside_is_opened_drawn_or_saved(top: Path, panel: PanelService) -> None:
    (top / "show" / "link.wav").symlink_to(top / "outside" / "song.wav")
    for path in (top / "outside" / "song.wav", top / "show" / "link.wav", top / "outside" / "no"):
        name = str(path)
        for method, request in (
            (panel.open_file, OpenFileRequest(path=name)),
            (panel.get_waveform, GetWaveformRequest(path=name, columns=8)),
            (panel.load_music_edits, LoadMusicEditsRequest(path=name)),
            (panel.save_music_edits, SaveMusicEditsRequest(path=name)),
            (Tickets(top / "home", 8).open_media, OpenMediaRequest(path=name)),
        ):
            with pytest.raises(OutsideRootsError):
                method(request)  # type: ignore[operator]
    song = str(top / "library" / "song.wav")
    assert panel.open_file(OpenFileRequest(path=song)).HasField("media")
    with pytest.raises(OutsideRootsError, match="may only read"):
        panel.save_music_edits(SaveMusicEditsRequest(path=song))


def test_corrections_that_are_a_link_are_not_read(top: Path, panel: PanelService) -> None:
    (top / "outside" / "edits.json").write_text("{}")
    (top / "show" / "song.wav.edits.json").symlink_to(top / "outside" / "edits.json")
    with pytest.raises(OutsideRootsError):
        panel.load_music_edits(LoadMusicEditsRequest(path=str(top / "show" / "song.wav")))


def test_a_ticket_is_worth_nothing_once_its_file_leads_out(top: Path) -> None:
    tickets = Tickets(top / "home", 8)
    song = top / "show" / "song.wav"
    ticket = tickets.open_media(OpenMediaRequest(path=str(song))).url.rpartition("/")[2]
    assert tickets.path_of(ticket) == song
    song.unlink()
    song.symlink_to(top / "outside" / "song.wav")
    with pytest.raises(OutsideRootsError):
        tickets.path_of(ticket)


def test_media_outside_is_drawn_as_offline(top: Path, panel: PanelService) -> None:
    span = otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, 25), otio.opentime.RationalTime(20, 25)
    )
    clips = [
        otio.schema.Clip(
            media_reference=otio.schema.ExternalReference(str(top / place / "song.wav")),
            source_range=span,
        )
        for place in ("library", "outside")
    ]
    timeline = otio.schema.Timeline("edit")
    timeline.tracks.append(otio.schema.Track("A1", children=clips, kind="Audio"))
    edit = top / "show" / "edit.otio"
    otio.adapters.write_to_file(timeline, str(edit))
    opened = panel.open_file(OpenFileRequest(path=str(edit))).edit
    assert [item.online for track in opened.tracks for item in track.items] == [True, False]


def test_folders_begin_at_the_roots(top: Path) -> None:
    (top / "show" / "inner").mkdir()
    (top / "show" / "out").symlink_to(top / "outside")
    for path in ("", DRIVES):
        listed = folder_of(path)
        assert [entry.path for entry in listed.entries] == [
            str(top / "show"),
            str(top / "library"),
        ]
        assert listed.parent == ""
    show = folder_of(str(top / "show"))
    assert [entry.name for entry in show.entries] == ["inner", "song.wav"]
    assert show.parent == DRIVES
    assert folder_of(str(top / "show" / "inner")).parent == str(top / "show")
    for path in (top, top / "outside", top / "show" / "out", Path("/")):
        with pytest.raises(OutsideRootsError):
            folder_of(str(path))
    with pytest.raises(NotFoundError):
        folder_of(str(top / "show" / "none"))
