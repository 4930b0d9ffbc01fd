"""Where a snap finds its song: the cuts of the written file are held against the true beats."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.v1 import cutting_pb2 as pb
from backbeat.workflows.snap.job import run
from tests import edits
from tests.edits import Piece, span, time
from tests.workflows.snap.known_beats import RATE, a_song, cuts_in, off_beats

HALF_FRAME_MS = 500 / RATE
HEARD_MS = 12
"""How far off a beat the tracker may hear it."""
ORIGIN_S = 0.6
"""Where the song's first sample is in the edits below, unless they say otherwise."""


def snapped(edit: Path, song: Path, **options: Any) -> pb.SnapResult:
    out = edit.with_name("out.otio")
    request = pb.SnapRequest(edit_path=str(edit), music_path=str(song), output_path=str(out))
    request.options.MergeFrom(pb.SnapOptions(**options))
    return run(request)


def assert_on_beats(
    result: pb.SnapResult, origin_s: float = ORIGIN_S, speed: float = 1, least: int = 5
) -> None:
    off = off_beats(Path(result.path), origin_s, speed)
    cuts = [cut for cut in result.sync_map.cuts if cut.track == "V1"]
    on_beat = [ms for ms, cut in zip(off, cuts, strict=True) if cut.action != pb.Cut.ACTION_SKIPPED]
    assert len(on_beat) >= least
    assert max(on_beat) <= HALF_FRAME_MS + HEARD_MS, on_beat


def song_clip(
    url: str | None, name: str = "x", start: float = 25, length: float = 400, media: float = 500
) -> Any:
    reference = (
        otio.schema.ExternalReference(url, span(0, media))
        if url is not None
        else otio.schema.MissingReference()
    )
    return otio.schema.Clip(name, reference, span(start, length))


def an_edit(folder: Path, sound: Sequence[Any], picture: Sequence[int] = ()) -> Path:
    """Shots that are cut off the beat, and one sound track."""
    lengths = picture or (70, 56, 25, 51, 68, 36, 22, 20)
    made = edits.timeline([[Piece(length, 40, 40) for length in lengths]], start=None)
    track = otio.schema.Track("Music", kind="Audio")
    track.extend(sound)
    made.tracks.append(track)
    return edits.written(made, folder)


def gap(frames: float) -> Any:
    return otio.schema.Gap(source_range=span(0, frames))


def stack(tracks: Sequence[Sequence[Any]], shown: Any, kind: str = "Audio") -> Any:
    made = otio.schema.Stack("comp", source_range=shown)
    for children in tracks:
        track = otio.schema.Track("inner", kind=kind)
        track.extend(children)
        made.append(track)
    return made


@pytest.mark.shared
@pytest.mark.parametrize(
    ("case", "name", "match"),
    [
        ("T10_music_nested", "song140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_0", "song 140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_1", "song 140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_5", "song 140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_6", "song 140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_7", "song 140.flac", pb.SONG_MATCH_FILE_NAME),
        ("T28_url_8", "song 140.flac", pb.SONG_MATCH_CLIP_NAME),
        ("T29_other_ext", "song140.flac", pb.SONG_MATCH_STEM),
    ],
)
def test_the_reported_edits(
    shared: Path, tmp_path: Path, case: str, name: str, match: pb.SongMatch
) -> None:
    edit = tmp_path / "edit.otio"
    shutil.copy(shared / "data" / "cases" / f"{case}.otio", edit)
    result = snapped(edit, a_song(tmp_path / "elsewhere" / name))
    assert_on_beats(result)
    (placement,) = result.sync_map.spine.placements
    assert placement.match == match
    assert placement.timecode == "00:00:01:15"
    assert bool(result.warnings) == (match == pb.SONG_MATCH_STEM)


