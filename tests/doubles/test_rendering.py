"""The Deliver page: what is refused, what is inherited, what says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.faces.rendering import rendered_frames
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.session import Session, session


def edit(folder: Path, **switches: Any) -> Session:
    held = session(**switches)
    clip = held.add_media(folder / "a.mov")
    held.add_item(held.add_timeline(), clip, at=0, frames=100)
    return held


def project_of(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject()


def test_wav_lists_no_codecs_and_cannot_be_chosen(tmp_path: Path) -> None:
    for selectable in (False, True):
        project = project_of(edit(tmp_path, wav_selectable=selectable))
        assert "wav" in project.GetRenderFormats().values()
        assert project.GetRenderCodecs("wav") == {}
        assert project.SetCurrentRenderFormatAndCodec("wav", "lpcm") is selectable
        assert project.SetCurrentRenderFormatAndCodec("mov", "H264") is True
        assert project.GetCurrentRenderFormatAndCodec() == {"format": "mov", "codec": "H264"}
        assert project.SetCurrentRenderFormatAndCodec("mov", "AV1") is False
        assert "wav" in project.GetAudioRenderFormats().values()


def test_settings_lie_over_the_preset_that_was_loaded(tmp_path: Path) -> None:
    held = edit(tmp_path)
    project = project_of(held)
    assert project.LoadRenderPreset("Nothing") is False
    assert project.SetRenderSettings({"CustomName": "mix", "MarkIn": 5}) is True
    assert project.LoadRenderPreset("Audio Only") is True
    assert project.SetRenderSettings({"TargetDir": str(tmp_path)}) is True
    assert held.project.render_settings == {"ExportVideo": False, "TargetDir": str(tmp_path)}
    assert project.SetRenderSettings({"CustomName": "mix"}) is True
    assert held.project.render_settings["TargetDir"] == str(tmp_path)


@pytest.mark.parametrize(
    ("marks", "frames"),
    [
        ({}, range(100)),
        ({"MarkIn": 90010, "MarkOut": 90019}, range(10, 20)),
        ({"MarkIn": 10, "MarkOut": 19}, range(0)),
        ({"MarkIn": 10, "MarkOut": 19, "SelectAllFrames": True}, range(100)),
    ],
)
def test_marks_of_a_render_are_absolute(
    tmp_path: Path, marks: dict[str, int], frames: range
) -> None:
    held = edit(tmp_path)
    project = project_of(held)
    project.SetRenderSettings({"TargetDir": str(tmp_path), **marks})
    assert project.AddRenderJob()
    assert list(rendered_frames(held.timeline, held.project.jobs[0])) == list(frames)


def test_a_jobs_words_are_in_the_users_language_and_its_numbers_are_not(tmp_path: Path) -> None:
    ends = []
    for words in ("en", "de"):
        held = edit(tmp_path, status_words=words)
        rendered: list[str] = []
        held.world.renderer = lambda job, rendered=rendered: rendered.append(job.uid)
        project = project_of(held)
        assert project.AddRenderJob() == ""
        project.SetRenderSettings({"TargetDir": str(tmp_path)})
        job = project.AddRenderJob()
        assert project.StartRendering([job, "other"]) is False
        assert project.StartRendering([job]) is True
        assert rendered == [job]
        percents: list[int] = []
        while not percents or percents[-1] < 100:
            status = project.GetRenderJobStatus(job)
            percents.append(status["CompletionPercentage"])
        assert percents == [33, 66, 100]
        assert not status.get("Error")
        assert project.IsRenderingInProgress() is False
        ends.append(status["JobStatus"])
    assert ends == ["Complete", "Abgeschlossen"]


def test_a_job_that_fails_says_so_in_its_error(tmp_path: Path) -> None:
    held = edit(tmp_path)

    def fail(job: Any) -> None:
        job.error = "disk full"

    held.world.renderer = fail
    project = project_of(held)
    project.SetRenderSettings({"TargetDir": str(tmp_path)})
    job = project.AddRenderJob()
    assert project.StartRendering(job) is True
    assert project.GetRenderJobStatus(job)["Error"] == "disk full"
    assert project.DeleteRenderJob(job) is True
    assert project.GetRenderJobStatus(job) == {}


def test_waiting_for_the_end_ends(tmp_path: Path) -> None:
    held = edit(tmp_path)
    held.world.renderer = lambda job: None
    project = project_of(held)
    project.SetRenderSettings({"TargetDir": str(tmp_path)})
    project.AddRenderJob()
    assert project.StartRendering() is True
    waited = 0
    while project.IsRenderingInProgress():
        waited += 1
    assert waited == 2


def test_the_double_renders_nothing_itself(tmp_path: Path) -> None:
    project = project_of(edit(tmp_path))
    project.SetRenderSettings({"TargetDir": str(tmp_path)})
    job = project.AddRenderJob()
    with pytest.raises(NotModelled, match="renderer"):
        project.StartRendering([job])
