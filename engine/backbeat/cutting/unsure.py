"""Music whose beats are not sure: which of it is cut to, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from backbeat.cutting.grid import Song
from backbeat.sureness import sureness_in_words
from backbeat.v1.cutting_pb2 import SnapOptions, SyncMap
from backbeat.v1.music_pb2 import UNSURE_NO_BEAT


def believed(songs: Sequence[Song], options: SnapOptions) -> list[Song]:
    """The songs whose beats are cut to."""
    return [song for song in songs if options.even_if_unsure or not _has_no_beat(song)]


def why_not_cut_to(songs: Sequence[Song], options: SnapOptions) -> str:
    """A sentence on the songs whose beats are not cut to; empty without any."""
    left = [song for song in songs if not options.even_if_unsure and _has_no_beat(song)]
    if not left:
        return ""
    names = ", ".join(dict.fromkeys(PurePath(song.path).name or "the music" for song in left))
    done = "no beat of it is marked" if options.only_markers else "no cut moves to its beats"
    return (
        f"Hardly a beat is heard in {names}, as in speech or noise, so {done}; "
        "--even-if-unsure does it all the same, and --tempo, --first-downbeat or --taps "
        "say where its beats are."
    )


def record(sync_map: SyncMap, songs: Sequence[Song]) -> None:
    """Adds to a sync map how sure the beats of its music are."""
    doubts = {doubt for song in songs for doubt in song.analysis.unsure}
    sync_map.unsure.extend(sorted(doubts))
    judged = [song.analysis for song in songs if song.analysis.HasField("confidence")]
    if judged:
        sync_map.beat_confidence = min(analysis.confidence for analysis in judged)


def recorded(sync_map: SyncMap) -> str:
    """ "34 % sure: the tempo wanders"; empty where no music was cut to."""
    if not sync_map.HasField("beat_confidence"):
        return ""
    return sureness_in_words(sync_map.beat_confidence, sync_map.unsure)


def _has_no_beat(song: Song) -> bool:
    return UNSURE_NO_BEAT in song.analysis.unsure