@pytest.mark.parametrize(
    "url",
    [
        "file:///C:/Users/Jane/My%20Music/My%20song.wav",
        "file://localhost/C%3a/Users/Jane/My%20song.wav",
        "file://NAS/share/My%20song.wav",
        "\\\\NAS\\share\\My song.wav",
        "//NAS/share/My song.wav",
        "C:\\Users\\Jane\\My song.wav",
        "C:/Users/Jane/My%20song.wav",
        "Songs/My%20song.wav",
        "Songs\\My song.wav",
        "/Volumes/My Disk/My song.wav",
        "/Volumes/My%20Disk/My%20song.wav",
        "file:///Volumes/My Disk/my SONG.wav",
        "https://example.org/My%20song.wav",
    ],
)
def test_every_spelling_of_its_path(tmp_path: Path, url: str) -> None:
    song = a_song(tmp_path / "here" / "My song.wav")
    result = snapped(an_edit(tmp_path, [gap(40), song_clip(url)]), song)
    assert_on_beats(result)
    assert not result.warnings


def test_its_name_with_another_extension_and_duration_is_named(tmp_path: Path) -> None:
    song = a_song(tmp_path / "here" / "My song.flac")
    url = "file://localhost/C%3a/m/My%20song.wav"
    (warning,) = snapped(an_edit(tmp_path, [gap(40), song_clip(url, media=430)]), song).warnings
    assert "not found" in warning
    assert "another duration, is “C:\\m\\My song.wav” on A1 at 00:00:01:15 (17.20 s" in warning


def test_a_song_that_is_over_before_its_clip_is_said(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(song), start=250, length=300, media=600)])
    result = snapped(edit, song)
    (warning,) = result.warnings
    assert warning.startswith("song.wav is over at 00:00:11:15, 2.00 s before its clip on A1 ends")
    assert "24.00 s of media, and the file has 20.00 s" in warning
    assert list(result.sync_map.warnings) == [warning]


