"""The specification of a delivery: container, codec, rate, channels and loudness target."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.loudness.layouts import places
from backbeat.loudness.mastering import LoudnessTarget
from backbeat.loudness.presets import Preset, chosen
from backbeat.media.channels import conversion, in_words
from backbeat.media.sound_formats import SOUND_FILES, VIDEO_FILES, SoundFormat
from backbeat.workflows.master.targets import (
    has_default_ceiling,
    is_by_dialogue,
    loudness_target,
    tolerance,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from backbeat.v1.mastering_pb2 import Delivery
    from backbeat.workflows.bindings import BoundTracks

_ENCODERS = {
    "aac": ("aac",),
    "aac-lc": ("aac",),
    "mp3": ("libmp3lame",),
    "opus": ("libopus",),
    "flac": ("flac",),
    "alac": ("alac",),
    "pcm": ("pcm_s24le", "pcm_s16le", "pcm_f32le"),
    "wav": ("pcm_s24le", "pcm_s16le", "pcm_f32le"),
}
"""FFmpeg's encoders for the codec names of presets and requests, the preferred one first."""
_LOSSY = {"aac": 128, "libmp3lame": 160, "libopus": 96}
"""Lossy encoders, with the usual bitrate of a channel in kbps."""
_RATES = {
    "aac": (44100, 48000, 88200, 96000, 32000, 22050, 16000),
    "libmp3lame": (44100, 48000, 32000, 22050, 16000),
    "libopus": (48000,),
}
_MAX_CHANNELS = {"libmp3lame": 2, "aac": 8, "alac": 8, "flac": 8, "libopus": 8}
"""Most channels that an encoder takes; PCM takes `_ANY_CHANNELS`."""
_ANY_CHANNELS = 64
_LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6, "7.1": 8, "5.1.4": 10, "7.1.4": 12}
_IN_CODEC = {
    "aac": {"5.1(side)": "5.1", "5.0(side)": "5.0", "quad(side)": "quad"},
    "libopus": {"5.1(side)": "5.1", "5.0(side)": "5.0", "quad(side)": "quad"},
}
"""Layouts by a codec's own name: AAC and Opus do not distinguish side from back channels. The order
of the channels is the same."""
_MIN_BITS, _MAX_BITS = 16, 24
_HIGHEST_HIGH_PASS_HZ = 400


@dataclass(frozen=True, eq=False)
class DeliverySpec:
    """One delivery with every parameter settled."""

    path: Path
    muxer: str
    """FFmpeg's name of the container."""
    has_picture: bool
    preset: str
    target: LoudnessTarget
    tolerance_lu: float
    """How far the loudness may be from its target, in LU."""
    form: SoundFormat
    matrix: npt.NDArray[np.float32] | None
    """From the recording's channels to those delivered; None: they are the same."""
    high_pass_hz: float = 0.0
    lra_max_lu: float = 0.0
    """The largest loudness range allowed, in LU; 0: no limit."""
    edit_lists: bool = True
    """Whether a video may have edit lists."""
    by_dialogue: Preset | None = None
    """The preset, where the loudness of the dialogue is judged."""
    has_default_ceiling: bool = False
    """Whether the ceiling is the default, as neither preset nor request states one."""
    is_by_rms: bool = False
    """Whether the preset is judged by RMS level or noise floor."""
    overridden: frozenset[str] = frozenset()
    """Requirements of the preset that the request replaced, by the names of `Margin.what`."""
    notes: list[str] = field(default_factory=list)
    """Notes for the user, one sentence each."""

    @property
    def is_lossy(self) -> bool:
        """Whether the codec is lossy."""
        return self.form.codec in _LOSSY

    def keeps_samples(self, rate: int) -> bool:
        """Whether a recording at `rate` needs neither conversion nor filter."""
        return self.matrix is None and self.form.rate == rate and not self.high_pass_hz


def decide(delivery: Delivery, sound: BoundTracks, has_picture: bool) -> DeliverySpec:
    """Settles every parameter of a delivery.

    Args:
        delivery: the request for it.
        sound: the tracks that are delivered.
        has_picture: whether the source has a picture.

    Raises:
        RequestError: preset, container, codec, rate and channels contradict each other.
    """
    preset = chosen([delivery.preset])[0] if delivery.preset else None
    path = Path(delivery.output_path)
    muxer, codecs, moving = _container(path)
    notes: list[str] = []
    bits = _bits(delivery, preset)
    codec = _codec(delivery, preset, path, codecs, bits, notes)
    matrix, layout, channels = _channels(delivery, preset, sound, codec, notes)
    form = SoundFormat(
        codec,
        _rate(delivery, preset, sound, codec, notes),
        layout,
        channels,
        None if codec in _LOSSY or codec == "pcm_f32le" else bits,
        _bit_rate(delivery, preset, codec, layout, channels),
    )
    if preset is not None:
        notes.extend(preset.notes)
    target = loudness_target(delivery, preset)
    if not 0 <= delivery.high_pass_hz <= _HIGHEST_HIGH_PASS_HZ:
        raise RequestError(
            f"A high-pass at {delivery.high_pass_hz:g} Hz is out of range.",
            f"Give 20 to 120 Hz; the highest is {_HIGHEST_HIGH_PASS_HZ} Hz.",
        )
    if delivery.lra_max_lu < 0:
        raise RequestError("A loudness range cannot be negative.", "Try 8 to 15 LU.")
    return DeliverySpec(
        path,
        muxer,
        moving and has_picture,
        delivery.preset,
        target,
        tolerance(delivery, preset),
        form,
        matrix,
        delivery.high_pass_hz,
        delivery.lra_max_lu,
        preset is None or preset.edit_lists,
        preset if is_by_dialogue(delivery, preset) else None,
        has_default_ceiling(delivery, preset),
        preset is not None and preset.is_by_rms,
        _overridden(delivery),
        notes,
    )


