"""A timeline with its mastered mix on a new track, and the tracks that were mixed switched off."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.patch import Patch
from backbeat.timeline.provenance import marked
from backbeat.timeline.reading import read_edit
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest
from backbeat.version import __version__
from backbeat.workflows.media_places import placed

_NAME = "Backbeat master"


def write_timeline(request: MasterRequest, target: Path, delivered: Delivered) -> list[str]:
    """Writes the timeline; everything else in it stays byte for byte.

    Args:
        request: the job, whose path is the timeline that was mixed.
        target: where to write.
        delivered: the master, a file of sound.

    Returns:
        What the format of `target` loses of it, one sentence each.

    Raises:
        RequestError: the master has a picture, or the timeline carries its media inside.
        OutputError: the timeline cannot be written.
    """
    edit_path = Path(request.path)
    if edit_path.suffix.lower() in (".otioz", ".otiod"):
        raise RequestError(
            f"{edit_path} carries its media inside, which the new timeline would lose.",
            "Give an .otio, or leave the timeline out.",
        )
    document = placed(load(edit_path), request.media_paths)
    edit = read_edit(document)
    patch = Patch(document, edit)
    for track in edit.audio_tracks:
        if track.enabled:
            patch.disable(track.path)
    length = Fraction(round(delivered.after.duration_s * edit.rate)) / edit.rate
    whole = patch.range(Fraction(edit.start) / edit.rate, length)
    provenance = {
        "job": "master",
        "version": __version__,
        "preset": delivered.preset,
        "sha256": delivered.sha256,
        "integrated_lufs": round(delivered.after.integrated_lufs, 2),
        "true_peak_dbtp": round(delivered.after.true_peak_dbtp, 2),
    }
    clip = {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {NAMESPACE: provenance},
        "name": Path(delivered.path).name,
        "source_range": whole,
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "metadata": {},
                "name": Path(delivered.path).name,
                "available_range": whole,
                "available_image_bounds": None,
                "target_url": delivered.path,
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
    }
    patch.add_track(
        {
            "OTIO_SCHEMA": "Track.1",
            "metadata": {NAMESPACE: provenance},
            "name": _NAME,
            "source_range": None,
            "effects": [],
            "markers": [],
            "enabled": True,
            "children": [clip],
            "kind": "Audio",
        }
    )
    made = marked(patch.apply())
    save(made, target)
    return losses(made, target)