def test_accents_as_macos_composes_them(tmp_path: Path) -> None:
    song = a_song(tmp_path / "here" / "Caf\u00e9.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip("file:///Volumes/m/Cafe%CC%81.wav")])
    assert_on_beats(snapped(edit, song))


def test_a_link_to_the_song_is_the_song(tmp_path: Path) -> None:
    song = a_song(tmp_path / "here" / "song.wav")
    (tmp_path / "take 3.wav").symlink_to(song)
    result = snapped(an_edit(tmp_path, [gap(40), song_clip("take%203.wav")]), song)
    assert_on_beats(result)
    assert result.sync_map.spine.placements[0].match == pb.SONG_MATCH_PATH


def test_by_duration_and_a_similar_name(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song140.wav")
    result = snapped(an_edit(tmp_path, [gap(40), song_clip("/m/Song_140_proxy.mp3")]), song)
    assert_on_beats(result)
    (warning,) = result.warnings
    assert "by its duration and a similar name" in warning and "00:00:01:15" in warning
    assert list(result.sync_map.warnings) == [warning]
    assert warning in Path(result.report_path).read_text().replace("&quot;", '"')


def test_another_length_under_another_extension_is_another_song(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song140.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip("/m/song140.mp3", media=430)])
    (placement,) = snapped(edit, song).sync_map.spine.placements
    assert placement.match == pb.SONG_MATCH_ASSUMED


# -- inside compound clips ---------------------------------------------------------------------


def test_a_stack_in_a_stack(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    inner = stack([[gap(20), song_clip("/m/song.wav", length=450)]], span(10, 430))
    outer = stack([[gap(5)], [gap(7), inner]], span(3, 420))
    # Outer shows its frame 3 at 40; inner starts at 7 and shows its frame 10 there; the clip
    # starts at 20 with the song's frame 25: the song's frame 0 is at 40 + (7 - 3) + (20 - 10) - 25.
    result = snapped(an_edit(tmp_path, [gap(40), outer]), song)
    assert_on_beats(result, 29 / RATE)
    (placement,) = result.sync_map.spine.placements
    assert list(placement.inside) == ["comp", "comp"]
    assert placement.track == "A1"


@pytest.mark.parametrize("speed", [0.8, 1.25])
def test_a_retimed_compound_clip(tmp_path: Path, speed: float) -> None:
    song = a_song(tmp_path / "song.wav")
    comp = stack([[gap(20), song_clip("/m/song.wav", length=450)]], span(10, 320))
    comp.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    result = snapped(an_edit(tmp_path, [gap(40), comp]), song)
    # The song's frame 0 is 5 frames before the stack's 0, 15 before what is shown first.
    assert_on_beats(result, (40 - 15 / speed) / RATE, speed)
    assert any("retimed" in warning for warning in result.warnings)


@pytest.mark.parametrize("speed", [0.5, 1.1])
def test_a_retimed_song(tmp_path: Path, speed: float) -> None:
    song = a_song(tmp_path / "song.wav")
    clip = song_clip(str(song), length=360)
    clip.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    result = snapped(an_edit(tmp_path, [gap(40), clip]), song)
    assert_on_beats(result, (40 - 25 / speed) / RATE, speed)


def test_a_compound_clip_on_a_picture_track(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    made = edits.timeline([[Piece(n, 40, 40) for n in (70, 56, 25, 51, 68, 36, 22, 20)]])
    comp = stack([[gap(20), song_clip("/m/song.wav", length=450)]], span(10, 400))
    track = otio.schema.Track("Video 2", kind="Video")
    track.extend([gap(30), comp])
    made.tracks.append(track)
    assert_on_beats(snapped(edits.written(made, tmp_path), song))


def test_a_track_in_a_track_and_a_trimmed_track(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    inner = otio.schema.Track("inner", source_range=span(10, 400))
    inner.extend([gap(20), song_clip("/m/song.wav", length=450)])
    edit = an_edit(tmp_path, [gap(50), inner])
    made = otio.adapters.read_from_file(str(edit))
    made.tracks[1].source_range = span(20, 430)
    assert_on_beats(snapped(edits.written(made, tmp_path), song))


# -- not sure, or not there --------------------------------------------------------------------


def test_a_song_that_is_not_there_is_said(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    result = snapped(
        an_edit(tmp_path, [gap(40), song_clip("/m/other.wav", length=200, media=300)]), song
    )
    (warning,) = result.warnings
    assert "song.wav was not found among the sound of edit.otio" in warning
    assert "--music-start" in warning
    assert list(result.sync_map.warnings) == [warning]
    assert "was not found among the sound" in Path(result.report_path).read_text()
    assert_on_beats(result, 0)


def test_what_lasts_as_long_under_another_name_is_named(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    (warning,) = snapped(an_edit(tmp_path, [gap(40), song_clip("/m/other.wav")]), song).warnings
    assert "“/m/other.wav” on A1 at 00:00:01:15" in warning


def test_an_edit_without_sound_is_said(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    (warning,) = snapped(an_edit(tmp_path, []), song).warnings
    assert "no clip of sound" in warning


@pytest.mark.parametrize("effect", ["reverse", "ramp"])
def test_a_song_that_runs_at_no_constant_speed_is_said(tmp_path: Path, effect: str) -> None:
    song = a_song(tmp_path / "song.wav")
    clip = song_clip(str(song))
    clip.effects.append(
        otio.schema.LinearTimeWarp(time_scalar=-1.0)
        if effect == "reverse"
        else otio.schema.TimeEffect()
    )
    result = snapped(an_edit(tmp_path, [gap(40), clip]), song)
    (warning,) = result.warnings
    assert "A1 at 00:00:01:15" in warning and "--music-start" in warning
    assert result.sync_map.spine.placements[0].match == pb.SONG_MATCH_ASSUMED


def test_the_one_of_two_that_lasts_as_long(tmp_path: Path) -> None:
    song = a_song(tmp_path / "here" / "song.wav")
    sound = [song_clip("/a/song.wav", length=40, media=300), song_clip("/b/song.wav")]
    result = snapped(an_edit(tmp_path, sound), song)
    assert_on_beats(result)
    (warning,) = result.warnings
    assert "/a/song.wav" in warning and "could be song.wav too" in warning


def test_a_song_in_pieces_is_found_in_each(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    sound = [
        gap(40),
        song_clip(str(song), length=100),
        gap(7),
        song_clip(str(song), start=90, length=200),
    ]
    result = snapped(an_edit(tmp_path, sound), song)
    assert [p.timeline_start_s for p in result.sync_map.spine.placements] == [1.6, 5.88]
    assert not result.warnings


def test_a_song_twice_at_once_is_said(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(song))])
    made = otio.adapters.read_from_file(str(edit))
    other = otio.schema.Track("Echo", kind="Audio")
    other.extend([gap(48), song_clip(str(song), length=300)])
    made.tracks.append(other)
    result = snapped(edits.written(made, tmp_path), song)
    assert_on_beats(result)
    (warning,) = result.warnings
    assert "on A2 at 00:00:01:23" in warning


def test_a_stereo_pair_is_one_song(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(song))])
    made = otio.adapters.read_from_file(str(edit))
    other = otio.schema.Track("R", kind="Audio")
    other.extend([gap(42), song_clip(str(song), start=27, length=350)])
    made.tracks.append(other)
    result = snapped(edits.written(made, tmp_path), song)
    assert_on_beats(result)
    assert len(result.sync_map.spine.placements) == 1 and not result.warnings


def test_a_disabled_song_is_found_and_said(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    clip = song_clip(str(song))
    clip.enabled = False
    result = snapped(an_edit(tmp_path, [gap(40), clip]), song)
    assert_on_beats(result)
    assert "disabled" in result.warnings[0]


# -- said where it starts ----------------------------------------------------------------------


def test_a_given_start_goes_before_the_edits_own_and_says_so(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(song))])
    result = snapped(edit, song, music_start_s=0.8)
    assert_on_beats(result, 0.8)
    (warning,) = result.warnings
    assert "00:00:00:15" in warning and "--music-start" in warning
    assert result.sync_map.spine.placements[0].match == pb.SONG_MATCH_GIVEN


def test_a_given_start_that_the_edit_agrees_with_is_no_warning(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(song))])
    result = snapped(edit, song, music_start_s=ORIGIN_S)
    assert_on_beats(result)
    assert not result.warnings


# -- music tracks ------------------------------------------------------------------------------


def by_track(edit: Path, *names: str) -> pb.SnapResult:
    return run(
        pb.SnapRequest(
            edit_path=str(edit),
            music_track=names[0],
            more_music_tracks=names[1:],
            output_path=str(edit.with_name("out.otio")),
        )
    )


def test_a_music_track_with_a_compound_clip(tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    comp = stack([[gap(20), song_clip(str(song), length=450)]], span(10, 400))
    assert_on_beats(by_track(an_edit(tmp_path, [gap(30), comp]), "Music"))


def test_two_music_tracks(tmp_path: Path) -> None:
    one, two = a_song(tmp_path / "one.wav"), a_song(tmp_path / "two.wav")
    edit = an_edit(tmp_path, [gap(40), song_clip(str(one), length=110)])
    made = otio.adapters.read_from_file(str(edit))
    other = otio.schema.Track("Second", kind="Audio")
    # 182 frames is 17 beats of 10.714 frames after the first song's start, within a tenth of one.
    other.extend([gap(150), song_clip(str(two), start=135, length=200)])
    made.tracks.append(other)
    result = by_track(edits.written(made, tmp_path), "Music", "Second")
    assert [Path(p.path).name for p in result.sync_map.spine.placements] == ["one.wav", "two.wav"]
    assert_on_beats(result)
    assert len(cuts_in(Path(result.path))) == 7
    assert time(1).rate == RATE


def test_a_song_at_a_mapped_path_is_recognised_by_it(tmp_path: Path) -> None:
    """Whatever it is called there; and all media that is still missing is named."""
    song = a_song(tmp_path / "here" / "Mix 7.wav")
    sound = [gap(ORIGIN_S * RATE), song_clip("D:\\Show\\Sound", "x", start=0, media=400)]
    edit = an_edit(tmp_path, sound)
    out = tmp_path / "out.otio"
    request = pb.SnapRequest(edit_path=str(edit), music_path=str(song), output_path=str(out))
    request.media_paths.maps.add(prefix="D:\\Show\\Sound", to_path=str(song))
    result = run(request)
    assert_on_beats(result)
    assert result.sync_map.spine.placements[0].match == pb.SONG_MATCH_PATH
    (missing,) = [warning for warning in result.warnings if "missing" in warning]
    assert missing.startswith("8 media files of ") and "D:" not in missing
    request.ClearField("media_paths")
    assert not any("missing" in warning for warning in run(request).warnings)
