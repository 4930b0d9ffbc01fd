"""The Deliver page's settings and jobs. The double renders nothing: a test's `renderer` does."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.state import Project, RenderJob, Timeline, new_id
from tests.doubles.resolve.world import World

PRESETS = {"H.264 Master": {"ExportVideo": True}, "Audio Only": {"ExportVideo": False}}
FORMATS = {"MP4": "mp4", "QuickTime": "mov"}
CODECS = {"mp4": {"H.264": "H264"}, "mov": {"H.264": "H264", "Apple ProRes 422": "ProRes422"}}
POLLS = 2
"""Times that a job says it is under way."""
WORDS = {
    "en": ("Ready", "Rendering", "Complete", "Failed"),
    "de": ("Bereit", "Rendern", "Abgeschlossen", "Fehlgeschlagen"),
}


def rendered_frames(timeline: Timeline, job: RenderJob) -> range:
    """Frames from the timeline's first one that a job's marks leave of it.

    Marks are absolute; ones that count from zero lie before all there is.
    """
    first = job.settings.get("MarkIn", timeline.start)
    last = job.settings.get("MarkOut", timeline.end - 1)
    if job.settings.get("SelectAllFrames", False):
        first, last = timeline.start, timeline.end - 1
    shown = range(max(first, timeline.start), min(last + 1, timeline.end))
    return range(shown.start - timeline.start, shown.stop - timeline.start)


class RenderMethods:
    world: World
    state: Project

    def GetRenderPresetList(self) -> list[str]:
        return list(PRESETS)

    def LoadRenderPreset(self, name: str) -> bool:
        if name not in PRESETS:
            return False
        self.state.render_settings = dict(PRESETS[name])
        return True

    def SetRenderSettings(self, given: dict[str, Any]) -> bool:
        """Laid over what was loaded; nothing is put back."""
        self.state.render_settings.update(given)
        return True

    def GetRenderFormats(self) -> dict[str, str]:
        return {**FORMATS, "Wave": "wav"}

    def GetRenderCodecs(self, extension: str) -> dict[str, str]:
        return dict(CODECS.get(extension, {}))

    def GetAudioRenderFormats(self) -> dict[str, str]:
        return {"Wave": "wav"}

    def GetAudioRenderCodecs(self, extension: str) -> dict[str, str]:
        return {"Linear PCM": "lpcm"} if extension == "wav" else {}

    def GetCurrentRenderFormatAndCodec(self) -> dict[str, str]:
        container, codec = self.state.render_format
        return {"format": container, "codec": codec}

    def SetCurrentRenderFormatAndCodec(self, container: str, codec: str) -> bool:
        known = codec in CODECS.get(container, {}).values()
        if not known and not (container == "wav" and self.world.behaviour.wav_selectable):
            return False
        self.state.render_format = (container, codec)
        return True

    def GetCurrentRenderMode(self) -> int:
        return self.state.render_mode

    def SetCurrentRenderMode(self, mode: int) -> bool:
        if mode not in (0, 1):
            return False
        self.state.render_mode = mode
        return True

    def AddRenderJob(self) -> str:
        settings = self.state.render_settings
        if self.state.current is None or "TargetDir" not in settings:
            return ""
        job = RenderJob(new_id(), self.state.current.name, dict(settings))
        self.state.jobs.append(job)
        return job.uid

    def GetRenderJobList(self) -> list[dict[str, Any]]:
        return [
            {"JobId": job.uid, "TimelineName": job.timeline, **job.settings}
            for job in self.state.jobs
        ]

    def DeleteRenderJob(self, uid: str) -> bool:
        jobs = self.state.jobs
        kept = [job for job in jobs if job.uid != uid]
        self.state.jobs = kept
        return len(kept) < len(jobs)

    def DeleteAllRenderJobs(self) -> bool:
        self.state.jobs = []
        return True

    def StartRendering(self, *given: Any) -> bool:
        wanted = [
            uid
            for each in given
            if not isinstance(each, bool)
            for uid in (each if isinstance(each, list) else [each])
        ]
        jobs = [job for job in self.state.jobs if not wanted or job.uid in wanted]
        if not jobs or len(jobs) < len(wanted):
            return False
        if self.world.renderer is None:
            raise NotModelled("StartRendering needs a `renderer` that writes what a render would.")
        for job in jobs:
            job.polls = 0
            self.world.renderer(job)
        return True

    def IsRenderingInProgress(self) -> bool:
        running = [job for job in self.state.jobs if 0 <= job.polls < POLLS]
        for job in running:
            job.polls += 1
        return bool(running)

    def StopRendering(self) -> None:
        for job in self.state.jobs:
            if 0 <= job.polls < POLLS:
                job.polls = -1

    def GetRenderJobStatus(self, uid: str) -> dict[str, Any]:
        job = next((each for each in self.state.jobs if each.uid == uid), None)
        if job is None:
            return {}
        ready, running, complete, failed = WORDS[self.world.behaviour.status_words]
        if job.polls < 0:
            return {"JobStatus": ready, "CompletionPercentage": 0}
        job.polls += 1
        if job.error:
            return {"JobStatus": failed, "CompletionPercentage": 0, "Error": job.error}
        if job.polls <= POLLS:
            percent = 100 * job.polls // (POLLS + 1)
            return {"JobStatus": running, "CompletionPercentage": percent}
        return {
            "JobStatus": complete,
            "CompletionPercentage": 100,
            "TimeTakenToRenderInMs": 1000,
        }