def holds_picture(delivery: Delivery) -> bool:
    """Whether a delivery's file extension is that of a video.

    Raises:
        RequestError: the extension is not one that is delivered.
    """
    return _container(Path(delivery.output_path))[2]


def _overridden(delivery: Delivery) -> frozenset[str]:
    loudness = delivery.HasField("integrated_lufs") or delivery.HasField("peak_dbtp")
    peak = delivery.HasField("true_peak_dbtp") or delivery.HasField("peak_dbtp")
    return frozenset(
        name
        for name, is_named in (
            ("integrated", loudness),
            ("dialogue", loudness),
            ("RMS", loudness),
            ("true peak", peak or delivery.no_ceiling),
            ("sample peak", peak or delivery.no_ceiling),
            ("short-term", delivery.HasField("short_term_max_lufs")),
            ("momentary", delivery.HasField("momentary_max_lufs")),
            ("sample rate", delivery.sample_rate_hz > 0),
            ("channels", bool(delivery.layout)),
        )
        if is_named
    )


def _container(path: Path) -> tuple[str, tuple[str, ...], bool]:
    suffix = path.suffix.lower()
    for files, moving in ((SOUND_FILES, False), (VIDEO_FILES, True)):
        if suffix in files:
            return (*files[suffix], moving)
    known = ", ".join([*SOUND_FILES, *VIDEO_FILES])
    raise RequestError(
        f"{path} has no file extension that can be delivered.", f"Use one of {known}."
    )


def _bits(delivery: Delivery, preset: Preset | None) -> int:
    bits = delivery.bit_depth or (preset.bit_depth if preset else 0) or _MAX_BITS
    if bits not in (_MIN_BITS, _MAX_BITS):
        raise RequestError(f"A bit depth of {bits} is not supported.", "Choose 16 or 24.")
    return bits


def _codec(
    delivery: Delivery,
    preset: Preset | None,
    path: Path,
    codecs: tuple[str, ...],
    bits: int,
    notes: list[str],
) -> str:
    asked = [
        codec for name in (preset.codecs if preset else ()) for codec in _ENCODERS.get(name, ())
    ]
    if delivery.codec:
        named = _ENCODERS.get(delivery.codec.lower(), (delivery.codec,))
        fitting = [codec for codec in codecs if codec in named]
        if not fitting:
            raise RequestError(
                f"{path} cannot hold {delivery.codec}.", f"It holds {', '.join(codecs)}."
            )
        if preset is not None and asked and fitting[0] not in asked:
            notes.append(f"{preset.name} asks for {', '.join(preset.codecs)}.")
    else:
        fitting = [codec for codec in codecs if not asked or codec in asked]
        if not fitting and preset is not None:
            raise RequestError(
                f"{preset.name} asks for {', '.join(preset.codecs)}, which {path.name} does not "
                "hold.",
                "Choose another file extension, or name a codec to deliver it all the same.",
            )
    for codec in fitting:
        if codec in ("pcm_s16le", "pcm_s24le") and codec != f"pcm_s{bits}le":
            continue
        return codec
    return fitting[0]


def _channels(
    delivery: Delivery,
    preset: Preset | None,
    sound: BoundTracks,
    codec: str,
    notes: list[str],
) -> tuple[npt.NDArray[np.float32] | None, str, int]:
    most = _MAX_CHANNELS.get(codec, _ANY_CHANNELS)
    asked = [name for item in (preset.layouts if preset else ()) for name in item.split("+")]
    if delivery.layout:
        asked = [delivery.layout]
    have = sound.layout.removesuffix("(side)").removesuffix("(back)")
    if (not asked or have in asked) and sound.channels <= most:
        layout = _IN_CODEC.get(codec, {}).get(sound.layout, sound.layout)
        return None, layout, sound.channels
    fitting = [name for name in asked or ["stereo"] if _LAYOUTS.get(name, most + 1) <= most]
    # Stereo or mono only: a downmix is defined, an upmix would invent channels.
    simple = [name for name in ("stereo", "mono") if name in fitting]
    if not simple:
        raise RequestError(
            f"The recording is {sound.layout}, and {' or '.join(asked)} is asked for.",
            "Deliver a mix with these channels.",
        )
    named = places(sound.layout, sound.channels)
    matrix = conversion(named, simple[0])
    notes.append(f"Channels: {in_words(named, simple[0])}.")
    return matrix, simple[0], _LAYOUTS[simple[0]]


def _rate(
    delivery: Delivery, preset: Preset | None, sound: BoundTracks, codec: str, notes: list[str]
) -> int:
    rate = delivery.sample_rate_hz or (preset.sample_rate_hz if preset else 0) or sound.rate
    rates = _RATES.get(codec)
    if rates and rate not in rates:
        rate = min(rates, key=lambda known: (known < rate, abs(known - rate)))
    if rate != sound.rate:
        notes.append(f"Resampled from {sound.rate} to {rate} Hz before the limiter.")
    return rate


def _bit_rate(
    delivery: Delivery, preset: Preset | None, codec: str, layout: str, channels: int
) -> int | None:
    if codec not in _LOSSY:
        return None
    known = preset.bitrates_kbps if preset else {}
    asked = known.get(layout) or known.get("max") or [_LOSSY[codec] * channels]
    usual = max(asked)
    if codec == "libmp3lame":
        usual = min(usual, 320)
    return 1000 * (delivery.bitrate_kbps or usual)
