"""A snap with a proof: the cuts of the film are those of the sync map."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import AlreadyExistsError, RequestError
from backbeat.media.decode import read_audio
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.workflows.snap.job import run
from tests import commands
from tests.workflows.preview.numbered import CLIP, even, numbers, write_clip


def _edit(folder: Path) -> Path:
    timeline = otio.schema.Timeline("edit")
    track = otio.schema.Track("V1", kind="Video")
    timeline.tracks.append(track)

    def span(start: int, length: int) -> otio.opentime.TimeRange:
        first, count = (otio.opentime.RationalTime(value, 25) for value in (start, length))
        return otio.opentime.TimeRange(first, count)

    for number, length in enumerate((43, 60, 47), 1):
        path = write_clip(folder / f"{number}.mp4", even(120, 25), number * CLIP)
        reference = otio.schema.ExternalReference(str(path), span(0, 120))
        track.append(otio.schema.Clip(path.name, reference, span(30, length)))
    otio.adapters.write_to_file(timeline, str(folder / "edit.otio"))
    return folder / "edit.otio"


def test_the_film_is_cut_as_the_sync_map_says(tmp_path: Path) -> None:
    request = SnapRequest(
        edit_path=str(_edit(tmp_path)),
        music_path=str(commands.write_clicks(tmp_path / "song.wav", 8)),
        output_path=str(tmp_path / "snapped.otio"),
        preview_path=str(tmp_path / "proof.mp4"),
    )
    result = run(request)
    assert result.preview_path == request.preview_path
    shown = [number // CLIP for number in numbers(tmp_path / "proof.mp4")]
    cuts = [frame for frame in range(1, len(shown)) if shown[frame] != shown[frame - 1]]
    assert cuts == [cut.to_frame for cut in result.sync_map.cuts]
    assert cuts != [cut.from_frame for cut in result.sync_map.cuts]
    wanted = read_audio(tmp_path / "song.wav", 48000).samples[: 6 * 48000, 0]
    with av.open(str(tmp_path / "proof.mp4")) as film:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])
    assert np.corrcoef(heard[: len(wanted)], wanted)[0, 1] > 0.9
    assert Fraction(len(shown), 25) == 6

    # The proof bears our mark, and is replaced as the other outputs are; a film of others is not.
    run(request)
    (tmp_path / "proof.mp4").write_bytes(b"somebody's")
    with pytest.raises(AlreadyExistsError, match=r"proof\.mp4"):
        run(request)


def test_a_proof_is_an_mp4(tmp_path: Path) -> None:
    request = SnapRequest(
        edit_path=str(_edit(tmp_path)),
        music_path=str(commands.write_clicks(tmp_path / "song.wav", 8)),
        output_path=str(tmp_path / "snapped.otio"),
        preview_path=str(tmp_path / "proof.mov"),
    )
    with pytest.raises(RequestError, match=r"End it in \.mp4"):
        run(request)
