"""The render job: every sample of a timeline where the editor plays it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import CancelledError, OutputError, RequestError
from backbeat.progress import Progress
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from backbeat.workflows.render import job as render
from tests.workflows.render.scenes import (
    FPS,
    FRAME,
    RATE,
    SECONDS,
    Items,
    clip,
    dissolve,
    gap,
    ramp,
    rendered,
    span,
    voices,
    volume,
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 200), st.integers(1, 60)),
        min_size=1,
        max_size=6,
    ),
    rate=st.sampled_from(
        [Fraction(25), Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001)]
    ),
)
def test_every_sample_is_where_the_timeline_has_it(
    media: Callable[..., Path],
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, int, int]],
    rate: Fraction,
) -> None:
    items: list[otio.core.Composable] = []
    expected = np.zeros(sum(pause + length for pause, _, length in cuts) * 2100, np.float32)
    source, at = ramp()[:, 0], 0
    for pause, start, length in cuts:
        if pause:
            items.append(gap(pause, float(rate)))
        items.append(clip(media(), start, length, float(rate)))
        at += pause
        first, last = (round(frame / rate * RATE) for frame in (at, at + length))
        begin = round(start / rate * RATE)
        expected[first:last] = source[begin : begin + last - first]
        at += length
    mix, result = rendered(tmp_path_factory.mktemp("edit"), {"Music": items})
    end = round(at / rate * RATE)
    assert mix.shape == (end, 2)
    # Both sides hear the mono file as it is, and neither edge is a sample off.
    assert np.array_equal(mix[:, 0], expected[:end]) and np.array_equal(mix[:, 1], mix[:, 0])
    assert not result.warnings


def test_levels_keyframes_and_fades_of_resolve(media: Callable[..., Path], tmp_path: Path) -> None:
    flat = media("flat", np.full((SECONDS * RATE, 1), 0.5, np.float32))
    still, keyed, faded = (clip(flat, 0, 50) for _ in range(3))
    still.effects.append(volume(-6.0))
    keyed.effects.append(volume(0.0, {0: 0.0, 25: -20.0}))
    faded.effects.append(volume(0.0, faderIn=10.0, faderOut=5.0))
    mix, _ = rendered(tmp_path, {"Music": [still, keyed, faded]})
    line = 20 * np.log10(np.maximum(mix[:, 0] / 0.5, 1e-9))
    assert line[: 50 * FRAME] == pytest.approx(-6, abs=1e-4)
    assert line[50 * FRAME + FRAME * 25 // 2] == pytest.approx(-10, abs=0.01)
    assert line[75 * FRAME : 100 * FRAME] == pytest.approx(-20, abs=0.01)
    last = mix[100 * FRAME :, 0] / 0.5
    assert last[: 10 * FRAME] == pytest.approx(
        (np.arange(10 * FRAME) + 0.5) / (10 * FRAME), abs=1e-5
    )
    assert last[10 * FRAME : 45 * FRAME] == pytest.approx(1)
    assert last[-1] == pytest.approx(0.5 / (5 * FRAME), abs=1e-5)


@pytest.mark.parametrize("first", [0, 1], ids=["counted from 0", "counted from 1"])
def test_premieres_level_is_linear(first: int, media: Callable[..., Path], tmp_path: Path) -> None:
    quiet = clip(media(), 0, 25)
    inside = {
        "MatchName": "Internal Volume Stereo",
        "Parameters": [
            {"ID": first, "StartValue": {"Value": 0}},
            {"ID": first + 1, "StartValue": {"Value": 0.25}},
        ],
    }
    quiet.effects.append(otio.schema.Effect(metadata={"PremierePro_OTIO": inside}))
    mix, _ = rendered(tmp_path, {"Music": [quiet]})
    assert mix[:, 0] == pytest.approx(ramp()[:RATE, 0] / 4, abs=1e-6)


def test_a_crossfade_of_one_thing_into_itself_is_not_heard(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    items = [clip(media(), 50, 50), dissolve(10, 6), clip(media(), 100, 50)]
    mix, _ = rendered(tmp_path, {"Music": items})
    assert mix[:, 0] == pytest.approx(ramp()[50 * FRAME : 150 * FRAME, 0], abs=1e-6)


def test_a_crossfade_of_two_things_keeps_the_power(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    noises = [
        media(f"noise{number}", rng.normal(0, 0.1, (SECONDS * RATE, 1)).astype(np.float32))
        for number in range(2)
    ]
    items = [clip(noises[0], 0, 100), dissolve(25, 25, "Constant Power"), clip(noises[1], 50, 100)]
    mix, _ = rendered(tmp_path, {"Music": items})
    power = np.square(mix[:, 0]).reshape(-1, RATE // 10).mean(axis=1)
    assert power == pytest.approx(0.01, rel=0.1)


def test_a_fade_from_nothing_begins_before_the_clip(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    flat = media("flat", np.full((SECONDS * RATE, 1), 0.5, np.float32))
    items = [gap(50), dissolve(5, 5), clip(flat, 100, 50)]
    mix, _ = rendered(tmp_path, {"Music": items})
    line = mix[:, 0] / 0.5
    assert not line[: 45 * FRAME].any()
    assert line[50 * FRAME] == pytest.approx(0.5, abs=0.001)
    assert line[55 * FRAME :] == pytest.approx(1)


@pytest.mark.parametrize("speed", [2.0, 0.5, -1.0, -2.0, 1.0666])
def test_retimed_clips_run_at_their_speed(
    media: Callable[..., Path], tmp_path: Path, speed: float
) -> None:
    hz = 1000
    tone = 0.5 * np.sin(2 * np.pi * hz * np.arange(SECONDS * RATE) / RATE)
    fast = clip(media("tone", tone[:, np.newaxis].astype(np.float32)), 100, 50)
    fast.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    ramped = clip(media(), 100, 50)
    ramped.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    mix, result = rendered(tmp_path, {"Music": [fast], "SFX": [gap(50), ramped]})
    assert not result.warnings
    first = mix[: 50 * FRAME, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(first * np.hanning(len(first))))
    assert spectrum.argmax() / 2 == pytest.approx(hz * abs(speed), abs=1)
    assert np.abs(first).max() < 0.51
    second = mix[50 * FRAME : 100 * FRAME, 0].astype(np.float64)
    start = 100 * FRAME if speed > 0 else (100 + 50 * -speed) * FRAME - 1
    wanted = (start + speed * np.arange(50 * FRAME)) / (SECONDS * RATE) * 0.9
    # No pop at either edge: a ramp resampled is a ramp.
    assert second == pytest.approx(wanted, abs=2e-4)


def test_speed_ramps_and_nests_are_left_out_and_said(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    ramped = clip(media(), 0, 25)
    ramped.effects.append(otio.schema.TimeEffect(effect_name="ramp"))
    nest = otio.schema.Stack("nest", source_range=span(0, 25))
    track = otio.schema.Track(kind="Audio")
    track.append(clip(media(), 0, 25))
    nest.append(track)
    mix, result = rendered(tmp_path, {"Music": [ramped, nest, clip(media(), 0, 25)]})
    assert not mix[: 50 * FRAME].any() and mix[50 * FRAME + 100 :].any()
    assert "speed ramp" in result.warnings[0] and "nested timeline" in result.warnings[1]


def test_what_is_switched_off_is_not_heard(media: Callable[..., Path], tmp_path: Path) -> None:
    off = clip(media(), 0, 25)
    off.enabled = False
    mix, _ = rendered(tmp_path, {"Music": [off, clip(media(), 0, 25)]})
    assert not mix[: 25 * FRAME].any() and mix[25 * FRAME + 1 :].any()


def test_mono_stereo_surround_and_picked_channels(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    stereo = media("stereo", ramp(channels=2))
    right = clip(stereo, 0, 25)
    right.metadata["Resolve_OTIO"] = {"Channels": [{"Source Track ID": 0, "Source Channel ID": 1}]}
    mix, _ = rendered(tmp_path, {"Music": [clip(stereo, 0, 25), right]})
    second = ramp(channels=2)[:RATE]
    assert np.array_equal(mix[:RATE], second)
    assert mix[RATE:, 0] == pytest.approx(second[:, 1]) and mix[RATE:, 1] == pytest.approx(
        second[:, 1]
    )
    mono, _ = rendered(tmp_path, {"Music": [clip(stereo, 0, 25)]}, RenderOptions(layout="mono"))
    assert mono[:, 0] == pytest.approx(second.mean(axis=1), abs=1e-6)
    wide, result = rendered(
        tmp_path,
        {"VO": [clip(media(), 0, 25)], "M": [clip(stereo, 0, 25)]},
        RenderOptions(layout="5.1"),
    )
    assert result.layout == "5.1"
    assert np.array_equal(wide[:, 2], ramp()[:RATE, 0])
    assert np.array_equal(wide[:, :2], second)


def test_media_of_another_rate_keeps_its_time(media: Callable[..., Path], tmp_path: Path) -> None:
    clicks = np.zeros((44100 * SECONDS, 1), np.float32)
    clicks[44100 * 3] = 0.9
    slow = media("slow", clicks, 44100)
    mix, _ = rendered(tmp_path, {"FX": [gap(10), clip(slow, 50, 50)]})
    assert np.abs(mix[:, 0]).argmax() == 10 * FRAME + RATE
    half, _ = rendered(tmp_path, {"FX": [clip(slow, 50, 50)]}, RenderOptions(sample_rate_hz=44100))
    assert half[44100, 0] == pytest.approx(0.9) and np.count_nonzero(half[:, 0]) == 1


def test_the_same_media_may_be_played_backwards_in_its_order_and_on_two_tracks(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    items = [clip(media(), start, 25) for start in (200, 100, 0)]
    mix, _ = rendered(tmp_path, {"A": items, "B": [clip(media(), 0, 75)]})
    line = ramp()[:, 0]
    first = np.concatenate([line[start * FRAME :][: 25 * FRAME] for start in (200, 100, 0)])
    assert mix[:, 0] == pytest.approx(first + line[: 75 * FRAME], abs=1e-6)


def test_beyond_its_media_there_is_silence(media: Callable[..., Path], tmp_path: Path) -> None:
    mix, _ = rendered(tmp_path, {"Music": [clip(media(), SECONDS * FPS - 10, 25)]})
    assert mix[: 10 * FRAME].any() and not mix[10 * FRAME :].any()


def test_bad_requests_are_named(media: Callable[..., Path], tmp_path: Path) -> None:
    rendered(tmp_path, {"Music": [clip(media(), 0, 25)]})
    edit = str(tmp_path / "edit.otio")
    for request, kind, message in (
        (RenderRequest(), RequestError, "needs a timeline"),
        (RenderRequest(edit_path=edit), RequestError, "needs an output"),
        (RenderRequest(edit_path=edit, output_path="x.mp3"), RequestError, "no known kind"),
        (RenderRequest(edit_path=edit, output_path="/none/x.wav"), OutputError, "does not exist"),
        (
            RenderRequest(edit_path=edit, output_path="x.wav", options=RenderOptions(layout="9.1")),
            RequestError,
            "9.1",
        ),
    ):
        with pytest.raises(kind, match=message):
            render.run(request)
    with pytest.raises(RequestError, match="no sound"):
        rendered(tmp_path, {"Music": [gap(25)]})


def test_a_cancel_leaves_nothing(media: Callable[..., Path], tmp_path: Path) -> None:
    rendered(tmp_path, voices(media))
    (tmp_path / "mix.wav").unlink()
    steps: list[str] = []

    def report(fraction: float, step: str) -> None:
        steps.append(f"{step} {fraction}")

    request = RenderRequest(
        edit_path=str(tmp_path / "edit.otio"), output_path=str(tmp_path / "mix.wav")
    )
    with pytest.raises(CancelledError):
        render.run(request, Progress(report, lambda: len(steps) > 3))
    assert [path.name for path in tmp_path.iterdir()] == ["edit.otio"]


def test_layers_are_brought_to_their_levels(media: Callable[..., Path], tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    loud = media("loud", rng.uniform(-0.9, 0.9, (SECONDS * RATE, 1)).astype(np.float32))
    soft = media("soft", rng.uniform(-0.01, 0.01, (SECONDS * RATE, 1)).astype(np.float32))
    tracks: Items = {
        "Room tone": [clip(loud, 0, 50)],
        "Amb": [clip(loud, 0, 50)],
        "SFX": [clip(soft, 0, 50)],
        "VO": [clip(loud, 0, 50)],
        "Music": [clip(loud, 0, 50)],
    }
    _, result = rendered(tmp_path, tracks, RenderOptions(layers=True))
    gains = [track.gain_db for track in result.tracks]
    assert gains == pytest.approx([-24 + 0.92, -18 + 0.92, 40 - 18, 0, 0], abs=0.05)


def test_sound_past_the_end_of_its_media_is_said(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    part, whole = clip(media(), 250, 75), clip(media(), 300, 25)
    for made in (part, whole):
        made.media_reference.available_range = None
    _, result = rendered(tmp_path, {"Dialogue": [part, whole]})
    assert [warning for warning in result.warnings if "past the end" in warning] == [
        "“ramp” on A1 at 00:00:00:00 runs 25 frames past the end of its media.",
        "“ramp” on A1 at 00:00:03:00 runs 25 frames past the end of its media.",
    ]


def test_a_silent_mix_is_said(media: Callable[..., Path], tmp_path: Path) -> None:
    quiet = media("quiet", np.zeros((RATE * SECONDS, 1), np.float32))
    _, result = rendered(tmp_path, {"Dialogue": [clip(quiet, 0, 50)]})
    assert "The mix is silent." in result.warnings


def test_sound_that_outlasts_its_picture_is_not_said_to_be_missing(
    media: Callable[..., Path], tmp_path: Path
) -> None:
    # Two frames past 12 s: as far as the sound of a camera's file may outlast its picture.
    made = clip(media(), 250, 52)
    made.media_reference.available_range = None
    _, result = rendered(tmp_path, {"Dialogue": [made]})
    assert not [warning for warning in result.warnings if "past the end" in warning]
