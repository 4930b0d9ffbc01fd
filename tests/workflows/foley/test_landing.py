"""Foley lands in timelines of every kind, and what editors render of it hits its cues."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest
from wavinfo import WavInfoReader

from backbeat.files.transaction import Transaction
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Placed
from backbeat.foley.landing.reading import Landed
from backbeat.foley.landing.record import read
from backbeat.media.decode import read_audio
from backbeat.media.probe import probe
from backbeat.timeline import document as documents
from backbeat.timeline.document import Document, load
from backbeat.timeline.reading import read_edit
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.foley.beside import folder_beside
from backbeat.workflows.foley.heard_again import heard_again
from backbeat.workflows.foley.landing import Landing, earlier_foley, planned, write_landing
from backbeat.workflows.foley.preparing import said_by
from backbeat.workflows.media_ranges import MediaRanges
from backbeat.workflows.render import job as render
from tests import edits
from tests.workflows.foley.clicks import SAMPLED, choice, click

RATES = (Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60))


def edit_of(folder: Path, rate: Fraction = Fraction(25), seconds: int = 10) -> Document:
    number, hour = float(rate), round(rate) * 3600
    if rate == Fraction(30000, 1001):
        hour = 107892
    pieces = [edits.Piece(int(seconds * rate), url=None)]
    return edits.document(edits.timeline([pieces], rate=number, start=hour), folder)


def land(
    document: Document, placed: Sequence[Placed], out: Path, **more: Any
) -> tuple[Landing, Path]:
    edit = read_edit(document, MediaRanges(document))
    duration = Fraction(edit.duration) / edit.rate
    folder = folder_beside(out)
    landing = planned(document, edit, placed, more.pop("unplaced", ()), duration, folder, **more)
    with Transaction([out, *landing.paths], [folder]) as outputs:
        documents.save(write_landing(landing, outputs), outputs.at(out))
    return landing, out


def found_in(path: Path) -> dict[str, Landed]:
    _, found = earlier_foley(load(path))
    return {one.cue.number: one for one in found}


def rendered(path: Path, folder: Path) -> np.ndarray[Any, Any]:
    mix = folder / "mix.wav"
    options = RenderOptions(allow_missing=True)
    render.run(
        RenderRequest(edit_path=str(path), output_path=str(mix), options=options),
    )
    return read_audio(mix, SAMPLED).samples


def spread(rate: Fraction, count: int = 7) -> list[Placed]:
    times = [Fraction(1 + 8 * number, 7 * count) + number for number in range(count)]
    assert any((time * rate).denominator > 1 for time in times), "hits between frames"
    return [click(str(number + 1), time) for number, time in enumerate(times)]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_hits_are_rendered_on_their_cues_to_the_sample(tmp_path: Path, rate: Fraction) -> None:
    placed = spread(rate)
    _, path = land(edit_of(tmp_path, rate), placed, tmp_path / "out.otio")
    mix = rendered(path, tmp_path)
    peaks = np.flatnonzero(mix[:, 0] > 0.25)
    wanted = [round(one.choice.cue.time * SAMPLED) for one in placed]
    assert len(peaks) == len(wanted)
    assert np.abs(peaks - wanted).max() <= 1


def test_all_of_a_sound_is_heard_and_nothing_else(tmp_path: Path) -> None:
    placed = spread(Fraction(25))
    _, path = land(edit_of(tmp_path), placed, tmp_path / "out.otio")
    mix = rendered(path, tmp_path)
    expected = np.zeros_like(mix)
    for one in placed:
        start = round(one.start * SAMPLED)
        expected[start : start + len(one.samples)] += one.samples
    assert np.abs(mix - expected[: len(mix)]).max() < 2**-22
    assert not expected[len(mix) :].any()


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_landed_clips_are_read_back_unchanged(tmp_path: Path, rate: Fraction) -> None:
    landing, path = land(edit_of(tmp_path, rate), spread(rate), tmp_path / "out.otio")
    found = found_in(path)
    assert [found[one.record.cue.number].record for one in landing.files] == [
        one.record for one in landing.files
    ]
    assert all(one.changes == () for one in found.values())


def test_clips_have_handles_at_both_ends_and_lie_on_frames(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    _, path = land(edit_of(tmp_path, rate), spread(rate), tmp_path / "out.otio")
    edit = read_edit(load(path))
    items = [item for track in edit.audio_tracks for item in track.items if item.media_url]
    assert len(items) == 7
    for item in items[1:]:
        assert item.head == item.tail == 8
    for item in items:
        assert isinstance(item.start, int)
        assert (item.media_start * rate).denominator == 1
        info = probe(Path(item.media_url or ""))
        assert item.available_start is not None
        stamped = Fraction(int(info.metadata["time_reference"]), SAMPLED)
        assert 0 <= stamped - item.available_start < Fraction(1, SAMPLED)


def test_a_sound_at_the_very_beginning_starts_there(tmp_path: Path) -> None:
    made = edits.timeline([[edits.Piece(100, url=None)]], start=0)
    document = edits.document(made, tmp_path)
    _, path = land(document, [click("1", Fraction(1, 50))], tmp_path / "out.otio")
    (one,) = found_in(path).values()
    assert one.place is not None
    assert (one.place.start, one.place.media_start) == (0, 0)
    assert np.flatnonzero(rendered(path, tmp_path)[:, 0] > 0.25).tolist() == [960]


def test_a_sound_that_rings_past_the_end_is_a_handle_there(tmp_path: Path) -> None:
    _, path = land(
        edit_of(tmp_path, seconds=2), [click("1", Fraction(19, 10))], tmp_path / "o.otio"
    )
    edit = read_edit(load(path))
    assert edit.duration == 50
    assert edit.audio_tracks[0].items[-1].tail == 7


def test_files_say_what_they_are(tmp_path: Path) -> None:
    landing, _ = land(
        edit_of(tmp_path), [click("12", Fraction(3), words="Tür <zu>")], tmp_path / "o.otio"
    )
    (path,) = landing.paths
    assert path.parent == tmp_path / "o foley"
    assert path.name.startswith("12 Tür _zu_ ")
    said = said_by(path)
    assert read(said, "") == landing.files[0].record
    info = probe(path)
    assert info.audio is not None
    assert (info.audio.rate, info.audio.channels, info.audio.codec) == (SAMPLED, 2, "pcm_s24le")
    assert info.metadata["comment"].startswith("Cue 12: T?r <zu>. door.wav (CC0-1.0)")


def test_another_reader_finds_the_hit_and_the_terms(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    document = edit_of(tmp_path, rate)
    landing, _ = land(document, [click("12", Fraction(7, 3), ucs="DOORWood")], tmp_path / "o.otio")
    (file,) = landing.files
    read_by = WavInfoReader(str(file.path))
    (cue,), (label,) = read_by.cues.cues, read_by.cues.labels
    assert label.text == "hit"
    samples = read_audio(file.path, SAMPLED).samples[:, 0]
    assert abs(cue.sample_offset - int(samples.argmax())) <= 1
    assert read_by.bext.description.startswith("Cue 12: door slam. door.wav (CC0-1.0)")
    # Where the file's first sample belongs, from midnight; the timeline begins at 01:00:00;00.
    begins = Fraction(read_by.bext.time_reference, SAMPLED) - 107892 / rate
    assert abs(begins + Fraction(cue.sample_offset, SAMPLED) - Fraction(7, 3)) < Fraction(1, 20000)
    user = read_by.ixml.source.decode()
    assert "<CATID>DOORWood</CATID>" in user and "<TAKE>12</TAKE>" in user


def test_the_same_sounds_are_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    document = edit_of(tmp_path)
    made = [land(document, spread(Fraction(25)), tmp_path / name / "o.otio") for name in "ab"]
    first, second = ([path.read_bytes() for path in landing.paths] for landing, _ in made)
    strip = [data.replace(b"/a/o foley", b"/b/o foley") for data in first]
    assert strip == second


def test_another_sound_of_a_cue_is_another_file(tmp_path: Path) -> None:
    document = edit_of(tmp_path)
    one = click("1", Fraction(3))
    other = replace(one, samples=one.samples * np.float32(0.5))
    first, _ = land(document, [one], tmp_path / "o.otio")
    second, _ = land(document, [other], tmp_path / "o.otio")
    assert first.paths != second.paths
    assert first.paths[0].exists(), "another timeline may play it"


@pytest.mark.parametrize("ending", [".fcpxml", ".xml", ".edl"])
def test_other_formats_play_the_same(tmp_path: Path, ending: str) -> None:
    placed = spread(Fraction(25), 3)
    _, path = land(edit_of(tmp_path), placed, tmp_path / f"out{ending}")
    peaks = np.flatnonzero(rendered(path, tmp_path)[:, 0] > 0.25)
    wanted = [round(one.choice.cue.time * SAMPLED) for one in placed]
    assert np.abs(peaks - wanted).max() <= 1


def test_an_editor_that_drops_metadata_is_survived(tmp_path: Path) -> None:
    document = edit_of(tmp_path)
    _, path = land(
        document,
        spread(Fraction(25), 3),
        tmp_path / "o.otio",
        unplaced=[choice("9", Fraction(5), placed=False)],
    )
    made = otio.adapters.read_from_file(str(path))
    for clip in made.find_clips():
        clip.metadata.pop("backbeat", None)
    for track in made.tracks:
        track.metadata.pop("backbeat", None)
    for marker in made.tracks.markers:
        del marker.metadata["backbeat"]
    other = edits.written(made, tmp_path, "from editor.otio")
    found = found_in(other)
    assert sorted(found) == ["1", "2", "3", "9"]
    assert all(one.changes == () for one in found.values())
    _, again = land(load(other), [], tmp_path / "again.otio")
    assert [track.name for track in read_edit(load(again)).tracks] == ["Video 1"]
    assert not found_in(again)


def test_clips_of_an_earlier_run_are_heard_again(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    placed = spread(rate)
    _, path = land(edit_of(tmp_path, rate), placed, tmp_path / "o.otio")
    again = {one.choice.cue.number: one for one in heard_again([*found_in(path).values()], SAMPLED)}
    for before in placed:
        after = again[before.choice.cue.number]
        assert after.choice.cue == before.choice.cue
        hit = round(after.sync_s * SAMPLED)
        assert abs(int(after.samples[:, 0].argmax()) - hit) <= 1
        assert abs(after.start + Fraction(after.sync_s) - before.choice.cue.time) < Fraction(
            1, 9999
        )


def test_layers_have_tracks_of_their_own_and_resolve_takes_them(tmp_path: Path) -> None:
    from backbeat.timeline.resolve_profile import repair_document

    placed = [
        click("1", Fraction(2), layer=Layer.FOLEY, kind=Kind.FOOTSTEP),
        click("2", Fraction(21, 10), layer=Layer.FOLEY, kind=Kind.FOOTSTEP),
        click("3", Fraction(2)),
        click("4", Fraction(0), before=0, after=6, layer=Layer.AMBIENCE, kind=Kind.AMBIENCE),
        click("5", Fraction(6), before=0.2, after=4, layer=Layer.AMBIENCE, kind=Kind.AMBIENCE),
        click("6", Fraction(0), before=0, after=10, layer=Layer.ROOM_TONE, kind=Kind.ROOM_TONE),
    ]
    _, path = land(edit_of(tmp_path), placed, tmp_path / "o.otio")
    document = load(path)
    names = [track.name for track in read_edit(document).audio_tracks]
    assert names == ["FOLEY", "FOLEY 2", "HARD FX", "AMB", "AMB 2", "ROOM"]
    fit = repair_document(document, MediaRanges(document), "o")
    assert not [one for one in fit.findings_left if "foley" in str(one).lower()]
    tracks = json.loads(document.data)["tracks"]["children"]
    assert tracks[1]["metadata"]["Resolve_OTIO"]["Audio Type"] == "Stereo"


@pytest.mark.parametrize("ending", [".otioz", ".otiod"])
def test_bundles_stay_bundles(tmp_path: Path, ending: str) -> None:
    made = edits.timeline([[edits.Piece(100, url="media/{name}.mov")]])
    text = made.to_json_string(indent=2)
    source = tmp_path / f"edit{ending}"
    if ending == ".otiod":
        (source / "media").mkdir(parents=True)
        (source / "content.otio").write_text(text)
        (source / "media/V1-0.mov").write_bytes(b"picture")
    else:
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("content.otio", text)
            archive.writestr("media/V1-0.mov", b"picture")
    _, out = land(load(source), [click("1", Fraction(1))], tmp_path / f"out{ending}")
    (one,) = found_in(out).values()
    assert one.sound is not None and Path(one.sound.rendered).is_file()
    assert one.time == 1
    again = load(out)
    assert read_edit(again).video_tracks[0].items[0].media_url == "media/V1-0.mov"
    if ending == ".otiod":
        assert (out / "media/V1-0.mov").read_bytes() == b"picture"


def test_a_compound_clip_stays_as_it_is(tmp_path: Path) -> None:
    made = edits.timeline([[edits.Piece(50)]])
    inside = edits.timeline([[edits.Piece(60)]], [[edits.Piece(60, name="inner sound")]]).tracks
    inside.source_range = edits.span(5, 50)
    made.tracks[0].append(inside)
    document = edits.document(made, tmp_path)
    _, out = land(document, [click("1", Fraction(3))], tmp_path / "out.otio")
    tracks = [json.loads(one.data)["tracks"]["children"] for one in (document, load(out))]
    assert tracks[1][0] == tracks[0][0]
    assert [track["name"] for track in tracks[1]] == ["Video 1", "HARD FX"]
    assert found_in(out)["1"].time == 3


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001)], ids=str)
@pytest.mark.parametrize("ending", [".fcpxml", ".xml"])
def test_foley_is_known_again_in_other_formats(tmp_path: Path, ending: str, rate: Fraction) -> None:
    placed = spread(rate, 4)
    _, out = land(edit_of(tmp_path, rate), placed, tmp_path / f"out{ending}")
    found = found_in(out)
    assert {number: one.time for number, one in found.items()} == {
        one.choice.cue.number: one.choice.cue.time for one in placed
    }
    assert all(one.changes == () for one in found.values())
