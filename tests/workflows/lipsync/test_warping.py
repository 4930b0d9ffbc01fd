"""The preview backend on a real face, measured by finding the face in what it drew anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.footage.faces import faces_in, faces_of
from backbeat.lipsync.moments import Moment
from backbeat.lipsync.warp.shapes import OPENING
from backbeat.media.encode import write_video
from backbeat.media.retouching.crops import crop, stored
from backbeat.progress import SILENT
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.lines import lines_of, pictures_of
from backbeat.workflows.lipsync.warping import prepare_warp

CLIP = "data/lips/video/vrt_face5.mp4"
SPEECH = "data/lips/speech/librivox_0870"


@pytest.mark.shared
@pytest.mark.whole
@pytest.mark.usefixtures("face_mesh")
def test_the_mouth_that_is_found_again_does_what_was_asked(shared: Path, tmp_path: Path) -> None:
    clip = shared / CLIP
    faces = faces_of(clip, folder=tmp_path)
    text = (shared / f"{SPEECH}.txt").read_text()
    request = LipSyncRequest(
        path=str(clip), speech_path=str(shared / f"{SPEECH}.wav"), old_text="none", new_text=text
    )
    plan = lines_of(request, pictures_of(clip, faces), SILENT)
    warped = prepare_warp(plan.lines, clip)
    assert "preview" in warped.warnings[0]
    (line,) = plan.lines
    pictures = []
    with av.open(str(clip)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            mesh = line.track.mesh_of(index, index + 1)[0]
            part = crop(frame, stored(frame), warped.backend.box(mesh))
            moment = Moment(index, part, mesh, float(line.strength[index]), covered=False)
            (patch,) = warped.backend.draw([moment])
            pixels = frame.to_ndarray(format="bgr24")
            if patch is not None and line.strength[index]:
                box = patch.box
                inside = pixels[box.top : box.bottom, box.left : box.right]
                inside[patch.mask] = patch.pixels[patch.mask]
            pictures.append(np.ascontiguousarray(pixels[..., ::-1]))
    made = tmp_path / "made.mp4"
    write_video(made, iter(pictures), faces.rate)
    (track,) = faces_in(made).tracks
    shapes = warped.backend.spoken[0].shapes
    seen, asked = track.lips[:, 0], shapes.values[:, OPENING]
    full = line.strength == 1
    assert np.corrcoef(seen[full], asked[full])[0, 1] > 0.8
    own = faces.tracks[0].lips[:, 0]
    closed = shapes.closed & ~line.resting & full
    assert closed.sum() >= 5
    assert (seen[closed] <= np.percentile(own, 25)).mean() >= 0.9


@pytest.mark.shared
@pytest.mark.usefixtures("face_mesh")
def test_a_mouth_that_never_opens_is_said_to_be_dark(shared: Path, tmp_path: Path) -> None:
    clip = shared / CLIP
    faces = faces_of(clip, folder=tmp_path)
    track = faces.tracks[0]
    shut = replace(track, lips=np.minimum(track.lips, 0.03))
    pictures = pictures_of(clip, replace(faces, tracks=(shut,)))
    request = LipSyncRequest(path=str(clip), speech_path=str(shared / f"{SPEECH}.wav"))
    plan = lines_of(request, pictures, SILENT)
    warped = prepare_warp(plan.lines, clip)
    assert any("never seen open" in warning for warning in warped.warnings)
